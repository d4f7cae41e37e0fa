"""Real small disks that run full in the middle of a batch: nothing is lost, nothing is filed twice."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks.drills.full_disk import can_mount

# Where a disk of our own may not be mounted these scenes are left out, unless all servers and rights are required;
# a limit on the size of files stands for a full disk there (`test_digitise_stores_away`).
_SCENES = ("nearly", "home") if os.environ.get("SOHOA_REQUIRE_SERVICES") == "1" or can_mount() else ()


@pytest.mark.services
@pytest.mark.timeout(600)
def test_a_disk_that_runs_full_costs_nothing_but_time() -> None:
    if _SCENES:
        drill = [sys.executable, "-m", "benchmarks.drills.full_disk", "--scenes", *_SCENES]
        played = subprocess.run(drill, capture_output=True, text=True, check=False)
        assert played.returncode == 0, played.stdout + played.stderr[-3000:]
        nearly, home = (line for line in played.stdout.splitlines() if "full:" in line)
        assert "full: 3 disk_nearly_full; asked then: search 0, show 0, review 0" in nearly
        # Which part of the run meets the end of the disk first is the moment's.
        assert "full: 3 no_space" in home or "full: 3 disk_nearly_full" in home
