"""Here lives the understanding of one filed paper once more, from page readings that are kept; nothing is read anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from pipelines.batches.batch_opening import get_sheet_key
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool
from pipelines.resources import Resources
from schemas.days import local_day
from schemas.errors import InputRejected
from schemas.extraction import Doubt, Extraction
from schemas.field_values import last_review
from schemas.folding import TYPE_FIELD
from schemas.procedure_result import ProcedureResult
from schemas.scan import Receipt
from storage.keys import reading_key

UNDERSTAND_TIMEOUT_S = 120.0
_LOST_PAGES = Doubt("pages", "page_failed")


def understand_again(
    resources: Resources,
    pool: PagePool,
    result: ProcedureResult,
    page_numbers: Sequence[int] | None = None,
    *,
    recipe: str | None = None,
    forced_type: str | None = None,
) -> Extraction:
    """These pages of a result's scan as one paper, whatever they look like; the result is not touched.

    What was said of the whole scan stays as it was: skipped pages but those now given, separator sheets, warnings.

    Args:
        page_numbers: of `result.scan_id`, from 1, in the order of the paper; default the result's own. The extraction
            names all of them, those without words and those that could not be read too.
        recipe: whose readings to take; default the result's.
        forced_type: a key; default what a person, the call that took the file in, or a separator sheet said of the
            type, as long as that is declared.

    Raises:
        InputRejected: no page of them was read under this recipe ("page_failed"), or understanding failed.
        SetupError: "unknown_document_type".
    """
    recipe = recipe or result.recipe
    numbers = list_own_pages(result, page_numbers)
    jobs = {job.page_number: job.status for job in resources.catalogue.list_pages(result.scan_id, recipe)}
    with ExitStack() as held:
        readings = {
            number: held.enter_context(resources.objects.open_local(reading_key(result.scan_id, number, recipe)))
            for number in numbers
            if jobs.get(number) == "read"
        }
        paper = understand_readings(resources, pool, result, readings, numbers, forced_type)
    return complete(result, paper, page_numbers, "failed" in jobs.values() or len(readings) < len(numbers))


def list_own_pages(result: ProcedureResult, page_numbers: Sequence[int] | None = None) -> tuple[int, ...]:
    """The pages given, else a result's; a paper of nothing but blank pages has none of its own."""
    return tuple(page_numbers or result.page_numbers or result.extraction.skipped_pages)


def understand_readings(
    resources: Resources,
    pool: PagePool,
    result: ProcedureResult,
    readings: Mapping[int, Path],
    page_numbers: Sequence[int],
    forced_type: str | None = None,
) -> Extraction:
    """What these pages say as one paper; raises as `understand_again`."""
    found = [readings[number] for number in page_numbers if number in readings]
    if not found:
        raise InputRejected("page_failed")
    return pool.run(
        page_work.understand_paper,
        found,
        resources.settings.home,
        forced_type or find_told_type(resources, result),
        local_day(resources.now()),
        timeout_s=UNDERSTAND_TIMEOUT_S,
    )


def complete(
    result: ProcedureResult, paper: Extraction, page_numbers: Sequence[int] | None, has_lost_pages: bool
) -> Extraction:
    """A reading of a result's pages with what belongs to the whole scan."""
    old, filed = result.extraction, tuple(result.page_numbers if page_numbers is None else page_numbers)
    kept = (warning for warning in old.warnings if warning != _LOST_PAGES.reason)
    return replace(
        paper,
        page_numbers=filed,
        doubts=(*paper.doubts, _LOST_PAGES) if has_lost_pages else paper.doubts,
        skipped_pages=tuple(number for number in old.skipped_pages if number not in filed),
        separators=old.separators,
        warnings=(*kept, _LOST_PAGES.reason) if has_lost_pages else tuple(kept),
    )


def find_told_type(resources: Resources, result: ProcedureResult) -> str | None:
    """The type that was said, not found: by a person's review, at intake, or on a separator sheet."""
    review = last_review(result.reviews, TYPE_FIELD)
    receipt = resources.catalogue.get_receipt(result.receipt_id)
    # A type that nobody said has the print that decided it.
    is_told = result.extraction.type_confidence == 1.0 and not result.extraction.evidence
    said = (review.value if review else None, receipt.forced_type, result.extraction.document_type if is_told else None)
    return next((key for key in said if key in resources.types), None)


def part_again(
    resources: Resources, pool: PagePool, receipt: Receipt, readings: Mapping[int, Path]
) -> frozenset[tuple[int, ...]]:
    """Page sets that the scan was parted into when it was filed, and would not be by these readings.

    A person's own cut is not asked about, nor are scans that cannot be parted.
    """
    filed = {tuple(line["pages"]) for line in resources.catalogue.list_lines(receipt.receipt_id) if line["result_id"]}
    if len(readings) < 2 or receipt.one_document or not filed:
        return frozenset()
    try:
        papers = pool.run(
            page_work.understand,
            [readings[number] for number in sorted(readings)],
            resources.settings.home,
            receipt.forced_type,
            receipt.one_document,
            local_day(resources.now()),
            receipt.batch_id,
            get_sheet_key(resources, receipt.batch_id),
            timeout_s=UNDERSTAND_TIMEOUT_S,
        )
    except InputRejected:
        return frozenset(filed)
    return frozenset(filed - {paper.page_numbers for paper in papers})
