"""Here live the things people do to results and quarantined files; each leaves its trace in the history.

Every action is one change of the catalogue under its lock; the index learns of it from the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from pipelines.indexing import index_pending
from pipelines.lines import JsonLine
from pipelines.resources import Resources
from pipelines.results.review_persons import refuse_alone, scanned
from pipelines.results.typed_values import find_field_name, read_typed_value
from schemas.errors import InputRejected, SetupError
from schemas.field_values import last_review
from schemas.folding import TYPE_FIELD, find_type_key, fold_result
from schemas.procedure_result import (
    ALLOWED_MOVES,
    FieldReview,
    HistoryEntry,
    ProcedureResult,
    ResultState,
)
from schemas.scan import Receipt

MACHINE = "machine"
Change = Callable[[ProcedureResult], ProcedureResult]


def set_fields(resources: Resources, result_id: str, texts: Mapping[str, str], by: str) -> ProcedureResult:
    """Lay a person's values over the machine's; an empty text says that the paper has no such value.

    What only the machine had confirmed goes back to review, to be confirmed by a person; what a person confirmed
    takes values only where a later reading differs, and stays confirmed. The same values said again by the same
    person change nothing.

    Raises:
        SetupError: "result_unknown", "field_unknown", "field_needs_position", "type_key_unknown".
        InputRejected: "value_invalid"; "result_confirmed" (a person confirmed it: send it back first,
            with a reason); "move_not_allowed" (withdrawn).
    """
    return update(resources, result_id, to_field_change(resources, texts, by))


def to_field_change(resources: Resources, texts: Mapping[str, str], by: str) -> Change:
    """The change that `set_fields` makes; raises as that."""
    at = resources.now()

    def change(result: ProcedureResult) -> ProcedureResult:
        reviews = to_reviews(resources, result, texts, by, at)
        # The history names the fields, never their values: it is shown more widely than they are.
        note = ", ".join(review.field for review in reviews)
        if was_just_done(result, by, "field_set", note) and all(_stands(result, review) for review in reviews):
            return result
        reviewed = replace(result, reviews=result.reviews + reviews)
        if _answers_differences(resources, result, reviews):
            return step(resources, replace(reviewed, confirmed_by=by), by, at, "field_set", note)
        _refuse_reasonless_change(result)
        state: ResultState = "in_review" if result.state in ("confirmed", "returned") else result.state
        reviewed = replace(reviewed, state=state, confirmed_by=None, confirmed_at=None)
        return step(resources, reviewed, by, at, "field_set", note)

    return change


def confirm_result(resources: Resources, result_id: str, by: str) -> ProcedureResult:
    """A person answers for the result; open doubts and later readings that differ are settled by that.

    Harmless when repeated.

    A result that the machine confirmed keeps its day of confirmation, so that past figures stand.

    Raises:
        SetupError: "result_unknown"; InputRejected: "move_not_allowed", "confirm_own_scan", "confirm_own_values".
    """
    result = resources.catalogue.get_result(result_id)
    return update(resources, result_id, to_confirmation(resources, result, by))


def to_confirmation(resources: Resources, looked_at: ProcedureResult, by: str) -> Change:
    """The change that `confirm_result` makes of this result; raises as that."""
    at = resources.now()
    is_own_scan = scanned(resources, looked_at, by)

    def change(result: ProcedureResult) -> ProcedureResult:
        if result.state == "confirmed" and result.confirmed_by != MACHINE and not result.open_differences:
            return result
        if result.state != "confirmed":
            refuse_move(result, "confirmed")
        refuse_alone(resources.settings, result, by, is_own_scan=is_own_scan)
        note = ", ".join(f"{doubt.field}: {doubt.reason}" for doubt in result.needs_review)
        kept = tuple(replace(later, kept_by=later.kept_by or by) for later in result.later_values)
        confirmed = replace(
            result, state="confirmed", confirmed_by=by, confirmed_at=result.confirmed_at or at, later_values=kept
        )
        return step(resources, confirmed, by, at, "confirmed", note)

    return change


def send_back(resources: Resources, result_id: str, reason: str, by: str) -> ProcedureResult:
    """Return a result with a reason: to the scanning desk (`returned`), or, if confirmed, to review.

    Harmless when repeated with the same reason: a second step back needs words of its own.

    Raises:
        SetupError: "result_unknown", "reason_missing"; InputRejected: "move_not_allowed".
    """
    reason = require_reason(reason)
    at = resources.now()

    def change(result: ProcedureResult) -> ProcedureResult:
        if was_just_done(result, by, "returned", reason):
            return result
        target: ResultState = "in_review" if result.state == "confirmed" else "returned"
        if result.state != target:
            refuse_move(result, target)
        sent = replace(result, state=target, confirmed_by=None, confirmed_at=None)
        return step(resources, sent, by, at, "returned", reason)

    return update(resources, result_id, change)


def set_aside(resources: Resources, receipt_id: str, reason: str, by: str) -> None:
    """Take a quarantined file off the list that people work through; its bytes are kept.

    Raises:
        SetupError: "receipt_unknown", "reason_missing"; InputRejected: "not_in_quarantine".
    """
    reason = require_reason(reason)
    _get_quarantined(resources, receipt_id)
    resources.catalogue.set_aside(receipt_id, reason, by)


def retry_quarantined(
    resources: Resources,
    receipt_id: str,
    *,
    password: str | None = None,
    forced_type: str | None = None,
    turn_deg: int | None = None,
) -> list[JsonLine]:
    """Try a quarantined file again; the lines it ends with now. A try that was cut off goes on.

    `turn_deg` (90, 180, 270, clockwise) is a person's word on how its pages lie.

    Raises:
        SetupError: "receipt_unknown", "type_key_unknown"; InputRejected: "not_in_quarantine".
    """
    from pipelines.driving import retry_receipt  # loads the whole reading side, which no other action needs

    if forced_type is not None and forced_type not in resources.types:
        raise SetupError("type_key_unknown", key=forced_type[:60])
    if resources.catalogue.get_receipt(receipt_id).outcome is not None:
        _get_quarantined(resources, receipt_id)
    return retry_receipt(resources, receipt_id, password=password, forced_type=forced_type, turn_deg=turn_deg)


def _get_quarantined(resources: Resources, receipt_id: str) -> Receipt:
    receipt = resources.catalogue.get_receipt(receipt_id)
    if receipt.outcome != "quarantined":
        index_pending(resources)  # a try that was cut off after filing has left its marks
        raise InputRejected("not_in_quarantine")
    return receipt


def require_reason(reason: str) -> str:
    """The reason without blanks around it; raises SetupError ("reason_missing")."""
    if not reason.strip():
        raise SetupError("reason_missing")
    return reason.strip()


def update(resources: Resources, result_id: str, change: Change) -> ProcedureResult:
    """One change of a result, then the index; a refused one too brings the index up to what was done before.

    Raises InputRejected ("result_retired") where it was merged into another.
    """

    told_before = 0

    def change_standing(result: ProcedureResult) -> ProcedureResult:
        nonlocal told_before
        refuse_retired(result)
        told_before = len(result.history)
        return change(result)

    with _index_kept_up(resources):
        changed = resources.catalogue.update_result(result_id, change_standing)
    for entry in changed.history[told_before:]:
        if entry.by != MACHINE:
            resources.views.note([result_id], entry.by, "changed", entry.event)
    return changed


def update_several(
    resources: Resources,
    result_ids: Sequence[str],
    change: Callable[[tuple[ProcedureResult, ...]], tuple[ProcedureResult, ...]],
) -> tuple[ProcedureResult, ...]:
    """As `update`, of several results that change together or not at all."""
    with _index_kept_up(resources):
        return resources.catalogue.update_results(result_ids, change)


@contextmanager
def _index_kept_up(resources: Resources) -> Iterator[None]:
    try:
        yield
    except InputRejected:
        index_pending(resources)
        raise
    index_pending(resources)


def was_just_done(result: ProcedureResult, by: str, event: str, note: str) -> bool:
    """Whether this very step is the last one told: a command run again, because nobody saw its first end."""
    return bool(result.history) and (result.history[-1].by, result.history[-1].event, result.history[-1].note) == (
        by,
        event,
        note,
    )


def step(
    resources: Resources, result: ProcedureResult, by: str, at: datetime, event: str, note: str
) -> ProcedureResult:
    """The result folded anew with its history told; the catalogue counts the version."""
    folded = fold_result(result, resources.types, resources.units)
    return replace(folded, history=(*result.history, HistoryEntry(at, by, event, note)))


def to_reviews(
    resources: Resources, result: ProcedureResult, texts: Mapping[str, str], by: str, at: datetime
) -> tuple[FieldReview, ...]:
    """The reviews that typed texts amount to; a type given among them decides how the rest is read."""
    key = texts.get(TYPE_FIELD) or find_type_key(result)
    document_type = resources.types.get(key) if key else None
    reviews = []
    for name, text in texts.items():
        field = find_field_name(result, name, document_type)
        value = read_typed_value(field, text, document_type, resources.types)
        reviews.append(FieldReview(result.result_id, field, value, by, at))
    return tuple(reviews)


def _stands(result: ProcedureResult, review: FieldReview) -> bool:
    last = last_review(result.reviews, review.field)
    return last is not None and (last.value, last.by) == (review.value, review.by)


def _answers_differences(resources: Resources, result: ProcedureResult, reviews: Sequence[FieldReview]) -> bool:
    """Whether these reviews only answer where a later reading differs from what a person confirmed."""
    if result.state != "confirmed" or result.confirmed_by in (None, MACHINE):
        return False
    names = {review.field for review in reviews}
    # Where the office asks for a second person, the way is a correction.
    guarded = {name.partition("[")[0] for name in names} & set(resources.settings.second_person_fields)
    return not guarded and names <= {later.field for later in result.open_differences}


def _refuse_reasonless_change(result: ProcedureResult) -> None:
    if result.state == "withdrawn":
        raise InputRejected("move_not_allowed", state=result.state)
    if result.state == "confirmed" and result.confirmed_by != MACHINE:
        raise InputRejected("result_confirmed")


def refuse_retired(result: ProcedureResult) -> None:
    """Raises InputRejected ("result_retired"), naming the result that took the pages over."""
    if result.merged_into is not None:
        raise InputRejected("result_retired", result=result.merged_into)


def refuse_move(result: ProcedureResult, target: ResultState) -> None:
    if target not in ALLOWED_MOVES[result.state]:
        raise InputRejected("move_not_allowed", state=result.state)
