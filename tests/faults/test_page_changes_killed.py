"""Every change of a paper's pages, killed at each named point that it passes and run again: done once and wholly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.killed_commands import Killable, kill_everywhere
from tests.flows.page_box import Drawn, draw_box

WHY = ("--reason", "đối chiếu bản giấy")
CHANGES = ("replace-page", "add-page", "split", "merge")
# The quick run kills where all is made and nothing told, and where all is told; the slow one tries every point.
ELSEWHERE = frozenset(
    {
        "object.scratch_written",
        "object.renamed",
        "reading.stored",
        "original.stored",
        "searchable.half_written",
        "searchable.stored",
        "index.committed",
        "index.written",
        "outbox.cleared",
        "catalogue.before_commit",
        "pages.changed",
    }
)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return draw_box(tmp_path_factory.mktemp("drawn"))


def arguments_of(change: str, drawn: Drawn) -> tuple[str, ...]:
    ids, folder = drawn.ids, drawn.folder
    told = {
        "replace-page": (ids["whole"], "2", str(folder / "page-2.pdf")),
        "add-page": (ids["short"], str(folder / "missing.pdf")),
        "split": (ids["stack"], "--at", "3"),
        "merge": (ids["short"], ids["rest"]),
    }
    return ("result", change, *told[change], *WHY)


@pytest.mark.timeout(600)
def test_a_killed_page_is_added_once_and_never_by_half(drawn: Drawn, tmp_path: Path) -> None:
    command = Killable(drawn.home, arguments_of("add-page", drawn), in_own_program=True, skip_points=ELSEWHERE)
    assert kill_everywhere(command, tmp_path / "kills", most_of_a_name=1) == []


@pytest.mark.exhaustive
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_pages_killed_anywhere_is_whole_when_done_again(change: str, drawn: Drawn, tmp_path: Path) -> None:
    command = Killable(drawn.home, arguments_of(change, drawn), in_own_program=True)
    assert kill_everywhere(command, tmp_path / "kills") == []
