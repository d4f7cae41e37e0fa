"""Prefect falls in the middle of a batch, its disk full or its database gone: the batch ends all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

import pytest

import pipelines.orchestration.flows
from benchmarks.drills.small_papers import draw_born_digital
from pipelines.batch_run import BatchRun, TakenIn
from pipelines.orchestration.flows import PrefectFailed
from pipelines.orchestration.server_link import PrefectServer
from schemas.errors import SohoaError
from tests.flows.office import Office

Finish = Callable[[BatchRun, TakenIn], None]


@pytest.mark.parametrize("given", [0, 2, 3])
def test_what_prefect_leaves_is_done_without_it(
    given: int, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(
        run: BatchRun, taken_in: Iterable[TakenIn], finish: Finish, _url: str, _pauses_s: Sequence[float]
    ) -> list[SohoaError]:
        """One is ended; of the others some were given to Prefect, the rest were not."""
        items = list(islice(taken_in, given))
        for item in items[:1]:
            finish(run, item)
        raise PrefectFailed(items[1:])

    papers = tmp_path / "papers"
    papers.mkdir()
    for seed, kind in enumerate(("birth_certificate", "committee_decision", "marriage_certificate")):
        draw_born_digital(papers / f"{kind}.pdf", kind, seed)
    monkeypatch.setattr(PrefectServer, "start", lambda self: None)
    monkeypatch.setattr(PrefectServer, "wait_until_ready", lambda self: True)
    monkeypatch.setattr(pipelines.orchestration.flows, "drive_by_flow", fall)
    answer = office.call("digitise", str(papers), "--unit", "92", "--batch", "b", "--jobs", "1", "--json")
    assert answer.code == 0, answer.err
    assert [line["outcome"] for line in answer.lines] == ["filed"] * 3
    assert "Prefect" in answer.err
    assert office.call("batch", "show", "b", "--json").json["outcomes"] == {"filed": 3}
