"""The floors by level and year."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.quota_targets import get_target, list_targets
from schemas.units import LEVELS, Level


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
