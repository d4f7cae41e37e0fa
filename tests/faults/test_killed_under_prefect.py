"""The same drills with Prefect driving: its server dies with the command, and the batch is resumed all the same."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from benchmarks.drills.command_runs import Crash, CrashScope
from benchmarks.drills.killing import crash_and_resume
from tests.faults.conftest import Drill

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize(
    ("name", "scope", "by_name"),
    [("result.committed", "group", True), ("extracted", "process", False), ("page.read:2", "process", True)],
)
def test_a_flow_killed_at_a_named_point_loses_nothing_and_leaves_no_server_behind(
    name: str, scope: CrashScope, by_name: bool, drill: Drill, tmp_path: Path
) -> None:
    crash = Crash(name, scope, tmp_path / "killed")
    result = crash_and_resume(drill.papers, tmp_path / "home", drill.expected, crash, by_name=by_name, plain=False)
    assert crash.was_reached
    assert result.killed.returncode == -signal.SIGKILL
    assert result.orphans == ()
    assert result.faults == ()
