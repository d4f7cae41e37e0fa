"""The forecast: on working days, with an honest range."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.forecast import LEAST_HISTORY_DAYS, Forecast, forecast_date
from schemas.working_days import load_calendar

CALENDAR = load_calendar()
ON = date(2026, 6, 26)
DAILY = st.dictionaries(st.dates(date(2025, 10, 1), ON), st.integers(1, 500), min_size=1, max_size=120)


def daily(count: int, since: date, until: date = ON) -> dict[date, int]:
    days = (since + timedelta(days=n) for n in range((until - since).days + 1))
    return {day: count for day in days if CALENDAR.is_working_day(day)}


def test_a_steady_office_is_done_on_the_day_that_its_pace_gives() -> None:
    found = forecast_date(daily(10, date(2026, 1, 5)), ON, 200, CALENDAR)
    assert found.pace_per_week == 50.0 and found.reason is None
    assert found.on is not None and found.earliest is not None and found.latest is not None
    assert abs(CALENDAR.count_working_days(ON, found.on) - 20) <= 4
    assert ON < found.earliest < found.on < found.latest


def test_tet_makes_the_wait_longer_by_its_days_off() -> None:
    before_tet, after_tet = date(2026, 2, 13), date(2026, 3, 6)
    waits = []
    for day in (before_tet, after_tet):
        found = forecast_date(daily(10, date(2025, 12, 1), day), day, 20, CALENDAR)
        assert found.on is not None
        waits.append((found.on - day).days)
    assert waits[0] >= waits[1] + 5


def test_below_four_weeks_of_history_there_is_no_forecast() -> None:
    young = ON - timedelta(days=LEAST_HISTORY_DAYS - 1)
    assert forecast_date(daily(10, young), ON, 100, CALENDAR).reason == "not_enough_history"
    assert forecast_date(daily(10, young - timedelta(days=1)), ON, 100, CALENDAR).reason is None


def test_an_office_that_began_long_ago_and_confirms_since_a_week_has_history() -> None:
    found = forecast_date(daily(10, ON - timedelta(days=7)), ON, 100, CALENDAR, date(2026, 1, 5))
    assert found.reason is None and found.on is not None


def test_who_confirmed_nothing_for_eight_weeks_has_no_day() -> None:
    stopped = forecast_date(daily(10, date(2026, 1, 5), date(2026, 4, 10)), ON, 100, CALENDAR)
    assert stopped == Forecast(None, None, None, 0.0, "no_progress")
    never = forecast_date({}, ON, 100, CALENDAR, date(2026, 1, 5))
    assert never.reason == "no_progress"


def test_a_floor_that_is_reached_is_reached_today_whatever_the_history() -> None:
    for confirmed in ({}, {ON: 5}, daily(10, date(2026, 1, 5))):
        found = forecast_date(confirmed, ON, 0, CALENDAR)
        assert (found.on, found.earliest, found.latest, found.reason) == (ON, ON, ON, None)


def test_without_a_denominator_nothing_is_said() -> None:
    assert forecast_date(daily(10, date(2026, 1, 5)), ON, None, CALENDAR).reason == "no_denominator"


def test_a_day_beyond_ten_years_is_no_forecast() -> None:
    assert forecast_date(daily(1, date(2026, 1, 5)), ON, 5_000, CALENDAR).reason == "too_far"


def test_work_on_a_sunday_counts_for_the_friday_before() -> None:
    weekdays = daily(10, date(2026, 1, 5))
    sunday = date(2026, 6, 21)
    with_sunday = forecast_date({**weekdays, sunday: 10}, ON, 500, CALENDAR)
    friday = date(2026, 6, 19)
    with_friday = forecast_date({**weekdays, friday: weekdays[friday] + 10}, ON, 500, CALENDAR)
    assert with_sunday == with_friday


def test_what_comes_after_the_day_is_not_looked_at() -> None:
    confirmed = daily(10, date(2026, 1, 5), ON + timedelta(days=40))
    past = {day: count for day, count in confirmed.items() if day <= ON}
    assert forecast_date(confirmed, ON, 300, CALENDAR) == forecast_date(past, ON, 300, CALENDAR)


@settings(deadline=None)
@given(DAILY, st.integers(1, 20_000))
def test_the_range_lies_ahead_and_holds_the_day(confirmed: dict[date, int], missing: int) -> None:
    found = forecast_date(confirmed, ON, missing, CALENDAR)
    assert found == forecast_date(dict(sorted(confirmed.items(), reverse=True)), ON, missing, CALENDAR)
    if found.reason is None:
        assert found.earliest is not None and found.on is not None and found.latest is not None
        assert ON < found.earliest <= found.on <= found.latest
        assert all(map(CALENDAR.is_working_day, (found.earliest, found.on, found.latest)))
    else:
        assert (found.on, found.earliest, found.latest) == (None, None, None)


@settings(deadline=None)
@given(DAILY, st.integers(1, 5_000), st.integers(0, 5_000))
def test_more_that_is_missing_is_never_done_sooner(confirmed: dict[date, int], missing: int, more: int) -> None:
    near, far = (forecast_date(confirmed, ON, each, CALENDAR) for each in (missing, missing + more))
    if near.on and far.on:
        assert near.on <= far.on


@pytest.mark.parametrize("scale", [1, 40])
def test_a_scattered_pace_has_a_wider_range_than_a_steady_one(scale: int) -> None:
    steady = daily(10 * scale, date(2026, 1, 5))
    scattered = {day: scale * (0, 40, 2, 3, 5)[at % 5] * (at // 5 % 3) for at, day in enumerate(steady)}
    widths = []
    for confirmed in (steady, scattered):
        found = forecast_date(confirmed, ON, 600 * scale, CALENDAR)
        assert found.on and found.earliest and found.latest
        widths.append((found.latest - found.earliest) / (found.on - ON))
    assert widths[0] < widths[1]
