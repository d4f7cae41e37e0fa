"""Here lives the counting of indicators over a period, and the dossiers behind each figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from pipelines.lines import JsonLine
from pipelines.lookup.reuse import dossier_to_json
from pipelines.registers.counting import count_coverage
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.indicators import Figure, IndicatorTables, Item, load_tables, make_figure, round_half_up
from storage.dossiers_port import Counted, ListedDossier, Period

FOLDER = "indicators"
# Of the register, not of dossiers.
_COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Indicators:
    """The figures of a period; `dossiers` is how many were received in it, as far as told."""

    period: Period
    figures: tuple[Figure, ...]
    dossiers: int


def count_indicators(resources: Resources, period: Period) -> Indicators:
    """Every item of the shipped and the office's own tables that is for this period and unit.

    Without dossiers of the period each item that needs them has no figure: the ledger alone proves nothing.

    Raises:
        SetupError: "unit_unknown", "period_invalid", "indicators_file_invalid".
    """
    tables = _load(resources)
    level = resources.units.get(period.unit).level if period.unit is not None else None
    _check_period(period)
    counts = resources.catalogue.count_dossiers(period, tables.paperless)
    dossiers = counts["reusing"][1]
    figures = []
    for item in tables.list_for(period.last_day.year, level):
        if item.formula == _COVERAGE:
            figures.append(make_figure(item, _count_coverage(resources, item, period), without="no_register"))
        else:
            figures.append(make_figure(item, counts[_to_counted(item)] if dossiers else None))
    return Indicators(period, tuple(figures), dossiers)


def list_behind(
    resources: Resources,
    item_id: str,
    period: Period,
    limit: int,
    *,
    after: tuple[str, str] = ("", ""),
    counts: bool | None = None,
) -> tuple[ListedDossier, ...]:
    """The dossiers behind the figure of an item, by day of reception and code; for the rest as `list_counted`.

    Raises:
        SetupError: "indicator_unknown", "indicator_not_of_dossiers", "unit_unknown", "period_invalid".
    """
    tables = _load(resources)
    item = tables.get(item_id)
    if item.formula == _COVERAGE:
        raise SetupError("indicator_not_of_dossiers", item=item.id)
    if period.unit is not None:
        resources.units.get(period.unit)
    _check_period(period)
    return resources.catalogue.list_counted(
        period, _to_counted(item), limit, paperless=tables.paperless, after=after, counts=counts
    )


def indicators_to_json(told: Indicators) -> JsonLine:
    """The document of `sohoa indicators`."""
    return {
        "from": told.period.first_day.isoformat(),
        "to": told.period.last_day.isoformat(),
        "unit": told.period.unit,
        "dossiers": told.dossiers,
        "items": [figure_to_json(figure) for figure in told.figures],
    }


def figure_to_json(figure: Figure) -> JsonLine:
    """One item of the contract, and where its points and its target come from."""
    item = figure.item
    return {
        "id": item.id,
        "name": item.name,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "percent": None if figure.percent is None else round_half_up(figure.percent),
        "points": None if figure.points is None else round_half_up(figure.points),
        "max_points": None if item.max_points is None else float(item.max_points),
        "reason": figure.reason,
        "points_status": item.points_status,
        "target_percent": None if item.target is None else float(item.target),
        "met": figure.met,
        "set": item.table,
        "basis": item.basis,
    }


def listed_to_json(listed: ListedDossier) -> JsonLine:
    """One dossier behind a figure."""
    return dossier_to_json(listed.dossier) | {"counts": listed.counts}


def _load(resources: Resources) -> IndicatorTables:
    return load_tables(resources.settings.home / FOLDER)


def _check_period(period: Period) -> None:
    if period.first_day > period.last_day:
        raise SetupError("period_invalid")


def _to_counted(item: Item) -> Counted:
    known: tuple[Counted, ...] = get_args(Counted)
    return next(name for name in known if name == item.formula)


def _count_coverage(resources: Resources, item: Item, period: Period) -> tuple[int, int] | None:
    """Digitised of what is in force on the last day; None where the register is too small or there is none."""
    told = count_coverage(resources, period.last_day, level=item.level, unit=period.unit)
    if not told.levels or any(row.problem for row in told.levels):
        return None
    return sum(row.digitised for row in told.levels), sum(row.in_force for row in told.levels)
