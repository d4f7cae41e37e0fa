"""The floors by level and year."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import SetupError
from schemas.quota_targets import QuotaTargets, get_target, list_targets, load_targets
from schemas.units import LEVELS, Level, load_units

UNITS = load_units()
WARD = "92.31135"


@pytest.mark.parametrize(
    ("year", "floors", "status"),
    [
        (2022, (50, 40, 35), "stated"),
        (2023, (70, 60, 55), "derived"),
        (2024, (90, 80, 75), "derived"),
        (2025, (100, 100, 95), "derived"),
        (2026, (100, 100, 100), "assumed"),
    ],
)
def test_the_floors_rise_by_twenty_points_up_to_a_hundred(year: int, floors: tuple[int, int, int], status: str) -> None:
    targets = [get_target(year, level) for level in LEVELS]
    assert tuple(target.percent for target in targets) == floors
    assert {target.status for target in targets} == {status}


def test_the_relative_reading_is_an_option_and_exact() -> None:
    assert get_target(2024, "district", "relative").percent == Fraction(576, 10)
    assert get_target(2025, "province", "relative").percent == Fraction(864, 10)


def test_the_list_has_no_district_after_its_level_ended() -> None:
    listed = {(target.year, target.level) for target in list_targets(2027)}
    assert (2025, "district") in listed and (2026, "district") not in listed
    assert len(listed) == 16


def test_the_last_floor_of_the_district_level_is_carried_and_says_why() -> None:
    target = get_target(2027, "district", "relative")
    assert target.percent == get_target(2025, "district", "relative").percent
    assert "30/6/2025" in target.basis


def test_before_the_plan_there_was_no_floor() -> None:
    assert get_target(2021, "province").percent == 0


def test_another_reading_of_the_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown mode"):
        get_target(2022, "province", "guess")


@given(st.integers(2022, 2100), st.sampled_from(LEVELS), st.sampled_from(["points", "relative"]))
def test_a_floor_never_falls_and_never_passes_a_hundred(year: int, level: Level, mode: str) -> None:
    now, later = get_target(year, level, mode).percent, get_target(year + 1, level, mode).percent
    assert 0 < now <= later <= 100


OWN = """
[[target]]
level = "commune"
year = 2026
percent = 97.5
status = "stated"
basis = "Quyết định giao chỉ tiêu năm 2026"

[[target]]
unit = "92.31135"
year = 2026
percent = 60
status = "stated"
basis = "Giao riêng cho phường"
"""


def load_own(folder: Path, text: str = OWN) -> QuotaTargets:
    (folder / "co_quan.toml").write_text(text, encoding="utf-8")
    return load_targets(folder, UNITS)


def test_a_decision_of_the_office_wins_and_later_years_grow_from_it(tmp_path: Path) -> None:
    targets = load_own(tmp_path)
    decided = targets.get(2026, "commune")
    assert (decided.percent, decided.status) == (Fraction(195, 2), "stated") and "2026" in decided.basis
    assert (targets.get(2027, "commune").percent, targets.get(2027, "commune").status) == (100, "assumed")
    assert targets.get(2025, "commune").percent == 95
    assert targets.get(2026, "province") == get_target(2026, "province")


def test_a_floor_of_one_unit_holds_for_its_year_and_for_nobody_else(tmp_path: Path) -> None:
    targets = load_own(tmp_path)
    own = targets.get(2026, "commune", WARD)
    assert (own.percent, own.unit, own.basis) == (60, WARD, "Giao riêng cho phường")
    assert targets.get(2026, "commune", "92.31120") == targets.get(2026, "commune")
    assert targets.get(2027, "commune", WARD) == targets.get(2027, "commune")
    assert targets.get(2026, "commune").unit is None


def test_own_floors_of_units_are_listed_after_those_of_the_levels(tmp_path: Path) -> None:
    listed = load_own(tmp_path).list_all(2026)
    assert [target.unit for target in listed] == [None] * 14 + [WARD]
    assert listed[:-1] == tuple(load_own(tmp_path).get(target.year, target.level) for target in listed[:-1])


@pytest.mark.parametrize(
    ("change", "code", "line", "word"),
    [
        (("percent = 60", "percent = 101"), "targets_invalid", 12, "100"),
        (("percent = 97.5", "percent = -1"), "targets_invalid", 5, "0"),
        (('unit = "92.31135"', 'unit = "92.99999"'), "targets_invalid", 9, "92.99999"),
        (('unit = "92.31135"', 'level = "village"'), "targets_invalid", 10, "level"),
        (('unit = "92.31135"', 'level = "commune"'), "target_twice", 9, "co_quan.toml:2"),
        (('unit = "92.31135"', 'unit = "92.31135"\nlevel = "commune"'), "targets_invalid", 9, "unit"),
        (('unit = "92.31135"\n', ""), "targets_invalid", 9, "unit"),
        (('status = "stated"', 'status = "heard"'), "targets_invalid", 6, "status"),
        (("year = 2026", "yaer = 2026"), "targets_invalid", 2, "year"),
        (("[[target]]", "[[target]"), "targets_invalid", None, "TOML"),
    ],
)
def test_a_floor_that_is_wrong_is_told_with_file_and_line(
    tmp_path: Path, change: tuple[str, str], code: str, line: int | None, word: str
) -> None:
    with pytest.raises(SetupError) as caught:
        load_own(tmp_path, OWN.replace(*change, 1))
    message = caught.value.problem.message
    assert caught.value.code == code and "co_quan.toml" in message and word in message
    assert line is None or f"dòng {line}" in message


def test_one_floor_in_two_files_is_set_twice(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(OWN, encoding="utf-8")
    with pytest.raises(SetupError) as caught:
        load_own(tmp_path)
    assert caught.value.code == "target_twice" and "a.toml:2" in caught.value.problem.message


def test_an_office_without_files_has_the_shipped_floors(tmp_path: Path) -> None:
    assert load_targets(tmp_path, UNITS).list_all(2026) == list_targets(2026)
