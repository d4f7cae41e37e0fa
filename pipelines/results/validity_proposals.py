"""Here lives what filed papers propose for the validity of others, and what people decide of it.

Nothing is stored of a proposal but the act that was read and a person's decision: which paper is meant is found anew
each time, so that it makes no difference which of the two was scanned first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pipelines.actions import require_reason, step, update, update_several
from pipelines.indexing import index_pending
from pipelines.lines import JsonLine, type_of
from pipelines.masking import mask_ids_in_text
from pipelines.resources import Resources
from pipelines.results.after_filing import to_ending
from pipelines.results.named_papers import find_meant
from schemas.act_proposals import Proposal, find_decision, list_open, list_proposals
from schemas.acts import ActOnPaper
from schemas.errors import InputRejected, SetupError
from schemas.partial_dates import day_span
from schemas.procedure_result import ActDecision, FieldReview, ProcedureResult
from schemas.validity import EndReason

_ENDINGS: dict[str, EndReason] = {"revoked": "revoked", "replaced": "replaced", "ended": "ended"}
# Types whose papers hold for a printed term: what an extension moves. Others hold until something happens.
_TERM_CLASSES = frozenset({"T1", "T2"})


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """A proposal with what is known of it now.

    Args:
        papers: those it may mean, see `find_meant`.
        on: first day without force; for an extension the last day in force; None where no day is known.
        doubts: codes of `problems.toml`.
    """

    proposal: Proposal
    acting: ProcedureResult
    papers: tuple[tuple[ProcedureResult, ...], ...]
    on: date | None
    doubts: tuple[str, ...]

    @property
    def paper(self) -> ProcedureResult | None:
        """The paper meant, where it is one."""
        return self.papers[0][0] if len(self.papers) == 1 else None

    def to_json(self) -> JsonLine:
        """One line of `sohoa validity proposals`; personal numbers masked."""
        act = self.proposal.act
        return {
            "proposal_id": self.proposal.proposal_id,
            "result_id": self.paper.result_id if self.paper else None,
            "candidates": [group[0].result_id for group in self.papers] if len(self.papers) > 1 else [],
            "by_result": self.acting.result_id,
            "state": act.verb,
            "on": self.on.isoformat() if self.on else None,
            "named_number": mask_ids_in_text(act.number) if act.number else None,
            "named_date": act.issue_date,
            "why": mask_ids_in_text(act.raw),
            "page_number": act.page_number,
            "box": list(act.box) if act.box else None,
            "doubts": list(self.doubts),
        }


def list_open_proposals(resources: Resources, unit: str | None = None) -> Iterator[OpenProposal]:
    """Every proposal that nobody has decided on, of the papers of a unit (issuer's or custodian's) or of all.

    Raises:
        SetupError: "unit_unknown".
    """
    if unit is not None:
        resources.units.get(unit)
    for acting in resources.catalogue.list_acting_results(unit):
        yield from _list_of(resources, acting)


def list_proposals_about(resources: Resources, result: ProcedureResult) -> list[OpenProposal]:
    """The open proposals that a result makes, and those of others that mean it."""
    found = list(_list_of(resources, result))
    if result.document_number and result.state != "withdrawn":
        ids = resources.catalogue.find_acting_results(result.document_number)
        for acting in resources.catalogue.list_results_by_id([name for name in ids if name != result.result_id]):
            found += [it for it in _list_of(resources, acting) if any(result in group for group in it.papers)]
    return found


def accept_proposal(
    resources: Resources, proposal_id: str, by: str, *, on: date | None = None, result_id: str | None = None
) -> JsonLine:
    """A person's yes: the paper meant is ended, extended or marked as corrected, both papers' histories tell it.

    One transaction. Harmless when repeated.

    Args:
        on: another day than the proposed one; see `OpenProposal.on`.
        result_id: the paper, where several may be meant or none was found.

    Raises:
        SetupError: "proposal_unknown", "result_unknown".
        InputRejected: "proposal_without_paper", "proposal_several_papers", "proposal_day_missing", "ends_before_issue",
            "extension_shortens", "move_not_allowed" (either paper was withdrawn).
    """
    acting, proposal = _get_proposal(resources, proposal_id)
    decision = find_decision(acting, proposal_id)
    if decision is not None and decision.decision == "accepted":
        index_pending(resources)  # who was killed after the change left the index behind
        return _tell(proposal, decision.result_id, False)
    opened = _look_at(resources, acting, proposal)
    scans = _choose_paper(resources, opened, result_id)
    day = on or opened.on
    if day is None and proposal.act.verb != "amended":
        raise InputRejected("proposal_day_missing")
    made = _Acceptance(resources, proposal, by, resources.now(), day, scans[0].result_id)
    ids = list(dict.fromkeys([acting.result_id, *(scan.result_id for scan in scans)]))
    update_several(resources, ids, made.change)
    return _tell(proposal, made.paper_id, True)


def dismiss_proposal(resources: Resources, proposal_id: str, reason: str, by: str) -> JsonLine:
    """A person's no, with the reason: the proposal is shown no more. Harmless when repeated.

    Raises:
        SetupError: "proposal_unknown", "reason_missing"; InputRejected: "proposal_accepted".
    """
    reason = require_reason(reason)
    acting, proposal = _get_proposal(resources, proposal_id)
    at = resources.now()

    def change(result: ProcedureResult) -> ProcedureResult:
        last = find_decision(result, proposal_id)
        if last is not None and last.decision == "accepted":
            raise InputRejected("proposal_accepted")
        if last is not None:
            return result
        decision = ActDecision(proposal_id, "dismissed", by, at, reason)
        decided = replace(result, act_decisions=(*result.act_decisions, decision))
        return step(resources, decided, by, at, "proposal_dismissed", f"{proposal.act.verb}: {reason}")

    changed = update(resources, acting.result_id, change)
    return _tell(proposal, None, changed.version != acting.version)


def _tell(proposal: Proposal, result_id: str | None, changed: bool) -> JsonLine:
    told = {"proposal_id": proposal.proposal_id, "state": proposal.act.verb}
    return told | {"result_id": result_id, "changed": changed}


@dataclass(frozen=True, slots=True)
class _Acceptance:
    """What accepting changes, of the acting paper first and then of every scan of the one that it means."""

    resources: Resources
    proposal: Proposal
    by: str
    at: datetime
    on: date | None
    paper_id: str

    def change(self, results: tuple[ProcedureResult, ...]) -> tuple[ProcedureResult, ...]:
        acting = results[0]
        last = find_decision(acting, self.proposal.proposal_id)
        if last is not None and last.decision == "accepted":
            return results
        if acting.state == "withdrawn":
            raise InputRejected("move_not_allowed", state=acting.state)
        scans = results[1:] or results
        changed = [self._change_paper(scan, acting) for scan in scans]
        if not results[1:]:
            return (self._decide(changed[0]),)
        return (self._decide(acting), *changed)

    def _decide(self, acting: ProcedureResult) -> ProcedureResult:
        decision = ActDecision(self.proposal.proposal_id, "accepted", self.by, self.at, "", self.paper_id)
        decided = replace(acting, act_decisions=(*acting.act_decisions, decision))
        note = f"{self.proposal.act.verb}: {self.paper_id}"
        return step(self.resources, decided, self.by, self.at, "proposal_accepted", note)

    def _change_paper(self, paper: ProcedureResult, acting: ProcedureResult) -> ProcedureResult:
        act, basis = self.proposal.act, tell_basis(self.resources, acting)
        state = _ENDINGS.get(act.verb)
        if state and self.on:
            change = to_ending(self.resources, state, self.on, basis, self.by, acting.result_id)
            return change(paper)
        if paper.state == "withdrawn":
            raise InputRejected("move_not_allowed", state=paper.state)
        note = basis if self.on is None or act.verb == "amended" else f"{self.on.isoformat()}: {basis}"
        return step(self.resources, self._extend(paper), self.by, self.at, act.verb, note)

    def _extend(self, paper: ProcedureResult) -> ProcedureResult:
        """A paper with a printed term gets the new end as this person's value; others hold as they did."""
        declared = type_of(self.resources.types, paper.document_type)
        if self.proposal.act.verb != "extended" or self.on is None or declared is None:
            return paper
        if declared.validity.validity_class not in _TERM_CLASSES:
            return paper
        until = day_span(paper.valid_until) if paper.valid_until else None
        if until and self.on < until[1]:
            raise InputRejected("extension_shortens")
        review = FieldReview(paper.result_id, "valid_until", self.on.isoformat(), self.by, self.at)
        return replace(paper, reviews=(*paper.reviews, review))


