"""Here lives what all changes of a paper's pages share: who may ask, what becomes of the result, the writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from pipelines.actions import MACHINE, refuse_retired, require_reason
from pipelines.indexing import index_pending
from pipelines.lines import empty_line, result_to_line
from pipelines.resources import Resources
from pipelines.results.after_filing import check_second_person, note_with_approver
from pipelines.results.composing import ComposedScan
from pipelines.results.retention import retain_results
from pipelines.results.review_sample import SAMPLED_PAPER, is_sampled
from pipelines.results.same_paper import link_papers
from schemas.crash_points import reached
from schemas.digitised_results import LINK_KINDS
from schemas.errors import InputRejected, SetupError, TemporarilyUnavailable
from schemas.extraction import Doubt, Extraction
from schemas.procedure_result import FieldReview, HistoryEntry, ProcedureResult
from schemas.scan import Batch
from storage.ports import EndedReceipt, PageChange

# Reason: a person had looked at this paper, and its pages are others now.
_PAGES_CHANGED = Doubt("pages", "pages_changed")


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """Who changes pages, why, and who else agreed."""

    by: str
    reason: str
    approved_by: str | None = None

    def note(self, what: str) -> str:
        """The history's note: what was done, why, who agreed; pages and ids, never a value."""
        return note_with_approver(f"{what}: {self.reason.strip()}", self.approved_by)


@dataclass(frozen=True, slots=True)
class PagesChanged:
    """A change done: the paper, the other paper of a split or merge, and whether it had been done before."""

    result: ProcedureResult
    other: ProcedureResult | None = None
    is_repeated: bool = False


def begin_change(resources: Resources, result_id: str, order: ChangeOrder) -> tuple[ProcedureResult, Batch]:
    """The result whose pages are to change, and its batch, which may be closed: the paper lies in that box.

    Raises:
        SetupError: "reason_missing", "second_person_missing" (any field may change with a page), "result_unknown".
        InputRejected: "result_retired", "move_not_allowed".
    """
    require_reason(order.reason)
    if resources.settings.second_person_fields:
        check_second_person(order.by, order.approved_by)
    result = resources.catalogue.get_result(result_id)
    refuse_gone(result)
    batch = resources.catalogue.find_batch(resources.catalogue.get_receipt(result.receipt_id).batch_id)
    assert batch is not None, "a receipt has its batch"
    return result, batch


def refuse_gone(result: ProcedureResult) -> None:
    """Raises InputRejected: "result_retired" (merged into another), "move_not_allowed" (withdrawn)."""
    refuse_retired(result)
    if result.state == "withdrawn":
        raise InputRejected("move_not_allowed", state=result.state)


def tell_again(resources: Resources, result: ProcedureResult, other: ProcedureResult | None = None) -> PagesChanged:
    """A change that was done before, by a call that may have been cut off before the index learned of it."""
    retain_results(resources, (result,) if other is None else (result, other))
    index_pending(resources)
    return PagesChanged(result, other, is_repeated=True)


def find_place(result: ProcedureResult, page_number: int) -> int:
    """Where a page stands in its paper, from 0; raises SetupError ("page_not_of_result")."""
    if page_number not in result.page_numbers:
        raise SetupError("page_not_of_result", page=page_number, pages=tell_pages(result.page_numbers))
    return result.page_numbers.index(page_number)


