"""A store that is away for a moment costs a batch nothing; one that stays away leaves everything resumable."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drills.command_runs import start_sohoa
from benchmarks.drills.small_papers import draw_born_digital
from pipelines import patience
from pipelines.driving import RunSummary, run_batch
from pipelines.intake import open_batch
from pipelines.pages import page_reader
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.errors import TemporarilyUnavailable
from schemas.scan import BatchOrder
from storage.ports import Catalogue, ObjectStore

pytestmark = pytest.mark.timeout(300)
_PAUSES_S = (0.01, 0.02, 0.03)


class Flaky:
    """A store whose named methods fail so many times, then work as the real one does."""

    def __init__(self, real: ObjectStore | Catalogue, failures: dict[str, int], code: str) -> None:
        self._real, self._left, self._code = real, dict(failures), code

    def __getattr__(self, name: str) -> Any:
        method: Callable[..., Any] = getattr(self._real, name)
        if name not in self._left:
            return method

        def failing(*arguments: Any, **named: Any) -> Any:
            if self._left[name] > 0:
                self._left[name] -= 1
                raise TemporarilyUnavailable(self._code)
            return method(*arguments, **named)

        return failing


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    draw_born_digital(folder / "birth.pdf", "birth_certificate", 1)
    draw_born_digital(folder / "permit.pdf", "building_permit", 2)
    return folder


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (patience, page_reader):
        monkeypatch.setattr(module, "RETRY_PAUSES_S", _PAUSES_S)


def _digitise(resources: Resources, papers: Path) -> RunSummary:
    order = BatchOrder(tuple(str(path) for path in sorted(papers.iterdir())))
    batch = open_batch(resources, "92", "b", "cli:test", [order])
    return run_batch(resources, batch, [order], on_line=lambda line: None, on_step=lambda step: None, plain=True)


@pytest.mark.parametrize(
    ("store", "method"),
    [
        pytest.param("objects", "put_file", marks=pytest.mark.slow),
        ("objects", "put_bytes"),
        pytest.param("objects", "open_local", marks=pytest.mark.slow),
        ("catalogue", "claim_page"),
        pytest.param("catalogue", "finish_page", marks=pytest.mark.slow),
        pytest.param("catalogue", "put_inspection", marks=pytest.mark.slow),
        ("catalogue", "end_receipt"),
        pytest.param("catalogue", "list_pages", marks=pytest.mark.slow),
    ],
)
def test_a_store_that_comes_back_costs_nothing(store: str, method: str, papers: Path, tmp_path: Path) -> None:
    with open_resources(read_settings({}, home=str(tmp_path), jobs=1)) as resources:
        code = "objects_away" if store == "objects" else "catalogue_busy"
        flaky = Flaky(getattr(resources, store), {method: 2}, code)
        summary = _digitise(replace(resources, **{store: flaky}), papers)
        assert (summary.outcomes, summary.failure) == ({"filed": 2}, None)
        assert all(receipt.state == "done" for receipt in resources.catalogue.list_receipts())


@pytest.mark.parametrize("method", [pytest.param("put_file", marks=pytest.mark.slow), "put_bytes"])
def test_a_store_that_stays_away_leaves_everything_resumable(method: str, papers: Path, tmp_path: Path) -> None:
    with open_resources(read_settings({}, home=str(tmp_path), jobs=1)) as resources:
        gone = replace(resources, objects=Flaky(resources.objects, {method: 10_000}, "objects_away"))  # type: ignore[arg-type]
        summary = _digitise(gone, papers)
        assert summary.failure is not None and summary.failure.code == "objects_away"
        assert list(resources.catalogue.list_results()) == []
        assert resources.catalogue.claim_page("any", "host:1:1", 1.0) is None
        assert _digitise(resources, papers).outcomes == {"filed": 2}


def test_an_index_that_is_away_is_told_and_its_marks_wait(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.driving._INDEX_PATIENCE_S", 0.2)
    with open_resources(read_settings({}, home=str(tmp_path), jobs=1)) as resources:
        away = replace(resources, index=Flaky(resources.index, {"put_documents": 10_000}, "index_away"))  # type: ignore[arg-type]
        summary = _digitise(away, papers)
        assert (summary.outcomes, summary.warnings) == ({"filed": 2}, ["index_behind"])
        assert resources.catalogue.count_outbox() == 2
        assert _digitise(resources, papers).warnings == []
        assert resources.catalogue.count_outbox() == 0


def test_a_full_disk_ends_with_3_keeps_nothing_half_written_and_goes_on_later(papers: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    arguments = ("digitise", str(papers), "--unit", "92", "--batch", "b", "--plain", "--jobs", "1")
    assert start_sohoa(home, "batch", "list").wait().returncode == 0
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # No file may grow beyond this: smaller than a paper, as a disk that fills up while one is copied.
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        command = start_sohoa(home, *arguments)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    full = command.wait()
    assert (full.returncode, full.error_code) == (3, "no_space")
    assert [path for path in (home / "objects").rglob("*") if path.is_file()] == []
    later = start_sohoa(home, *arguments).wait()
    assert (later.returncode, set(later.outcomes().values())) == (0, {"filed"})
