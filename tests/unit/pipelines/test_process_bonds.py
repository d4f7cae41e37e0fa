"""What leads page workers falls with its own parent at one stroke."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil

from benchmarks.drills.command_runs import wait_for

CHILD = """
import sys, time
from pipelines.pages.process_bonds import fall_with_parent
fall_with_parent(int(sys.argv[1]))
time.sleep(100)
"""
PARENT = f"""
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}, str(os.getpid())])
print(child.pid, flush=True)
time.sleep(100)
"""


def test_a_process_falls_with_its_killed_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.getcwd()}
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, 20)
