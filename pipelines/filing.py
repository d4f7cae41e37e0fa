"""Here lives filing: from the pages of one receipt to its results, each outcome reached once."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.batches.batch_opening import get_sheet_key
from pipelines.keeping import keep_file
from pipelines.lines import JsonLine, empty_line, problem_to_json, result_to_line
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool
from pipelines.resources import Resources
from pipelines.results.erasing import ERASED_BEFORE, was_erased
from pipelines.results.review_sample import SAMPLED_PAPER, is_sampled
from pipelines.results.same_paper import link_papers
from schemas.crash_points import reached
from schemas.days import local_day
from schemas.errors import InputRejected
from schemas.extraction import Doubt, Extraction
from schemas.folding import fold_result
from schemas.procedure_result import HistoryEntry, ProcedureResult, make_result_id
from schemas.scan import FileInspection, Outcome, Receipt
from storage.keys import original_key, reading_key, readings_prefix, searchable_key
from storage.ports import Filing, PageJob

_UNDERSTAND_TIMEOUT_S, _UNDERSTAND_S_A_PAGE = 120.0, 1.0
_SEARCHABLE_TIMEOUT_S = 120.0
_SEARCHABLE_S_A_PAGE = 3.0


@dataclass(frozen=True, slots=True)
class ReadScan:
    """A receipt with its pages read: what filing needs."""

    receipt: Receipt
    batch_name: str
    inspection: FileInspection
    pages: tuple[PageJob, ...]
    recipe: str
    password: str | None = None

    @property
    def read_numbers(self) -> tuple[int, ...]:
        return tuple(page.page_number for page in self.pages if page.status == "read")


def understand(resources: Resources, pool: PagePool, scan: ReadScan) -> tuple[Extraction, ...]:
    """The papers in a scan.

    Raises:
        InputRejected: no page could be read (the first page's code), "only_separators", or understanding failed.
    """
    if not scan.read_numbers:
        raise InputRejected(next(page.problem_code or "page_failed" for page in scan.pages))
    with ExitStack() as held:
        return pool.run(
            page_work.understand,
            _open_readings(resources, scan, held),
            resources.settings.home,
            scan.receipt.forced_type,
            scan.receipt.one_document,
            local_day(resources.now()),
            scan.receipt.batch_id,
            get_sheet_key(resources, scan.receipt.batch_id),
            timeout_s=_UNDERSTAND_TIMEOUT_S + _UNDERSTAND_S_A_PAGE * len(scan.pages),
        )


def _open_readings(resources: Resources, scan: ReadScan, held: ExitStack) -> list[Path]:
    return [
        held.enter_context(resources.objects.open_local(reading_key(scan.receipt.scan_id, number, scan.recipe)))
        for number in scan.read_numbers
    ]


def make_searchable(
    resources: Resources, pool: PagePool, scan: ReadScan, *, again: bool = False
) -> tuple[bool, tuple[str, ...]]:
    """Put the two-layer PDF beside the original: whether there is one now, and warnings.

    A PDF that cannot be made costs only itself: original and words are kept all the same.

    Args:
        again: make it even where there is one, which is damaged.
    """
    key = searchable_key(scan.receipt.scan_id, scan.recipe)
    if not again and resources.objects.find_size(key) is not None:
        return True, ()
    if resources.catalogue.list_erased_pages(scan.receipt.scan_id):
        return False, ()  # a copy of the scan would show an erased paper again
    with ExitStack() as held:
        source = held.enter_context(resources.objects.open_local(original_key(scan.receipt.scan_id)))
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="searchable-", dir=pool.scratch)))
        target = folder / "searchable.pdf"
        try:
            warnings = pool.run(
                page_work.make_searchable,
                source,
                scan.inspection,
                _open_readings(resources, scan, held),
                target,
                scan.password,
                timeout_s=_SEARCHABLE_TIMEOUT_S + _SEARCHABLE_S_A_PAGE * len(scan.pages),
            )
        except InputRejected:
            return False, ("searchable_missing",)
        if not target.exists():
            return False, warnings
        keep_file(resources, key, target)
        reached("searchable.stored")
        return True, warnings


def build_results(
    resources: Resources, scan: ReadScan, papers: Sequence[Extraction], has_searchable: bool, warnings: Sequence[str]
) -> list[ProcedureResult]:
    """The results that these papers become, folded; what they are linked to is found when they are filed."""
    failed = tuple(page.page_number for page in scan.pages if page.status == "failed")
    results = []
    for position, paper in enumerate(papers):
        extra = tuple(warnings) if position == 0 else ()
        if failed:
            paper = _doubt_for_lost_pages(paper)
            extra += ("page_failed",)
        paper = replace(paper, warnings=tuple(dict.fromkeys((*paper.warnings, *extra))))
        results.append(_build_result(resources, scan, paper, has_searchable))
    return results


def _doubt_for_lost_pages(paper: Extraction) -> Extraction:
    return replace(paper, doubts=(*paper.doubts, Doubt("pages", "page_failed")))


def _build_result(resources: Resources, scan: ReadScan, paper: Extraction, has_searchable: bool) -> ProcedureResult:
    now = resources.now()
    result_id = make_result_id(scan.receipt.scan_id, _first_page(paper))
    is_sure = paper.document_type is not None and not paper.doubts
    if is_sure and is_sampled(result_id, resources.settings.review_sample):
        paper, is_sure = replace(paper, doubts=(SAMPLED_PAPER,)), False
    filed = HistoryEntry(now, scan.receipt.operator, "filed")
    confirmed = HistoryEntry(now, "machine", "confirmed")
    result = fold_result(
        ProcedureResult(
            result_id=result_id,
            receipt_id=scan.receipt.receipt_id,
            scan_id=scan.receipt.scan_id,
            page_numbers=paper.page_numbers,
            custodian=scan.receipt.custodian,
            extraction=paper,
            state="confirmed" if is_sure else "in_review",
            filed_at=now,
            confirmed_by="machine" if is_sure else None,
            confirmed_at=now if is_sure else None,
            recipe=scan.recipe,
            has_searchable_pdf=has_searchable,
            history=(filed, confirmed) if is_sure else (filed,),
        ),
        resources.types,
        resources.units,
    )
    if not was_erased(resources, result):
        return result
    # An erased paper does not come back without a person.
    doubted = replace(paper, doubts=(*paper.doubts, ERASED_BEFORE))
    asked = replace(result, extraction=doubted, state="in_review", confirmed_by=None, confirmed_at=None)
    return fold_result(replace(asked, history=(filed,)), resources.types, resources.units)


def _first_page(paper: Extraction) -> int:
    # A paper of nothing but blank pages is filed for a person to look at; all its pages are skipped ones.
    return (paper.page_numbers or paper.skipped_pages)[0]


def end_filed(resources: Resources, scan: ReadScan, results: Sequence[ProcedureResult], seconds: float) -> bool:
    """Results, links, lines, outcome and index marks in one transaction; False when another ended it first."""

    def settle(filed: Sequence[ProcedureResult]) -> Filing:
        linked, changed = link_papers(results, filed, resources.units, resources.now())
        outcomes = [_outcome_of(result) for result in linked]
        lines = []
        for result, outcome in zip(linked, outcomes, strict=True):
            line = empty_line(scan.receipt.source, scan.receipt.scan_id, outcome, scan.batch_name, result.custodian)
            line["seconds"] = round(seconds / len(results), 2)
            lines.append(result_to_line(line, result, scan.inspection.pages))
        return Filing("filed" if "filed" in outcomes else "near_duplicate", lines, linked, changed)

    ended = resources.catalogue.file_results(scan.receipt.receipt_id, results, settle)
    reached("receipt.ended")
    return ended


def _outcome_of(result: ProcedureResult) -> Outcome:
    """A certified copy is a paper of its own, linked to another; only a second scan is `near_duplicate`."""
    return "near_duplicate" if any(link.kind == "rescan_of" for link in result.related) else "filed"


def end_plainly(
    resources: Resources, receipt: Receipt, batch_name: str, outcome: Outcome, code: str | None, **details: object
) -> bool:
    """End a receipt that files nothing: quarantined, refused, or a duplicate (`result_id=`)."""
    result_id = details.pop("result_id", None)
    line = empty_line(receipt.source, receipt.scan_id, outcome, batch_name, receipt.custodian)
    line |= {"result_id": result_id, "problem": problem_to_json(code, **details)}
    if outcome == "refused":
        line["source"] = ""
    if receipt.inspection is not None and outcome == "quarantined":
        line["pages"] = [page.page_number for page in receipt.inspection.pages]
    ended = resources.catalogue.end_receipt(receipt.receipt_id, outcome, [line], problem_code=code)
    reached("receipt.ended")
    return ended


def forget_refused(resources: Resources, scan_id: str) -> None:
    """Remove every copy, word and image of a refused paper; harmless twice."""
    objects = resources.objects
    for prefix in (readings_prefix(scan_id), f"searchable/{scan_id[:2]}/{scan_id}-"):
        for key in list(objects.list_keys(prefix)):
            objects.delete(key)
    objects.delete(original_key(scan_id))
    resources.catalogue.remove_scan_sums(scan_id)


def first_lines(resources: Resources, receipt: Receipt, *, source: str, repeated: bool) -> list[JsonLine]:
    """The lines a finished receipt printed first, for the path asked about now."""
    # Both halves of a stack that was scanned in two goes; an extension of the contract.
    parts = list(dict.fromkeys(part for part, _ in receipt.composed_of))
    said = {"source": source, "repeated": repeated, "composed_of": parts}
    return [line | said for line in resources.catalogue.list_lines(receipt.receipt_id)]
