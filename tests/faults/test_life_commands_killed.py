"""Every command on filed papers, killed at each named point that it passes and run again: done once and wholly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.killed_commands import Killable, kill_everywhere
from tests.flows.office import Office

CORRECTED = ("issue_place=Cái Răng", "--reason", "đọc sai nơi cấp")


@pytest.fixture
def permit(office: Office) -> str:
    return office.file_paper(confirmed=True)


def die_everywhere(office: Office, folder: Path, *arguments: str) -> list[str]:
    return kill_everywhere(Killable(office.home, arguments), folder / "kills")


def test_a_killed_correction_is_one_version_more(office: Office, permit: str, tmp_path: Path) -> None:
    assert die_everywhere(office, tmp_path, "result", "correct", permit, *CORRECTED) == []
