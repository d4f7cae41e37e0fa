"""When an indicator reaches its threshold: both parts of a rate move, and a year begins from nought."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from pipelines.registers.indicator_forecasts import Counted, forecast_figure
from schemas.forecast import Forecast
from schemas.indicators import Item, make_figure
from schemas.working_days import load_calendar

LIMIT = Fraction(80)
ITEM = Item("4.2", "Số hóa", "digitised", "QĐ 766", threshold=LIMIT)
ON = date(2026, 11, 20)


def ask(days: list[Counted]) -> Forecast:
    return forecast_figure(make_figure(ITEM, days[-1][1]), LIMIT, ON, days[:-1], load_calendar())


def count_on(days: int, begun: tuple[int, int], gains: tuple[int, int]) -> list[Counted]:
    """Working day by working day up to `ON`: so many of so many more each."""
    calendar, counted, found = load_calendar(), begun, []
    for day in (ON - timedelta(days=back) for back in range(days, -1, -1)):
        if calendar.is_working_day(day):
            counted = (counted[0] + gains[0], counted[1] + gains[1])
        found.append((day, counted))
    return found


def test_a_rate_that_rises_reaches_its_threshold_when_both_parts_have_moved() -> None:
    # 60 of 100, then 10 of 10 a working day: from n dossiers on 80 % are reached with as many again.
    days = count_on(60, (60, 100), (10, 10))
    short = ask(count_on(60, (0, 2000), (10, 10)))
    assert short.on is not None and short.earliest is not None and short.latest is not None
    numerator, denominator = count_on(60, (0, 2000), (10, 10))[-1][1]
    needed = next(n for n in range(1, 2000) if 5 * (numerator + 10 * n) >= 4 * (denominator + 10 * n))
    assert abs((load_calendar().add_working_days(ON, needed) - short.on).days) <= 2
    assert short.earliest < short.on < short.latest
    assert ask(days).on == ON  # reached long ago


def test_a_rate_that_keeps_below_its_threshold_never_reaches_it() -> None:
    assert ask(count_on(60, (0, 0), (3, 4))).reason == "no_progress"
    assert ask(count_on(60, (700, 1000), (0, 0))).reason == "no_progress"


def test_a_few_days_are_no_history() -> None:
    assert ask(count_on(20, (0, 100), (10, 10))).reason == "not_enough_history"
    assert ask([(ON, (1, 2))]).reason == "not_enough_history"


def test_a_new_year_begins_from_nought_and_is_no_fall() -> None:
    calendar = load_calendar()
    days = [(date(2025, 12, 1) + timedelta(days=n), (900 + 10 * n, 1000 + 10 * n)) for n in range(31)]
    # A bad start of which thirty good days have not made up yet.
    days += [(date(2026, 1, 1) + timedelta(days=n), (10 * max(0, n - 9), 10 * n + 10)) for n in range(40)]
    told = forecast_figure(make_figure(ITEM, days[-1][1]), LIMIT, days[-1][0], days[:-1], calendar)
    assert told.on is not None and told.on > days[-1][0]


def test_without_dossiers_there_is_no_denominator() -> None:
    assert forecast_figure(make_figure(ITEM, None), LIMIT, ON, [], load_calendar()).reason == "no_denominator"
