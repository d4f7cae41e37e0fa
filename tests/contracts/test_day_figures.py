"""What every catalogue must do with the figures of days gone by."""

from __future__ import annotations

from datetime import date, timedelta

from storage.ledgers.figures import DayFigures
from storage.ports import Catalogue
from tests.contracts.samples import NOW

FIRST = date(2026, 2, 27)


def make(day: date, body: str = "{}") -> DayFigures:
    return DayFigures(day, NOW, "0" * 64, body)


def test_the_days_between_two_are_listed_in_order_both_ends_included(catalogue: Catalogue) -> None:
    days = [FIRST + timedelta(days=count) for count in range(5)]
    for day in reversed(days):
        assert catalogue.add_day_figures(make(day))
    assert [it.day for it in catalogue.list_day_figures(days[1], days[3])] == days[1:4]
    assert catalogue.list_day_figures(days[4] + timedelta(days=1), date.max) == ()
    assert catalogue.find_day_figures(days[2]) == make(days[2])
    assert catalogue.find_last_figures_day() == days[4]


def test_what_was_written_of_a_day_stays(catalogue: Catalogue) -> None:
    assert (catalogue.find_last_figures_day(), catalogue.find_day_figures(FIRST)) == (None, None)
    assert catalogue.add_day_figures(make(FIRST, '{"a": 1}'))
    assert not catalogue.add_day_figures(make(FIRST, '{"a": 2}'))
    assert catalogue.list_day_figures(FIRST, FIRST) == (make(FIRST, '{"a": 1}'),)
