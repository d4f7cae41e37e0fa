"""Working days of offices in Vietnam, from dated days off."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import SetupError
from schemas.working_days import load_calendar

CALENDAR = load_calendar()
DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 4), True),
        (date(2026, 3, 7), False),
        (date(2021, 2, 16), False),
        (date(2021, 2, 17), True),
        (date(2022, 1, 3), False),
        (date(2023, 5, 3), False),
        (date(2023, 5, 4), True),
        (date(2024, 4, 29), False),
        (date(2024, 5, 4), True),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 10), True),
        (date(2026, 8, 22), True),
        (date(2026, 11, 24), False),
        (date(2027, 2, 10), False),
    ],
)
def test_tet_compensations_and_swapped_saturdays_are_known(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


@pytest.mark.parametrize("year", range(2021, 2028))
def test_each_year_has_the_days_off_of_the_labour_code_and_no_more(year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    weekdays = sum(1 for n in range(366) if (day := first + timedelta(days=n)) <= last and day.weekday() < 5)
    lost = weekdays - CALENDAR.count_working_days(first, last)
    assert CALENDAR.has_data(year) and lost == (12 if year >= 2026 else 11)


def test_what_no_notice_was_read_for_says_so() -> None:
    culture_day = CALENDAR.list_named(date(2026, 11, 24), date(2026, 11, 24))[0]
    assert culture_day.status == "unverified" and "80-NQ/TW" in culture_day.basis
    tet = CALENDAR.list_named(date(2027, 2, 4), date(2027, 2, 10))
    assert len(tet) == 7 and {day.status for day in tet} == {"unverified"}


def test_a_year_without_data_has_its_weekends_and_fixed_days() -> None:
    assert not CALENDAR.has_data(2031)
    assert not CALENDAR.is_working_day(date(2031, 1, 1)) and not CALENDAR.is_working_day(date(2031, 4, 30))
    assert CALENDAR.is_working_day(date(2031, 1, 23))  # Tết, which nobody has told yet


@settings(deadline=None)
@given(DAYS, st.integers(1, 900))
def test_adding_days_lands_on_the_working_day_that_counting_finds(day: date, n: int) -> None:
    found = CALENDAR.add_working_days(day, n)
    assert CALENDAR.is_working_day(found)
    assert CALENDAR.count_working_days(day + timedelta(days=1), found) == n


@settings(deadline=None)
@given(DAYS, st.integers(0, 400))
def test_counting_is_the_sum_of_the_days(day: date, length: int) -> None:
    days = [day + timedelta(days=n) for n in range(length)]
    assert CALENDAR.count_working_days(day, day + timedelta(days=length - 1)) == sum(map(CALENDAR.is_working_day, days))


def test_days_are_not_added_backwards() -> None:
    assert CALENDAR.add_working_days(date(2026, 3, 7), 0) == date(2026, 3, 7)
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add_working_days(date(2026, 3, 7), -1)


def test_an_office_adds_days_of_its_own_and_turns_shipped_ones(tmp_path: Path) -> None:
    write(tmp_path, OFFICE)
    office = load_calendar(tmp_path)
    assert not office.is_working_day(date(2026, 3, 4))
    assert office.is_working_day(date(2026, 11, 24))
    assert office.is_working_day(date(2026, 3, 7))
    assert not office.is_working_day(date(2026, 2, 17))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("2026-03-04", "2025-03-04"), "2025-03-04"),
        (("2026-03-07", "2026-03-04"), "declared twice"),
        (('status = "stated"', 'status = "sure"'), "status"),
        (("name =", "title ="), "name"),
        (("year = 2026", "year = "), "TOML"),
        (("days = [2026-03-04]", "days = []"), "days"),
    ],
)
def test_a_file_of_days_off_that_is_wrong_is_told_by_name(tmp_path: Path, change: tuple[str, str], reason: str) -> None:
    write(tmp_path, OFFICE.replace(*change, 1))
    with pytest.raises(SetupError) as caught:
        load_calendar(tmp_path)
    assert caught.value.code == "calendar_invalid"
    assert "co_quan.toml" in caught.value.problem.message and reason in caught.value.problem.message


OFFICE = """
year = 2026
basis = "Thông báo của cơ quan"
status = "stated"

[[off]]
name = "Ngày truyền thống"
days = [2026-03-04]

[[work]]
name = "Làm bù"
days = [2026-03-07, 2026-11-24]
"""


def write(folder: Path, text: str) -> None:
    (folder / "co_quan.toml").write_text(text, encoding="utf-8")
