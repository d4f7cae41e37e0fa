"""A worker that dies, or a page that takes too long, costs that page and nothing else."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import psutil
import pytest

from benchmarks.drills.command_runs import Crash, StartedCommand, run_sohoa, start_sohoa, wait_for
from benchmarks.drills.small_papers import draw_born_digital, draw_scan, draw_secret

pytestmark = pytest.mark.timeout(400)
_WITHIN_S = 120.0
# Answers questions about itself; asked to read a page it waits: once, or every time.
_SLOW_ENGINE = """#!/bin/sh
case "$1" in --version|--list-langs) exec {real} "$@";; esac
if [ -e {once} ]; then exec {real} "$@"; fi
{mark}
exec sleep 300
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    draw_born_digital(folder / "easy.pdf", "birth_certificate", 1)
    draw_scan(folder / "hard.pdf", 3)
    return folder


def _put_slow_engine(folder: Path, *, only_once: bool) -> dict[str, str]:
    """An environment in which the engine waits for ever; `folder/begun` appears when it first does."""
    engine = folder / "bin" / "tesseract"
    engine.parent.mkdir()
    begun = folder / "begun"
    once = begun if only_once else folder / "never"
    engine.write_text(_SLOW_ENGINE.format(real=shutil.which("tesseract"), once=once, mark=f"touch {begun}"))
    engine.chmod(0o755)
    return {"PATH": f"{engine.parent}:{os.environ['PATH']}"}


def _find(command: StartedCommand, name: str) -> list[psutil.Process]:
    found = []
    for process in command.list_family():
        with contextlib.suppress(psutil.Error):
            if name in " ".join(process.cmdline()):
                found.append(process)
    return found


def _arguments(papers: Path) -> tuple[str, ...]:
    return ("digitise", str(papers), "--unit", "92", "--batch", "b", "--plain", "--jobs", "2")


@pytest.mark.slow
def test_a_page_that_takes_too_long_is_given_up_with_its_engine(papers: Path, tmp_path: Path) -> None:
    environment = _put_slow_engine(tmp_path, only_once=False) | {"SOHOA_PAGE_TIMEOUT_S": "15"}
    command = start_sohoa(tmp_path / "home", *_arguments(papers), environment=environment)
    run = command.wait()
    assert run.outcomes() == {"easy.pdf": "filed", "hard.pdf": "quarantined"}
    assert next(line for line in run.lines if line["problem"])["problem"]["code"] == "page_timeout"
    assert run.returncode == 1
    assert command.wait_until_alone() == []


def test_a_worker_killed_by_hand_costs_nothing_its_page_is_read_by_another(papers: Path, tmp_path: Path) -> None:
    environment = _put_slow_engine(tmp_path, only_once=True)
    command = start_sohoa(tmp_path / "home", *_arguments(papers), environment=environment)
    wait_for(lambda: _find(command, "sleep 300"), _WITHIN_S)
    engine = _find(command, "sleep 300")[0]
    worker = engine.parent()
    assert worker is not None and worker.pid != command.process.pid
    worker.kill()
    engine.kill()
    run = command.wait()
    assert (run.returncode, run.outcomes()) == (0, {"easy.pdf": "filed", "hard.pdf": "filed"})
    deaths = [step for step in run.log if step["outcome"] == "page_worker_died"]
    assert len(deaths) == 1


@pytest.mark.slow
def test_an_engine_under_way_ends_with_a_command_that_is_killed(papers: Path, tmp_path: Path) -> None:
    environment = _put_slow_engine(tmp_path, only_once=True)
    command = start_sohoa(tmp_path / "home", *_arguments(papers), environment=environment)
    wait_for(lambda: _find(command, "sleep 300"), _WITHIN_S)
    command.kill("process")
    command.wait()
    assert command.wait_until_alone() == []
    run = run_sohoa(tmp_path / "home", *_arguments(papers))
    assert (run.returncode, run.outcomes()) == (0, {"easy.pdf": "filed", "hard.pdf": "filed"})


@pytest.mark.slow
def test_a_prefect_server_that_dies_under_the_flow_costs_no_paper(papers: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    shutil.copy(papers / "hard.pdf", many / "hard.pdf")
    for seed in range(8):
        draw_born_digital(many / f"easy{seed}.pdf", "birth_certificate", seed + 10)
    arguments = [argument for argument in _arguments(many) if argument != "--plain"]
    command = start_sohoa(tmp_path / "home", *arguments)
    wait_for(lambda: command.count_log("file") > 0, _WITHIN_S)
    servers = _find(command, "pipelines.orchestration.server_process")
    assert servers
    for server in servers:
        server.kill()
    run = command.wait()
    assert run.returncode == 0, run.errors
    assert set(run.outcomes().values()) == {"filed"}
    assert len(run.lines) == 9
    assert command.wait_until_alone() == []


def test_what_was_refused_is_removed_by_the_next_run_even_after_a_power_cut(papers: Path, tmp_path: Path) -> None:
    secret = tmp_path / "in"
    secret.mkdir()
    draw_secret(secret / "secret.pdf", 1)
    home = tmp_path / "home"
    arguments = ("digitise", str(secret), "--unit", "92", "--batch", "b", "--plain", "--jobs", "1")
    crash = Crash("receipt.ended", "group", tmp_path / "crashed")
    start_sohoa(home, *arguments, crash=crash).wait()
    assert crash.was_reached
    assert [path for path in (home / "objects").rglob("*") if path.is_file()]
    (secret / "secret.pdf").unlink()
    run_sohoa(home, "batch", "resume", "b", "--plain")
    assert [path.name for path in (home / "objects").rglob("*") if path.is_file()] == []
