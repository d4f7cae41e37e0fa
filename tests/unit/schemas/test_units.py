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


@pytest.mark.parametrize(
    ("code", "old_path", "old_name", "new_name"),
    [
        ("31135", "92.916.31135", "Phường Tân An", "Phường Ninh Kiều"),
        ("31147", "92.916.31147", "Phường Hưng Lợi", "Phường Tân An"),
        ("31120", "92.916.31120", "Phường An Hòa", "Phường Cái Khế"),
        ("31157", "92.917.31157", "Phường Long Hưng", "Phường Thới Long"),
        ("31201", "92.919.31201", "Phường Phú Thứ", "Phường Hưng Phú"),
    ],
)
def test_a_reused_code_names_two_units_that_never_meet(code: str, old_path: str, old_name: str, new_name: str) -> None:
    old, new = UNITS.get(old_path), UNITS.get(f"92.{code}")
    assert (old.name, new.name) == (old_name, new_name)
    assert old.valid_until == BEFORE and new.valid_from == AFTER


def test_a_reused_name_is_another_place() -> None:
    old_tan_an = UNITS.list_successors("92.916.31135", AFTER)
    assert [step.unit for step in old_tan_an] == ["92.31135"]
    old_xa_thanh_an = UNITS.list_successors("92.924.31240", AFTER)
    assert names_of(tuple(UNITS.get(s.unit) for s in old_xa_thanh_an)) == {"Xã Thạnh Quới"}
    assert UNITS.get("92.31231").name == "Xã Thạnh An"


def test_only_three_wards_of_the_old_city_were_divided() -> None:
    divided = {
        unit.name
        for unit in UNITS.list_all()
        if unit.level == "commune" and unit.path.count(".") == 2 and len(UNITS.list_successors(unit.path, AFTER)) > 1
    }
    assert divided == {"Phường Bùi Hữu Nghĩa", "Phường Long Tuyền", "Phường Thốt Nốt"}


@pytest.mark.parametrize(
    ("old", "new_name"),
    [
        ("92.927.31268", "Xã Trường Thành"),
        ("94.946.31666", "Xã Tân Thạnh"),
        ("92.924.31246", "Xã Thạnh Quới"),
        ("94.947.31714", "Xã Gia Hòa"),
        ("93.933.31378", "Xã Phú Hữu"),
        ("94.946.31657", "Xã Trường Khánh"),
        ("93.933.31379", "Xã Phú Hữu"),
        ("94.942.31582", "Xã Thuận Hòa"),
        ("93.936.31483", "Xã Xà Phiên"),
        ("94.944.31606", "Xã Mỹ Hương"),
        ("93.934.31438", "Xã Thạnh Hòa"),
        ("94.948.31741", "Xã Tân Long"),
        ("93.937.31474", "Phường Long Bình"),
        ("94.948.31744", "Xã Tân Long"),
        ("93.937.31480", "Phường Long Phú 1"),
        ("94.946.31669", "Xã Long Phú"),
    ],
)
def test_a_homonym_of_another_province_did_not_split_a_commune(old: str, new_name: str) -> None:
    steps = UNITS.list_successors(old, AFTER)
    assert [(UNITS.get(step.unit).name, step.share) for step in steps] == [(new_name, Fraction(1))]


def test_thot_not_and_thuan_hung_have_codes_of_their_own() -> None:
    assert UNITS.get("92.31212").name == "Phường Thốt Nốt"
    assert UNITS.get("92.31207").name == "Phường Thuận Hưng"


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
