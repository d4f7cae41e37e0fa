"""Here live proposals: acts read on a filed paper that no person has decided on yet."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from schemas.acts import ActOnPaper
from schemas.field_values import find_value
from schemas.procedure_result import ActDecision, ProcedureResult
from schemas.text import fold_words

# Fields that declarations share: the last registered change of a certificate, the end that its page 2 grants.
CHANGE_DATE, EXTENDED_UNTIL = "change_date", "extended_until"
# States of a paper that says nothing any more.
_OUT_OF_USE = ("withdrawn", "returned")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One act with the name under which a person decides on it; the same act has the same name for ever."""

    proposal_id: str
    act: ActOnPaper


def list_proposals(result: ProcedureResult) -> tuple[Proposal, ...]:
    """Every act that a paper carries, decided or not, in printed order; what a person set counts for what was read."""
    if result.state in _OUT_OF_USE:
        return ()
    acts = [*result.extraction.acts, *_changed_edition(result), *_extension(result)]
    own = _key(result.document_number)
    proposals = {_name(result.result_id, act): act for act in acts if act.target != "named" or _key(act.number) != own}
    return tuple(Proposal(name, act) for name, act in proposals.items())


def list_open(result: ProcedureResult) -> tuple[Proposal, ...]:
    """The proposals that nobody has decided on."""
    return tuple(it for it in list_proposals(result) if find_decision(result, it.proposal_id) is None)


def find_decision(result: ProcedureResult, proposal_id: str) -> ActDecision | None:
    """What a person decided last of a proposal."""
    decisions = (it for it in reversed(result.act_decisions) if it.proposal_id == proposal_id)
    return next(decisions, None)


def _changed_edition(result: ProcedureResult) -> tuple[ActOnPaper, ...]:
    changed = find_value(result, CHANGE_DATE)
    if not changed or not result.document_number:
        return ()
    words = f"Đăng ký thay đổi, {changed}"
    act = ActOnPaper(
        "replaced", "earlier_edition", words, result.title, result.document_number, result.issue_date,
        effective_on=changed, page_number=_first_page(result),
    )  # fmt: skip
    return (act,)


def _extension(result: ProcedureResult) -> tuple[ActOnPaper, ...]:
    """The extension block of a permit's own back page."""
    until = find_value(result, EXTENDED_UNTIL)
    if not until or any(act.target == "itself" for act in result.extraction.acts):
        return ()
    act = ActOnPaper(
        "extended", "itself", f"Gia hạn đến {until}", result.title, result.document_number, result.issue_date,
        valid_until=until, page_number=result.page_numbers[-1] if result.page_numbers else 1,
    )  # fmt: skip
    return (act,)


def _first_page(result: ProcedureResult) -> int:
    return result.page_numbers[0] if result.page_numbers else 1


def _name(result_id: str, act: ActOnPaper) -> str:
    parts: tuple[str, ...] = (
        result_id, act.verb, act.target, _key(act.number), act.issue_date or "", act.valid_until or "",
    )  # fmt: skip
    if act.target == "earlier_edition":
        parts = (*parts, act.effective_on or "")
    digest = hashlib.sha256(f"proposal:{':'.join(parts)}".encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def _key(number: str | None) -> str:
    return "".join(fold_words(number or ""))
