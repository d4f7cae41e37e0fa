"""What the fault suites share: drawn papers, and the state of a home that nobody disturbed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.drills.homes import State
from benchmarks.drills.killing import run_undisturbed
from benchmarks.drills.small_papers import draw_drill_papers
from tests.flows.conftest import office as office


@dataclass(frozen=True, slots=True)
class Drill:
    """Papers, and the state that a run over them comes to."""

    papers: Path
    expected: State


@pytest.fixture(scope="session")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    folder = tmp_path_factory.mktemp("drill")
    papers = draw_drill_papers(folder / "papers")
    return Drill(papers, run_undisturbed(papers, folder / "undisturbed"))
