"""Here live the pages of indicators: QĐ 766 group 4, reuse and the 80 % measure, and the dossiers behind each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from pipelines.registers.indicator_forecasts import forecast_figures
from pipelines.registers.indicators import count_by_unit, count_indicators, iterate_rows, list_behind, listed_to_json
from pipelines.registers.indicators_workbook import write_indicators_workbook
from schemas.days import today
from schemas.dossier import STATES
from schemas.indicators import Figure, round_half_up
from schemas.problems import get_problem
from storage.ledgers.dossiers import Period
from web.charts import draw_share
from web.downloads import send_made
from web.managed_units import UnitChoice, choose_unit, read_day
from web.pages.manager.coverage import Manager, tell_counting
from web.rendering import Pages
from web.visitors import Asker

router = APIRouter()
PAGE_SIZE = 50


@router.get("/coverage/indicators")
def show(
    request: Request,
    asker: Manager,
    unit: str = "",
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
) -> Response:
    """Every item of a period, its forecast where it has a threshold, and unit by unit."""
    pages: Pages = request.app.state.pages
    chosen, period = _choose(asker, unit, first, last)
    if (waiting := tell_counting(request, asker)) is not None:
        return waiting
    told = count_indicators(asker.resources, period)
    ahead = forecast_figures(asker.resources, told)
    units = count_by_unit(asker.resources, period)
    names = {it.period.unit: _name(asker, it.period.unit or "") for it in units}
    values = {
        "chosen": chosen,
        "told": told,
        "rows": [_to_row(figure, request.cookies.get("language", "vi")) for figure in told.figures],
        "ahead": ahead,
        "period_ends": date(period.last_day.year, 12, 31),
        "units": units if len(units) > 1 else (),
        "names": names,
        "items": [figure.item for figure in told.figures if figure.item.formula != "coverage"],
    }
    return pages.render(request, "indicators.html", values)


@router.get("/coverage/indicators/list")
def show_list(
    request: Request,
    asker: Manager,
    item: str = "4.2",
    unit: str = "",
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
    counted: str = "",
    after_day: str = "",
    after: str = "",
) -> Response:
    """The dossiers behind an item, those that count and those that do not; owners' ids masked."""
    pages: Pages = request.app.state.pages
    chosen, period = _choose(asker, unit, first, last)
    counts = {"yes": True, "no": False}.get(counted)
    listed = list_behind(asker.resources, item, period, PAGE_SIZE, after=(after_day, after), counts=counts)
    told = [listed_to_json(one) for one in listed]
    figure = next(it for it in count_indicators(asker.resources, period).figures if it.item.id == item)
    values = {
        "chosen": chosen,
        "period": period,
        "figure": figure,
        "counted": counted,
        "rows": told,
        "next": told[-1] if len(told) == PAGE_SIZE else None,
        "is_first": not after,
        "states": STATES,
        "names": {row["unit"]: _name(asker, row["unit"] or "") for row in told},
    }
    return pages.render(request, "indicators_list.html", values)


@router.post("/coverage/indicators/file")
def send_file(
    request: Request,
    asker: Manager,
    unit: Annotated[str, Form()] = "",
    first: Annotated[str, Form(alias="from")] = "",
    last: Annotated[str, Form(alias="to")] = "",
) -> Response:
    """The workbook: every figure a formula over the list of dossiers."""
    chosen, period = _choose(asker, unit, first, last)
    if (waiting := tell_counting(request, asker)) is not None:
        return waiting
    told = count_indicators(asker.resources, period)

    def write(path: Path) -> None:
        write_indicators_workbook(path, told, iterate_rows(asker.resources, told))

    return send_made(f"chi-so-{chosen.unit}-{period.last_day}.xlsx", write)


def _choose(asker: Asker, unit: str, first: str, last: str) -> tuple[UnitChoice, Period]:
    """By default from the first of January of this year to today."""
    last_day = read_day(last) or today()
    chosen = choose_unit(asker, unit, last_day.isoformat())
    return chosen, Period(read_day(first) or date(last_day.year, 1, 1), last_day, chosen.unit)


def _name(asker: Asker, path: str) -> str:
    found = asker.resources.units.find(path)
    return found.name if found else path


def _to_row(figure: Figure, language: str) -> dict[str, object]:
    item = figure.item
    limit = item.threshold if item.threshold is not None else item.target
    percent = None if figure.percent is None else round_half_up(figure.percent)
    bar = None if percent is None else draw_share(percent, None if limit is None else float(limit), 0.0, f"{percent} %")
    reason = get_problem(figure.reason).in_language(language)[0] if figure.reason else ""
    points = None if figure.points is None else round_half_up(figure.points)
    return {"figure": figure, "limit": limit, "percent": percent, "bar": bar, "reason": reason, "points": points}
