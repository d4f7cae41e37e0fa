"""Here lives the counting of indicators over a period, and the dossiers behind each figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from pipelines.lines import JsonLine
from pipelines.lookup.reuse import dossier_to_json
from pipelines.registers.counting import count_coverage
from pipelines.resources import Resources
from schemas.dossier import Dossier
from schemas.errors import SetupError
from schemas.forecast import Forecast
from schemas.indicators import Figure, IndicatorTables, Item, load_tables, make_figure, round_half_up
from storage.ledgers.dossiers import Counted, ListedDossier, Period

FOLDER = "indicators"
_ROWS_AT_ONCE = 1000
# Of the register, not of dossiers.
_COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One dossier of a period: whether a store gave a component, whether it must return a paper, its avoidable asks."""

    dossier: Dossier
    is_from_store: bool
    returns_paper: bool
    asks: int


@dataclass(frozen=True, slots=True)
class Indicators:
    """The figures of a period; `dossiers` is how many were received in it, as far as told."""

    period: Period
    figures: tuple[Figure, ...]
    dossiers: int
    paperless: tuple[str, ...] = ()


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
    figures = []
    for item in tables.list_for(period.last_day.year, level):
        if item.formula == _COVERAGE:
            figures.append(make_figure(item, _count_coverage(resources, item, period), without="no_register"))
        else:
            figures.append(_to_figure(item, counts))
    return Indicators(period, tuple(figures), counts["reusing"][1], tables.paperless)


def count_by_unit(resources: Resources, period: Period) -> tuple[Indicators, ...]:
    """The items that dossiers are counted for, of each executing unit itself, in order of unit.

    Numerators and denominators add up to those of the whole, but for owners whom two units served.

    Raises:
        SetupError: as `count_indicators`.
    """
    tables = _load(resources)
    if period.unit is not None:
        resources.units.get(period.unit)
    _check_period(period)
    told = []
    for path, counts in resources.catalogue.count_dossiers_by_unit(period, tables.paperless).items():
        unit = resources.units.find(path)
        items = tables.list_for(period.last_day.year, unit.level if unit else None)
        figures = tuple(_to_figure(item, counts) for item in items if item.formula != _COVERAGE)
        told.append(Indicators(replace(period, unit=path), figures, counts["reusing"][1], tables.paperless))
    return tuple(told)


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


def iterate_rows(resources: Resources, told: Indicators) -> Iterator[BehindRow]:
    """Every dossier of the period, for the list of a workbook; streamed."""
    asked: dict[str, int] = {}
    for listed in _iterate_counted(resources, told, "avoidable_asks"):
        asked[listed.dossier.code] = len(resources.catalogue.list_asks(listed.dossier.code))
    for listed in _iterate_counted(resources, told, "from_store"):
        dossier = listed.dossier
        returns_paper = dossier.procedure_key not in told.paperless
        yield BehindRow(dossier, listed.counts, returns_paper, asked.get(dossier.code, 0))


def _iterate_counted(resources: Resources, told: Indicators, counted: Counted) -> Iterator[ListedDossier]:
    after = ("", "")
    while some := resources.catalogue.list_counted(told.period, counted, _ROWS_AT_ONCE, after=after):
        yield from some
        last = some[-1].dossier
        after = (str(last.received_on), last.code)


def indicators_to_json(
    told: Indicators, by_unit: Sequence[tuple[str, Indicators]] = (), ahead: Mapping[str, Forecast] | None = None
) -> JsonLine:
    """The document of `sohoa indicators`; `units` (name, figures) where each is asked for, `ahead` by item."""
    return {
        "from": told.period.first_day.isoformat(),
        "to": told.period.last_day.isoformat(),
        "unit": told.period.unit,
        "dossiers": told.dossiers,
        "items": [figure_to_json(figure, (ahead or {}).get(figure.item.id)) for figure in told.figures],
        "units": [
            {
                "unit": each.period.unit,
                "name": name,
                "dossiers": each.dossiers,
                "items": [figure_to_json(figure) for figure in each.figures],
            }
            for name, each in by_unit
        ],
    }


def figure_to_json(figure: Figure, ahead: Forecast | None = None) -> JsonLine:
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
        "forecast_on": ahead.on.isoformat() if ahead and ahead.on else None,
        "forecast_earliest": ahead.earliest.isoformat() if ahead and ahead.earliest else None,
        "forecast_latest": ahead.latest.isoformat() if ahead and ahead.latest else None,
        "forecast_reason": ahead.reason if ahead else None,
    }


def listed_to_json(listed: ListedDossier) -> JsonLine:
    """One dossier behind a figure."""
    return dossier_to_json(listed.dossier) | {"counts": listed.counts}


def _load(resources: Resources) -> IndicatorTables:
    return load_tables(resources.settings.home / FOLDER)


def _check_period(period: Period) -> None:
    if period.first_day > period.last_day:
        raise SetupError("period_invalid")


def _to_figure(item: Item, counts: Mapping[Counted, tuple[int, int]]) -> Figure:
    """A figure of dossiers; none without any dossier."""
    return make_figure(item, counts[_to_counted(item)] if counts["reusing"][1] else None)


def _to_counted(item: Item) -> Counted:
    known: tuple[Counted, ...] = get_args(Counted)
    return next(name for name in known if name == item.formula)


def _count_coverage(resources: Resources, item: Item, period: Period) -> tuple[int, int] | None:
    """Digitised of what is in force on the last day; None where the register is too small or there is none."""
    told = count_coverage(resources, period.last_day, level=item.level, unit=period.unit)
    if not told.levels or any(row.problem for row in told.levels):
        return None
    return sum(row.digitised for row in told.levels), sum(row.in_force for row in told.levels)
