"""A rebuild of the index, really killed at every point that it passes, and run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.killed_commands import Killable, kill_everywhere
from tests.flows.conftest import office as office
from tests.flows.office import Office


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_rebuild_is_whole_when_done_again(office: Office, tmp_path: Path) -> None:
    for place in range(3):
        office.file_paper(f"p{place}", {"document_number": f"{place}/GPXD"})
    assert kill_everywhere(Killable(office.home, ("index", "rebuild")), tmp_path / "kills") == []
