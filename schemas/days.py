"""Here live days: an office's day is the day in Ho Chi Minh City."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local_day(instant: datetime) -> date:
    """The day in Vietnam at an aware instant."""
    return instant.astimezone(LOCAL_ZONE).date()


def today() -> date:
    """The day in Vietnam now."""
    return local_day(datetime.now(UTC))


def end_of_day(day: date) -> datetime:
    """The last instant of a day in Vietnam."""
    return datetime.combine(day, time.max, LOCAL_ZONE)
