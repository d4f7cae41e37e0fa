"""Here live counted spans: from which day to which an original counts, and as what.

Papers meet only in a neighbourhood (type, issuer, year of issue, digits of the number) or where a link says so, so the
coverage of any day is the sum over small groups of papers that know nothing of each other. A group's spans are made of
everything that was ever known of its papers; on each day of a span, whoever asks with what was known at the end of
that day gets this answer. `schemas.quota.coverage` over all papers is what they must agree with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from schemas.days import end_of_day
from schemas.digitised_results import KnownResult
from schemas.erasure import Erasure, NumberFinder
from schemas.originals import DigitisedResult, Original, Status, gather_originals
from schemas.partial_dates import day_span
from schemas.quota import DIGITISED
from schemas.register import RegisterRow
from schemas.units import Level

# Of the rules that make spans: spans of another number are made anew.
RULES_VERSION = 1
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CountedSpan:
    """On each day from `first_day` to `last_day` (None: open) one original counts so.

    `unit`, `level`, `document_type`, `year` are where it counts. At least one of `result_id`, the result that shows
    it, and `row_id`, the register's row of it, is there. `confirmed_on` is set where it is digitised. `custodian` holds
    the scanned paper. `box`, `issue_date`, `place` sort a list as the papers stand on their shelves.
    """

    unit: str
    level: Level
    document_type: str
    year: int
    status: Status
    first_day: date
    last_day: date | None
    result_id: str | None = None
    row_id: str | None = None
    confirmed_on: date | None = None
    custodian: str | None = None
    box: str = ""
    issue_date: str = ""
    place: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it says something of the day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class RowVersions:
    """A row of the register with all that was ever imported of it: (day of the register, row), in the order of truth.

    None for a row: from that day on the register has it no more. `place` sorts rows as they were first imported. Rows
    bear their name here, and a number that no other row of the group has.
    """

    row_id: str
    place: str
    versions: tuple[tuple[date, RegisterRow | None], ...]

    def known_on(self, day: date) -> RegisterRow | None:
        """The row as the registers up to a day have it."""
        return next((row for as_of, row in reversed(self.versions) if as_of <= day), None)


@dataclass(frozen=True, slots=True)
class RowDecision:
    """A person said on a day that a result is the paper of a row; with None, that it is of none."""

    result_id: str
    row_id: str | None
    on: date


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """All that is known of the papers of one group."""

    rows: tuple[RowVersions, ...] = ()
    results: tuple[KnownResult, ...] = ()
    decisions: tuple[RowDecision, ...] = ()

    @property
    def days(self) -> list[date]:
        """On which what was known may have changed, oldest first."""
        days = {as_of for row in self.rows for as_of, _ in row.versions} | {it.on for it in self.decisions}
        return sorted(days.union(*(result.days for result in self.results)))


def list_spans(facts: PaperFacts, key: bytes) -> list[CountedSpan]:
    """The spans of a group's papers over all days.

    Args:
        key: the office's secret behind the pseudonyms of erased papers' numbers (`schemas.erasure`).
    """
    joined: list[CountedSpan] = []
    # What is said, and since when up to when.
    open_ones: dict[CountedSpan, tuple[date, date | None]] = {}
    for day, following in pairwise([*facts.days, None]):
        assert day is not None, "only the last is"
        for said, first, last in _list_said(facts, key, day, following - _ONE_DAY if following else None):
            since, until = open_ones.get(said, (first, date.min))
            if until is not None and until != date.min and until + _ONE_DAY != first:
                joined.append(replace(said, first_day=since, last_day=until))
                since = first
            open_ones[said] = since, last
    return [*joined, *(replace(said, first_day=it[0], last_day=it[1]) for said, it in open_ones.items())]


def find_originals(facts: PaperFacts, key: bytes, day: date) -> tuple[list[Original], dict[str, str]]:
    """The originals of a group as known at the end of a day; the places of its rows, by name."""
    rows = sorted((it for it in facts.rows if it.known_on(day) is not None), key=lambda it: it.place)
    register = [row for it in rows if (row := it.known_on(day)) is not None]
    originals = gather_originals(register, _list_digitised(facts, key, day, register))
    return list(originals.values()), {it.row_id: it.place for it in rows}


def _list_digitised(
    facts: PaperFacts, key: bytes, day: date, register: Sequence[RegisterRow]
) -> Iterator[DigitisedResult]:
    until = end_of_day(day)
    known = [(it, then) for it in facts.results if (then := it.known_at(until)) is not None]
    standing = [then for it, then in known if not isinstance(it, Erasure)]
    if len(standing) < len(known):
        carried: list[RegisterRow | DigitisedResult] = [*register, *standing]
        numbers = ((it.document_type, it.unit, it.issue_year, it.document_number) for it in carried)
        finder = NumberFinder(key, numbers)
        known = [(it, finder.restore(then) if isinstance(it, Erasure) else then) for it, then in known]
    decided = {it.result_id: it.row_id for it in facts.decisions if it.on <= day}
    for result in sorted((then for _, then in known), key=lambda then: then.result_id):
        yield replace(result, row_id=decided[result.result_id]) if result.result_id in decided else result


def _list_said(
    facts: PaperFacts, key: bytes, first: date, last: date | None
) -> Iterator[tuple[CountedSpan, date, date | None]]:
    """(a span without its days, first day, last day) between two days on which something became known."""
    originals, places = find_originals(facts, key, first)
    custodians = {it.result_id: it.custodian for it in facts.results}
    for original in originals:
        turns = sorted(turn for turn in _find_turns(original) if first < turn and (last is None or turn <= last))
        for day, following in pairwise([first, *turns, None]):
            assert day is not None, "only the last is"
            status = original.status_on(day)
            if status is not None:
                shown = _find_shown(original, status, day)
                said = _say(original, status, shown, day, custodians, places)
                yield said, day, following - _ONE_DAY if following else last


def _find_turns(original: Original) -> set[date]:
    """The days on which a paper may begin or cease to count although nobody learns anything."""
    turns = {result.confirmed_on for result in original.results if result.confirmed_on}
    rows = (original.row,) if original.row else ()
    for spoken in (*rows, *original.results):
        for interval in spoken.intervals:
            turns.add(interval.in_force_from)
            if interval.in_force_until is not None and interval.in_force_until < date.max:
                turns.add(interval.in_force_until + _ONE_DAY)
        issued = day_span(spoken.issue_date) if spoken.issue_date else None
        if issued:
            turns.add(issued[0])
    return turns


def _find_shown(original: Original, status: Status, day: date) -> DigitisedResult | None:
    """The scan that shows best why the paper counts so: the first confirmed, else one that waits, else the first."""
    results = original.results
    if status in DIGITISED:
        confirmed_on = original.first_confirmed(day)
        return next(it for it in results if it.state == "confirmed" and it.confirmed_on == confirmed_on)
    if status == "in_review":
        return next(it for it in results if it.state in ("in_review", "confirmed"))
    return results[0] if results else None


def _say(
    original: Original,
    status: Status,
    shown: DigitisedResult | None,
    day: date,
    custodians: Mapping[str, str],
    places: Mapping[str, str],
) -> CountedSpan:
    """What a span says, whatever its days."""
    row = original.row
    unit, document_type, year = original.cell
    result_id = shown.result_id if shown else None
    return CountedSpan(
        unit=unit,
        level=original.level,
        document_type=document_type,
        year=year,
        status=status,
        first_day=date.min,
        last_day=None,
        result_id=result_id,
        row_id=row.row_id if row else None,
        confirmed_on=original.first_confirmed(day) if status in DIGITISED else None,
        custodian=custodians.get(result_id) if result_id else None,
        box=row.box if row else "",
        issue_date=row.issue_date if row else (shown.issue_date or "") if shown else "",
        place=places[row.row_id] if row else result_id or "",
    )
