"""A few kills at random moments; `benchmarks/kill_drill.py` does any number of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kill_drill import run_drills


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_run_killed_at_random_moments_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    drills = list(run_drills(3, seed=11, folder=tmp_path))
    assert len(drills) == 3
    assert [drill.faults for drill in drills] == [()] * 3
    assert any(drill.was_killed for drill in drills), "every run had ended before its kill"
