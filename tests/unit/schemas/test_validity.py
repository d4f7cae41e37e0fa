"""Validity: times in force as intervals, both days included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.partial_dates import add_months, day_span
from schemas.validity import (
    Interval,
    ValidityRule,
    end_intervals,
    interval_by_rule,
    is_in_force,
    validity_on,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
CLASSES = st.sampled_from(["P", "T1", "T2", "E", "O", "U"])


def test_a_printed_expiry_is_the_last_day_in_force() -> None:
    intervals = interval_by_rule(ValidityRule("T1"), "2021-03-05", "2026-03-05")
    assert validity_on(intervals, date(2026, 3, 5)) == "valid"
    assert validity_on(intervals, date(2026, 3, 6)) == "expired"


def test_a_partial_date_counts_as_its_first_day_for_issue_and_its_last_for_expiry() -> None:
    (interval,) = interval_by_rule(ValidityRule("T1"), "2021-02", "2024-02")
    assert (interval.in_force_from, interval.in_force_until) == (date(2021, 2, 1), date(2024, 2, 29))


def test_a_term_by_law_runs_from_the_issue() -> None:
    (interval,) = interval_by_rule(ValidityRule("T2", 6), "2021-08-31", None)
    assert interval.in_force_until == date(2022, 2, 28)


def test_a_term_by_law_on_a_partial_issue_date_ends_as_late_as_it_may() -> None:
    (interval,) = interval_by_rule(ValidityRule("T2", 36), "2019", None)
    assert (interval.in_force_from, interval.in_force_until) == (date(2019, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize("kind", ["P", "E"])
def test_a_permanent_paper_and_one_until_an_event_stay_open(kind: str) -> None:
    intervals = interval_by_rule(ValidityRule(kind), "1999", None)  # type: ignore[arg-type]
    assert validity_on(intervals, date(2090, 1, 1)) == "valid"


def test_a_land_certificate_with_a_printed_term_ends_though_its_type_is_permanent() -> None:
    intervals = interval_by_rule(ValidityRule("P"), "2005-01-01", "2055-01-01")
    assert validity_on(intervals, date(2055, 1, 2)) == "expired"


@pytest.mark.parametrize(
    ("rule", "issue_date", "valid_until"),
    [
        (ValidityRule("T1", 60), "2021-03-05", None),
        (ValidityRule("U"), "2021-03-05", None),
        (ValidityRule("O"), "2021-03-05", None),
        (ValidityRule("P"), None, None),
        (ValidityRule("P"), "2021-13-05", None),
        (ValidityRule("P"), "2021-03-05", "2026-02-30"),
    ],
)
def test_what_was_not_read_is_unknown_and_not_guessed(
    rule: ValidityRule, issue_date: str | None, valid_until: str | None
) -> None:
    intervals = interval_by_rule(rule, issue_date, valid_until)
    assert intervals == ()
    assert validity_on(intervals, date(2026, 1, 1)) == "unknown"
    assert is_in_force(intervals, date(2026, 1, 1)) is None


@pytest.mark.parametrize(("reason", "shown"), [("revoked", "revoked"), ("replaced", "replaced"), ("ended", "expired")])
def test_a_revoked_paper_is_in_force_until_the_day_before(reason: str, shown: str) -> None:
    whole = interval_by_rule(ValidityRule("E"), "2020-01-01", None)
    cut = end_intervals(whole, date(2022, 6, 1), reason, "QĐ 12/QĐ-UBND")  # type: ignore[arg-type]
    assert validity_on(cut, date(2022, 5, 31)) == "valid"
    assert validity_on(cut, date(2022, 6, 1)) == shown


def test_a_paper_revoked_on_its_first_day_was_never_in_force() -> None:
    cut = end_intervals((Interval(date(2020, 1, 1), None),), date(2020, 1, 1), "revoked", "x")
    assert validity_on(cut, date(2020, 1, 1)) == "revoked"


def test_an_expired_paper_does_not_become_revoked_afterwards() -> None:
    over = (Interval(date(2020, 1, 1), date(2021, 1, 1), "expired"),)
    assert end_intervals(over, date(2022, 1, 1), "revoked", "x") == over


def test_a_paper_is_worth_nothing_known_before_its_issue() -> None:
    intervals = interval_by_rule(ValidityRule("P"), "2020-05-05", None)
    assert validity_on(intervals, date(2020, 5, 4)) == "unknown"
    assert is_in_force(intervals, date(2020, 5, 4)) is False


@given(CLASSES, st.integers(1, 600) | st.none(), DAYS, DAYS)
def test_a_paper_is_in_force_exactly_when_its_validity_says_valid(
    kind: str, months: int | None, issued: date, day: date
) -> None:
    intervals = interval_by_rule(ValidityRule(kind, months), issued.isoformat(), None)  # type: ignore[arg-type]
    assert (validity_on(intervals, day) == "valid") == bool(is_in_force(intervals, day))


@given(DAYS, DAYS, DAYS)
def test_ending_a_paper_never_lengthens_it_and_changes_nothing_before_the_day(
    issued: date, ended: date, day: date
) -> None:
    whole = (Interval(issued, None),)
    cut = end_intervals(whole, ended, "revoked", "x")
    if day >= ended:
        assert not is_in_force(cut, day)
    else:
        assert is_in_force(cut, day) == is_in_force(whole, day)


@given(DAYS, st.integers(0, 1200))
def test_months_later_lies_in_that_month_and_never_beyond_the_same_day(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@given(DAYS)
def test_a_partial_date_spans_the_full_one(day: date) -> None:
    iso = day.isoformat()
    for text in (iso, iso[:7], iso[:4]):
        span = day_span(text)
        assert span is not None and span[0] <= day <= span[1]
    month = day_span(iso[:7])
    assert month is not None and (month[1] + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "text", ["", "2021-2-3", "21", "2021-00", "2021-02-29", "0000", "2021-03-05T00:00", "indefinite"]
)
def test_what_is_no_date_has_no_days(text: str) -> None:
    assert day_span(text) is None
