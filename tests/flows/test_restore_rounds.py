"""Whole rounds of backup and restore by every way there is, and one in the middle of a batch."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.drills.command_runs import run_sohoa, start_sohoa, wait_for
from benchmarks.drills.restore_drill import open_place, run_round
from benchmarks.drills.small_papers import draw_born_digital
from benchmarks.servers.postgresql import make_database
from benchmarks.servers.seaweed import objects_url

_PAPERS = 5


def check_round(tmp_path: Path, target: str, here: dict[str, str], there: dict[str, str]) -> None:
    first, second = open_place(tmp_path / "home", **here), open_place(tmp_path / "restored", **there)
    outcome = run_round("", first, target, second, tmp_path, _PAPERS, 0)
    assert outcome.differences == []
    assert outcome.objects >= _PAPERS and outcome.asked > _PAPERS


@pytest.mark.services
@pytest.mark.timeout(300)
def test_a_home_is_restored_onto_a_bucket_by_way_of_another(tmp_path: Path, seaweed: str) -> None:
    check_round(tmp_path, objects_url(seaweed, "backups"), {}, {"objects": objects_url(seaweed, "restored")})


@pytest.mark.services
@pytest.mark.timeout(300)
def test_a_home_moves_to_a_database_server(tmp_path: Path, postgresql: str) -> None:
    check_round(tmp_path, str(tmp_path / "b.tar"), {}, {"catalogue": make_database(postgresql)})


@pytest.mark.services
@pytest.mark.timeout(300)
def test_a_home_moves_from_a_database_server_to_a_folder(tmp_path: Path, postgresql: str) -> None:
    check_round(tmp_path, f"file:{tmp_path / 'second'}", {"catalogue": make_database(postgresql)}, {})


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_backup_in_the_middle_of_a_batch_goes_on_from_there(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(8):
        draw_born_digital(papers / f"p{number}.pdf", "committee_decision", number)
    home, restored, target = tmp_path / "home", tmp_path / "restored", str(tmp_path / "b.tar")
    wish = ("--unit", "92.916", "--batch", "lo-01", "--plain", "--jobs", "1")
    with ExitStack() as running:
        command = start_sohoa(home, "digitise", str(papers), *wish)
        running.callback(command.wait)
        wait_for(lambda: command.count_log("read") >= 2, 200)
        assert run_sohoa(home, "backup", target).returncode == 0
        assert not command.has_ended
    assert run_sohoa(restored, "restore", target).returncode == 0
    known = run_sohoa(restored, "batch", "show", "lo-01").lines[0]
    resumed = run_sohoa(restored, "batch", "resume", "lo-01", "--plain", "--jobs", "1")
    assert resumed.returncode == 0, resumed.errors
    shown = [run_sohoa(place, "batch", "show", "lo-01").lines[0] for place in (home, restored)]
    assert shown[0] == shown[1] != known
    for check in (("reconcile",), ("verify", "--all"), ("audit", "verify")):
        assert (run_sohoa(restored, *check).lines[0]["faults"]) == []
