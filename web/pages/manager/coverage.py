"""Here live the manager's pages: coverage against the floor, how it came about, and what is stuck where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from pipelines.registers.alarms import find_alarms
from pipelines.registers.burn_up import Point, add_today, against, list_burn_up
from pipelines.registers.counting import count_coverage, coverage_to_json, list_years_without_days_off
from pipelines.registers.counting_beside import CountingBeside
from pipelines.registers.coverage_pages import name_in_full, write_coverage_pages
from pipelines.registers.quota_workbook import gather_behind, write_quota_workbook
from pipelines.registers.work_funnel import count_funnel
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.originals import STATUSES
from schemas.quota import Coverage, CoverageRow
from storage.ledgers.coverage import SpanQuery
from web.charts import Ahead, draw_burn_up, draw_share
from web.downloads import send_made
from web.managed_units import choose_unit
from web.numbers import read_count, write_number
from web.rendering import Pages, find_text
from web.visitors import Asker, Needs

router = APIRouter()
Manager = Annotated[Asker, Depends(Needs("coverage"))]
Sort = Literal["shortfall", "percent", "name"]
_LEAST_POINTS = 2
# The first year that has floors, and more years than anybody plans for.
_FIRST_YEAR, _LAST_YEAR = 2022, 2100


@dataclass(frozen=True, slots=True)
class LevelPart:
    """A level as the dashboard shows it: its row, bar and burn-up, and the points the burn-up is drawn from."""

    row: CoverageRow
    bar: str
    chart: str | None
    points: Sequence[Point]


@router.get("/coverage")
def show(
    request: Request,
    asker: Manager,
    unit: str = "",
    as_of: str = "",
    target_year: Annotated[int | None, Query(ge=_FIRST_YEAR, le=_LAST_YEAR)] = None,
    sort: Sort = "shortfall",
) -> Response:
    """The dashboard of a unit on a day: each number leads to its list."""
    pages: Pages = request.app.state.pages
    chosen = choose_unit(asker, unit, as_of)
    if (waiting := tell_counting(request, asker)) is not None:
        return waiting
    told = count_coverage(asker.resources, chosen.on, unit=chosen.unit, target_year=target_year)
    burn_up = list_burn_up(asker.resources, chosen.on, chosen.unit)
    language = request.cookies.get("language", "vi")
    rows = [row for row in told.levels if row.in_force or row.unknown_validity or row.problem]
    values = {
        "chosen": chosen,
        "told": told,
        "levels": [_make_part(row, _find_points(burn_up, row, told, target_year), language) for row in rows],
        "alarms": find_alarms(told),
        "units": [(row, _draw_bar(row)) for row in _sort(told.units, sort)],
        "sort": sort,
        "names": {row.unit: name_in_full(asker.resources.units, row.unit) for row in told.units if row.unit},
        "no_days_off": list_years_without_days_off(coverage_to_json(told), asker.resources.calendar),
        "years": range(_FIRST_YEAR, chosen.on.year + 2),
    }
    return pages.render(request, "coverage.html", values)


@router.get("/coverage/funnel")
def show_funnel(request: Request, asker: Manager, unit: str = "") -> Response:
    """What is stuck where, in the batches that the unit keeps: a part of the dashboard, or a page without script."""
    pages: Pages = request.app.state.pages
    chosen = choose_unit(asker, unit, "")
    funnel = count_funnel(asker.resources, (chosen.unit,))
    template = "coverage_funnel_part.html" if request.headers.get("HX-Request") else "coverage_funnel.html"
    names = {it.custodian: name_in_full(asker.resources.units, it.custodian) for it in funnel.batches}
    return pages.render(request, template, {"funnel": funnel, "chosen": chosen, "names": names})


@router.get("/coverage/counting")
def show_counting(request: Request, asker: Manager) -> Response:
    """How far the counting of all papers has come; sends back to the dashboard once it is done."""
    pages: Pages = request.app.state.pages
    progress = _beside(request).find_progress(asker.resources)
    answer = pages.render(request, "coverage_counting_part.html", {"progress": progress})
    if progress is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


@router.post("/coverage/report")
def send_report(
    request: Request,
    asker: Manager,
    unit: Annotated[str, Form()] = "",
    as_of: Annotated[str, Form()] = "",
    target_year: Annotated[str, Form()] = "",
    form: Annotated[Literal["pdf", "xlsx"], Form()] = "pdf",
) -> Response:
    """The report with room for signatures, or the workbook of formulas: what `sohoa quota` writes."""
    chosen = choose_unit(asker, unit, as_of)
    if (waiting := tell_counting(request, asker)) is not None:
        return waiting
    resources, on = asker.resources, chosen.on
    year = read_count(target_year, _LAST_YEAR)
    if year is not None and year < _FIRST_YEAR:
        raise SetupError("day_invalid")
    told = coverage_to_json(count_coverage(resources, on, unit=chosen.unit, target_year=year)) | {"breakdown": None}
    told["years_without_days_off"] = list_years_without_days_off(told, resources.calendar)
    titles = {key: declared.title for key, declared in resources.types.items()}

    def write(path: Path) -> None:
        if form == "pdf":
            write_coverage_pages(resources, path, told, chosen.unit, None, titles)
        else:
            behind = gather_behind(resources, SpanQuery(on, STATUSES, chosen.unit))
            write_quota_workbook(path, told, behind, titles)

    return send_made(f"ty-le-so-hoa-{chosen.unit}-{on}.{form}", write)


def tell_counting(request: Request, asker: Asker) -> Response | None:
    """The page to wait on while all papers are counted anew; None where they are counted."""
    progress = _beside(request).find_progress(asker.resources)
    if progress is None:
        return None
    pages: Pages = request.app.state.pages
    return pages.render(request, "coverage_counting.html", {"progress": progress})


def _beside(request: Request) -> CountingBeside:
    state = request.app.state
    resources: Resources = state.resources
    if not hasattr(state, "counting_beside"):
        state.counting_beside = CountingBeside(resources.settings)
    beside: CountingBeside = state.counting_beside
    return beside


def _find_points(
    burn_up: Mapping[str, Sequence[Point]], row: CoverageRow, told: Coverage, target_year: int | None
) -> Sequence[Point]:
    points = burn_up.get(row.level, ())
    if target_year is not None and target_year != told.as_of.year:
        points = against(points, row.target_percent)
    return add_today(points, row, told.as_of)


def _make_part(row: CoverageRow, points: Sequence[Point], language: str) -> LevelPart:
    chart = None
    if len(points) >= _LEAST_POINTS:
        ahead = None
        if row.forecast_on and row.forecast_earliest and row.forecast_latest and not row.met:
            ahead = Ahead(row.forecast_on, row.forecast_earliest, row.forecast_latest)
        first, last = points[0], points[-1]
        level = find_text(language, f"level.{row.level}")
        chart = draw_burn_up(
            points,
            ahead,
            find_text(language, "coverage.chart_title").format(level=level),
            find_text(language, "coverage.chart_told").format(
                first=f"{first.day:%d/%m/%Y}",
                last=f"{last.day:%d/%m/%Y}",
                before=write_number(first.digitised, language),
                after=write_number(last.digitised, language),
                in_force=write_number(last.in_force, language),
                target=write_number(last.target, language),
            ),
        )
    return LevelPart(row, _draw_bar(row), chart, points)


def _draw_bar(row: CoverageRow) -> str:
    waiting = row.in_review * 100 / row.in_force if row.in_force else 0.0
    percent = row.percent if row.percent is not None else 0.0
    return draw_share(percent, float(row.target_percent), waiting, f"{percent} / {float(row.target_percent):g} %")


def _sort(rows: Sequence[CoverageRow], sort: Sort) -> list[CoverageRow]:
    def key(row: CoverageRow) -> tuple[Any, ...]:
        if sort == "shortfall":
            return (row.shortfall is None, -(row.shortfall or 0), row.unit)
        if sort == "percent":
            return (row.percent is None, row.percent or 0.0, row.unit)
        return (row.name, row.unit)

    return sorted(rows, key=key)
