"""Here lives one drill: a digitisation killed, resumed, and compared with one that nobody disturbed."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.drills.command_runs import (
    TIMEOUT_S,
    CommandRun,
    Crash,
    CrashScope,
    StartedCommand,
    run_sohoa,
    start_sohoa,
    wait_for,
)
from benchmarks.drills.homes import State, find_differences, has_batch, list_read_pages, read_state

BATCH = "lo-01"
# One page worker: half the start-up cost, and the same moments in the same order.
_JOBS = ("--jobs", "1")
_ENDED_WELL = (0, 1)


@dataclass(frozen=True, slots=True)
class DrillResult:
    """What a drill came to: how the killed run ended, who outlived it, what is wrong afterwards."""

    killed: CommandRun
    orphans: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: a pause after so many steps were logged. Steps, because a loaded machine stretches seconds."""

    after_steps: int
    pause_s: float


def digitise_arguments(papers: Path, *, plain: bool = True) -> tuple[str, ...]:
    """The drilled command."""
    return ("digitise", str(papers), "--unit", "92", "--batch", BATCH, *_JOBS, *(("--plain",) if plain else ()))


def run_undisturbed(papers: Path, home: Path) -> State:
    """The state that every disturbed run must come to."""
    run = run_sohoa(home, *digitise_arguments(papers))
    if run.returncode not in _ENDED_WELL:
        raise RuntimeError(f"the undisturbed run failed with {run.returncode}: {run.errors[-2000:]}")
    return read_state(home)


def crash_and_resume(
    papers: Path, home: Path, expected: State, crash: Crash, *, by_name: bool, plain: bool = True
) -> DrillResult:
    """Kill a run at a named point, resume it, compare; see `resume_and_compare`."""
    command = start_sohoa(home, *digitise_arguments(papers, plain=plain), crash=crash)
    return resume_and_compare(command, papers, home, expected, by_name=by_name, plain=plain)


def kill_and_resume(
    papers: Path, home: Path, expected: State, moment: Moment, scope: CrashScope, *, by_name: bool
) -> DrillResult:
    """Kill a run at a moment (it may have ended by then), resume it, compare."""
    command = start_sohoa(home, *digitise_arguments(papers))
    wait_for(lambda: command.has_ended or command.count_log() >= moment.after_steps, TIMEOUT_S)
    try:
        command.process.wait(moment.pause_s)
    except subprocess.TimeoutExpired:
        command.kill(scope)
    return resume_and_compare(command, papers, home, expected, by_name=by_name)


def resume_and_compare(
    command: StartedCommand, papers: Path, home: Path, expected: State, *, by_name: bool, plain: bool = True
) -> DrillResult:
    """Wait for a killed command's end and its orphans', go on with the batch, compare.

    Args:
        by_name: resume with `batch resume` (where the batch is known already), else with the same command again.
    """
    killed = command.wait()
    orphans = command.wait_until_alone()
    read_before = list_read_pages(home)
    if by_name and has_batch(home, BATCH):
        resumed = run_sohoa(home, "batch", "resume", BATCH, *_JOBS, *(("--plain",) if plain else ()))
    else:
        resumed = run_sohoa(home, *digitise_arguments(papers, plain=plain))
    faults = [f"read again: page {page} of {scan[:12]}" for scan, page in resumed.pages_read() & read_before]
    if resumed.returncode not in _ENDED_WELL:
        faults.append(f"the resumed run ended with {resumed.returncode}: {resumed.errors[-1000:]}")
    return DrillResult(killed, tuple(orphans), (*faults, *find_differences(read_state(home), expected)))
