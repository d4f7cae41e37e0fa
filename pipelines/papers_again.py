"""Here lives the understanding of one filed paper once more, from page readings that are kept; nothing is read anew."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from pipelines import page_work
from pipelines.page_pool import PagePool
from pipelines.resources import Resources
from schemas.days import local_day
from schemas.errors import InputRejected
from schemas.extraction import Doubt, Extraction
from schemas.field_values import last_review
from schemas.folding import TYPE_FIELD
from schemas.procedure_result import ProcedureResult
from storage.keys import reading_key

_UNDERSTAND_TIMEOUT_S = 120.0
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
    old, recipe = result.extraction, recipe or result.recipe
    filed = tuple(result.page_numbers if page_numbers is None else page_numbers)
    jobs = {job.page_number: job.status for job in resources.catalogue.list_pages(result.scan_id, recipe)}
    # A paper of nothing but blank pages has no page of its own.
    numbers = filed or old.skipped_pages
    read = [number for number in numbers if jobs.get(number) == "read"]
    if not read:
        raise InputRejected("page_failed")
    with ExitStack() as held:
        paper = pool.run(
            page_work.understand_paper,
            [
                held.enter_context(resources.objects.open_local(reading_key(result.scan_id, number, recipe)))
                for number in read
            ],
            resources.settings.home / "document_types",
            forced_type or find_told_type(resources, result),
            local_day(resources.now()),
            timeout_s=_UNDERSTAND_TIMEOUT_S,
        )
    is_lost = len(read) < len(numbers) or "failed" in jobs.values()
    kept = (warning for warning in old.warnings if warning != _LOST_PAGES.reason)
    return replace(
        paper,
        page_numbers=filed,
        doubts=(*paper.doubts, _LOST_PAGES) if is_lost else paper.doubts,
        skipped_pages=tuple(number for number in old.skipped_pages if number not in filed),
        separators=old.separators,
        warnings=(*kept, _LOST_PAGES.reason) if is_lost else tuple(kept),
    )


def find_told_type(resources: Resources, result: ProcedureResult) -> str | None:
    """The type that was said, not found: by a person's review, at intake, or on a separator sheet."""
    review = last_review(result.reviews, TYPE_FIELD)
    receipt = resources.catalogue.get_receipt(result.receipt_id)
    # A type that nobody said has the print that decided it.
    is_told = result.extraction.type_confidence == 1.0 and not result.extraction.evidence
    said = (review.value if review else None, receipt.forced_type, result.extraction.document_type if is_told else None)
    return next((key for key in said if key in resources.types), None)
