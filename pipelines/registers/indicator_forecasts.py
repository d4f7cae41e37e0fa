"""Here lives the forecast for indicators with a threshold, from what was written of them day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from pipelines.registers.burn_up import list_written_days, sum_indicators
from pipelines.registers.indicators import Indicators
from pipelines.resources import Resources
from schemas.forecast import MEMORY_WEEKS, Forecast, forecast_date
from schemas.indicators import Figure, Item
from schemas.working_days import WorkingCalendar

_ONE_DAY = timedelta(days=1)
# A day, numerator and denominator.
Counted = tuple[date, tuple[int, int]]


def forecast_figures(resources: Resources, told: Indicators) -> dict[str, Forecast]:
    """By item: when its rate reaches the threshold (else the target), counting on as the year is counted.

    Only for periods that begin on the first of January, as the written days do; items without threshold have none. A
    rate moves with both its parts: what is waited for is the lead, numerator less threshold times denominator, to
    become nought. Of units the executing units' own figures are added up.
    """
    period = told.period
    if (period.first_day.month, period.first_day.day) != (1, 1) or period.first_day.year != period.last_day.year:
        return {}
    first = period.last_day - timedelta(weeks=MEMORY_WEEKS) + _ONE_DAY
    written = list_written_days(resources, first, period.last_day)
    found = {}
    for figure in told.figures:
        limit = find_limit(figure.item)
        if limit is not None:
            days = [(it.day, sum_indicators(it, period.unit).get(figure.item.id)) for it in written]
            known = [(day, counted) for day, counted in days if counted]
            found[figure.item.id] = forecast_figure(figure, limit, period.last_day, known, resources.calendar)
    return found


def find_limit(item: Item) -> Fraction | None:
    """The rate in per cent that is waited for."""
    return item.threshold if item.threshold is not None else item.target


def forecast_figure(
    figure: Figure, limit: Fraction, on: date, days: Sequence[Counted], calendar: WorkingCalendar
) -> Forecast:
    """When the rate of a figure as it stands on a day reaches a limit in per cent.

    Args:
        days: numerator and denominator as written of past days, each counted from its year's first day; oldest first.
    """
    if figure.numerator is None or not figure.denominator:
        return Forecast(None, None, None, None, "no_denominator")
    now = (figure.numerator, figure.denominator)
    known = [(day, counted) for day, counted in days if day < on] + ([(on, now)] if days else [])
    # What the first known day gained nobody knows.
    begins = known[0][0] + _ONE_DAY if known else None
    missing = max(0, -_lead(limit, *now))
    return forecast_date(_list_gains(known, limit), on, missing, calendar, begins)


def _lead(limit: Fraction, numerator: int, denominator: int) -> int:
    """In whole parts: with 80 % five dossiers of which four count have a lead of nought."""
    share = limit / 100
    return share.denominator * numerator - share.numerator * denominator


def _list_gains(days: Sequence[Counted], limit: Fraction) -> Mapping[date, int]:
    """How much the lead grew (or shrank) on each written day; a year begins from nought."""
    gains: dict[date, int] = {}
    before: tuple[date, int] | None = None
    for day, (numerator, denominator) in days:
        lead = _lead(limit, numerator, denominator)
        if before is not None:
            gains[day] = lead - (before[1] if before[0].year == day.year else 0)
        before = (day, lead)
    return gains
