"""Here lives the forecast: the day on which a floor is reached at the present pace, with the range that holds 80 %.

For every indicator with a threshold: what is counted is documents (or dossiers) confirmed a day, and how many are
missing to the threshold. Arithmetic alone: the same day asked again gives the same answer. Method and how its
constants were found: ADR 0059.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from schemas.working_days import WorkingCalendar

Reason = Literal["no_denominator", "not_enough_history", "no_progress", "too_far"]

LEAST_HISTORY_DAYS = 28
# What is older says nothing of today's pace.
MEMORY_WEEKS = 26
DAYS_A_WEEK = 5
# Who confirmed nothing for so many working days has no pace.
_IDLE_DAYS = 40
# Beyond ten years of working days a day would be a guess.
_FARTHEST_DAYS = 2500

# Constants found once on 4,000 simulated histories (ADR 0059). Spreads are of the logarithm of the wait.
_HALF_LIFE_DAYS = 30.0
_NOISE = 1.20
_EARLIER_BY_GROWTH = 0.35
_EARLIER_BY_UNREST = 1.55
_LATER_ALWAYS = 0.12
_LATER_BY_UNREST = 0.19
# The wait and the length of history at which growth and unrest count as the constants say.
_LONG_WAIT_DAYS = 100
_YOUNG_DAYS = 20
# A variance from few weeks is itself mostly chance: it counts as if two more had been of the usual one.
_USUAL_SCATTER = 0.12
_USUAL_UNREST = 0.15
_WEIGHT_OF_USUAL = 2
_MOST_SPREAD = 2.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a floor is reached; `earliest` to `latest` hold the day in 80 % of cases.

    `on` is the day in the middle of the chances. Days are None with their `reason`; `reason` is None else.
    `pace_per_week` is documents in five working days, None where nothing can be said of it.
    """

    on: date | None
    earliest: date | None
    latest: date | None
    pace_per_week: float | None
    reason: Reason | None = None


def forecast_date(
    confirmed: Mapping[date, int],
    on: date,
    missing: int | None,
    calendar: WorkingCalendar,
    history_begins: date | None = None,
) -> Forecast:
    """The day on which `missing` more are confirmed, seen from the end of a day.

    Args:
        confirmed: originals first confirmed on each day; days without may be left out, days after `on` do not count.
        missing: documents to the floor, 0 when it is reached; None without a denominator.
        history_begins: the first day on which anything could be confirmed; by default the first day that has some.

    Returns:
        Reached: `on` itself. Below four weeks of history: `not_enough_history`. Nothing in the last eight weeks:
        `no_progress`. More than ten years away: `too_far`.
    """
    if missing is None:
        return Forecast(None, None, None, None, "no_denominator")
    begins = history_begins or min((day for day, count in confirmed.items() if count), default=on)
    series = _lay_on_working_days(confirmed, begins, on, calendar)
    pace = _pace(series) if series else 0.0
    shown = round(pace * DAYS_A_WEEK, 2) if series else None
    if missing <= 0:
        return Forecast(on, on, on, shown)
    if (on - begins).days < LEAST_HISTORY_DAYS:
        return Forecast(None, None, None, shown, "not_enough_history")
    # A rate that is waited for may fall: then there is no day either.
    if not any(series[-_IDLE_DAYS:]) or pace <= 0:
        return Forecast(None, None, None, 0.0, "no_progress")
    low, middle, high = _working_days_needed(series, pace, missing)
    if middle > _FARTHEST_DAYS:
        return Forecast(None, None, None, shown, "too_far")
    earliest, middle_day, latest = (calendar.add_working_days(on, days) for days in (low, middle, high))
    return Forecast(middle_day, earliest, latest, shown)


def _lay_on_working_days(confirmed: Mapping[date, int], begins: date, on: date, calendar: WorkingCalendar) -> list[int]:
    """Counts of each working day, oldest first; what was confirmed on a day off counts for the working day before."""
    first = max(begins, on - timedelta(weeks=MEMORY_WEEKS) + timedelta(days=1))
    series: list[int] = []
    for day in (first + timedelta(days=n) for n in range((on - first).days + 1)):
        if calendar.is_working_day(day) or not series:
            series.append(0)
        series[-1] += confirmed.get(day, 0)
    return series


def _pace(series: list[int]) -> float:
    """Documents a working day: the mean, in which a day weighs half of one that is a half-life younger."""
    weights = [math.pow(0.5, age / _HALF_LIFE_DAYS) for age in range(len(series) - 1, -1, -1)]
    return sum(weight * count for weight, count in zip(weights, series, strict=True)) / sum(weights)


def _working_days_needed(series: list[int], pace: float, missing: int) -> tuple[int, int, int]:
    """Working days to the floor: fewest, middle, most.

    Both sides widen where weeks scatter and few days are left to even them out, and where the level moves. Offices
    rather grow than shrink (scanners, colleagues): only the early side widens with the wait, and in a young history.
    """
    wait = missing / pace
    noise = _NOISE**2 * _scatter(series) * DAYS_A_WEEK / wait
    unrest = _unrest(series)
    growth = _EARLIER_BY_GROWTH**2 * wait / _LONG_WAIT_DAYS
    earlier = math.sqrt(noise + growth + _EARLIER_BY_UNREST**2 * unrest * _YOUNG_DAYS / len(series))
    later = math.sqrt(noise + _LATER_ALWAYS**2 + _LATER_BY_UNREST**2 * unrest)
    middle = math.ceil(wait)
    # A wait below a day can scatter by more than floating point holds; nobody waits for more than ten years.
    most = wait * math.exp(min(later, _MOST_SPREAD))
    return max(1, math.ceil(wait * math.exp(-earlier))), middle, max(middle, math.floor(most))


def _scatter(series: list[int]) -> float:
    """Relative variance of a week, from how weeks differ from the week before, so that a trend is none."""
    weeks = _sum_up(series, DAYS_A_WEEK)
    steps = [(later - earlier) ** 2 / 2 for earlier, later in pairwise(weeks)]
    return _lean_on_usual(steps, weeks, _USUAL_SCATTER, len(steps))


def _unrest(series: list[int]) -> float:
    """Relative variance of fortnights about their mean: trends and turns count here."""
    fortnights = _sum_up(series, 2 * DAYS_A_WEEK)
    mean = sum(fortnights) / max(1, len(fortnights))
    return _lean_on_usual([(each - mean) ** 2 for each in fortnights], fortnights, _USUAL_UNREST, len(fortnights) - 1)


def _sum_up(series: list[int], length: int) -> list[int]:
    """Sums of so many days each, oldest first; the rest at the old end is left out."""
    return [sum(series[at : at + length]) for at in range(len(series) % length, len(series), length)]


def _lean_on_usual(squares: list[float], sums: list[int], usual: float, freedom: int) -> float:
    mean = max(sum(sums) / max(1, len(sums)), 0.5)
    return (sum(squares) / mean**2 + _WEIGHT_OF_USUAL * usual) / (max(0, freedom) + _WEIGHT_OF_USUAL)
