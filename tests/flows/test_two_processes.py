"""Several commands on one home at once: all succeed, and nothing is filed twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.drills.command_runs import run_sohoa, start_sohoa
from benchmarks.drills.small_papers import draw_born_digital
from pipelines.care.reconcile import reconcile
from pipelines.resources import open_resources
from pipelines.settings import read_settings

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    for box, seed in (("one", 1), ("two", 4)):
        (folder / box).mkdir()
        draw_born_digital(folder / box / f"birth-{seed}.pdf", "birth_certificate", seed)
        draw_born_digital(folder / box / f"permit-{seed}.pdf", "building_permit", seed + 1)
    return folder


def _arguments(folder: Path, batch: str) -> tuple[str, ...]:
    return ("digitise", str(folder), "--unit", "92", "--batch", batch, "--plain", "--jobs", "1")


def _expect_whole(home: Path, results: int) -> None:
    with open_resources(read_settings({}, home=str(home))) as resources:
        assert len(list(resources.catalogue.list_results())) == results
        assert all(receipt.state == "done" for receipt in resources.catalogue.list_receipts())
        assert reconcile(resources).faults == []


def test_two_digitise_and_a_search_on_one_new_home_all_succeed(papers: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    commands = [
        start_sohoa(home, *_arguments(papers / "one", "one")),
        start_sohoa(home, *_arguments(papers / "two", "two")),
        start_sohoa(home, "search", "giấy"),
    ]
    runs = [command.wait() for command in commands]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert [set(run.outcomes().values()) for run in runs[:2]] == [{"filed"}, {"filed"}]
    _expect_whole(home, 4)


def test_two_digitise_of_the_same_batch_share_it(papers: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    commands = [start_sohoa(home, *_arguments(papers / "one", "shared")) for _ in range(2)]
    runs = [command.wait() for command in commands]
    assert [run.returncode for run in runs] == [0, 0]
    for run in runs:
        assert set(run.outcomes().values()) == {"filed"}
        assert len(run.lines) == 2
    ids = [{line["result_id"] for line in run.lines} for run in runs]
    assert ids[0] == ids[1]
    assert not runs[0].pages_read() & runs[1].pages_read(), "a page was read twice"
    _expect_whole(home, 2)


@pytest.mark.slow
def test_the_same_bytes_in_two_batches_at_once_are_filed_once(papers: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    paper = papers / "one" / "birth-1.pdf"
    runs = [command.wait() for command in [start_sohoa(home, *_arguments(paper, name)) for name in ("x", "y")]]
    assert [run.returncode for run in runs] == [0, 0]
    assert sorted(line["outcome"] for run in runs for line in run.lines) == ["duplicate", "filed"]
    _expect_whole(home, 1)


@pytest.mark.slow
def test_a_finished_batch_resumed_by_name_does_nothing(papers: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run_sohoa(home, *_arguments(papers / "one", "both")).returncode == 0
    late = run_sohoa(home, "batch", "resume", "both", "--plain", "--jobs", "1")
    assert (late.returncode, late.lines) == (0, ())
    _expect_whole(home, 2)
