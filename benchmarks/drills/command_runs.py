"""Here live real runs of the `sohoa` command, each in a process group of its own that can be killed whole."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import psutil

from benchmarks.servers.running import clean_environment

_CHECKOUT = Path(__file__).resolve().parents[2]
_HOOK_FOLDER = _CHECKOUT / "tests" / "faults" / "hook"
_LOOK_EVERY_S = 0.05
# A loaded machine of two cores takes a minute for what an idle one does in six seconds.
TIMEOUT_S = 300.0

CrashScope = Literal["process", "group"]

# The hook is loaded before the working folder counts: without the checkout beside it, it could take its rooms from
# another checkout that the environment knows.
_HOOKED = {"PYTHONPATH": f"{_HOOK_FOLDER}{os.pathsep}{_CHECKOUT}"}


@dataclass(frozen=True, slots=True)
class Crash:
    """Where to be killed: a named point (`name:3` the third time), who dies, and the file that marks it done."""

    point: str
    scope: CrashScope
    marker: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            **_HOOKED,
            "CRASH_AT": self.point,
            "CRASH_SCOPE": self.scope,
            "CRASH_ONCE": str(self.marker),
        }

    @property
    def was_reached(self) -> bool:
        return self.marker.exists()


@dataclass(frozen=True, slots=True)
class CommandRun:
    """A run that ended: exit code (negative: the signal), JSON lines of either stream, seconds, plain stderr."""

    returncode: int
    lines: tuple[dict[str, Any], ...]
    log: tuple[dict[str, Any], ...]
    errors: str
    seconds: float

    @property
    def error_code(self) -> str | None:
        """The code of the contract's `{"error": ...}`, which must be the last line of standard error."""
        last = self.log[-1] if self.log else {}
        code: str | None = last.get("error", {}).get("code")
        return code

    def outcomes(self) -> dict[str, str]:
        """File name -> outcome."""
        return {Path(line["source"]).name: line["outcome"] for line in self.lines}

    def pages_read(self) -> set[tuple[str, int]]:
        """(scan, page) of every page this run really read, by its step log."""
        return {(s["scan"], s["page"]) for s in self.log if s.get("step") == "read" and s["outcome"] == "ok"}


class StartedCommand:
    """A command under way."""

    def __init__(self, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
        self.started_at = time.monotonic()
        # Files, not pipes: an orphan that holds a pipe open would keep us waiting for its end.
        self._out, self._err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - kept past this call
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=self._err,
            env=dict(environment),
            cwd=_CHECKOUT,
            start_new_session=True,
        )

    def list_family(self) -> list[psutil.Process]:
        """Every living process of this command's session, itself included; orphans too."""
        family = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, ProcessLookupError):
                if os.getsid(process.pid) == self.process.pid and process.status() != psutil.STATUS_ZOMBIE:
                    family.append(process)
        return family

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def count_log(self, step: str = "") -> int:
        """Lines on standard error so far; with a step's name, its lines alone."""
        log = self.read_errors()
        return log.count(f'"step": "{step}"'.encode() if step else b"\n")

    def read_errors(self) -> bytes:
        """Standard error so far."""
        # pread: the command writes through the same file description, whose offset must not move.
        return os.pread(self._err.fileno(), 1 << 24, 0)

    def kill(self, scope: CrashScope) -> None:
        """SIGKILL to the whole group, as a power cut would, or to the command's own process alone."""
        if scope == "group":
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()

    def wait(self, timeout_s: float = TIMEOUT_S) -> CommandRun:
        """Its end; a command that hangs is killed with all its family and told.

        Raises:
            TimeoutError: it did not end in time.
        """
        try:
            returncode = self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill("group")
            self.process.wait()
            raise TimeoutError(f"still running after {timeout_s} s:\n{_read(self._err)[-2000:]}") from None
        errors = _read(self._err)
        lines, log = _json_lines(_read(self._out)), _json_lines(errors)
        return CommandRun(returncode, lines, log, errors, time.monotonic() - self.started_at)

    def wait_until_alone(self, timeout_s: float = 15.0) -> list[str]:
        """Wait for workers, engine and server to end after the command did; names of those that did not."""
        with contextlib.suppress(TimeoutError):
            wait_for(lambda: not self.list_family(), timeout_s)
        left = []
        for process in self.list_family():
            with contextlib.suppress(psutil.Error):
                left.append(" ".join(process.cmdline())[:200])
        return left


def start_sohoa(
    home: Path, *arguments: str, crash: Crash | None = None, environment: Mapping[str, str] | None = None
) -> StartedCommand:
    """Start `sohoa ARGUMENTS --json` on a home, its step log as JSON on standard error."""
    settings = {"SOHOA_HOME": str(home), "SOHOA_LOG": "json", "OMP_THREAD_LIMIT": "1"}
    asked = {**settings, **(crash.environment if crash else {}), **(environment or {})}
    return StartedCommand((*arguments, "--json"), clean_environment(asked))


def run_sohoa(
    home: Path,
    *arguments: str,
    crash: Crash | None = None,
    environment: Mapping[str, str] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> CommandRun:
    """Run it to its end; see `start_sohoa`, `StartedCommand.wait`."""
    return start_sohoa(home, *arguments, crash=crash, environment=environment).wait(timeout_s)


def listing_environment(path: Path) -> dict[str, str]:
    """Makes a run append the name of every point that it passes to a file; nothing is killed."""
    return {**_HOOKED, "CRASH_LIST": str(path)}


def wait_for(condition: Callable[[], object], timeout_s: float) -> None:
    """Come back when the condition holds; raises TimeoutError."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {timeout_s} s")
        time.sleep(_LOOK_EVERY_S)


def _read(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


def _json_lines(text: str) -> tuple[dict[str, Any], ...]:
    """The JSON objects among the lines; a line that a kill cut in two is none."""
    found = []
    for line in text.splitlines():
        if line.startswith("{"):
            with contextlib.suppress(json.JSONDecodeError):
                found.append(json.loads(line))
    return tuple(found)
