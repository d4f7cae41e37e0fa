"""Here live the changes of single pages of filed papers: one replaced by a better scan, some added that were missing.

A result stays the pages of one scan: where pages of several come together, a scan is composed of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.actions import step
from pipelines.intake import keep_original
from pipelines.keeping import keep_bytes
from pipelines.lines import empty_line, sizes_to_json
from pipelines.pages.page_pool import PagePool
from pipelines.resources import Resources
from pipelines.results.carried_reviews import carry_reviews
from pipelines.results.composing import ComposedScan, compose, list_parts
from pipelines.results.page_files import PageFile, hash_page_file, read_page_file, to_receipt
from pipelines.results.paper_contradictions import find_contradictions
from pipelines.results.paper_pages import (
    ChangeOrder,
    PagesChanged,
    begin_change,
    end_composed,
    find_place,
    put_on_pages,
    put_on_scan,
    tell_again,
    was_seen,
    write_change,
)
from schemas.errors import InputRejected
from schemas.procedure_result import ProcedureResult
from schemas.scan import Batch
from schemas.wire import to_json
from storage.keys import reading_key
from storage.ports import EndedReceipt, PageChange


@dataclass(frozen=True, slots=True)
class _Handed:
    """A file handed in for a result, and who asked for what."""

    result: ProcedureResult
    batch: Batch
    scan_id: str
    path: Path
    order: ChangeOrder
    although_differs: bool


def replace_page(
    resources: Resources,
    result_id: str,
    page_number: int,
    path: Path,
    order: ChangeOrder,
    *,
    although_differs: bool = False,
) -> PagesChanged:
    """Put a better scan in the place of one page. Harmless when repeated.

    Args:
        page_number: as `show` numbers the result's pages.
        path: a file of one page; kept as a scan of its own, with a receipt in the result's batch.

    Raises:
        SetupError: "result_unknown", "reason_missing", "second_person_missing", "path_missing", "page_not_of_result".
        InputRejected: what is wrong with the file (it lies in quarantine then); "page_file_has_several",
            "page_of_other_paper", "page_filed_elsewhere", "result_retired", "move_not_allowed", "compose_failed".
        TemporarilyUnavailable: "result_changed", when somebody else changed its pages meanwhile.
    """
    handed = _take(resources, result_id, path, order, although_differs)
    if _has_part(resources, handed.result, handed.scan_id):
        return tell_again(resources, handed.result)
    place = find_place(handed.result, page_number)
    with _read(resources, handed) as (pool, page_file):
        if len(page_file.pages) != 1:
            raise InputRejected("page_file_has_several", count=len(page_file.pages))
        parts = list(list_parts(resources, handed.result))
        parts[place] = (handed.scan_id, 1)
        composed = compose(resources, pool, (handed.result,), parts, handed.batch, page_file)
    numbers = dict(zip(handed.result.page_numbers, composed.page_numbers, strict=True))
    return _file(resources, handed, page_file, composed, numbers, "page_replaced", str(page_number))


def add_pages(
    resources: Resources,
    result_id: str,
    path: Path,
    order: ChangeOrder,
    *,
    before: int | None = None,
    although_differs: bool = False,
) -> PagesChanged:
    """Add the pages of a file to a paper that lacked them: behind its last page, or before a given one.

    Harmless when repeated. Raises as `replace_page` does, but "page_file_has_several".
    """
    handed = _take(resources, result_id, path, order, although_differs)
    if _has_part(resources, handed.result, handed.scan_id):
        return tell_again(resources, handed.result)
    result = handed.result
    place = len(result.page_numbers) if before is None else find_place(result, before)
    with _read(resources, handed) as (pool, page_file):
        new = [(handed.scan_id, page.page_number) for page in page_file.pages]
        old = list_parts(resources, result)
        composed = compose(resources, pool, (result,), [*old[:place], *new, *old[place:]], handed.batch, page_file)
    added = composed.page_numbers[place : place + len(new)]
    kept = [number for number in composed.page_numbers if number not in added]
    numbers = dict(zip(result.page_numbers, kept, strict=True))
    told = str(added[0]) if len(added) == 1 else f"{added[0]}-{added[-1]}"
    return _file(resources, handed, page_file, composed, numbers, "page_added", told)


def _take(resources: Resources, result_id: str, path: Path, order: ChangeOrder, although_differs: bool) -> _Handed:
    result, batch = begin_change(resources, result_id, order)
    return _Handed(result, batch, hash_page_file(path), path, order, although_differs)


def _has_part(resources: Resources, result: ProcedureResult, scan_id: str) -> bool:
    """Whether pages of this file are in the paper: of the paper itself the same call again, or a page that is there."""
    return any(part == scan_id for part, _ in list_parts(resources, result))


@contextmanager
def _read(resources: Resources, handed: _Handed) -> Iterator[tuple[PagePool, PageFile]]:
    """The file read, on a pool that stays open; refused where it is plainly no page of this paper."""
    _refuse_filed(resources, handed)
    settings = resources.settings
    with PagePool(settings.jobs, settings.page_memory_mb) as pool:
        page_file = read_page_file(resources, pool, handed.batch, handed.path, handed.scan_id, handed.order.by)
        found = find_contradictions(resources, handed.result, page_file.extraction)
        if found and not handed.although_differs:
            raise InputRejected("page_of_other_paper", fields=", ".join(found))
        yield pool, page_file


def _refuse_filed(resources: Resources, handed: _Handed) -> None:
    """Bytes that are another paper's pages are merged with it, not filed in two papers."""
    catalogue = resources.catalogue
    filed = catalogue.find_filed_receipt(handed.scan_id, other_than="")
    lines = catalogue.list_lines(filed.receipt_id) if filed else ()
    told = catalogue.list_results_by_id([line["result_id"] for line in lines if line["result_id"]])
    names = [it.merged_into or it.result_id for it in (*catalogue.list_scan_results(handed.scan_id), *told)]
    for other in catalogue.list_results_by_id(list(dict.fromkeys(names))):
        has_it = other.state != "withdrawn" and _has_part(resources, other, handed.scan_id)
        if has_it and other.result_id != handed.result.result_id:
            raise InputRejected("page_filed_elsewhere", result=other.result_id)


