"""Here live the papers behind a figure, each as it was known at the end of the figure's day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.registers.coverage_build import ensure_coverage
from pipelines.resources import Resources
from pipelines.results.after_filing import version_on
from schemas.coverage_spans import CountedSpan
from schemas.days import end_of_day, local_day
from schemas.originals import STATUSES
from schemas.procedure_result import ProcedureResult
from schemas.register import RegisterRow
from schemas.text import mask_id
from storage.ledgers.coverage import SpanQuery

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CountedPaper:
    """One paper that counts: how, the register's row of it, and its result as it was known that day.

    `result` is None for a paper that was not scanned, and for one that was erased since.
    """

    span: CountedSpan
    row: RegisterRow | None
    result: ProcedureResult | None

    @property
    def document_number(self) -> str:
        return (self.row.document_number if self.row else self.result.document_number if self.result else "") or ""

    @property
    def holders(self) -> str:
        """Names of the holders in printed order."""
        if self.result is not None and self.result.holder_names:
            return "; ".join(self.result.holder_names)
        return self.row.holder_name if self.row else ""

    def list_ids(self, *, in_full: bool) -> str:
        """The holders' ids, masked unless they are asked for in full."""
        ids = self.result.holder_ids if self.result else ()
        return "; ".join(ids if in_full else map(mask_id, ids))

    @property
    def confirmed_on(self) -> date | None:
        """The day on which the result that is shown was confirmed."""
        at = self.result.confirmed_at if self.result and self.result.state == "confirmed" else None
        return local_day(at) if at else None


def iterate_papers(resources: Resources, on: date, unit: str | None) -> Iterator[CountedPaper]:
    """Every paper that counts somehow on a day: by status, then as it stands on the shelves."""
    ensure_coverage(resources)
    until, after = end_of_day(on), ""
    while listed := resources.catalogue.list_spans(SpanQuery(on, STATUSES, unit), _AT_ONCE, after):
        names = [it.span.row_id for it in listed if it.span.row_id]
        rows = resources.catalogue.list_rows_by_id(names, on)
        ids = [it.span.result_id for it in listed if it.span.result_id]
        found = {result.result_id: result for result in resources.catalogue.list_results_by_id(ids)}
        for it in listed:
            result = found.get(it.span.result_id or "")
            known = version_on(resources, result, until) if result else None
            yield CountedPaper(it.span, rows.get(it.span.row_id or ""), known)
        after = listed[-1].cursor
