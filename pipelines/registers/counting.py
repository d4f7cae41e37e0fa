"""Here lives counting: the quota and the missing list, from what the catalogue holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pipelines.resources import Resources
from pipelines.results.after_filing import version_on
from schemas.days import end_of_day
from schemas.digitised_results import to_digitised
from schemas.erasure import ERASED_NUMBERS, NumberFinder
from schemas.quota import Coverage, CoverageRow, DigitisedResult, coverage, missing_rows
from schemas.quota_targets import Target, list_targets
from schemas.register import RegisterRow
from schemas.units import Level

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
) -> Coverage:
    """The quota on a day, from the register as known that day and every filed result.

    Raises:
        SetupError: "unit_unknown".
    """
    units = resources.units
    if unit is not None:
        units.get(unit)
    return coverage(
        on,
        list_register(resources, on),
        resources.catalogue.list_register_counts(),
        list_digitised(resources, on),
        level_of=lambda path: units.get(path).level,
        name_of=lambda path: units.get(path).name,
        target_year=target_year,
        level=level,
        unit=unit,
    )


def list_missing(resources: Resources, on: date, unit: str | None) -> tuple[RegisterRow, ...]:
    """Rows of the register in force on a day whose paper is not digitised, in the order of the shelves.

    Raises:
        SetupError: "unit_unknown".
    """
    if unit is not None:
        resources.units.get(unit)
    return missing_rows(on, list_register(resources, on), list_digitised(resources, on), unit)


def list_register(resources: Resources, on: date) -> tuple[RegisterRow, ...]:
    """The register as it was known on a day, numbered through: rows without a number need a name of their own."""
    rows = resources.catalogue.list_register_rows(on)
    return tuple(replace(row, row_number=number) for number, row in enumerate(rows, start=1))


def list_digitised(resources: Resources, on: date) -> Iterator[DigitisedResult]:
    """Every result as it was known at the end of a day: what people changed later leaves that day's figures alone."""
    until = end_of_day(on)
    standing = (
        to_digitised(known)
        for result in resources.catalogue.list_results()
        if (known := version_on(resources, result, until)) is not None
    )
    erased = [then for it in resources.catalogue.list_erasures() if (then := it.known_at(until)) is not None]
    if not erased:
        yield from standing
        return
    # In the order in which they stood when all were results: sums and first scans come out as they did.
    seen = list(standing)
    finder = _make_finder(resources, on, seen)
    yield from sorted((*seen, *map(finder.restore, erased)), key=lambda it: it.result_id)


def _make_finder(resources: Resources, on: date, seen: Iterable[DigitisedResult]) -> NumberFinder:
    """Where the numbers of erased papers are carried by others too: the register's rows, other scans."""
    rows = [(it.document_type, it.unit, it.issue_year, it.document_number) for it in list_register(resources, on)]
    papers = [(it.document_type, it.unit, it.issue_year, it.document_number) for it in seen]
    return NumberFinder(resources.catalogue.get_office_key(ERASED_NUMBERS), (*rows, *papers))


def list_shown_targets(today: date) -> tuple[Target, ...]:
    """The floors from the plan's first year to the year after this one."""
    return list_targets(max(today.year + _YEARS_AHEAD, 2026))


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
        "percent": plain_percent(target.percent),
        "basis": target.basis,
        "status": target.status,
    }


def missing_to_json(row: RegisterRow) -> JsonLine:
    """One row of `sohoa register missing`."""
    return {
        "document_number": row.document_number or None,
        "issue_date": row.issue_date,
        "document_type": row.document_type,
        "holder_name": row.holder_name or None,
        "unit": row.unit,
        "box": row.box or None,
    }


def plain_percent(percent: Any) -> int | float:
    """A floor as a number of JSON: whole where it is whole."""
    value = float(percent)
    return int(value) if value.is_integer() else round(value, 2)