def tell_basis(resources: Resources, acting: ProcedureResult) -> str:
    """The paper that acts, as an ending names it: kind, number and day; personal numbers masked."""
    declared = type_of(resources.types, acting.document_type)
    kind = declared.title if declared else "Văn bản"
    number = mask_ids_in_text(acting.document_number) if acting.document_number else ""
    issued = acting.issue_date or ""
    day = "/".join(reversed(issued.split("-")))
    return " ".join(part for part in (kind, number, f"ngày {day}" if day else "") if part)


def _list_of(resources: Resources, acting: ProcedureResult) -> Iterator[OpenProposal]:
    for proposal in list_open(acting):
        opened = _look_at(resources, acting, proposal)
        is_worth_telling = opened.papers or proposal.act.target == "named"
        if is_worth_telling and not _is_settled(opened):
            yield opened


def _look_at(resources: Resources, acting: ProcedureResult, proposal: Proposal) -> OpenProposal:
    papers = find_meant(resources, acting, proposal.act)
    on, is_stated = _find_day(resources, acting, proposal.act)
    doubts = [] if is_stated or on is None else ["proposal_day_assumed"]
    doubts += ["proposal_several_papers"] if len(papers) > 1 else []
    doubts += ["proposal_paper_undated"] if proposal.act.target == "named" and proposal.act.issue_date is None else []
    doubts += ["proposal_act_unconfirmed"] if acting.state != "confirmed" else []
    if proposal.act.verb in _ENDINGS and any(_ends_too_early(group[0], on) for group in papers):
        doubts.append("ends_before_issue")
    return OpenProposal(proposal, acting, papers, on, tuple(doubts))


