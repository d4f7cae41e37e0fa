"""Here live dates as paper gives them: `2021`, `2021-03` or `2021-03-05`, and the days they may mean."""

from __future__ import annotations

import calendar
import re
from datetime import date

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def day_span(text: str) -> tuple[date, date] | None:
    """First and last day that an ISO date, partial or not, may mean; None when it is no date.

    The first day counts for an issue, the last for an expiry (contract: "Days").
    """
    match = _PARTIAL.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        return None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it is shorter.

    Source: Civil Code 2015, article 148 (3): a term in months ends on the corresponding day.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
