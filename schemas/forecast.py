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

# Constants found once on 3,200 simulated histories (ADR 0059). Spreads are of the logarithm of the wait.
_HALF_LIFE_DAYS = 30.0
_USUAL_SCATTER = 0.6
_SCATTER_BOUNDS = (0.05, 5.0)
_NOISE = 1.39
_EARLIER_BY_GROWTH = 0.36
_EARLIER_BY_YOUTH = 0.52
_LATER_ALWAYS = 0.12
_LATER_BY_YOUTH = 0.21
# The wait and the age at which growth and youth count as the constants say.
_LONG_WAIT_DAYS = 100
_YOUNG_DAYS = 20
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
    if not any(series[-_IDLE_DAYS:]):
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

    Both sides widen where weeks scatter and few days are left to even them out, and where the history is young.
    Offices rather grow than shrink (scanners, colleagues), so only the early side widens with the wait.
    """
    wait = missing / pace
    noise = _NOISE**2 * _scatter(series) / wait
    youth = _YOUNG_DAYS / len(series)
    earlier = math.sqrt(noise + _EARLIER_BY_GROWTH**2 * wait / _LONG_WAIT_DAYS + _EARLIER_BY_YOUTH**2 * youth)
    later = math.sqrt(noise + _LATER_ALWAYS**2 + _LATER_BY_YOUTH**2 * youth)
    middle = math.ceil(wait)
    # A wait below a day can scatter by more than floating point holds; nobody waits for more than ten years.
    most = wait * math.exp(min(later, _MOST_SPREAD))
    return max(1, math.ceil(wait * math.exp(-earlier))), middle, max(middle, math.floor(most))


def _scatter(series: list[int]) -> float:
    """Relative variance of a working day, from how weeks differ from the week before (so that a trend is none)."""
    weeks = [sum(series[at : at + DAYS_A_WEEK]) for at in range(len(series) % DAYS_A_WEEK, len(series), DAYS_A_WEEK)]
    if len(weeks) < 2:
        return _USUAL_SCATTER
    mean = max(sum(weeks) / len(weeks), 0.5)
    steps = [(later - earlier) ** 2 for earlier, later in pairwise(weeks)]
    found = DAYS_A_WEEK * sum(steps) / len(steps) / 2 / mean**2
    # A variance from few weeks is itself mostly chance: half-way, by ratio, to what is usual.
    least, most = _SCATTER_BOUNDS
    return math.sqrt(_USUAL_SCATTER * min(max(found, least), most))