def _find_day(resources: Resources, acting: ProcedureResult, act: ActOnPaper) -> tuple[date | None, bool]:
    """The proposed day, and whether the paper itself states it."""
    if act.verb == "extended":
        return (date.fromisoformat(act.valid_until) if act.valid_until else None), True
    stated = day_span(act.effective_on) if act.effective_on else None
    if stated is not None:
        return stated[0], True
    issued = day_span(acting.issue_date) if acting.issue_date else None
    if issued is None or issued[0] != issued[1]:
        return None, False
    declared = type_of(resources.types, acting.document_type)
    # A new certificate holds from its day of issue, and nobody prints that.
    is_usual = act.verb == "amended" or (declared is not None and declared.tier == 0)
    return issued[0] + timedelta(days=act.days_after_signing or 0), is_usual or act.days_after_signing is not None


def _ends_too_early(paper: ProcedureResult, on: date | None) -> bool:
    issued = day_span(paper.issue_date) if paper.issue_date else None
    return bool(issued and on and on < issued[0])


def _is_settled(opened: OpenProposal) -> bool:
    """Whether a person has ended the paper so already without asking the proposal."""
    endings = opened.paper.endings if opened.paper else ()
    state = _ENDINGS.get(opened.proposal.act.verb)
    return any(it.state == state and (it.on == opened.on or it.by_result == opened.acting.result_id) for it in endings)


def _choose_paper(resources: Resources, opened: OpenProposal, result_id: str | None) -> tuple[ProcedureResult, ...]:
    if result_id is not None:
        found = next((group for group in opened.papers if any(it.result_id == result_id for it in group)), None)
        return found or (resources.catalogue.get_result(result_id),)
    if not opened.papers:
        raise InputRejected("proposal_without_paper")
    if len(opened.papers) > 1:
        raise InputRejected("proposal_several_papers")
    return opened.papers[0]


def _get_proposal(resources: Resources, proposal_id: str) -> tuple[ProcedureResult, Proposal]:
    result_id = resources.catalogue.find_acting_result(proposal_id)
    acting = resources.catalogue.find_result(result_id) if result_id else None
    proposals = list_proposals(acting) if acting else ()
    found = next((it for it in proposals if it.proposal_id == proposal_id), None)
    if acting is None or found is None:
        raise SetupError("proposal_unknown", proposal=proposal_id)
    return acting, found
