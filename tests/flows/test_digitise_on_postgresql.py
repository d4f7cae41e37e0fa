"""A batch whose catalogue is on a PostgreSQL server: digitised, killed and gone on with, its server killed under it."""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from benchmarks.drills.command_runs import CommandRun, Crash, run_sohoa, start_sohoa, wait_for
from benchmarks.drills.small_papers import draw_drill_papers
from benchmarks.servers.postgresql import kill_postgresql, make_database, run_postgresql
from benchmarks.servers.running import find_free_ports
from pipelines.care.reconcile import reconcile
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]

OUTCOMES = {"a-birth.pdf": "filed", "b-decision.pdf": "filed", "c-not-a-paper.pdf": "quarantined"}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_drill_papers(tmp_path_factory.mktemp("papers"))


def make_home(home: Path, url: str) -> Path:
    """A home whose settings name the server."""
    home.mkdir()
    (home / "sohoa.toml").write_text(f'catalogue = "{url}"\n', encoding="utf-8")
    return home


@pytest.fixture
def home(tmp_path: Path, postgresql: str) -> Path:
    return make_home(tmp_path / "home", make_database(postgresql))


def digitise(papers: Path) -> tuple[str, ...]:
    return ("digitise", str(papers), "--unit", "92", "--batch", "b", "--plain", "--jobs", "1")


def expect_whole(home: Path) -> None:
    with open_home(home) as resources:
        assert len(list(resources.catalogue.list_results())) == 2
        assert all(receipt.state == "done" for receipt in resources.catalogue.list_receipts())
        assert resources.catalogue.count_outbox() == 0
        assert reconcile(resources).faults == []
    assert not (home / "catalogue.sqlite").exists()


def open_home(home: Path) -> AbstractContextManager[Resources]:
    return open_resources(read_settings({}, home=str(home)))


def expect_done(run: CommandRun) -> None:
    # 1: one file is in quarantine.
    assert (run.returncode, run.outcomes()) == (1, OUTCOMES), run.errors[-2000:]


def test_a_batch_is_digitised_found_and_found_healthy(papers: Path, home: Path) -> None:
    expect_done(run_sohoa(home, *digitise(papers)))
    expect_whole(home)
    found = run_sohoa(home, "search", "giấy khai sinh")
    assert found.lines[0]["total"] >= 1
    health = {backend["name"]: backend for backend in run_sohoa(home, "doctor").lines[0]["backends"]}
    assert health["catalogue"]["ok"] and health["catalogue"]["version"].startswith("1")


def test_a_command_killed_in_the_middle_of_filing_is_simply_run_again(papers: Path, home: Path, tmp_path: Path) -> None:
    crash = Crash("result.before_commit", "group", tmp_path / "crashed")
    start_sohoa(home, *digitise(papers), crash=crash).wait()
    assert crash.was_reached
    expect_done(run_sohoa(home, *digitise(papers)))
    expect_whole(home)


def test_a_server_killed_under_a_batch_comes_back_and_the_batch_goes_on(papers: Path, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="sohoa-postgresql-") as name:
        folder, ports = Path(name), find_free_ports(1)
        with run_postgresql(folder, ports) as address:
            home = make_home(tmp_path / "home", make_database(address, "office"))
            command = start_sohoa(home, *digitise(papers))
            wait_for(lambda: command.has_ended or command.count_log("receive") >= 1, 120)
            kill_postgresql(folder)
        with run_postgresql(folder, ports):
            first = command.wait()
            # Away for a moment it waits; away for longer it ends with 3 and says so, and the same command goes on.
            assert first.returncode in (1, 3), first.errors[-2000:]
            if first.returncode == 3:
                assert first.error_code == "catalogue_away"
            again = run_sohoa(home, *digitise(papers))
            expect_done(again)
            expect_whole(home)
