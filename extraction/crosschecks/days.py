"""Here live checks of days: issue against birth, reading, form and rule of expiry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from rapidfuzz import fuzz

from extraction.crosschecks.case import Case
from extraction.lines import key_of
from schemas.document_type import Edition
from schemas.extraction import Doubt
from schemas.field_kinds.dates import first_day, last_day
from schemas.partial_dates import add_months, day_span

_EARLIEST_ISSUE_YEAR = 1945  # no office of this state issued anything before
_EXPIRY_SLACK_DAYS = 7
_STOCK_LASTS = timedelta(days=366)
_TITLE_OF_FORM = 93.0  # rapidfuzz ratio, 0-100: titles of two eras differ by a few words
_DATE_NAMES = ("issue_date", "registration_date")


def check_issue_dates(case: Case) -> Iterator[Doubt]:
    """Issued not after the day of reading, not before the state existed, not before the holder was born."""
    for name in _DATE_NAMES:
        issued = case.value(name)
        if not issued:
            continue
        if len(issued) < len("2021-03-05"):
            # Papers are issued on a day; a month alone is a day that was not read.
            yield Doubt(name, "day_unread")
        if first_day(issued) > case.read_on:
            yield Doubt(name, "date_in_future")
        elif first_day(issued).year < _EARLIEST_ISSUE_YEAR:
            yield Doubt(name, "date_implausible")
        for holder in case.declared.list_roles("holder_birth_date"):
            born = case.value(holder)
            if born and first_day(born) > last_day(issued):
                yield Doubt(name, "date_implausible")


def check_expiry(case: Case) -> Iterator[Doubt]:
    """A printed expiry against the term that the rule of the type gives.

    Counting habits have a week's slack where the text is sure; on a scan `02` for `08` hides in that week, so only
    the same day and the day before stand there, and an expiry that the rule cannot be held against is doubted.
    """
    issued, until = case.value("issue_date"), case.value("valid_until")
    if not until or until == "indefinite" or not until[:4].isdigit():
        return
    if issued and last_day(until) <= first_day(issued):
        yield Doubt("valid_until", "expiry_differs")
        return
    if not _term_in_months(case):
        return
    is_scanned, days = case.is_scanned("valid_until"), days_off_the_rule(case)
    if days is None:
        if is_scanned:
            yield Doubt("valid_until", "low_confidence" if len(until) == 10 else "day_unread")
    elif days not in (0, -1) and (is_scanned or abs(days) > _EXPIRY_SLACK_DAYS):
        yield Doubt("valid_until", "expiry_differs")


def days_off_the_rule(case: Case) -> int | None:
    """Days between the printed expiry and the one that the rule of the type gives; None where either is unknown."""
    issued, until = case.value("issue_date"), case.value("valid_until")
    months = _term_in_months(case)
    if not months or not issued or not until or len(issued) != 10 or len(until) != 10:
        return None
    return (first_day(until) - add_months(first_day(issued), months)).days


def _term_in_months(case: Case) -> int:
    """The term that a rule or the forms of the type set; 0 for none."""
    validity = case.declared.validity
    return (validity.years or 0) * 12 + (validity.months or 0) if validity.validity_class in ("T1", "T2") else 0


def check_edition(case: Case) -> Iterator[Doubt]:
    """The day of issue lies in the life of the printed form: of any, and of one with the title that is printed.

    Only of papers that are forms of their own; layouts of letters and decisions are older than their decrees.
    """
    issued = case.sheet_day
    span = day_span(issued) if issued else None
    editions = case.declared.editions
    if span is None or not editions or case.declared.tier:
        return
    alive = [edition for edition in editions if _is_alive(edition, span)]
    if not alive or not _bears_title_of(case, alive):
        yield Doubt("issue_date", "edition_differs")


def _is_alive(edition: Edition, span: tuple[date, date]) -> bool:
    """Whether offices may have issued the form then; stocks of an old one are used up for a while."""
    first, last = span
    is_begun = edition.since is None or edition.since <= last
    return is_begun and (edition.until is None or edition.until + _STOCK_LASTS >= first)


def _bears_title_of(case: Case, alive: Sequence[Edition]) -> bool:
    """Whether the printed title is that of a form of the time, as far as a title alone tells."""
    title = case.value("title")
    named = {key_of(edition.title) for edition in case.declared.editions if edition.title}
    if not title or len(named) < 2:
        return True
    ratios = {key: fuzz.ratio(key_of(title), key) for key in named}
    best = max(ratios, key=lambda key: ratios[key])
    if ratios[best] < _TITLE_OF_FORM:
        return True
    return any(not edition.title or key_of(edition.title) == best for edition in alive)
