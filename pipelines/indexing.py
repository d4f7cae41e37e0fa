"""Here lives the way from the catalogue into the search index: drains of the outbox, and rebuilds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.patience import persist
from pipelines.resources import Resources
from schemas.crash_points import reached
from schemas.errors import SetupError, StoreDamaged, TemporarilyUnavailable
from schemas.field_kinds.dates import first_day
from schemas.ocr_page import OcrPage
from schemas.procedure_result import ProcedureResult
from schemas.search import IndexDocument
from schemas.wire import from_json
from storage.keys import reading_key
from storage.ports import IndexBuild

_MARKS_AT_ONCE = 200
_REBUILD_PATIENCE_S = 10.0
# A rebuild writes so many results, or so much text, at once: what a kill loses, and what memory holds.
_RESULTS_AT_ONCE = 500
_TEXT_CHARS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to: documents in the new index, how many of them by an earlier try, and those refused."""

    count: int
    resumed_at: int
    refused: tuple[str, ...]


def index_pending(resources: Resources, *, patience_s: float = 0.0) -> int:
    """Bring the index up to the catalogue; how many results are still not indexed.

    Who does not get the writer, or finds the index away, waits up to `patience_s` and else leaves the marks where they
    are. Marks of results that the index refuses are set apart and not counted: `reconcile` names them.
    """
    deadline = time.monotonic() + patience_s
    while marks := resources.catalogue.list_outbox(_MARKS_AT_ONCE):
        ids = tuple(dict.fromkeys(mark.result_id for mark in marks))
        try:
            refused = resources.index.put_documents(list(iterate_documents(resources, ids)))
            # Asked after the writing: a document gathered before its result was erased must not come back.
            resources.index.delete_documents(resources.catalogue.list_erased(ids))
        except SetupError:
            # A login that is wrong now stops no filing; `doctor` and every search tell it.
            return resources.catalogue.count_outbox()
        except TemporarilyUnavailable:
            if time.monotonic() >= deadline:
                return resources.catalogue.count_outbox()
            time.sleep(0.1)
            continue
        reached("index.written")
        if refused:
            # One document that no index can hold must not stop all that come after it.
            resources.catalogue.set_outbox_apart([mark for mark in marks if mark.result_id in refused])
        resources.catalogue.remove_outbox([mark for mark in marks if mark.result_id not in refused])
        reached("outbox.cleared")
    return 0


def rebuild_index(
    resources: Resources, *, fresh: bool = False, on_progress: Callable[[int, int], None] = lambda count, total: None
) -> Rebuilt:
    """A new index beside the old one, then the switch. What a killed rebuild had done is not done again.

    Searches, filings and drains go on meanwhile: every drain writes to both, so the new index is never behind the old.

    Args:
        fresh: begin anew, whatever an earlier try left (after an erasure, whose words may be in its files).
        on_progress: told how many documents of how many are in.

    Raises:
        TemporarilyUnavailable: "index_busy" (another rebuild), "index_away"; what is done is kept for the next try.
    """
    with resources.index.open_build(fresh=fresh) as build:
        resumed_at, refused = build.count, list[str]()
        total = resources.catalogue.count_results()
        on_progress(build.count, total)
        for documents in _iterate_chunks(resources, build.through):
            refused += _put_patiently(build, documents)
            reached("index.build_grown")
            on_progress(build.count, total)
        # Gathered before its result was erased, a document must not come back by the new index.
        build.delete_documents([erasure.result_id for erasure in resources.catalogue.list_erasures()])
        reached("index.build_complete")
        count = build.count
        build.switch()
    index_pending(resources, patience_s=_REBUILD_PATIENCE_S)
    return Rebuilt(count, resumed_at, tuple(refused))


def _put_patiently(build: IndexBuild, documents: list[IndexDocument]) -> tuple[str, ...]:
    return persist(lambda: build.put_documents(documents, through=documents[-1].result_id), time.sleep)


def _iterate_chunks(resources: Resources, after: str) -> Iterator[list[IndexDocument]]:
    """Everything after an id, in order of id, as many at a time as fit the memory."""
    chunk, char_count = list[IndexDocument](), 0
    for result in resources.catalogue.list_results(after=after):
        chunk.append(to_index_document(resources, result))
        char_count += len(chunk[-1].text)
        if len(chunk) >= _RESULTS_AT_ONCE or char_count >= _TEXT_CHARS_AT_ONCE:
            yield chunk
            chunk, char_count = [], 0
    if chunk:
        yield chunk


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
        text="\f".join(_page_texts(resources, result)),
    )


def _page_texts(resources: Resources, result: ProcedureResult) -> Iterator[str]:
    for page_number in result.page_numbers:
        try:
            data = resources.objects.get_bytes(reading_key(result.scan_id, page_number, result.recipe))
        except StoreDamaged:
            yield ""  # an unread page has no reading; `reconcile` tells a lost one
            continue
        yield from_json(OcrPage, data).text
