"""Joining two halves of a stack, killed at each point that it passes and run again: one scan, both halves kept."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from benchmarks.drills.small_papers import draw_born_digital
from pipelines.resources import open_resources
from pipelines.settings import read_settings
from schemas.procedure_result import make_batch_id
from schemas.scan import Batch
from tests.faults.killed_commands import Killable, kill_everywhere
from tests.flows.office import CUSTODIAN, FILED_AT

# The quick run kills where the halves are kept and where an end is written; the slow one tries every point.
POINTS_OF_A_RUN = frozenset(
    {
        "batch.ordered",
        "catalogue.before_commit",
        "catalogue.committed",
        "extracted",
        "index.committed",
        "index.written",
        "object.renamed",
        "object.scratch_written",
        "outbox.cleared",
        "page.finished",
        "page.read",
        "reading.stored",
        "searchable.half_written",
        "searchable.stored",
    }
)


@pytest.fixture
def command(tmp_path: Path) -> tuple[Path, tuple[str, ...]]:
    """A home with the batch open, and the call that joins a permit's front and back in it."""
    seed = next(seed for seed in range(400) if _draw(tmp_path / "paper.pdf", seed) == 2)
    assert seed >= 0
    with pikepdf.open(tmp_path / "paper.pdf") as paper:
        for number, name in enumerate(("fronts", "backs")):
            with pikepdf.new() as half:
                half.pages.append(paper.pages[number])
                half.save(tmp_path / f"{name}.pdf", deterministic_id=True)
    home = tmp_path / "home"
    with open_resources(read_settings({}, home=str(home), working_folder=tmp_path)) as resources:
        batch_id = make_batch_id(CUSTODIAN, "hop-1")
        resources.catalogue.put_batch(Batch(batch_id, CUSTODIAN, "hop-1", "cli:lan", FILED_AT))
    files = (str(tmp_path / "fronts.pdf"), str(tmp_path / "backs.pdf"))
    return home, ("digitise", *files, "--unit", CUSTODIAN, "--batch", "hop-1", "--plain", "--collate", "reversed")


def _draw(path: Path, seed: int) -> int:
    draw_born_digital(path, "building_permit", seed)
    with pikepdf.open(path) as paper:
        return len(paper.pages)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_halves_joined_and_killed_are_joined_once(command: tuple[Path, tuple[str, ...]], tmp_path: Path) -> None:
    killable = Killable(*command, in_own_program=True, is_one_step=False, skip_points=POINTS_OF_A_RUN)
    assert kill_everywhere(killable, tmp_path / "kills", most_of_a_name=1) == []


@pytest.mark.exhaustive
@pytest.mark.timeout(3000)
def test_halves_joined_and_killed_anywhere_are_joined_once(
    command: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    killable = Killable(*command, in_own_program=True, is_one_step=False)
    assert kill_everywhere(killable, tmp_path / "kills") == []
