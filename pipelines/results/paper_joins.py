"""Here live papers parted and put together after filing: a result that was two papers, two results that are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.actions import step
from pipelines.pages.page_pool import PagePool
from pipelines.resources import Resources
from pipelines.results.carried_reviews import carry_reviews
from pipelines.results.composing import ComposedScan, compose, list_parts
from pipelines.results.paper_contradictions import holders_differ, types_differ
from pipelines.results.paper_pages import (
    ChangeOrder,
    PagesChanged,
    begin_change,
    end_composed,
    find_place,
    put_on_pages,
    put_on_scan,
    refuse_gone,
    tell_again,
    tell_pages,
    was_seen,
    write_change,
)
from pipelines.results.papers_again import understand_again
from schemas.errors import InputRejected, SetupError
from schemas.extraction import Doubt, Extraction
from schemas.field_values import find_value, last_review
from schemas.folding import TYPE_FIELD
from schemas.procedure_result import FieldReview, ProcedureResult, Related, make_result_id
from schemas.scan import Batch
from storage.ports import PageChange

Numbers = dict[int, int]


@dataclass(frozen=True, slots=True)
class MergeWish:
    """What a person says knowingly of two results that do not look like one paper."""

    although_holders_differ: bool = False
    although_types_differ: bool = False


@dataclass(frozen=True, slots=True)
class _Union:
    """Two papers as one: how it is read, its pages, and where the pages of each went; `composed` of two scans."""

    paper: Extraction
    pages: tuple[int, ...]
    numbers: tuple[Numbers, Numbers]
    composed: ComposedScan | None = None


def split_result(resources: Resources, result_id: str, at: int, order: ChangeOrder) -> PagesChanged:
    """Part a result that is two papers: page `at` and what follows become a result of their own.

    The first keeps its id, the second has the one that its first page gives it, always the same: a split after a
    merge brings the retired result back. Harmless when repeated.

    Raises:
        SetupError: "result_unknown", "reason_missing", "second_person_missing", "page_not_of_result".
        InputRejected: "split_at_first", "result_retired", "move_not_allowed"; TemporarilyUnavailable: "result_changed".
    """
    result, _ = begin_change(resources, result_id, order)
    second_id = make_result_id(result.scan_id, at)
    link = Related(result_id, "split_from")
    retired = resources.catalogue.find_result(second_id) if second_id != result_id else None
    if retired is not None and retired.merged_into is None:
        if link in retired.related and retired.state != "withdrawn":
            return tell_again(resources, result, retired)
        raise InputRejected("move_not_allowed", state=retired.state)
    place = find_place(result, at)
    if place == 0:
        raise InputRejected("split_at_first", page=at)
    pages = result.page_numbers[:place], result.page_numbers[place:]
    papers = _understand_parts(resources, result, pages)
    now = resources.now()

    def change(current: tuple[ProcedureResult, ...]) -> PageChange:
        whole, is_seen = current[0], was_seen(current[0])
        kept = carry_reviews(whole, papers[0], _same(pages[0]))
        first = put_on_pages(resources, whole, pages[0], papers[0], kept, now, is_seen=is_seen)
        told = order.note(f"{tell_pages(pages[1])} → {second_id}")
        first = step(resources, first, order.by, now, "split", told)
        second = current[1] if retired else _make_second(whole, second_id, now)
        gone_along = carry_reviews(whole, papers[1], _same(pages[1]), with_placeless=False)
        reviews = (*second.reviews, *(replace(review, result_id=second_id) for review in gone_along))
        second = replace(second, related=(link,))
        second = put_on_pages(resources, second, pages[1], papers[1], reviews, now, is_seen=is_seen)
        second = step(resources, second, order.by, now, "split", order.note(f"← {result_id}"))
        return PageChange((first, second)) if retired else PageChange((first,), (second,))

    done = write_change(resources, (result, retired) if retired else (result,), change)
    first, second = (*done.changed, *done.added)
    return PagesChanged(first, second)


def _understand_parts(
    resources: Resources, result: ProcedureResult, pages: tuple[tuple[int, ...], tuple[int, ...]]
) -> tuple[Extraction, Extraction]:
    settings = resources.settings
    # What is said of the whole scan stands at its first paper; what a person said of the type, too.
    alone = replace(result, extraction=replace(result.extraction, skipped_pages=(), separators=()), reviews=())
    with PagePool(settings.jobs, settings.page_memory_mb) as pool:
        return understand_again(resources, pool, result, pages[0]), understand_again(resources, pool, alone, pages[1])


def _make_second(whole: ProcedureResult, result_id: str, at: datetime) -> ProcedureResult:
    return ProcedureResult(
        result_id=result_id,
        receipt_id=whole.receipt_id,
        scan_id=whole.scan_id,
        page_numbers=(),
        custodian=whole.custodian,
        extraction=whole.extraction,
        state="in_review",
        filed_at=at,
        recipe=whole.recipe,
        has_searchable_pdf=whole.has_searchable_pdf,
    )


def merge_results(
    resources: Resources, first_id: str, second_id: str, order: ChangeOrder, wish: MergeWish
) -> PagesChanged:
    """Make one paper of two, the pages of the first before those of the second, which is retired and points on.

    Harmless when repeated.

    Raises:
        SetupError: "result_unknown", "reason_missing", "second_person_missing", "merge_same_result".
        InputRejected: "holders_of_results_differ", "types_of_results_differ", "custodians_differ", "result_retired",
            "move_not_allowed", "compose_failed"; TemporarilyUnavailable: "result_changed".
    """
    if first_id == second_id:
        raise SetupError("merge_same_result")
    first, batch = begin_change(resources, first_id, order)
    second = resources.catalogue.get_result(second_id)
    if second.merged_into == first_id:
        return tell_again(resources, first, second)
    refuse_gone(second)
    _refuse_unlike(first, second, wish)
    union = _unite(resources, first, second, batch)
    now = resources.now()

    def change(current: tuple[ProcedureResult, ...]) -> PageChange:
        whole, gone = current
        reviews, doubts = _join_reviews(whole, gone, union)
        base = put_on_scan(whole, union.composed) if union.composed else whole
        endings = tuple(dict.fromkeys((*whole.endings, *gone.endings)))
        assignments = tuple(sorted((*whole.assignments, *gone.assignments), key=lambda it: it.at))
        others = tuple(link for link in whole.related if link.result_id != second_id)
        merged = put_on_pages(
            resources,
            replace(base, endings=endings, assignments=assignments, related=others),
            union.pages,
            replace(union.paper, doubts=(*union.paper.doubts, *doubts)),
            reviews,
            now,
            is_seen=was_seen(whole) or was_seen(gone),
        )
        merged = step(resources, merged, order.by, now, "merged", order.note(f"← {second_id}"))
        retired = replace(gone, state="withdrawn", related=(*gone.related, Related(first_id, "merged_into")))
        retired = step(resources, retired, order.by, now, "merged", order.note(f"→ {first_id}"))
        receipts = (end_composed(union.composed, merged, batch),) if union.composed else ()
        return PageChange((merged, retired), receipts=receipts)

    merged, retired = write_change(resources, (first, second), change).changed
    return PagesChanged(merged, retired)


def _refuse_unlike(first: ProcedureResult, second: ProcedureResult, wish: MergeWish) -> None:
    if first.custodian != second.custodian:
        raise InputRejected("custodians_differ")
    if holders_differ(first, second) and not wish.although_holders_differ:
        raise InputRejected("holders_of_results_differ")
    if types_differ(first, second) and not wish.although_types_differ:
        raise InputRejected("types_of_results_differ", first=first.document_type, second=second.document_type)


def _unite(resources: Resources, first: ProcedureResult, second: ProcedureResult, batch: Batch) -> _Union:
    settings = resources.settings
    with PagePool(settings.jobs, settings.page_memory_mb) as pool:
        if first.scan_id != second.scan_id:
            parts = (*list_parts(resources, first), *list_parts(resources, second))
            composed = compose(resources, pool, (first, second), parts, batch)
            pages, count = composed.page_numbers, len(first.page_numbers)
            went = (
                dict(zip(first.page_numbers, pages[:count], strict=True)),
                dict(zip(second.page_numbers, pages[count:], strict=True)),
            )
            return _Union(composed.paper, pages, went, composed)
        pages = first.page_numbers + second.page_numbers
        paper = understand_again(resources, pool, first, pages)
    # Either may be the one that tells of the whole scan.
    skipped = {*first.extraction.skipped_pages, *second.extraction.skipped_pages} - {*pages}
    separators = first.extraction.separators or second.extraction.separators
    paper = replace(paper, skipped_pages=tuple(sorted(skipped)), separators=separators)
    return _Union(paper, pages, (_same(first.page_numbers), _same(second.page_numbers)))


def _same(pages: Sequence[int]) -> Numbers:
    return {number: number for number in pages}


def _join_reviews(
    whole: ProcedureResult, gone: ProcedureResult, union: _Union
) -> tuple[tuple[FieldReview, ...], tuple[Doubt, ...]]:
    """All that was said of the first; of the second what contradicts nothing, and doubts where it would."""
    kept = carry_reviews(whole, union.paper, union.numbers[0])
    read = replace(whole, extraction=union.paper, reviews=kept)
    joined, doubts = list(kept), []
    for review in carry_reviews(gone, union.paper, union.numbers[1]):
        if review.field == TYPE_FIELD:
            continue
        said = last_review(kept, review.field)
        # A place of a list is the second paper's own: nothing of the first stands there.
        is_free = said is None and ("[" in review.field or find_value(read, review.field) is None)
        if is_free:
            joined.append(replace(review, result_id=whole.result_id))
        elif review.value and review.value != (said.value if said else find_value(read, review.field)):
            doubts.append(Doubt(review.field, "values_differ"))
    return tuple(joined), tuple(dict.fromkeys(doubts))
