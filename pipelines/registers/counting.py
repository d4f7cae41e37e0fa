"""Here lives counting: the quota and the missing list, from what the catalogue holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from pipelines.registers.coverage_build import CoverageListener, ensure_coverage
from pipelines.registers.originals_list import ListedOriginal, count_originals, iterate_originals
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.originals import Cell
from schemas.quota import Coverage, CoverageRow, Tally, cover, first_day_that_tells
from schemas.quota_targets import QuotaTargets, Target, shipped_targets
from schemas.units import Level
from schemas.working_days import WorkingCalendar
from storage.ledgers.coverage import SpanQuery

JsonLine = dict[str, Any]
# Years beyond the plan's whose floors are shown as assumed.
_YEARS_AHEAD = 1


def count_coverage(
    resources: Resources,
    on: date,
    *,
    target_year: int | None = None,
    level: Level | None = None,
    unit: str | None = None,
    document_type: str | None = None,
    year: int | None = None,
    on_progress: CoverageListener | None = None,
) -> Coverage:
    """The quota on a day, from what was known at its end.

    Args:
        document_type, year: only papers of this type, of this year of issue.
        on_progress: where coverage must be made anew first; see `ensure_coverage`.

    Raises:
        SetupError: "unit_unknown", "type_key_unknown".
    """
    units = resources.units
    if unit is not None:
        units.get(unit)
    if document_type is not None and document_type not in resources.types:
        raise SetupError("type_key_unknown", key=document_type[:60])
    ensure_coverage(resources, on_progress)
    return cover(
        on,
        _tally_issuers(resources, on, document_type, year).items(),
        level_of=lambda path: units.get(path).level,
        name_of=lambda path: units.get(path).name,
        target_year=target_year,
        targets=resources.targets,
        calendar=resources.calendar,
        level=level,
        unit=unit,
    )


def _tally_issuers(resources: Resources, on: date, document_type: str | None, year: int | None) -> dict[str, Tally]:
    catalogue = resources.catalogue
    tallies: dict[str, Tally] = defaultdict(Tally)
    for (unit, status), count in catalogue.count_statuses(on, document_type=document_type, year=year).items():
        tallies[unit].add_papers(status, count)
    recent = catalogue.count_confirmed(on, first_day_that_tells(on), document_type=document_type, year=year)
    for (unit, day), count in recent.items():
        tallies[unit].confirmed[day] += count
    counts = {
        (issuer, kind, issued): number
        for (issuer, kind, issued), number in list_counts(resources, on).items()
        if document_type in (None, kind) and year in (None, issued)
    }
    in_cells = Counter[Cell]()
    for (cell, status), count in catalogue.count_cells(on, list(counts)).items():
        in_cells[cell] += count if status != "unknown" else 0
    for cell, number in counts.items():
        tallies[cell[0]].lay_count(in_cells[cell], number)
    return tallies


def list_counts(resources: Resources, on: date) -> dict[Cell, int]:
    """The bare counts that hold on a day, by the cell they are of; those of later years count nothing yet."""
    counts = resources.catalogue.list_register_counts(on)
    return {(it.unit, it.document_type, it.year): it.number for it in counts if it.year <= on.year}


def list_missing(resources: Resources, on: date, unit: str | None) -> tuple[ListedOriginal, ...]:
    """Rows of the register in force on a day whose paper is not digitised, in the order of the shelves.

    Raises:
        SetupError: "unit_unknown".
    """
    query = SpanQuery(on, ("missing",), unit)
    count_originals(resources, query)
    return tuple(iterate_originals(resources, query))


def list_shown_targets(today: date, targets: QuotaTargets | None = None) -> tuple[Target, ...]:
    """The floors from the plan's first year to the year after this one, then those of single units."""
    return (targets or shipped_targets()).list_all(max(today.year + _YEARS_AHEAD, 2026))


def list_years_without_days_off(told: JsonLine, calendar: WorkingCalendar) -> list[int]:
    """Years that forecasts of `coverage_to_json` reach into though nobody has told their days off (Tết) yet."""
    first = int(told["as_of"][:4])
    ends = [int(row["forecast_latest"][:4]) for row in (*told["levels"], *told["units"]) if row["forecast_latest"]]
    return [year for year in range(first, max(ends, default=first) + 1) if ends and not calendar.has_data(year)]


def coverage_to_json(told: Coverage) -> JsonLine:
    """The document of `sohoa quota`."""
    return {
        "as_of": told.as_of.isoformat(),
        "target_year": told.target_year,
        "levels": [_row_to_json(row) for row in told.levels],
        "units": [{"unit": row.unit, "name": row.name, **_row_to_json(row)} for row in told.units],
    }


def _row_to_json(row: CoverageRow) -> JsonLine:
    return {
        "level": row.level,
        "target_percent": plain_percent(row.target_percent),
        "target_status": row.target_status,
        "in_force": row.in_force,
        "digitised": row.digitised,
        "digitised_unseen": row.digitised_unseen,
        "in_review": row.in_review,
        "percent": row.percent,
        "met": row.met,
        "shortfall": row.shortfall,
        "pace_per_week": row.pace_per_week,
        "pace_needed_per_week": row.pace_needed_per_week,
        "forecast_on": row.forecast_on.isoformat() if row.forecast_on else None,
        "forecast_earliest": row.forecast_earliest.isoformat() if row.forecast_earliest else None,
        "forecast_latest": row.forecast_latest.isoformat() if row.forecast_latest else None,
        "forecast_reason": row.forecast_reason,
        "unknown_validity": row.unknown_validity,
        "problem": row.problem,
        "difference": row.difference,
        "historic": row.historic,
    }


def target_to_json(target: Target) -> JsonLine:
    """One item of `sohoa quota targets`."""
    return {
        "year": target.year,
        "level": target.level,
        "unit": target.unit,
        "percent": plain_percent(target.percent),
        "basis": target.basis,
        "status": target.status,
    }


def missing_to_json(row: ListedOriginal) -> JsonLine:
    """One row of `sohoa register missing`."""
    return {
        "document_number": row.document_number,
        "issue_date": row.span.issue_date,
        "document_type": row.span.document_type,
        "holder_name": row.holder_name,
        "unit": row.span.unit,
        "box": row.span.box or None,
    }


def plain_percent(percent: Any) -> int | float:
    """A floor as a number of JSON: whole where it is whole."""
    value = float(percent)
    return int(value) if value.is_integer() else round(value, 2)
