"""Duties fall due at the same instants on every machine, and report counts, never values."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.care.inspection_report import Report
from pipelines.orchestration.duties import DUTIES, Duty, DutyOutcome, get_duty, report_outcome
from schemas.days import LOCAL_ZONE

INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.name)
@given(now=INSTANTS)
def test_a_duty_falls_due_after_now_and_not_twice_before(duty: Duty, now: datetime) -> None:
    due = duty.next_due(now)
    assert due > now
    assert duty.next_due(due - timedelta(microseconds=1)) == due
    assert duty.next_due(now + (due - now) / 2) == due


@given(now=INSTANTS)
def test_nightly_duties_fall_in_the_offices_night(now: datetime) -> None:
    for duty in DUTIES:
        if isinstance(duty.due, time):
            assert duty.next_due(now).astimezone(LOCAL_ZONE).time() == duty.due < time(5)


def test_names_are_unique_and_known() -> None:
    assert [get_duty(duty.name) for duty in DUTIES] == list(DUTIES)


def test_faults_are_counted_by_kind_without_their_keys() -> None:
    report = Report(checked=5)
    report.add("damaged", "originals/ab/secret", "result-1")
    report.add("damaged", "originals/cd/secret")
    outcome = report_outcome(report)
    assert outcome == DutyOutcome({"checked": 5, "damaged": 2}, needs_a_person=True)
    assert str(outcome) == "checked: 5, damaged: 2"