def _file(
    resources: Resources,
    handed: _Handed,
    page_file: PageFile,
    composed: ComposedScan,
    numbers: dict[int, int],
    event: str,
    pages: str,
) -> PagesChanged:
    _keep(resources, page_file)
    at = resources.now()
    by = handed.order.by

    def change(current: tuple[ProcedureResult, ...]) -> PageChange:
        before = current[0]
        reviews = carry_reviews(before, composed.paper, numbers)
        changed = put_on_pages(
            resources,
            put_on_scan(before, composed),
            composed.page_numbers,
            composed.paper,
            reviews,
            at,
            is_seen=was_seen(before),
        )
        changed = step(resources, changed, by, at, event, handed.order.note(pages))
        receipts = (_end_file(resources, handed, page_file), end_composed(composed, changed, handed.batch))
        return PageChange((changed,), receipts=receipts)

    return PagesChanged(write_change(resources, (handed.result,), change).changed[0])


def _keep(resources: Resources, page_file: PageFile) -> None:
    """The file's bytes and readings into the store; without a receipt they are what the next try stores again."""
    keep_original(resources, page_file.scan_id, page_file.path)
    for page in page_file.pages:
        key = reading_key(page_file.scan_id, page.page_number, page_file.recipe)
        keep_bytes(resources, key, to_json(page).encode())


def _end_file(resources: Resources, handed: _Handed, page_file: PageFile) -> EndedReceipt:
    receipt = to_receipt(handed.batch, handed.scan_id, handed.path, handed.order.by, resources)
    receipt = replace(receipt, state="done", outcome="filed", inspection=page_file.inspection)
    pages = [size.page_number for size in page_file.inspection.pages]
    line = empty_line(receipt.source, receipt.scan_id, "filed", handed.batch.name, receipt.custodian) | {
        "result_id": handed.result.result_id,
        "pages": pages,
        "page_sizes": sizes_to_json(page_file.inspection.pages, pages),
    }
    return EndedReceipt(receipt, page_file.recipe, (line,))
