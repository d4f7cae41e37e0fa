"""Units: paths, days of life, succession, and the traps that the published lists hold."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from schemas.errors import SetupError
from schemas.units import Unit, load_units

BEFORE = date(2025, 6, 30)
AFTER = date(2025, 7, 1)
UNITS = load_units()


def names_of(units: tuple[Unit, ...]) -> set[str]:
    return {unit.name for unit in units}


def communes_on(day: date, province: str) -> list[Unit]:
    return [
        unit
        for unit in UNITS.list_all()
        if unit.level == "commune" and unit.lives_on(day) and unit.path.startswith(province + ".")
    ]


def test_every_parent_is_known_and_lives_as_long_as_its_children() -> None:
    for unit in UNITS.list_all():
        if unit.parent:
            parent = UNITS.get(unit.parent)
            assert parent.valid_until is None or (unit.valid_until and unit.valid_until <= parent.valid_until)


@pytest.mark.parametrize(
    ("day", "province", "communes"),
    [
        (date(2024, 10, 31), "92", 83),
        (date(2024, 11, 1), "92", 80),
        (BEFORE, "93", 75),
        (BEFORE, "94", 108),
        (AFTER, "92", 103),
        (AFTER, "93", 0),
    ],
)
def test_each_province_has_as_many_communes_as_the_official_count(day: date, province: str, communes: int) -> None:
    assert len(communes_on(day, province)) == communes


def test_the_new_city_has_31_wards_and_72_communes() -> None:
    kinds = Counter(unit.name.split()[0] for unit in communes_on(AFTER, "92"))
    assert kinds == {"Phường": 31, "Xã": 72}


def test_the_city_has_nine_districts_until_their_last_day_and_none_after() -> None:
    assert len([u for u in UNITS.list_children("92", BEFORE) if u.level == "district"]) == 9
    assert {u.level for u in UNITS.list_children("92", AFTER)} == {"commune"}


def test_every_commune_of_before_has_a_successor_in_the_new_city_and_every_new_one_a_predecessor() -> None:
    living = {unit.path for unit in communes_on(AFTER, "92")}
    reached: set[str] = set()
    for province in ("92", "93", "94"):
        for unit in communes_on(BEFORE, province):
            steps = {step.unit for step in UNITS.list_successors(unit.path, AFTER)}
            assert steps and steps <= living
            reached |= steps
    assert reached == living


def test_a_ward_abolished_twice_over_leads_to_the_unit_of_the_day() -> None:
    assert UNITS.list_successors("92.916.31129", date(2024, 10, 31)) == ()
    assert [s.unit for s in UNITS.list_successors("92.916.31129", date(2024, 11, 1))] == ["92.916.31123"]
    assert [s.unit for s in UNITS.list_successors("92.916.31129", AFTER)] == ["92.31135"]


def test_a_district_is_succeeded_by_the_communes_on_its_ground() -> None:
    steps = UNITS.list_successors("92.916", AFTER)
    assert names_of(tuple(UNITS.get(s.unit) for s in steps)) == {
        "Phường Cái Khế",
        "Phường Ninh Kiều",
        "Phường Tân An",
        "Phường An Bình",
    }
    assert all(step.share is None for step in steps)


def test_a_merged_province_is_succeeded_by_the_city() -> None:
    assert [(s.unit, s.share) for s in UNITS.list_successors("94", AFTER)] == [("92", Fraction(1))]


def test_predecessors_are_read_the_other_way_down_to_the_oldest() -> None:
    assert [s.predecessor for s in UNITS.list_predecessors("92.31135")] == [
        "92.916.31123",
        "92.916.31126",
        "92.916.31129",
        "92.916.31132",
        "92.916.31135",
        "92.916.31138",
        "92.916.31141",
        "92.916.31144",
    ]


def test_a_path_lies_within_itself_and_its_ancestors_only() -> None:
    assert UNITS.is_within("92.916.31135", "92.916")
    assert UNITS.is_within("92.916", "92.916")
    assert not UNITS.is_within("92.9160", "92.916")
    assert not UNITS.is_within("92", "92.916")


def test_an_unknown_path_is_refused_by_name() -> None:
    assert UNITS.find("92.999") is None
    with pytest.raises(SetupError) as refused:
        UNITS.get("92.999")
    assert refused.value.code == "unit_unknown"
    assert "92.999" in refused.value.problem.message
