"""Here lives the fold: an extraction and the reviews of people become the values a result stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.document_type import DocumentType
from schemas.extraction import Doubt
from schemas.field_values import find_value, last_review, list_values
from schemas.holder_mentions import list_births
from schemas.paper_keys import list_paper_keys
from schemas.procedure_result import Ending, LaterValue, ProcedureResult
from schemas.units import Unit, Units
from schemas.validity import Interval, ValidityClass, ValidityRule, end_intervals, interval_by_rule

__all__ = ["TYPE_FIELD", "find_type_key", "find_value", "fold_result", "list_values"]

# A person may also say of what type a paper is; reviewed like a field under this name.
TYPE_FIELD = "document_type"
# Reason: a later reading has another value than the one that a person confirmed.
REREAD_DIFFERS = "reread_differs"
# Reason: a later reading found the mark of a state secret.
REREAD_SECRET = "reread_secret"


def fold_result(result: ProcedureResult, types: Mapping[str, DocumentType], units: Units) -> ProcedureResult:
    """The result with every folded value made new; pure, and the same when done twice.

    A field that a person reviewed has the person's value, whatever the machine read. Doubts that
    nobody has settled stay in `needs_review`, except on a confirmed result: who confirms answers for
    the readings that were left. State, history and version are not touched. Of later readings' values those are
    left that no person has answered; they are open doubts of a confirmed result too.
    """
    key = find_type_key(result)
    document_type = types.get(key) if key else None
    issuing_body = find_value(result, "issuing_body")
    issue_date = find_value(result, "issue_date")
    valid_until = find_value(result, "valid_until")
    issuer = _resolve_issuer(result, units)
    later = tuple(it for it in result.later_values if not last_review(result.reviews, it.field))
    differing = tuple(Doubt(it.field, _reason_of(it)) for it in later if it.kept_by is None)
    folded = replace(
        result,
        document_type=key,
        title=find_value(result, "title") or (document_type.title if document_type else result.extraction.title),
        document_number=find_value(result, "document_number"),
        issue_date=issue_date,
        issuing_body=issuing_body,
        unit=issuer.path if issuer else None,
        level=issuer.level if issuer else None,
        holder_names=_list_by_role(result, document_type, "holder_name"),
        holder_ids=_list_by_role(result, document_type, "holder_id"),
        holder_births=list_births(result, document_type),
        valid_until=valid_until,
        intervals=_ended(_intervals(document_type, issue_date, valid_until), result.endings),
        sensitivity=document_type.sensitivity if document_type else result.sensitivity,
        needs_review=(*(() if result.state == "confirmed" else _open_doubts(result)), *differing),
        later_values=later,
    )
    return replace(folded, paper_keys=list_paper_keys(folded))


def _reason_of(later: LaterValue) -> str:
    return REREAD_DIFFERS if later.value else REREAD_SECRET


def find_type_key(result: ProcedureResult) -> str | None:
    """The document type a person gave, else the one the machine found."""
    review = last_review(result.reviews, TYPE_FIELD)
    return review.value if review else result.extraction.document_type


def _list_by_role(result: ProcedureResult, document_type: DocumentType | None, role: str) -> tuple[str, ...]:
    """Values of every field with this role, each once; a paper of no known type has the common names."""
    names = [spec.name for spec in document_type.fields if spec.role == role] if document_type else []
    values = [value for name in names or [role] for value in list_values(result, name)]
    return tuple(dict.fromkeys(values))


def _resolve_issuer(result: ProcedureResult, units: Units) -> Unit | None:
    issuing_body = find_value(result, "issuing_body")
    if not issuing_body:
        return None
    return units.resolve_issuer(
        issuing_body,
        find_value(result, "parent_body"),
        find_value(result, "issue_place"),
        find_value(result, "issue_date"),
        home=result.custodian,
    )


def _intervals(
    document_type: DocumentType | None, issue_date: str | None, valid_until: str | None
) -> tuple[Interval, ...]:
    if document_type is None:
        return ()
    declared = document_type.validity
    months = (declared.years or 0) * 12 + (declared.months or 0)
    rule = ValidityRule(_to_class(declared.validity_class), months or None, declared.legal_basis)
    return interval_by_rule(rule, issue_date, valid_until)


def _ended(intervals: tuple[Interval, ...], endings: Sequence[Ending]) -> tuple[Interval, ...]:
    for ending in sorted(endings, key=lambda ending: ending.on):
        intervals = end_intervals(intervals, ending.on, ending.state, ending.basis)
    return intervals


def _to_class(letter: str) -> ValidityClass:
    known: tuple[ValidityClass, ...] = ("P", "T1", "T2", "E", "O", "U")
    return next((name for name in known if name == letter), "U")


def _open_doubts(result: ProcedureResult) -> tuple[Doubt, ...]:
    """The machine's doubts on fields that no person has reviewed."""
    reviewed = {review.field for review in result.reviews}
    return tuple(doubt for doubt in result.extraction.doubts if doubt.field not in reviewed)
