"""Here lives the quota: floors by level and year, and how far the digitising of results in force has come.

Pure arithmetic on values; the definitions are the contract's (`sohoa quota`).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from schemas.forecast import MEMORY_WEEKS, forecast_date
from schemas.originals import Cell, DigitisedResult, Original, Status, gather_originals
from schemas.quota_targets import QuotaTargets, Target, shipped_targets
from schemas.register import RegisterCount, RegisterRow
from schemas.units import DISTRICTS_ENDED_ON, LEVELS, Level, is_within
from schemas.working_days import WorkingCalendar, load_calendar

__all__ = ["Coverage", "CoverageRow", "DigitisedResult", "Tally", "cover", "coverage", "missing_rows"]

# Of the states in which an original counts, those of the numerator.
DIGITISED: frozenset[Status] = frozenset({"digitised", "digitised_unseen"})
# The pace is the mean of the last eight weeks: long enough to smooth holidays, short enough to follow a new scanner.
PACE_WEEKS = 8


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
    forecast_earliest: date | None
    forecast_latest: date | None
    forecast_reason: str | None
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
class Tally:
    """What is counted somewhere on a day; sums of tallies are tallies.

    `confirmed`: how many of the digitised were confirmed on each day that a forecast looks at.
    """

    in_force: int = 0
    digitised: int = 0
    unseen: int = 0
    in_review: int = 0
    unknown: int = 0
    lacking: int = 0
    confirmed: Counter[date] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.in_force += other.in_force
        self.digitised += other.digitised
        self.unseen += other.unseen
        self.in_review += other.in_review
        self.unknown += other.unknown
        self.lacking += other.lacking
        self.confirmed.update(other.confirmed)

    def add_papers(self, status: Status, count: int) -> None:
        """So many originals that count as `status`."""
        if status == "unknown":
            self.unknown += count
            return
        self.in_force += count
        self.digitised += count if status in DIGITISED else 0
        self.unseen += count if status == "digitised_unseen" else 0
        self.in_review += count if status == "in_review" else 0

    def lay_count(self, in_cell: int, number: int) -> None:
        """A bare count of a cell takes the place of the originals in force that are known there.

        A count below what is known by name is wrong; it is shown, never clamped.
        """
        self.lacking += max(0, in_cell - number)
        self.in_force += number - in_cell

    @property
    def is_empty(self) -> bool:
        """Whether nothing counts here on the day: a unit without papers yet, or any more."""
        return not (self.in_force or self.digitised or self.in_review or self.unknown or self.lacking)


def coverage(
    on: date,
    register: Iterable[RegisterRow],
    counts: Iterable[RegisterCount],
    digitised: Iterable[DigitisedResult],
    *,
    level_of: Callable[[str], Level],
    name_of: Callable[[str], str] = str,
    target_year: int | None = None,
    targets: QuotaTargets | None = None,
    calendar: WorkingCalendar | None = None,
    level: Level | None = None,
    unit: str | None = None,
) -> Coverage:
    """How many results in force on a day are digitised, by level and by issuer, against a year's floors.

    Args:
        on: the day; `confirmed` counts when it happened on or before it.
        register: rows of all registers. counts: bare counts; the last one of a cell counts.
        digitised: all results; withdrawn ones and issuers outside the quota are left out here.
        level_of, name_of: of a unit's path.
        target_year: whose floors; the year of `on` by default. targets, calendar: by default those shipped.
        level, unit: only these (a unit includes what lies below it).
    """
    tallies = _tally_cells(on, gather_originals(register, digitised), counts)
    told = [(cell[0], tally) for cell, tally in tallies.items()]
    return cover(
        on,
        told,
        level_of=level_of,
        name_of=name_of,
        target_year=target_year,
        targets=targets,
        calendar=calendar,
        level=level,
        unit=unit,
    )


def cover(
    on: date,
    tallies: Iterable[tuple[str, Tally]],
    *,
    level_of: Callable[[str], Level],
    name_of: Callable[[str], str] = str,
    target_year: int | None = None,
    targets: QuotaTargets | None = None,
    calendar: WorkingCalendar | None = None,
    level: Level | None = None,
    unit: str | None = None,
) -> Coverage:
    """As `coverage`, from tallies of issuers; of one issuer there may be several."""
    year, floors, days = target_year or on.year, targets or shipped_targets(), calendar or load_calendar()
    by_level: dict[Level, Tally] = {each: Tally() for each in LEVELS if level in (None, each)}
    by_unit: dict[str, Tally] = defaultdict(Tally)
    for path, tally in tallies:
        if unit is not None and not is_within(path, unit):
            continue
        its_level = level_of(path)
        if its_level in by_level:
            by_level[its_level].add(tally)
            by_unit[path].add(tally)
    levels = tuple(_row(on, floors.get(year, each), tally, days) for each, tally in by_level.items())
    units = tuple(
        _row(on, floors.get(year, level_of(path), path), tally, days, path, name_of(path))
        for path, tally in sorted(by_unit.items())
        if not tally.is_empty
    )
    return Coverage(on, year, levels, units)


def missing_rows(
    on: date, register: Iterable[RegisterRow], digitised: Iterable[DigitisedResult], unit: str | None = None
) -> tuple[RegisterRow, ...]:
    """The rows of the register in force on a day whose paper must still be fetched and scanned.

    A paper that waits for review is not missing; one of which every scan was sent back is.
    """
    originals = gather_originals(register, digitised).values()
    rows = [o.row for o in originals if o.row and o.status_on(on) == "missing"]
    wanted = [row for row in rows if unit is None or is_within(row.unit, unit)]
    return tuple(sorted(wanted, key=lambda row: (row.unit, row.box, row.issue_date, row.row_number)))


def _tally_cells(on: date, originals: dict[str, Original], counts: Iterable[RegisterCount]) -> dict[Cell, Tally]:
    tallies: dict[Cell, Tally] = defaultdict(Tally)
    for original in originals.values():
        tallies[original.cell].add(_tally(original, on))
    for (unit, kind, year), number in {(c.unit, c.document_type, c.year): c.number for c in counts}.items():
        if year <= on.year:
            tally = tallies[(unit, kind, year)]
            tally.lay_count(tally.in_force, number)
    return tallies


def _tally(original: Original, on: date) -> Tally:
    tally = Tally()
    status = original.status_on(on)
    if status is not None:
        tally.add_papers(status, 1)
    if status in DIGITISED:
        confirmed = original.first_confirmed(on)
        if confirmed is not None and confirmed >= first_day_that_tells(on):
            tally.confirmed[confirmed] += 1
    return tally


def _row(
    on: date, target: Target, tally: Tally, calendar: WorkingCalendar, unit: str | None = None, name: str | None = None
) -> CoverageRow:
    countable = tally.in_force > 0 and not tally.lacking
    share = Fraction(tally.digitised * 100, tally.in_force) if countable else None
    shortfall = max(0, math.ceil(target.percent * tally.in_force / 100) - tally.digitised) if countable else None
    recent = sum(count for day, count in tally.confirmed.items() if on - day < timedelta(weeks=PACE_WEEKS))
    pace = Fraction(recent, PACE_WEEKS)
    # Who has digitised papers and confirmed fewer lately has a history that goes back further than is looked at.
    is_old = tally.digitised > sum(tally.confirmed.values())
    begins = first_day_that_tells(on) if is_old else None
    forecast = forecast_date(tally.confirmed, on, shortfall, calendar, begins)
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
        forecast_on=forecast.on,
        forecast_earliest=forecast.earliest,
        forecast_latest=forecast.latest,
        forecast_reason=forecast.reason,
        unknown_validity=tally.unknown,
        problem="register_too_small" if tally.lacking else None,
        difference=tally.lacking or None,
        historic=target.level == "district" and on > DISTRICTS_ENDED_ON,
    )


def first_day_that_tells(on: date) -> date:
    """What was confirmed before says nothing of the pace of a day any more."""
    return max(on, date.min + timedelta(weeks=MEMORY_WEEKS)) - timedelta(weeks=MEMORY_WEEKS) + timedelta(days=1)


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
