"""Here lives the forecast of when a disk is full: arithmetic on how full it was from day to day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, Literal

from storage.ledgers.care import DiskDay

# Older growth says little of an office's pace today.
_DAYS_LOOKED_BACK = 56
_DAYS_A_WEEK = 7
# Less than a whole week holds its Sunday or does not.
_LEAST_DAYS, _LEAST_LOOKS = 7, 3
# Beyond this nobody plans, and the pace of today says nothing.
_FARTHEST_DAYS = 3650

ForecastReason = Literal["not_enough_history", "not_growing"]


@dataclass(frozen=True, slots=True)
class DiskForecast:
    """When a disk is full at the pace of the last weeks: at the median week's, the quickest's, the slowest's.

    `stops_on` is the day on which intake stops, because only the reserve is left. A day is None where it lies farther
    off than ten years; then, or without enough history, `reason` tells why there is no `full_on`.
    """

    bytes_a_day: int | None = None
    stops_on: date | None = None
    full_on: date | None = None
    full_earliest_on: date | None = None
    full_latest_on: date | None = None
    reason: ForecastReason | None = None

    def to_json(self) -> dict[str, Any]:
        """Days as ISO texts."""
        days = {
            "stops_on": self.stops_on,
            "full_on": self.full_on,
            "full_earliest_on": self.full_earliest_on,
            "full_latest_on": self.full_latest_on,
        }
        told = {name: day.isoformat() if day else None for name, day in days.items()}
        return {"bytes_a_day": self.bytes_a_day, **told, "reason": self.reason}


def forecast_disk(days: Sequence[DiskDay], reserve_bytes: int) -> DiskForecast:
    """The forecast from a disk's days, in order; the last of them is now.

    Days between which the disk itself changed (another size) tell nothing of growth.
    """
    if not days:
        return DiskForecast(reason="not_enough_history")
    last = days[-1]
    recent = [day for day in days if (last.on - day.on).days <= _DAYS_LOOKED_BACK]
    weeks = _measure_weeks(recent)
    looked_days = sum(day_count for _, day_count in weeks)
    if looked_days < _LEAST_DAYS or len(recent) < _LEAST_LOOKS:
        return DiskForecast(reason="not_enough_history")
    paces = sorted(grown / day_count for grown, day_count in weeks)
    pace = median(paces)
    full_on = _when(last, last.free_bytes, pace)
    return DiskForecast(
        bytes_a_day=round(pace),
        stops_on=_when(last, last.free_bytes - reserve_bytes, pace),
        full_on=full_on,
        full_earliest_on=_when(last, last.free_bytes, paces[-1]),
        full_latest_on=_when(last, last.free_bytes, paces[0]),
        reason=None if full_on else "not_growing",
    )


def _measure_weeks(days: Sequence[DiskDay]) -> list[tuple[int, int]]:
    """(bytes grown, days) of each week, counted back from the last day; only what two looks at one disk tell."""
    weeks: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for earlier, later in pairwise(days):
        if earlier.total_bytes == later.total_bytes:
            week = weeks[(days[-1].on - later.on).days // _DAYS_A_WEEK]
            week[0] += earlier.free_bytes - later.free_bytes
            week[1] += (later.on - earlier.on).days
    return [(grown, day_count) for grown, day_count in weeks.values()]


def _when(last: DiskDay, room_bytes: int, bytes_a_day: float) -> date | None:
    if room_bytes <= 0:
        return last.on
    if bytes_a_day <= 0 or room_bytes / bytes_a_day > _FARTHEST_DAYS:
        return None
    return last.on + timedelta(days=int(room_bytes / bytes_a_day))
