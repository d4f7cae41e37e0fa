"""Here lives what a person sees while all coverage is counted anew: why, a bar on a terminal, counts for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import MofNCompleteColumn, TimeRemainingColumn

from pipelines.cli.answers import say
from pipelines.cli.bars import make_bar
from pipelines.cli.printing import print_note
from pipelines.cli.session import Session
from pipelines.registers.coverage_build import CoverageListener

_VIETNAMESE = "Tỷ lệ số hóa đang được tính lại từ từng giấy tờ; chỉ làm một lần sau khi nâng cấp hoặc khôi phục."
_ENGLISH = "Coverage is being counted anew from every paper; done once after an upgrade or a restore."


@contextmanager
def coverage_progress(session: Session) -> Iterator[CoverageListener]:
    """A listener that says so, where it has to be done at all."""
    bar = make_bar(MofNCompleteColumn(), TimeRemainingColumn(), is_off=session.as_json)
    task = None

    def tell(done: int, total: int | None) -> None:
        nonlocal task
        if task is None:
            print_note(say(session, _VIETNAMESE, _ENGLISH))
            bar.start()
            task = bar.add_task(say(session, "giấy tờ", "papers"), total=total)
        bar.update(task, completed=done, total=total)
        if session.as_json:
            print_note(json.dumps({"progress": {"counted": done, "total": total}}))

    try:
        yield tell
    finally:
        bar.stop()
