"""Here lives recounting: quota and missing list from every paper itself, slowly; what the spans must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from pipelines.resources import Resources
from pipelines.results.after_filing import version_on
from schemas.days import end_of_day
from schemas.digitised_results import to_digitised
from schemas.erasure import ERASED_NUMBERS, NumberFinder
from schemas.quota import Coverage, DigitisedResult, coverage, missing_rows
from schemas.register import RegisterRow
from schemas.units import Level
from storage.ledgers.register_matches import list_row_decisions


def recount_coverage(
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
        resources.catalogue.list_register_counts(on),
        list_digitised(resources, on),
        level_of=lambda path: units.get(path).level,
        name_of=lambda path: units.get(path).name,
        target_year=target_year,
        targets=resources.targets,
        calendar=resources.calendar,
        level=level,
        unit=unit,
    )


def recount_missing(resources: Resources, on: date, unit: str | None) -> tuple[RegisterRow, ...]:
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
    words = list_row_decisions(resources.catalogue.list_match_decisions())
    rows = {it.result_id: it.row_id for it in words if it.on <= on}
    if not erased:
        yield from (_with_row(result, rows) for result in standing)
        return
    # In the order in which they stood when all were results: sums and first scans come out as they did.
    seen = list(standing)
    finder = _make_finder(resources, on, seen)
    every = sorted((*seen, *map(finder.restore, erased)), key=lambda it: it.result_id)
    yield from (_with_row(result, rows) for result in every)


def _with_row(result: DigitisedResult, rows: Mapping[str, str | None]) -> DigitisedResult:
    """A result with the row of the register that people said it is."""
    return replace(result, row_id=rows[result.result_id]) if result.result_id in rows else result


def _make_finder(resources: Resources, on: date, seen: Iterable[DigitisedResult]) -> NumberFinder:
    """Where the numbers of erased papers are carried by others too: the register's rows, other scans."""
    rows = [(it.document_type, it.unit, it.issue_year, it.document_number) for it in list_register(resources, on)]
    papers = [(it.document_type, it.unit, it.issue_year, it.document_number) for it in seen]
    return NumberFinder(resources.catalogue.get_office_key(ERASED_NUMBERS), (*rows, *papers))
