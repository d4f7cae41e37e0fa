"""Register rows and the key under which a row and a paper meet."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.register import RegisterRow, fold_number, match_key, tidy_number


@pytest.mark.parametrize(
    ("printed", "misread"),
    [
        ("45/GPXD", "45 / GPXD"),
        ("45/GPXD", "45GPXD"),
        ("45/GPXD", "O45/GPXD"),
        ("45/GPXD", "045/gpxd"),
        ("112/QĐ-UBND", "l12/QÐ-UBND"),
        ("112/QĐ-UBND", "112/Q0-UBND"),
        ("112/QĐ-UBND", "112/QD UBND"),
        ("12/GP-P.KT", "12/GP-P KT"),
        ("12/2021/QĐ-UBND", "12/QĐ-UBND"),
        ("47/2021", "47"),
        ("BN 531146", "BN531146"),
        ("BN 531146", "BN 53I146"),
        ("57A8012345", "57A80I2345"),
    ],
)
def test_a_number_and_its_usual_misreading_meet(printed: str, misread: str) -> None:
    assert fold_number(printed, 2021) == fold_number(misread, 2021)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("45/GPXD", "46/GPXD"),
        ("45/GPXD", "450/GPXD"),
        ("45/GPXD", "45/GP-P.KT"),
        ("12/2020/QĐ-UBND", "12/QĐ-UBND"),
        ("BN 531146", "BN 531147"),
        ("2021/QĐ-UBND", "12/QĐ-UBND"),
        ("45A/GPXD", "45/GPXD"),
    ],
)
def test_different_numbers_stay_apart(one: str, other: str) -> None:
    assert fold_number(one, 2021) != fold_number(other, 2021)


def test_a_number_without_a_digit_matches_nothing() -> None:
    assert fold_number("…/GPXD", 2021) is None
    assert match_key("building_permit", "92.916", 2021, "/GPXD") is None


def test_issuer_year_and_type_are_part_of_the_key() -> None:
    keys = {
        match_key("building_permit", "92.916", 2021, "45/GPXD"),
        match_key("building_permit", "92.917", 2021, "45/GPXD"),
        match_key("building_permit", "92.916", 2022, "45/GPXD"),
        match_key("committee_decision", "92.916", 2021, "45/GPXD"),
    }
    assert len(keys) == 4 and None not in keys


@pytest.mark.parametrize("missing", range(4))
def test_a_key_needs_all_its_parts(missing: int) -> None:
    parts = ["building_permit", "92.916", 2021, "45/GPXD"]
    parts[missing] = None  # type: ignore[call-overload]
    assert match_key(*parts) is None  # type: ignore[arg-type]


def test_a_tidy_number_has_no_blanks_around_its_marks() -> None:
    assert tidy_number(" 12 / QĐ - UBND ") == "12/QĐ-UBND"


def test_a_row_of_unknown_validity_has_no_time_in_force() -> None:
    row = RegisterRow(
        1, "building_permit", "45/GPXD", "2021", "", "92.916", "district", date(2021, 1, 1), None, validity_known=False
    )
    assert row.intervals == () and row.issue_year == 2021


@given(st.integers(1, 99_999), st.integers(1, 99_999), st.integers(1990, 2030))
def test_two_running_numbers_never_fall_together(one: int, other: int, year: int) -> None:
    same = fold_number(f"{one}/QĐ-UBND", year) == fold_number(f"{other}/QĐ-UBND", year)
    assert same == (one == other)


@given(st.text(max_size=30), st.integers(1900, 2100))
def test_any_text_folds_without_complaint_and_the_same_after_tidying(text: str, year: int) -> None:
    assert fold_number(tidy_number(text), year) == fold_number(text, year)
