"""Here lives the making of composed scans: one PDF of pages that came in several files, read and ready to be filed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.filing import ReadScan, make_searchable
from pipelines.intake import hash_file, make_receipt
from pipelines.keeping import keep_bytes, keep_file
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool
from pipelines.resources import Resources
from pipelines.results.page_files import PageFile, read_page
from pipelines.results.papers_again import find_told_type
from schemas.crash_points import reached
from schemas.days import local_day
from schemas.errors import InputRejected, StoreDamaged
from schemas.extraction import Doubt, Extraction
from schemas.ocr_page import OcrPage
from schemas.procedure_result import ProcedureResult
from schemas.scan import Batch, FileInspection, Receipt
from schemas.wire import from_json, to_json
from storage.keys import original_key, reading_key
from storage.ports import PageJob

_COMPOSE_TIMEOUT_S, _COMPOSE_S_A_PAGE = 60.0, 3.0
_UNDERSTAND_TIMEOUT_S = 120.0

# One page of a scan that was handed in: scan id, page number.
Part = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ComposedScan:
    """A scan made of parts, stored and read under `recipe`; its pages are numbered from 1 in the order of the parts."""

    receipt: Receipt
    recipe: str
    paper: Extraction
    failed_pages: tuple[int, ...]
    has_searchable_pdf: bool

    @property
    def page_numbers(self) -> tuple[int, ...]:
        return tuple(range(1, len(self.receipt.composed_of) + 1))


def list_parts(resources: Resources, result: ProcedureResult) -> tuple[Part, ...]:
    """The pages of a result as they were handed in, however often it was composed since."""
    parts = resources.catalogue.get_receipt(result.receipt_id).composed_of
    return tuple(parts[number - 1] if parts else (result.scan_id, number) for number in result.page_numbers)


def compose(
    resources: Resources,
    pool: PagePool,
    results: Sequence[ProcedureResult],
    parts: Sequence[Part],
    batch: Batch,
    page_file: PageFile | None = None,
) -> ComposedScan:
    """Make, store and read the scan of a paper's new pages; the catalogue is not touched.

    The same parts give the same bytes: what a killed call left is what the next one would write.

    Args:
        results: whose pages these are; the first one's type, if it was told, stays told.
        page_file: a part that is not in the object store yet.

    Raises:
        InputRejected: "compose_failed", or no page can be read; StoreDamaged: "object_missing".
    """
    with ExitStack() as held:
        sources = {
            scan_id: (page_file.path, page_file.inspection)
            if page_file and scan_id == page_file.scan_id
            else _open_scan(resources, scan_id, held)
            for scan_id, _ in parts
        }
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="composed-", dir=pool.scratch)))
        target = folder / "composed.pdf"
        pool.run(
            page_work.compose,
            [(*sources[scan_id], number) for scan_id, number in parts],
            target,
            timeout_s=_COMPOSE_TIMEOUT_S + _COMPOSE_S_A_PAGE * len(parts),
        )
        inspection = pool.run(page_work.inspect, target, resources.limits, None, timeout_s=_COMPOSE_TIMEOUT_S)
        receipt = _make_receipt(resources, results[0], batch, tuple(parts), inspection, hash_file(target))
        keep_file(resources, original_key(receipt.scan_id), target, receipt.scan_id)
        reached("pages.composed")
        recipe = pool.run(page_work.find_recipe, resources.settings.engine, timeout_s=_COMPOSE_TIMEOUT_S)
        known = _find_known_readings(resources, results, parts, recipe)
        if page_file and page_file.recipe == recipe:
            known |= {(page_file.scan_id, page.page_number): page for page in page_file.pages}
        failed = _put_readings(resources, pool, receipt, recipe, target, known)
    return _understand(resources, pool, results[0], receipt, recipe, failed, batch)


def _open_scan(resources: Resources, scan_id: str, held: ExitStack) -> tuple[Path, FileInspection]:
    receipt = resources.catalogue.find_filed_receipt(scan_id, other_than="")
    if receipt is None or receipt.inspection is None:
        raise StoreDamaged("object_missing", key=original_key(scan_id))
    return held.enter_context(resources.objects.open_local(original_key(scan_id))), receipt.inspection


def _make_receipt(
    resources: Resources,
    result: ProcedureResult,
    batch: Batch,
    parts: tuple[Part, ...],
    inspection: FileInspection,
    scan_id: str,
) -> Receipt:
    before = resources.catalogue.get_receipt(result.receipt_id)
    return replace(
        make_receipt(batch, scan_id, before.source, before.operator, resources.now()),
        state="done",
        forced_type=before.forced_type,
        one_document=True,
        outcome="filed",
        inspection=inspection,
        composed_of=parts,
    )


def _find_known_readings(
    resources: Resources, results: Sequence[ProcedureResult], parts: Sequence[Part], recipe: str
) -> dict[Part, OcrPage]:
    """Parts that were read under this recipe: as they were handed in, or in a scan that was made of them."""
    places = {part: part for part in parts}
    for result in results:
        made = zip(list_parts(resources, result), result.page_numbers, strict=True)
        places |= {part: (result.scan_id, number) for part, number in made if part in places}
    known = {}
    for part, (scan_id, number) in places.items():
        for key in (reading_key(scan_id, number, recipe), reading_key(*part, recipe)):
            if resources.objects.find_size(key) is not None:
                known[part] = from_json(OcrPage, resources.objects.get_bytes(key))
                break
    return known


def _put_readings(
    resources: Resources,
    pool: PagePool,
    receipt: Receipt,
    recipe: str,
    path: Path,
    known: dict[Part, OcrPage],
) -> tuple[int, ...]:
    """Store a reading of every page; numbers of those that cannot be read."""
    assert receipt.inspection is not None, "composed scans are looked at when they are made"
    failed = []
    for size, part in zip(receipt.inspection.pages, receipt.composed_of, strict=True):
        key = reading_key(receipt.scan_id, size.page_number, recipe)
        if resources.objects.find_size(key) is not None:
            continue
        page = known.get(part)
        # Boxes are right where the page is shown at the size it had; else it is read anew.
        if page is None or (page.width_px, page.height_px) != (size.width_px, size.height_px):
            try:
                page = read_page(resources, pool, path, receipt.inspection, receipt.scan_id, size.page_number)
            except InputRejected:
                failed.append(size.page_number)
                continue
        page = replace(page, scan_id=receipt.scan_id, page_number=size.page_number)
        keep_bytes(resources, key, to_json(page).encode())
        reached("reading.stored")
    if len(failed) == len(receipt.composed_of):
        raise InputRejected("page_failed")
    return tuple(failed)


def _understand(
    resources: Resources,
    pool: PagePool,
    result: ProcedureResult,
    receipt: Receipt,
    recipe: str,
    failed: tuple[int, ...],
    batch: Batch,
) -> ComposedScan:
    numbers = tuple(range(1, len(receipt.composed_of) + 1))
    with ExitStack() as held:
        paper = pool.run(
            page_work.understand_paper,
            list(_open_readings(resources, receipt.scan_id, recipe, [n for n in numbers if n not in failed], held)),
            resources.settings.home,
            find_told_type(resources, result),
            local_day(resources.now()),
            timeout_s=_UNDERSTAND_TIMEOUT_S,
        )
    jobs = tuple(PageJob(receipt.scan_id, n, recipe, "failed" if n in failed else "read") for n in numbers)
    assert receipt.inspection is not None
    scan = ReadScan(receipt, batch.name, receipt.inspection, jobs, recipe)
    has_searchable, warnings = make_searchable(resources, pool, scan)
    if failed:
        paper = replace(paper, doubts=(*paper.doubts, Doubt("pages", "page_failed")))
        warnings = (*warnings, "page_failed")
    # A person said that these pages are the paper: those without words belong to it too.
    paper = replace(paper, page_numbers=numbers, skipped_pages=(), warnings=(*paper.warnings, *warnings))
    return ComposedScan(receipt, recipe, paper, failed, has_searchable)


def _open_readings(
    resources: Resources, scan_id: str, recipe: str, numbers: Sequence[int], held: ExitStack
) -> Iterator[Path]:
    for number in numbers:
        yield held.enter_context(resources.objects.open_local(reading_key(scan_id, number, recipe)))
