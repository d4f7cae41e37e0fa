"""Here lives the forecast for indicators with a threshold, from what was written of them day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from pipelines.registers.burn_up import WrittenDay, list_written_days, sum_indicators
from pipelines.registers.indicators import Indicators
from pipelines.resources import Resources
from schemas.forecast import MEMORY_WEEKS, Forecast, forecast_date
from schemas.indicators import Figure, Item

_ONE_DAY = timedelta(days=1)


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
            found[figure.item.id] = _forecast(resources, figure, limit, told, written)
    return found


def find_limit(item: Item) -> Fraction | None:
    """The rate in per cent that is waited for."""
    return item.threshold if item.threshold is not None else item.target


def _forecast(
    resources: Resources, figure: Figure, limit: Fraction, told: Indicators, written: Sequence[WrittenDay]
) -> Forecast:
    if figure.numerator is None or not figure.denominator:
        return Forecast(None, None, None, None, "no_denominator")
    on = told.period.last_day
    lead = _lead(limit, figure.numerator, figure.denominator)
    unit = told.period.unit
    days = [(it.day, counted) for it in written if (counted := sum_indicators(it, unit).get(figure.item.id))]
    if (not days or days[-1][0] < on) and days:
        days.append((on, (figure.numerator, figure.denominator)))
    return forecast_date(_list_gains(days, limit), on, max(0, -lead), resources.calendar, days[0][0] if days else None)


def _lead(limit: Fraction, numerator: int, denominator: int) -> int:
    """In whole parts: with 80 % five dossiers of which four count have a lead of nought."""
    share = limit / 100
    return share.denominator * numerator - share.numerator * denominator


def _list_gains(days: Sequence[tuple[date, tuple[int, int]]], limit: Fraction) -> Mapping[date, int]:
    """How much the lead grew (or shrank) on each written day; a year begins from nought."""
    gains: dict[date, int] = {}
    before: tuple[date, int] | None = None
    for day, (numerator, denominator) in days:
        lead = _lead(limit, numerator, denominator)
        if before is not None:
            gains[day] = lead - (before[1] if before[0].year == day.year else 0)
        before = (day, lead)
    return gains
