"""Here lives the list behind every figure of the quota: originals that count alike on a day, in shelf order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.lines import JsonLine
from pipelines.registers.coverage_build import CoverageListener, ensure_coverage
from pipelines.resources import Resources
from schemas.coverage_spans import CountedSpan
from schemas.errors import SetupError
from schemas.originals import Status
from schemas.units import is_within
from storage.ledgers.coverage import SpanQuery

# What people ask for, and as what such originals count.
ASKED: dict[str, tuple[Status, ...]] = {
    "missing": ("missing", "returned"),
    "in_review": ("in_review",),
    "digitised": ("digitised", "digitised_unseen"),
    "unseen": ("digitised_unseen",),
    "unknown": ("unknown",),
    "returned": ("returned",),
    "in_force": ("missing", "returned", "in_review", "digitised", "digitised_unseen"),
}
_AT_ONCE = 500
# SQLite before 3.32 takes no more than 999 values in one statement.
_MOST_NAMED = 900
# Sensitivity goes from 1 to 4.
MOST_SENSITIVE = 4


@dataclass(frozen=True, slots=True)
class ListedOriginal:
    """One line: what counts, with what the register, else the scan, says of the paper; `cursor`: where to go on."""

    span: CountedSpan
    document_number: str | None
    holder_name: str | None
    cursor: str

    def as_told(self, *, is_told: bool) -> ListedOriginal:
        """The line as it is, or without what only those see who may see such papers."""
        return self if is_told else replace(self, document_number=None, holder_name=None)

    def to_json(self) -> JsonLine:
        """One row of `sohoa quota list`."""
        span = self.span
        return {
            "status": span.status,
            "unit": span.unit,
            "level": span.level,
            "document_type": span.document_type or None,
            "document_number": self.document_number,
            "issue_date": span.issue_date or None,
            "holder_name": self.holder_name,
            "box": span.box or None,
            "on_register": span.row_id is not None,
            "result_id": span.result_id,
            "custodian": span.custodian,
            "confirmed_on": span.confirmed_on.isoformat() if span.confirmed_on else None,
            "since": span.first_day.isoformat() if span.first_day.year > 1 else None,
            "until": span.last_day.isoformat() if span.last_day else None,
        }


def count_originals(resources: Resources, query: SpanQuery, on_progress: CoverageListener | None = None) -> int:
    """How long a list is.

    Raises:
        SetupError: "unit_unknown", "type_key_unknown".
    """
    if query.unit is not None:
        resources.units.get(query.unit)
    if query.document_type is not None and query.document_type not in resources.types:
        raise SetupError("type_key_unknown", key=query.document_type[:60])
    ensure_coverage(resources, on_progress)
    if query.document_type is not None or query.year is not None or query.box is not None:
        return resources.catalogue.count_listed(_name_issuers(resources, query))
    # The sums are there already: no paper is looked at.
    return sum(
        count
        for (unit, status), count in resources.catalogue.count_statuses(query.on).items()
        if status in query.statuses
        and (query.unit is None or is_within(unit, query.unit))
        and query.level in (None, resources.units.get(unit).level)
    )


def _name_issuers(resources: Resources, query: SpanQuery) -> SpanQuery:
    """The issuers of a level by name: their papers are found without looking at those of all others."""
    if query.level is None or query.issuers is not None:
        return query
    units = resources.units.list_all()
    named = [it.path for it in units if it.level == query.level and is_within(it.path, query.unit or it.path)]
    return replace(query, issuers=tuple(sorted(named))) if len(named) <= _MOST_NAMED else query


def iterate_originals(
    resources: Resources,
    query: SpanQuery,
    after: str = "",
    limit: int | None = None,
    *,
    most_sensitive: int = MOST_SENSITIVE,
) -> Iterator[ListedOriginal]:
    """The list from a cursor on, some read at a time.

    Args:
        most_sensitive: of papers more sensitive than that (1 to 4) number and holder are left out.
    """
    left, query = limit, _name_issuers(resources, query)
    while left is None or left > 0:
        asked = _AT_ONCE if left is None else min(left, _AT_ONCE)
        listed = resources.catalogue.list_spans(query, asked, after)
        names = [it.span.row_id for it in listed if it.span.row_id]
        rows = resources.catalogue.list_rows_by_id(names, query.on)
        lone = [it.span.result_id for it in listed if it.span.row_id not in rows and it.span.result_id]
        results = {it.result_id: it for it in resources.catalogue.list_results_by_id(lone)}
        for it in listed:
            row, result = rows.get(it.span.row_id or ""), results.get(it.span.result_id or "")
            number = row.document_number if row else result.document_number if result else None
            holder = row.holder_name if row else next(iter(result.holder_names), None) if result else None
            declared = resources.types.get(it.span.document_type)
            sensitivity = max(declared.sensitivity if declared else 1, result.sensitivity if result else 1)
            is_told = sensitivity <= most_sensitive
            yield ListedOriginal(it.span, number or None, holder or None, it.cursor).as_told(is_told=is_told)
        if len(listed) < asked:
            return
        after = listed[-1].cursor
        left = None if left is None else left - len(listed)
