"""A province on servers, whole: the stack of `make services`, the demonstration on it, workers that die."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks.demo_check import compare
from benchmarks.drills.command_runs import StartedCommand, run_sohoa, start_sohoa, wait_for
from benchmarks.drills.small_papers import draw_drill_papers, draw_scan
from benchmarks.papers.truth import TRUTH_FILE
from benchmarks.servers.stack import Stack
from pipelines.resources import open_resources
from pipelines.settings import read_settings

CHECKOUT = Path(__file__).parents[2]
pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="sohoa-services-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        call_servers("start", folder, "--free-ports")
        try:
            yield Stack(folder)
        finally:
            call_servers("stop", folder)


def call_servers(verb: str, folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "benchmarks.servers", verb, "--folder", str(folder), *words]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def find_worker(stack: Stack) -> psutil.Process:
    keeper = stack.find_keeper()
    assert keeper is not None
    return next(child for child in keeper.children() if "worker" in child.cmdline())


def test_a_killed_workers_batch_is_finished_by_another(stack: Stack, tmp_path: Path) -> None:
    papers = draw_drill_papers(tmp_path / "papers")
    for seed in (3, 4, 5, 6):
        draw_scan(papers / f"d-scan-{seed}.pdf", seed)
    environment = stack.read_settings()
    home = Path(environment["SOHOA_HOME"])
    digitise = start_sohoa(home, "digitise", str(papers), "--unit", "92", "--on-workers", environment=environment)
    with open_resources(read_settings(environment, working_folder=tmp_path)) as resources:
        wait_for(lambda: sum(1 for receipt in resources.catalogue.list_receipts() if receipt.state == "done") >= 2, 240)
        find_worker(stack).kill()
        assert resources.catalogue.list_receipts(open_only=True)
        other = start_sohoa(
            tmp_path / "other", "worker", environment=environment | {"SOHOA_HOME": str(tmp_path / "other")}
        )
        try:
            done = digitise.wait(300)
            checked = run_sohoa(home, "worker", "--check", environment=environment)
        finally:
            stop(other)
        receipts = resources.catalogue.list_receipts()
    assert done.returncode == 1, done.errors
    assert sorted(done.outcomes().values()) == ["filed"] * 6 + ["quarantined"]
    assert len(done.lines) == len(receipts) == 7
    assert checked.returncode == 0, checked.errors
    reconciled = run_sohoa(home, "reconcile", environment=environment)
    assert [fault for line in reconciled.lines for fault in line["faults"]] == []


def stop(worker: StartedCommand) -> None:
    worker.process.terminate()
    assert worker.wait(120).returncode == 0
    assert worker.wait_until_alone() == []


def test_the_demonstration_is_the_same_on_servers_with_a_worker(stack: Stack) -> None:
    environment = stack.read_settings()
    run = run_sohoa(Path(environment["SOHOA_HOME"]), "demo", "--on-servers", environment=environment, timeout_s=500)
    assert run.returncode == 0, run.errors
    (told,) = run.lines
    assert told["stores"]["SOHOA_CATALOGUE"].endswith("/sohoa_demo")
    assert told["stores"]["SOHOA_INDEX"].endswith("/sohoa-demo")
    truth = json.loads((Path(told["papers"]) / TRUTH_FILE).read_text(encoding="utf-8"))
    assert compare(told, truth) == []
    # The office's own stores beside it know nothing of the demonstration.
    batches = run_sohoa(Path(environment["SOHOA_HOME"]), "batch", "list", environment=environment)
    assert not any(line["batch"].startswith("demo-") for line in batches.lines)


def test_a_second_start_finds_everything_running(stack: Stack) -> None:
    before = stack.find_keeper()
    told = call_servers("start", stack.folder)
    assert stack.find_keeper() == before
    assert f"export PREFECT_API_URL={stack.read_settings()['PREFECT_API_URL']}" in told
    assert call_servers("settings", stack.folder) == stack.settings_file.read_text(encoding="utf-8")
