"""Here lives the way from the outbox into the search index."""

from __future__ import annotations

import time
from collections.abc import Iterator

from pipelines.resources import Resources
from schemas.crash_points import reached
from schemas.errors import StoreDamaged, TemporarilyUnavailable
from schemas.field_kinds.dates import first_day
from schemas.ocr_page import OcrPage
from schemas.procedure_result import ProcedureResult
from schemas.search import IndexDocument
from schemas.wire import from_json
from storage.keys import reading_key

_MARKS_AT_ONCE = 200
_REBUILD_PATIENCE_S = 10.0


def index_pending(resources: Resources, *, patience_s: float = 0.0) -> int:
    """Bring the index up to the catalogue; how many results are still not indexed.

    Only one process writes the index at a time: who does not get the writer waits up to `patience_s`
    and else leaves the marks to the other.
    """
    deadline = time.monotonic() + patience_s
    while marks := resources.catalogue.list_outbox(_MARKS_AT_ONCE):
        ids = tuple(dict.fromkeys(mark.result_id for mark in marks))
        try:
            resources.index.put_documents(list(iterate_documents(resources, ids)))
            # Asked after the writing: a document gathered before its result was erased must not come back.
            resources.index.delete_documents(resources.catalogue.list_erased(ids))
        except TemporarilyUnavailable:
            if time.monotonic() >= deadline:
                return resources.catalogue.count_outbox()
            time.sleep(0.1)
            continue
        reached("index.written")
        resources.catalogue.remove_outbox(marks)
        reached("outbox.cleared")
    return 0


def rebuild_index(resources: Resources) -> int:
    """A new index beside the old one, then the switch; how many results it holds.

    Raises:
        TemporarilyUnavailable: "index_busy", "index_away".
    """
    # Marks that stand before the rebuild are settled by it; later ones stay for the next drain.
    marks = resources.catalogue.list_outbox(resources.catalogue.count_outbox() or 1)
    count = resources.index.rebuild(_iterate_all(resources))
    resources.catalogue.remove_outbox(marks)
    index_pending(resources, patience_s=_REBUILD_PATIENCE_S)
    return count


def _iterate_all(resources: Resources) -> Iterator[IndexDocument]:
    return (to_index_document(resources, result) for result in resources.catalogue.list_results())


def iterate_documents(resources: Resources, result_ids: tuple[str, ...]) -> Iterator[IndexDocument]:
    """What the index should know of these results."""
    for result in resources.catalogue.list_results_by_id(result_ids):
        yield to_index_document(resources, result)


def to_index_document(resources: Resources, result: ProcedureResult) -> IndexDocument:
    """A result and the text of its pages, as one document."""
    return IndexDocument(
        result_id=result.result_id,
        version=result.version,
        document_type=result.document_type,
        title=result.title,
        document_number=result.document_number,
        issued_on=first_day(result.issue_date) if result.issue_date else None,
        issuing_body=result.issuing_body,
        unit=result.unit,
        level=result.level,
        custodian=result.custodian,
        sensitivity=result.sensitivity,
        state=result.state,
        holder_names=result.holder_names,
        holder_ids=result.holder_ids,
        in_force=tuple((interval.in_force_from, interval.in_force_until) for interval in result.intervals),
        filed_at_s=int(result.filed_at.timestamp()),
        text="\n\n".join(_page_texts(resources, result)),
    )


def _page_texts(resources: Resources, result: ProcedureResult) -> Iterator[str]:
    for page_number in result.page_numbers:
        try:
            data = resources.objects.get_bytes(reading_key(result.scan_id, page_number, result.recipe))
        except StoreDamaged:
            continue  # an unread page has no reading; `reconcile` tells a lost one
        yield from_json(OcrPage, data).text
