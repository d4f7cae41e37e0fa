"""Here live the times in which a paper is in force, written as intervals so that "as of a day" is a range test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from schemas.partial_dates import add_months, day_span

Validity = Literal["valid", "expired", "replaced", "revoked", "unknown"]
EndReason = Literal["expired", "replaced", "revoked", "ended"]
# P permanent, T1 term printed, T2 term by law, E until an event, O one use, U unknown (domain research, 1.4).
ValidityClass = Literal["P", "T1", "T2", "E", "O", "U"]

INDEFINITE = "indefinite"


@dataclass(frozen=True, slots=True)
class Interval:
    """A time in force; both days count as in force. An end of None is open.

    `reason` says why it ends, None while open. `rule` names what it rests on (`P`, `T2:6m`, a decision's
    number) so that a changed rule finds what it touches. An end before its start was never in force.
    """

    in_force_from: date
    in_force_until: date | None
    reason: EndReason | None = None
    rule: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """How long papers of a type are in force: the class and, for a term by law, its months."""

    validity_class: ValidityClass
    months: int | None = None
    legal_basis: str = ""


def validity_on(intervals: Sequence[Interval], day: date) -> Validity:
    """What a paper is worth on a day; `unknown` without intervals and before the first of them."""
    if any(interval.holds_on(day) for interval in intervals):
        return "valid"
    over = [interval for interval in intervals if interval.in_force_from <= day]
    if not over:
        return "unknown"
    reason = max(over, key=lambda interval: (interval.in_force_from, interval.in_force_until or date.max)).reason
    return "replaced" if reason == "replaced" else "revoked" if reason == "revoked" else "expired"


def is_in_force(intervals: Sequence[Interval], day: date) -> bool | None:
    """Whether a paper counts on a day; None when its validity is unknown."""
    return any(interval.holds_on(day) for interval in intervals) if intervals else None


def interval_by_rule(rule: ValidityRule, issue_date: str | None, valid_until: str | None) -> tuple[Interval, ...]:
    """The time in force of a paper by what it says and by its type's rule; () when unknown.

    Args:
        issue_date: ISO, may be partial: its first day counts.
        valid_until: ISO (partial: its last day counts), `indefinite`, or None when not printed or not
            read. What is printed wins over the rule.

    Source: Civil Code 2015, article 148, for terms in months.
    """
    issued = day_span(issue_date) if issue_date else None
    if issued is None:
        return ()
    printed = day_span(valid_until) if valid_until else None
    kind = rule.validity_class
    if printed is not None:
        return (Interval(issued[0], printed[1], "expired", f"{kind}:printed"),)
    if valid_until == INDEFINITE or (valid_until is None and kind in ("P", "E")):
        return (Interval(issued[0], None, None, f"{kind}:indefinite" if valid_until else kind),)
    if valid_until is None and kind in ("T2", "O") and rule.months is not None:
        until = add_months(issued[1], rule.months)
        return (Interval(issued[0], until, "expired", f"{kind}:{rule.months}m"),)
    return ()


def end_intervals(intervals: Sequence[Interval], on: date, reason: EndReason, basis: str) -> tuple[Interval, ...]:
    """The intervals of a paper that is revoked, replaced or ended from a day on: that day it holds no more."""
    last_day = on - timedelta(days=1)
    return tuple(
        replace(interval, in_force_until=last_day, reason=reason, rule=basis)
        if interval.in_force_until is None or interval.in_force_until >= on
        else interval
        for interval in intervals
    )
