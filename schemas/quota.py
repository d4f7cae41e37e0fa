"""Here lives the quota: floors by level and year, and how far the digitising of results in force has come.

Pure arithmetic on values; the definitions are the contract's (`sohoa quota`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from schemas.partial_dates import day_span
from schemas.quota_targets import Target, get_target
from schemas.register import RegisterCount, RegisterRow, match_key
from schemas.units import DISTRICTS_ENDED_ON, LEVELS, Level, is_within
from schemas.validity import Interval, is_in_force

__all__ = ["Coverage", "CoverageRow", "DigitisedResult", "coverage", "missing_rows"]

# The pace is the mean of the last eight weeks: long enough to smooth holidays, short enough to follow a new scanner.
PACE_WEEKS = 8

# Where an original counts: issuer, type, year of issue.
Cell = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class DigitisedResult:
    """One filed result as the quota sees it.

    `unit` and `level` are the issuer's at the time of issue, None outside the quota. `confirmed_on` is
    the day (Asia/Ho_Chi_Minh) on which it became `confirmed`. `original_id` joins scans of one paper
    that no number joins.
    """

    result_id: str
    unit: str | None
    level: Level | None
    document_type: str | None
    document_number: str | None
    issue_date: str | None
    intervals: tuple[Interval, ...]
    state: str
    confirmed_on: date | None = None
    confirmed_by_machine: bool = False
    original_id: str | None = None

    @property
    def issue_year(self) -> int | None:
        return int(self.issue_date[:4]) if self.issue_date else None

    @property
    def original_key(self) -> str:
        """The key of the paper itself: two scans of it share the key."""
        key = match_key(self.document_type, self.unit, self.issue_year, self.document_number)
        return key or f"result|{self.original_id or self.result_id}"


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One line of the quota table; the keys of the contract. Shares are exact fractions inside.

    `percent`, `met` and `shortfall` are None without a denominator or where a register is too small
    (`problem` then is `register_too_small`, `difference` how many it lacks). `historic`: the level has
    no living unit any more; its papers stay in force, its floor stays the last one.
    """

    level: Level
    unit: str | None
    name: str | None
    target_percent: Fraction
    target_status: str
    in_force: int
    digitised: int
    digitised_unseen: int
    in_review: int
    percent: float | None
    met: bool | None
    shortfall: int | None
    pace_per_week: float
    pace_needed_per_week: float | None
    forecast_on: date | None
    unknown_validity: int
    problem: str | None = None
    difference: int | None = None
    historic: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """The quota as of a day: a row for each level, and one for each issuer that has anything to count."""

    as_of: date
    target_year: int
    levels: tuple[CoverageRow, ...]
    units: tuple[CoverageRow, ...]


@dataclass(slots=True)
class _Original:
    """One paper, whatever speaks of it; filled while gathering, read by `_tally`."""

    cell: Cell
    level: Level
    row: RegisterRow | None = None
    results: tuple[DigitisedResult, ...] = ()

    def is_in_force(self, day: date) -> bool | None:
        """A person's revocation or replacement of the paper wins, then the register, then the paper."""
        known = [held for result in self.results if (held := is_in_force(result.intervals, day)) is not None]
        ended = any(i.reason in ("revoked", "replaced", "ended") for r in self.results for i in r.intervals)
        if ended and known:
            return any(known)
        in_register = is_in_force(self.row.intervals, day) if self.row else None
        if in_register is not None:
            return in_register
        return any(known) if known else None

    def is_issued(self, day: date) -> bool:
        """Whether its issue date, where there is one, is not after the day."""
        texts = [r.issue_date for r in self.results if r.issue_date] + ([self.row.issue_date] if self.row else [])
        spans = [span for text in texts if (span := day_span(text))]
        return not spans or any(first <= day for first, _ in spans)

    def first_confirmed(self, day: date) -> date | None:
        """The first day, up to `day`, on which one of its scans was confirmed."""
        return min((r.confirmed_on for r in self.results if _is_confirmed(r, day) and r.confirmed_on), default=None)

    def is_unseen(self, day: date) -> bool:
        """Whether only the machine confirmed it."""
        return all(r.confirmed_by_machine for r in self.results if _is_confirmed(r, day))


@dataclass(slots=True)
class _Tally:
    """What is counted; sums of tallies are tallies."""

    in_force: int = 0
    digitised: int = 0
    unseen: int = 0
    in_review: int = 0
    unknown: int = 0
    recent: int = 0
    lacking: int = 0

    def add(self, other: _Tally) -> None:
        self.in_force += other.in_force
        self.digitised += other.digitised
        self.unseen += other.unseen
        self.in_review += other.in_review
        self.unknown += other.unknown
        self.recent += other.recent
        self.lacking += other.lacking


def coverage(
    on: date,
    register: Iterable[RegisterRow],
    counts: Iterable[RegisterCount],
    digitised: Iterable[DigitisedResult],
    *,
    level_of: Callable[[str], Level],
    name_of: Callable[[str], str] = str,
    target_year: int | None = None,
    mode: str = "points",
    level: Level | None = None,
    unit: str | None = None,
) -> Coverage:
    """How many results in force on a day are digitised, by level and by issuer, against a year's floors.

    Args:
        on: the day; `confirmed` counts when it happened on or before it.
        register: rows of all registers. counts: bare counts; the last one of a cell counts.
        digitised: all results; withdrawn ones and issuers outside the quota are left out here.
        level_of, name_of: of a unit's path.
        target_year: whose floors; the year of `on` by default. mode: see `get_target`.
        level, unit: only these (a unit includes what lies below it).
    """
    year = target_year or on.year
    tallies = _tally_cells(on, _gather(register, digitised), counts)
    wanted = {cell: tally for cell, tally in tallies.items() if unit is None or is_within(cell[0], unit)}
    by_level: dict[Level, _Tally] = {each: _Tally() for each in LEVELS if level in (None, each)}
    by_unit: dict[str, _Tally] = defaultdict(_Tally)
    for (path, _, _), tally in wanted.items():
        its_level = level_of(path)
        if its_level in by_level:
            by_level[its_level].add(tally)
            by_unit[path].add(tally)
    levels = tuple(_row(on, get_target(year, each, mode), tally) for each, tally in by_level.items())
    units = tuple(
        _row(on, get_target(year, level_of(path), mode), by_unit[path], path, name_of(path)) for path in sorted(by_unit)
    )
    return Coverage(on, year, levels, units)


