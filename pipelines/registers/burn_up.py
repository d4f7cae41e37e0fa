"""Here lives the burn-up: how far digitising had come on past days, as it was written when each was over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from pipelines.resources import Resources
from schemas.quota import CoverageRow
from schemas.units import LEVELS, is_within
from storage.ledgers.figures import DayFigures

# A year, a point a week: as many as a chart of a hand's width can show.
WEEKS = 52
# A home with fewer weeks written is shown day by day.
_FEW_WEEKS = 8
_ONE_DAY = timedelta(days=1)
_MOST_KNOWN = 800


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """What was written of a day, as far as charts and forecasts ask for it.

    `coverage`: of each issuer its level, in force, digitised. `floors`: per cent by level. `indicators`: numerator and
    denominator by item for all units, `of_units` by executing unit and item; both from the first of January on.
    """

    day: date
    coverage: Mapping[str, tuple[str, int, int]]
    floors: Mapping[str, Fraction]
    indicators: Mapping[str, tuple[int, int]]
    of_units: Mapping[str, Mapping[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Point:
    """A level on a day: papers in force, of these digitised, and how many the floor asked for."""

    day: date
    in_force: int
    digitised: int
    target: int
    floor: Fraction

    @property
    def percent(self) -> Fraction | None:
        return Fraction(self.digitised * 100, self.in_force) if self.in_force else None


# What was written once stays: a day is found again by the hash of what was written of it.
_KNOWN: dict[str, WrittenDay] = {}


def list_written_days(resources: Resources, first: date, last: date) -> tuple[WrittenDay, ...]:
    """In order of day, both ends included; days that nobody wrote are not there."""
    return tuple(_read(it) for it in resources.catalogue.list_day_figures(first, last))


def list_burn_up(resources: Resources, on: date, unit: str | None = None) -> dict[str, tuple[Point, ...]]:
    """By level, oldest first: a day of each of the last weeks (young homes: every day), from what was written alone.

    Args:
        unit: only issuers in it and below.
    """
    days = _list_weekly(resources, on)
    if len(days) < _FEW_WEEKS:
        days = list_written_days(resources, on - timedelta(weeks=_FEW_WEEKS), on)
    return {level: found for level in LEVELS if (found := tuple(_points(days, level, unit)))}


def add_today(points: Sequence[Point], row: CoverageRow, on: date) -> Sequence[Point]:
    """The written points and how it stands on the day asked about, which is not over where it is today."""
    if not points or points[-1].day >= on:
        return points
    target = -(-row.in_force * row.target_percent // 100)
    return (*points, Point(on, row.in_force, row.digitised, target, row.target_percent))


def against(points: Sequence[Point], floor: Fraction) -> Sequence[Point]:
    """The same days against another year's floor than was in force on them."""
    return [replace(it, target=-(-it.in_force * floor // 100), floor=floor) for it in points]


def _list_weekly(resources: Resources, on: date) -> tuple[WrittenDay, ...]:
    found: list[WrittenDay] = []
    newest = resources.catalogue.find_last_figures_day()
    day = min(on, newest) if newest else None
    for _ in range(WEEKS + 1 if day else 0):
        assert day is not None
        written = resources.catalogue.find_day_figures(day)
        if written is not None:
            found.append(_read(written))
        day -= 7 * _ONE_DAY
    return tuple(reversed(found))


def _points(days: tuple[WrittenDay, ...], level: str, unit: str | None) -> list[Point]:
    points = []
    for it in days:
        told = [row for path, row in it.coverage.items() if row[0] == level and (not unit or is_within(path, unit))]
        in_force, digitised = sum(row[1] for row in told), sum(row[2] for row in told)
        floor = it.floors.get(level, Fraction(0))
        points.append(Point(it.day, in_force, digitised, -(-in_force * floor // 100), floor))
    return points if any(it.in_force for it in points) else []


def _read(written: DayFigures) -> WrittenDay:
    known = _KNOWN.get(written.sha256)
    if known is None:
        if len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[written.sha256] = _to_day(written.day, json.loads(written.body))
    return known


def _to_day(day: date, told: Mapping[str, Any]) -> WrittenDay:
    coverage = told["coverage"]
    rows = {row["unit"]: (row["level"], row["in_force"], row["digitised"]) for row in coverage["units"]}
    floors = {row["level"]: Fraction(str(row["target_percent"])) for row in coverage["levels"]}
    items = {it["id"]: (it["numerator"], it["denominator"]) for it in told["indicators"]["items"] if it["denominator"]}
    units = {
        unit: {item: (found[0], found[1]) for item, found in counts.items()}
        for unit, counts in told.get("indicator_units", {}).items()
    }
    return WrittenDay(day, rows, floors, items, units)


def sum_indicators(written: WrittenDay, unit: str | None) -> Mapping[str, tuple[int, int]]:
    """Numerator and denominator by item, of all units or of one and what lies below it."""
    if unit is None:
        return written.indicators
    numerators, denominators = Counter[str](), Counter[str]()
    for path, counts in written.of_units.items():
        if is_within(path, unit):
            for item, (numerator, denominator) in counts.items():
                numerators[item] += numerator
                denominators[item] += denominator
    return {item: (numerators[item], count) for item, count in denominators.items() if count}
