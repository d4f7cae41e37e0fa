"""Here lives what a person sees while the index is built anew: a bar on a terminal, counts for programs."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Self

from rich.progress import MofNCompleteColumn, TimeRemainingColumn

from pipelines.cli.answers import say
from pipelines.cli.bars import make_bar
from pipelines.cli.printing import print_note
from pipelines.cli.session import Session
from pipelines.indexing import Rebuilt
from schemas.problems import get_problem


class RebuildProgress:
    """On standard error: with `--json` a line for each step, else a bar where there is a terminal."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._bar = make_bar(MofNCompleteColumn(), TimeRemainingColumn(), is_off=session.as_json)
        self._task = self._bar.add_task(say(session, "chỉ mục", "index"), total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def tell(self, count: int, total: int) -> None:
        self._bar.update(self._task, completed=count, total=total)
        if self._session.as_json:
            print_note(json.dumps({"progress": {"indexed": count, "total": total}}))

    def tell_end(self, rebuilt: Rebuilt) -> bool:
        """Whether a person must look: a result that the index refuses."""
        if rebuilt.resumed_at:
            print_note(
                say(
                    self._session,
                    f"Lần trước bị ngắt đã dựng {rebuilt.resumed_at} kết quả, nay làm tiếp.",
                    f"Went on from {rebuilt.resumed_at} results of an earlier, broken-off try.",
                )
            )
        if rebuilt.refused:
            problem = get_problem("index_refused_document", count=len(rebuilt.refused))
            print_note(" ".join(problem.in_language(self._session.language)))
        return bool(rebuilt.refused)
