"""Here live simulated histories of digitising: how many papers an office confirmed each day, until the floor.

Written from what offices tell: a pace of its own that wanders, days that scatter more than by chance, weeks around Tết
that are slower than the calendar says, and one kind of turn for each history. An office's temper, 0 to 1, says how much
it scatters in all of this: some keep nearly the same pace for a year, some work by fits and starts. All is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

from schemas.working_days import WorkingCalendar, load_calendar

Numbers = npt.NDArray[np.float64]
Shape = Callable[[np.random.Generator, "_Course"], Numbers]
FIRST_DAYS = (date(2021, 1, 4), date(2024, 6, 28))
MOST_DAYS = 1200
# First days of the lunar year, around which offices slow down.
TET = (date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17),
       date(2027, 2, 6))  # fmt: skip
_YOUNGEST_DAYS = 28
_TURNS_AFTER = (15, 160)


@dataclass(frozen=True, slots=True)
class History:
    """One history as known on the day of the question, and when the floor was reached in truth."""

    kind: str
    temper: float
    begins_on: date
    confirmed: Mapping[date, int]
    asked_on: date
    missing: int
    reached_on: date


@dataclass(frozen=True, slots=True)
class _Course:
    """The working days of a history; `at` numbers them from 0."""

    days: tuple[date, ...]

    @property
    def at(self) -> Numbers:
        return np.arange(len(self.days), dtype=np.float64)


def draw_history(seed: int, number: int) -> History:
    """The history of this number; kinds take turns. The same seed and number draw the same."""
    rng = np.random.default_rng((seed, number))
    kind = tuple(KINDS)[number % len(KINDS)]
    while True:
        course = _Course(_list_days(_first_day(rng, kind), MOST_DAYS))
        base, temper = 10 ** rng.uniform(0.3, 2.3), rng.random()
        level = base * _wander(rng, temper, len(course.days)) * _slow_around_tet(rng, temper, course.days)
        counts = _count(rng, temper, level * KINDS[kind](rng, course))
        if kind == "bursts":
            counts = _hold_until_boxes_end(rng, counts)
        found = _ask(rng, kind, temper, course.days, counts, int(base * rng.uniform(60, 350)))
        if found is not None:
            return found


def _first_day(rng: np.random.Generator, kind: str) -> date:
    if kind == "tet_gap":
        return TET[int(rng.integers(1, 5))] - timedelta(days=int(rng.integers(30, 150)))
    first, last = FIRST_DAYS
    return first + timedelta(days=int(rng.integers(0, (last - first).days)))


@cache
def _calendar() -> WorkingCalendar:
    return load_calendar()


@cache
def _all_days() -> tuple[date, ...]:
    every = (date(2020, 1, 1) + timedelta(days=n) for n in range(365 * 12))
    return tuple(day for day in every if _calendar().is_working_day(day))


def _list_days(first: date, count: int) -> tuple[date, ...]:
    days = _all_days()
    begin = next(at for at, day in enumerate(days) if day >= first)
    return days[begin : begin + count]


def _wander(rng: np.random.Generator, temper: float, count: int) -> Numbers:
    """The level of each day: weeks that hang together, and a slow drift."""
    weeks = count // 5 + 1
    tie, spread, drift = rng.uniform(0.3, 0.8), temper * rng.uniform(0.1, 0.5), temper * rng.uniform(0.0, 0.08)
    shocks = rng.normal(0, spread * np.sqrt(1 - tie**2), weeks)
    level = np.zeros(weeks)
    for week in range(1, weeks):
        level[week] = tie * level[week - 1] + shocks[week]
    level += np.cumsum(rng.normal(0, drift, weeks))
    return np.repeat(np.exp(level), 5)[:count]


def _slow_around_tet(rng: np.random.Generator, temper: float, days: tuple[date, ...]) -> Numbers:
    before, after = 1 - temper * rng.uniform(0, 0.6), 1 - temper * rng.uniform(0.1, 0.8)
    slow = np.ones(len(days))
    for at, day in enumerate(days):
        away = min(((day - tet).days for tet in TET), key=abs)
        if -14 <= away < 0:
            slow[at] = before
        elif 0 <= away <= 14:
            slow[at] = after
    return slow


def _count(rng: np.random.Generator, temper: float, rate: Numbers) -> npt.NDArray[np.int64]:
    """Counts that scatter more than chance alone, some days lost to other work."""
    shape = 60 ** (1 - temper) * rng.uniform(0.7, 2.0)
    lost = rng.random(len(rate)) < temper * rng.uniform(0, 0.3)
    return np.where(lost, 0, rng.poisson(rng.gamma(shape, rate / shape))).astype(np.int64)


def _hold_until_boxes_end(rng: np.random.Generator, counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """A box is confirmed on the day on which its last paper is read."""
    held = np.zeros_like(counts)
    at = 0
    while at < len(counts):
        end = min(at + int(rng.integers(2, 9)), len(counts))
        held[end - 1] = counts[at:end].sum()
        at = end
    return held


def _ask(
    rng: np.random.Generator,
    kind: str,
    temper: float,
    days: tuple[date, ...],
    counts: npt.NDArray[np.int64],
    needed: int,
) -> History | None:
    """Asked on a random day between the fourth week and the end; None where the floor was never or at once reached."""
    sums = np.cumsum(counts)
    reached = int(np.searchsorted(sums, needed))
    old_enough = int(
        np.searchsorted(np.array(days, dtype="datetime64[D]"), np.datetime64(days[0], "D") + _YOUNGEST_DAYS)
    )
    if reached >= len(days) or reached <= old_enough:
        return None
    asked = int(rng.integers(old_enough, reached))
    confirmed = {day: int(count) for day, count in zip(days[: asked + 1], counts, strict=False) if count}
    return History(kind, temper, days[0], confirmed, days[asked], needed - int(sums[asked]), days[reached])


def _turning_day(rng: np.random.Generator) -> int:
    return int(rng.integers(*_TURNS_AFTER))


def _steady(rng: np.random.Generator, course: _Course) -> Numbers:
    return np.ones(len(course.days))


def _ramp_up(rng: np.random.Generator, course: _Course) -> Numbers:
    lowest, length = rng.uniform(0.2, 0.5), rng.uniform(40, 100)
    return lowest + (1 - lowest) * np.clip(course.at / length, 0, 1)


def _tet_gap(rng: np.random.Generator, course: _Course) -> Numbers:
    """Nobody is there for days before and after the days off."""
    before, after = rng.integers(1, 6), rng.integers(2, 9)
    gone = [any(-before - 3 <= (day - tet).days <= after + 5 for tet in TET) for day in course.days]
    return np.where(gone, 0.05, 1.0)


def _sick_fortnight(rng: np.random.Generator, course: _Course) -> Numbers:
    day = _turning_day(rng)
    return np.where((course.at >= day) & (course.at < day + 10), rng.uniform(0, 0.3), 1.0)


def _new_scanner(rng: np.random.Generator, course: _Course) -> Numbers:
    return np.where(course.at >= _turning_day(rng), rng.uniform(1.4, 2.5), 1.0)


def _summer_lull(rng: np.random.Generator, course: _Course) -> Numbers:
    return np.where([6 <= day.month <= 8 for day in course.days], rng.uniform(0.5, 0.8), 1.0)


def _two_offices_added(rng: np.random.Generator, course: _Course) -> Numbers:
    more = [np.where(course.at >= _turning_day(rng), rng.uniform(0.4, 1.0), 0.0) for _ in range(2)]
    return 1 + more[0] + more[1]


KINDS: dict[str, Shape] = {
    "steady": _steady,
    "ramp_up": _ramp_up,
    "tet_gap": _tet_gap,
    "sick_fortnight": _sick_fortnight,
    "new_scanner": _new_scanner,
    "summer_lull": _summer_lull,
    "bursts": _steady,
    "two_offices_added": _two_offices_added,
}
