"""A rebuild of the index, really killed at every point that it passes, and run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.drills.rebuild_drill import drill, make_home
from pipelines.settings import read_settings
from tests.faults.killed_commands import Killable, kill_everywhere
from tests.flows.conftest import office as office
from tests.flows.office import Office


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_rebuild_is_whole_when_done_again(office: Office, tmp_path: Path) -> None:
    for place in range(3):
        office.file_paper(f"p{place}", {"document_number": f"{place}/GPXD"})
    assert kill_everywhere(Killable(office.home, ("index", "rebuild")), tmp_path / "kills") == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_office_lives_on_while_a_rebuild_is_killed_and_gone_on_with(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", 1500)
    figures = drill(read_settings({}, home=str(home)), {}, 1500)
    assert (figures["killed_at"], figures["went_on_at"], figures["indexed"]) == (1000, 1000, 1500)
    assert figures["failures"] == figures["faults"] == []
    assert figures["searches"] > 0 == figures["searches_that_found_nothing"]
