"""Here lives what happens to a confirmed result: corrected, withdrawn, ended. The version before stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from pipelines.actions import Change, refuse_move, require_reason, step, to_reviews, update, was_just_done
from pipelines.resources import Resources
from pipelines.results.review_persons import is_same_person
from schemas.days import local_day
from schemas.errors import InputRejected, SetupError
from schemas.folding import find_value
from schemas.partial_dates import day_span
from schemas.procedure_result import Assignment, Ending, ProcedureResult
from schemas.validity import EndReason


def correct_result(
    resources: Resources, result_id: str, texts: Mapping[str, str], reason: str, by: str, approved_by: str | None = None
) -> ProcedureResult:
    """A confirmed result with other values: a new version, still confirmed, its day of confirmation kept.

    Harmless when repeated.

    Args:
        texts: field names and values as a person types them; "" says that the paper has no such value.
        reason: why; goes into the history. Values do not: the history is shown more widely than they are.
        by: who corrects.
        approved_by: the second person, where the office asks for one.

    Raises:
        SetupError: "result_unknown", "field_unknown", "field_needs_position", "type_key_unknown", "reason_missing",
            "second_person_missing".
        InputRejected: "value_invalid", "not_confirmed" (use the review), "nothing_changed".
    """
    reason = require_reason(reason)
    at = resources.now()

    def change(result: ProcedureResult) -> ProcedureResult:
        if result.state != "confirmed":
            raise InputRejected("not_confirmed", state=result.state)
        reviews = to_reviews(resources, result, texts, by, at)
        if {review.field.partition("[")[0] for review in reviews} & set(resources.settings.second_person_fields):
            check_second_person(by, approved_by)
        fields = ", ".join(review.field for review in reviews)
        corrected = replace(result, reviews=result.reviews + reviews, confirmed_by=by)
        note = note_with_approver(f"{fields}: {reason}", approved_by)
        if all(find_value(result, review.field) == review.value for review in reviews):
            if was_just_done(result, by, "corrected", note):
                return result
            raise InputRejected("nothing_changed")
        return step(resources, corrected, by, at, "corrected", note)

    return update(resources, result_id, change)


def withdraw_result(
    resources: Resources, result_id: str, reason: str, by: str, approved_by: str | None = None
) -> ProcedureResult:
    """Take a result out of use: it is found and counted no more from today; its versions stay readable.

    Harmless when repeated with the same reason.

    Raises:
        SetupError: "result_unknown", "reason_missing", "second_person_missing"; InputRejected: "move_not_allowed".
    """
    reason = require_reason(reason)
    if resources.settings.second_person_fields:
        check_second_person(by, approved_by)
    at = resources.now()

    note = note_with_approver(reason, approved_by)

    def change(result: ProcedureResult) -> ProcedureResult:
        if was_just_done(result, by, "withdrawn", note):
            return result
        refuse_move(result, "withdrawn")
        return step(resources, replace(result, state="withdrawn"), by, at, "withdrawn", note)

    return update(resources, result_id, change)


def end_validity(
    resources: Resources,
    result_id: str,
    state: EndReason,
    on: date,
    basis: str,
    by: str,
    by_result: str | None = None,
) -> ProcedureResult:
    """Say that a paper holds no more from a day on: revoked, replaced or ended, whether or not the act is scanned.

    Raises:
        SetupError: "result_unknown" (of `by_result` too), "basis_missing".
        InputRejected: "ends_before_issue"; "move_not_allowed" (withdrawn). The same ending again changes nothing.
    """
    return update(resources, result_id, to_ending(resources, state, on, basis, by, by_result))


def to_ending(
    resources: Resources, state: EndReason, on: date, basis: str, by: str, by_result: str | None = None
) -> Change:
    """The change that `end_validity` makes, for lists: many of them, and the index once at the end.

    Raises:
        SetupError: as `end_validity`.
    """
    if not basis.strip():
        raise SetupError("basis_missing")
    if by_result is not None:
        resources.catalogue.get_result(by_result)
    at = resources.now()

    def change(result: ProcedureResult) -> ProcedureResult:
        if result.state == "withdrawn":
            raise InputRejected("move_not_allowed", state=result.state)
        issued = day_span(result.issue_date) if result.issue_date else None
        if issued is not None and on < issued[0]:
            raise InputRejected("ends_before_issue")
        if any((it.state, it.on, it.basis) == (state, on, basis.strip()) for it in result.endings):
            return result
        ending = Ending(state, on, basis.strip(), by, at, by_result)
        ended = replace(result, endings=(*result.endings, ending))
        return step(resources, ended, by, at, state, f"{on.isoformat()}: {basis.strip()}")

    return change


def assign_unit(resources: Resources, result_id: str, unit: str, basis: str, by: str) -> ProcedureResult:
    """Say which unit answers for a paper from now on; what is printed and what the quota counts stay as they are.

    Harmless when repeated; another word later takes its place.

    Raises:
        SetupError: "result_unknown", "unit_unknown", "unit_no_more", "basis_missing".
        InputRejected: "move_not_allowed" (withdrawn).
    """
    return update(resources, result_id, to_assignment(resources, unit, basis, by))


def to_assignment(resources: Resources, unit: str, basis: str, by: str) -> Change:
    """The change that `assign_unit` makes; raises as that."""
    basis, at = basis.strip(), resources.now()
    if not basis:
        raise SetupError("basis_missing")
    if not resources.units.get(unit).lives_on(local_day(at)):
        raise SetupError("unit_no_more", unit=unit)

    def change(result: ProcedureResult) -> ProcedureResult:
        if result.state == "withdrawn":
            raise InputRejected("move_not_allowed", state=result.state)
        if any((it.unit, it.basis) == (unit, basis) for it in result.assignments[-1:]):
            return result
        assigned = replace(result, assignments=(*result.assignments, Assignment(unit, basis, by, at)))
        return step(resources, assigned, by, at, "assigned", f"{unit}: {basis}")

    return change


def version_on(resources: Resources, result: ProcedureResult, until: datetime) -> ProcedureResult | None:
    """The result as it was known at an instant, itself where nothing happened since; None before it was filed."""
    if not result.history or result.history[-1].at <= until:
        return result
    if result.filed_at > until:
        return None
    versions = resources.catalogue.list_result_versions(result.result_id)
    return max(
        (it for it in versions if not it.history or it.history[-1].at <= until), key=lambda it: it.version, default=None
    )


def check_second_person(by: str, approved_by: str | None) -> None:
    """Raises SetupError ("second_person_missing") unless another person approved; `Lan` and ` lan` are one."""
    # A blank name given to a command arrives as the prefix alone.
    named = (approved_by or "").removeprefix("cli:").strip()
    if not named or is_same_person(by, named):
        raise SetupError("second_person_missing")


def note_with_approver(text: str, approved_by: str | None) -> str:
    """A note of the history that names the second person, where there was one."""
    return f"{text} ({approved_by})" if approved_by else text
