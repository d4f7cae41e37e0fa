"""The drill of what is held for a family, a small round: nothing missed, nothing of a stranger for certain."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.drills.held_drill import draw_family, list_questions, run
from pipelines.resources import open_resources
from pipelines.settings import read_settings


def test_a_family_is_told_what_is_held_for_it_and_nothing_of_anothers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_resources(read_settings({}, home=str(tmp_path), working_folder=tmp_path)) as resources:
        run(resources, 6, seed=3)
    told = capsys.readouterr().out
    assert "WRONG" not in told
    assert "birth: held, linked" in told


def test_a_drawn_child_is_younger_than_its_mother_and_asked_about() -> None:
    family = draw_family(random.Random(5), 0)
    assert family.child.born.year - family.wife.born.year >= 19
    assert {question.holder_id for question in list_questions(family)} == {one.citizen_id for one in family.members}
