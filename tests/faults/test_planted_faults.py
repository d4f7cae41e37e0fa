"""Whatever rots, vanishes or is swapped in the stores is found, and nothing else is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.drills.planted_faults import open_filled_home, run_rounds, tell
from benchmarks.servers.postgresql import make_database
from benchmarks.servers.seaweed import objects_url

_PAPERS = 14


def _assert_all_found(home: Path, environment: dict[str, str], seed: int) -> None:
    with open_filled_home(home, environment, _PAPERS, seed) as resources:
        score = run_rounds(resources, 1, seed)
    assert score.is_perfect, "\n".join(tell(score))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_each_planted_fault_is_found_and_what_was_derived_is_mended(tmp_path: Path) -> None:
    _assert_all_found(tmp_path / "home", {}, seed=71)


@pytest.mark.services
@pytest.mark.timeout(600)
def test_each_planted_fault_is_found_on_real_servers(
    tmp_path: Path, seaweed: str, elasticsearch: str, postgresql: str
) -> None:
    stores = {
        "SOHOA_OBJECTS": objects_url(seaweed, "planted-faults"),
        "SOHOA_CATALOGUE": make_database(postgresql),
        "SOHOA_INDEX": f"elasticsearch://{elasticsearch}/planted-faults",
    }
    _assert_all_found(tmp_path / "home", stores, seed=72)