def tell_pages(numbers: Sequence[int]) -> str:
    """Page numbers as people write them: `1-3, 5`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def was_seen(result: ProcedureResult) -> bool:
    """Whether a person has a hand in a result: confirmed it, sent it back, or gave a value."""
    return result.state == "returned" or bool(result.reviews) or result.confirmed_by not in (None, MACHINE)


def put_on_pages(
    resources: Resources,
    result: ProcedureResult,
    pages: Sequence[int],
    paper: Extraction,
    reviews: Sequence[FieldReview],
    at: datetime,
    *,
    is_seen: bool,
) -> ProcedureResult:
    """The result as read on its new pages; `step` folds it.

    What a person had a hand in is looked at by a person again. What only the machine answered for it may confirm
    again, if nothing is in doubt; its day of confirmation stays, so that past figures stand.
    """
    is_sure = paper.document_type is not None and not paper.doubts and not is_seen
    if is_seen and _PAGES_CHANGED not in paper.doubts:
        paper = replace(paper, doubts=(*paper.doubts, _PAGES_CHANGED))
    if is_sure and is_sampled(result.result_id, resources.settings.review_sample):
        paper, is_sure = replace(paper, doubts=(SAMPLED_PAPER,)), False
    return replace(
        result,
        page_numbers=tuple(pages),
        extraction=replace(paper, page_numbers=tuple(pages)),
        reviews=tuple(reviews),
        state="confirmed" if is_sure else "in_review",
        confirmed_by=MACHINE if is_sure else None,
        confirmed_at=(result.confirmed_at or at) if is_sure else None,
    )


def put_on_scan(result: ProcedureResult, composed: ComposedScan) -> ProcedureResult:
    """The result as one of a composed scan."""
    return replace(
        result,
        scan_id=composed.receipt.scan_id,
        receipt_id=composed.receipt.receipt_id,
        recipe=composed.recipe,
        has_searchable_pdf=composed.has_searchable_pdf,
    )


def end_composed(composed: ComposedScan, result: ProcedureResult, batch: Batch) -> EndedReceipt:
    """The receipt of a composed scan with the line that tells its paper."""
    receipt = composed.receipt
    line = empty_line(receipt.source, receipt.scan_id, "filed", batch.name, batch.custodian)
    sizes = receipt.inspection.pages if receipt.inspection else ()
    return EndedReceipt(receipt, composed.recipe, (result_to_line(line, result, sizes),), composed.failed_pages)


def write_change(
    resources: Resources,
    expected: Sequence[ProcedureResult],
    change: Callable[[tuple[ProcedureResult, ...]], PageChange],
) -> PageChange:
    """Do a change that was worked out for these results; the index learns of it.

    Values that people gave meanwhile are in what `change` is shown. Raises TemporarilyUnavailable ("result_changed")
    where the pages are others by now.
    """

    def check_and_change(current: tuple[ProcedureResult, ...]) -> PageChange:
        for then, now in zip(expected, current, strict=True):
            if (then.scan_id, then.page_numbers, then.recipe) != (now.scan_id, now.page_numbers, now.recipe):
                raise TemporarilyUnavailable("result_changed")
            if (then.state == "withdrawn") != (now.state == "withdrawn"):
                raise TemporarilyUnavailable("result_changed")
        return replace(change(current), link=partial(_link_alone, resources))

    done = resources.catalogue.change_pages([result.result_id for result in expected], check_and_change)
    reached("pages.changed")
    retain_results(resources, (*done.changed, *done.added))
    index_pending(resources)
    return done


def _link_alone(
    resources: Resources, new: Sequence[ProcedureResult], filed: Sequence[ProcedureResult]
) -> tuple[list[ProcedureResult], list[ProcedureResult]]:
    """Links for what may be read as another scan or copy only now; who has links, or is linked to, keeps them.

    Scans and copies of a result that is retired now are those of the result that took its pages over.
    """
    at = resources.now()
    retired = {result.result_id: result.merged_into for result in new if result.merged_into}
    moved = {other.result_id: _follow_links(other, retired, at) for other in filed}
    named = {link.result_id for other in moved.values() for link in other.related if link.kind in LINK_KINDS}
    alone = [
        result
        for result in new
        if result.state != "withdrawn"
        and result.result_id not in named
        and not any(link.kind in LINK_KINDS for link in result.related)
    ]
    linked, changed = link_papers(alone, list(moved.values()), resources.units, at)
    moved |= {other.result_id: other for other in changed}
    found = {result.result_id: result for result in linked}
    others = [moved[other.result_id] for other in filed if moved[other.result_id] != other]
    return [found.get(result.result_id, result) for result in new], others


def _follow_links(other: ProcedureResult, retired: Mapping[str, str], at: datetime) -> ProcedureResult:
    links = {
        link: replace(link, result_id=retired[link.result_id])
        for link in other.related
        if link.kind in LINK_KINDS and link.result_id in retired
    }
    if not links:
        return other
    note = ", ".join(f"{old.result_id} → {new.result_id}" for old, new in links.items())
    related = tuple(links.get(link, link) for link in other.related)
    return replace(other, related=related, history=(*other.history, HistoryEntry(at, MACHINE, "link_moved", note)))