def missing_rows(
    on: date, register: Iterable[RegisterRow], digitised: Iterable[DigitisedResult], unit: str | None = None
) -> tuple[RegisterRow, ...]:
    """The rows of the register in force on a day whose paper must still be fetched and scanned.

    A paper that waits for review is not missing; a returned one is.
    """
    originals = _gather(register, (r for r in digitised if r.state != "returned")).values()
    rows = [o.row for o in originals if o.row and not o.results and o.is_in_force(on)]
    wanted = [row for row in rows if unit is None or is_within(row.unit, unit)]
    return tuple(sorted(wanted, key=lambda row: (row.unit, row.box, row.issue_date, row.row_number)))


def _gather(register: Iterable[RegisterRow], digitised: Iterable[DigitisedResult]) -> dict[str, _Original]:
    """Every paper once, by its key."""
    originals: dict[str, _Original] = {}
    for row in register:
        key = row.match_key or f"row|{row.unit}|{row.document_type}|{row.row_number}"
        cell = (row.unit, row.document_type, row.issue_year)
        originals.setdefault(key, _Original(cell, row.level)).row = row
    for result in digitised:
        if result.unit is None or result.level is None or result.state == "withdrawn":
            continue
        cell = (result.unit, result.document_type or "", result.issue_year or 0)
        original = originals.setdefault(result.original_key, _Original(cell, result.level))
        original.results = (*original.results, result)
    return originals


def _tally_cells(on: date, originals: dict[str, _Original], counts: Iterable[RegisterCount]) -> dict[Cell, _Tally]:
    tallies: dict[Cell, _Tally] = defaultdict(_Tally)
    for original in originals.values():
        tallies[original.cell].add(_tally(original, on))
    for (unit, kind, year), number in {(c.unit, c.document_type, c.year): c.number for c in counts}.items():
        if year <= on.year:
            tally = tallies[(unit, kind, year)]
            # A count below what is known by name is wrong; it is shown, never clamped.
            tally.lacking = max(0, tally.in_force - number)
            tally.in_force = number
    return tallies


def _tally(original: _Original, on: date) -> _Tally:
    in_force = original.is_in_force(on)
    if in_force is None:
        return _Tally(unknown=int(original.is_issued(on)))
    if not in_force:
        return _Tally()
    confirmed = original.first_confirmed(on)
    if confirmed is None:
        waiting = any(result.state in ("in_review", "confirmed") for result in original.results)
        return _Tally(in_force=1, in_review=int(waiting))
    recent = confirmed > on - timedelta(weeks=PACE_WEEKS)
    return _Tally(in_force=1, digitised=1, unseen=int(original.is_unseen(on)), recent=int(recent))


def _is_confirmed(result: DigitisedResult, day: date) -> bool:
    return result.state == "confirmed" and result.confirmed_on is not None and result.confirmed_on <= day


def _row(on: date, target: Target, tally: _Tally, unit: str | None = None, name: str | None = None) -> CoverageRow:
    countable = tally.in_force > 0 and not tally.lacking
    share = Fraction(tally.digitised * 100, tally.in_force) if countable else None
    shortfall = max(0, math.ceil(target.percent * tally.in_force / 100) - tally.digitised) if countable else None
    pace = Fraction(tally.recent, PACE_WEEKS)
    return CoverageRow(
        level=target.level,
        unit=unit,
        name=name,
        target_percent=target.percent,
        target_status=target.status,
        in_force=tally.in_force,
        digitised=tally.digitised,
        digitised_unseen=tally.unseen,
        in_review=tally.in_review,
        percent=None if share is None else percent_to_show(share),
        met=None if share is None else share >= target.percent,
        shortfall=shortfall,
        pace_per_week=float(round(pace, 2)),
        pace_needed_per_week=_pace_needed(on, target.year, shortfall),
        forecast_on=_forecast(on, shortfall, pace),
        unknown_validity=tally.unknown,
        problem="register_too_small" if tally.lacking else None,
        difference=tally.lacking or None,
        historic=target.level == "district" and on > DISTRICTS_ENDED_ON,
    )


def percent_to_show(share: Fraction) -> float:
    """A share in percent with 2 decimals, halves rounded up as people do (0.125 gives 0.13)."""
    return math.floor(share * 100 + Fraction(1, 2)) / 100


def _pace_needed(on: date, year: int, shortfall: int | None) -> float | None:
    """Documents a week to reach the floor by the end of the year; None when that end is past."""
    if shortfall is None:
        return None
    if shortfall == 0:
        return 0.0
    days = (date(year, 12, 31) - on).days
    return percent_to_show(Fraction(shortfall * 7, days)) if days > 0 else None


def _forecast(on: date, shortfall: int | None, pace: Fraction) -> date | None:
    """The day on which the floor is reached at the present pace; `on` when it is; None when never."""
    if shortfall is None:
        return None
    if shortfall == 0:
        return on
    days = math.ceil(shortfall * 7 / pace) if pace else None
    return on + timedelta(days=days) if days is not None and days < 36_500 else None
