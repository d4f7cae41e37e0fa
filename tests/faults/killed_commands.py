"""Here lives the killing of a command at every named point that it passes, and what must hold afterwards.

For any command, in one line (`office` is the fixture of `tests/flows`):

    def test_a_killed_withdrawal_is_whole_when_done_again(office: Office, tmp_path: Path) -> None:
        permit = office.file_paper(confirmed=True)
        command = Killable(office.home, ("result", "withdraw", permit, "--reason", "quét nhầm"))
        assert kill_everywhere(command, tmp_path) == []

The command is run once undisturbed on a copy of the home, which tells its points (`schemas.crash_points`) and the
state to come to. Then for each point: a fresh copy, a process that SIGKILLs itself there, the state looked at, the
same command again, the state compared (`benchmarks.drills.homes`: instants and ids of rows aside; no mark left for
the index, the index agrees, `reconcile` finds no fault, versions and history steps are those of one run), the audit
chain checked. Every writing transaction passes `catalogue.before_commit` and `catalogue.committed`, so that a command
of one transaction has its points already; between two other durable writes put a `reached("...")` of its own.

Commands with a page pool (or Prefect) need `Killable(..., in_own_program=True)`: a real `sohoa`, some seconds a run;
forked they would hang, and are told as still running.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.drills.command_runs import Crash, listing_environment, run_sohoa
from benchmarks.drills.homes import State, find_differences, read_state
from pipelines.cli.command import main
from pipelines.resources import open_resources
from pipelines.settings import read_settings
from schemas import crash_points
from storage.audit_chain import find_broken_link

_TIMEOUT_S = 120.0
_KILLED = -signal.SIGKILL
# Marks for the index stand until it was written, sums until their objects are gone: after the command's transaction.
_AFTERWARDS = frozenset({"outbox", "object_sums"})


@dataclass(frozen=True, slots=True)
class Killable:
    """A command on a home, which is only copied.

    Args:
        arguments: without `--home`, `--as` and `--json`, which are added.
        in_own_program: run as a real `sohoa` (for commands with a page pool), killed with its whole group.
        is_one_step: that the catalogue must hold the state before or the one after, never one between.
        again: what is run after the kill, where it is not the same command.
        may_say_done: exit codes of the command run again after its whole work was done, beside its own.
        skip_points: names that are another test's matter.
    """

    home: Path
    arguments: tuple[str, ...]
    person: str = "lan"
    in_own_program: bool = False
    is_one_step: bool = True
    again: tuple[str, ...] | None = None
    may_say_done: frozenset[int] = field(default_factory=frozenset)
    skip_points: frozenset[str] = field(default_factory=frozenset)


def kill_everywhere(command: Killable, folder: Path, *, most_of_a_name: int = 2) -> list[str]:
    """What went wrong, one line each, after kills at every point that the command passes; [] is a pass.

    Args:
        folder: empty; for the copies.
        most_of_a_name: a point passed more often is tried so often, its last passing among them.
    """
    before = read_state(command.home)
    undisturbed = copy_home(command.home, folder / "undisturbed")
    points, code = list_points(command, undisturbed)
    expected = read_state(undisturbed)
    chosen = choose_points(points, most_of_a_name, command.skip_points)
    faults = [] if chosen else ["the command passes no point: this proves nothing"]
    for point in chosen:
        home = copy_home(command.home, folder / point.replace(":", "-"))
        told = _kill_and_repeat(command, home, point, code, before, expected)
        faults += [f"{point}: {fault}" for fault in told]
        shutil.rmtree(home)
    return faults


def list_points(command: Killable, home: Path) -> tuple[list[str], int]:
    """Run a command undisturbed on `home`: the points it passes in order, and its exit code."""
    told = home.with_name(f"{home.name}-points")
    if command.in_own_program:
        code = _run_program(command.arguments, command.person, home, environment=listing_environment(told))
    else:
        code = run_forked(command.arguments, command.person, home, lambda name: _append(told, name))
    return (told.read_text(encoding="utf-8").split() if told.exists() else []), code


def choose_points(points: Sequence[str], most_of_a_name: int, skipped: frozenset[str] = frozenset()) -> list[str]:
    """`name:n` for the n-th passing of each name: the first ones and, of two or more, the last."""
    chosen = []
    for name, count in Counter(points).items():
        if name not in skipped:
            passings = [*range(1, min(count, most_of_a_name) + 1)]
            if len(passings) > 1:
                passings[-1] = count
            chosen += [f"{name}:{number}" for number in passings]
    return chosen


def copy_home(home: Path, target: Path) -> Path:
    """A home beside the first, to be killed on."""
    shutil.copytree(home, target)
    return target


def run_forked(
    arguments: Sequence[str],
    person: str,
    home: Path,
    hook: Callable[[str], None],
    *,
    kill_after_s: float | None = None,
) -> int:
    """One call of the command in a process forked from this one; its exit code, negative for a signal.

    Cheap (no imports), and as dead by SIGKILL as any other process. `hook` is told of every point.

    Raises:
        TimeoutError: it hung, and was killed.
    """
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the end
            crash_points.install(hook)
            code = main([*arguments, "--home", str(home), "--as", person, "--json"])
            sys.stdout.flush()
        finally:
            os._exit(code)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(pid, signal.SIGKILL)
    return _wait(pid)


def run_again(command: Killable, home: Path) -> int:
    """The command, or what it names for it, to its end; the exit code."""
    arguments = command.again or command.arguments
    if command.in_own_program:
        return _run_program(arguments, command.person, home)
    return run_forked(arguments, command.person, home, lambda name: None)


def kill_after(command: Killable, home: Path, pause_s: float) -> int:
    """Start a forked command and SIGKILL it after a pause; its exit code, its own where it was quicker."""
    return run_forked(command.arguments, command.person, home, lambda name: None, kill_after_s=pause_s)


def kill_at(point: str) -> Callable[[str], None]:
    """A hook that kills its process at `name:n`, the n-th passing of that point."""
    name, _, number = point.partition(":")
    left = int(number or 1)

    def hook(reached: str) -> None:
        nonlocal left
        left -= reached == name
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def check_rest(home: Path) -> list[str]:
    """What must hold of any resting home: the audit chain verifies."""
    with open_resources(read_settings({}, home=str(home))) as resources:
        broken = find_broken_link(resources.catalogue.list_audit())
    return [] if broken is None else [f"the audit chain breaks at {broken}"]


def _kill_and_repeat(command: Killable, home: Path, point: str, code: int, before: State, expected: State) -> list[str]:
    if command.in_own_program:
        crash = Crash(point, "group", home.with_name(f"{home.name}-killed"))
        ended = _run_program(command.arguments, command.person, home, crash=crash)
    else:
        ended = run_forked(command.arguments, command.person, home, kill_at(point))
    faults = [] if ended == _KILLED else [f"not killed but ended with {ended}"]
    if command.is_one_step and _catalogue(read_state(home)) not in (_catalogue(before), _catalogue(expected)):
        faults.append("the catalogue holds neither the state before nor the one after")
    repeated = run_again(command, home)
    if repeated != code and repeated not in command.may_say_done:
        faults.append(f"run again it ended with {repeated} instead of {code}")
    return [*faults, *find_differences(read_state(home), expected), *check_rest(home)]


def _catalogue(state: State) -> dict[str, list[str]]:
    return {name: rows for name, rows in state["tables"].items() if name not in _AFTERWARDS}


def _run_program(
    arguments: Sequence[str],
    person: str,
    home: Path,
    *,
    crash: Crash | None = None,
    environment: dict[str, str] | None = None,
) -> int:
    return run_sohoa(home, *arguments, "--as", person, crash=crash, environment=environment).returncode


def _append(path: Path, name: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{name}\n")


def _wait(pid: int) -> int:
    deadline = time.monotonic() + _TIMEOUT_S
    while time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise TimeoutError(f"still running after {_TIMEOUT_S} s")
