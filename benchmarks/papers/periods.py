"""Here it is said in which years papers of a kind were issued, and how often each printed form of them is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

LAST_DAY = date(2026, 6, 30)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to, without, `end`; `share` of all drawn papers fall into it."""

    first: date
    end: date
    share: float


_USUAL = (Period(date(2016, 8, 1), LAST_DAY, 1.0),)
# Forms of 2006 and 2010, of Circular 15/2015/TT-BTP, of Circular 04/2020/TT-BTP, the last since 01/7/2025 from
# offices without a district above them.
_CIRCULARS = (
    Period(date(2016, 1, 1), date(2020, 7, 16), 0.4),
    Period(date(2020, 7, 16), date(2025, 7, 1), 0.4),
    Period(date(2025, 7, 1), LAST_DAY, 0.2),
)
_BOOKS_AND_CIRCULARS = (
    Period(date(2007, 3, 1), date(2016, 1, 1), 0.2),
    Period(date(2016, 1, 1), date(2020, 7, 16), 0.3),
    Period(date(2020, 7, 16), date(2025, 7, 1), 0.3),
    Period(date(2025, 7, 1), LAST_DAY, 0.2),
)
# Red books with a list of parcels, with sections; pink books of Circular 23/2014/TT-BTNMT; the sheet with a QR code.
_LAND_BOOKS = (
    Period(date(1994, 1, 1), date(2003, 12, 1), 0.1),
    Period(date(2004, 7, 1), date(2009, 12, 10), 0.2),
    Period(date(2014, 7, 5), date(2025, 1, 1), 0.4),
    Period(date(2025, 1, 1), LAST_DAY, 0.3),
)
# From 2026 on households are ranked by a new standard, whose form is not known.
_POOR_HOUSEHOLDS = (
    Period(date(2016, 8, 15), date(2021, 8, 31), 0.3),
    Period(date(2021, 9, 1), date(2025, 12, 31), 0.7),
)
_PERIODS: Mapping[str, tuple[Period, ...]] = {
    "birth_certificate": _BOOKS_AND_CIRCULARS,
    "marriage_certificate": _BOOKS_AND_CIRCULARS,
    "death_extract": _BOOKS_AND_CIRCULARS,
    "birth_extract": _CIRCULARS,
    "marital_status_certificate": _CIRCULARS,
    "land_use_certificate": _LAND_BOOKS,
    "poor_household_certificate": _POOR_HOUSEHOLDS,
}


def invent_day(kind: str, rng: np.random.Generator) -> date:
    """A day on which an office could have issued a paper of this kind."""
    periods = _PERIODS.get(kind, _USUAL)
    period = periods[0]
    if len(periods) > 1:
        period = periods[int(rng.choice(len(periods), p=[period.share for period in periods]))]
    return period.first + timedelta(days=int(rng.integers(0, (period.end - period.first).days)))
