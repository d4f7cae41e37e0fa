"""A proposal has one name for ever, and stays decided when its paper is read again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from schemas.act_proposals import find_decision, list_open, list_proposals
from schemas.acts import ActOnPaper
from schemas.geometry import Box
from schemas.procedure_result import ActDecision, FieldReview, ProcedureResult
from schemas.wire import from_json, to_json
from tests.contracts.samples import NOW, make_batch, make_receipt, make_result

ACT = ActOnPaper("revoked", "named", "Thu hồi Giấy phép số 46/GPXD", number="46/GPXD", box=Box(1, 2, 3, 4))


def make(*acts: ActOnPaper, **changes: Any) -> ProcedureResult:
    made = make_result(make_receipt("one", make_batch()), **changes)
    return replace(made, extraction=replace(made.extraction, acts=acts))


def test_read_again_with_other_slips_a_decided_act_is_not_asked_again() -> None:
    result = make(ACT)
    (name,) = [it.proposal_id for it in list_open(result)]
    decided = replace(result, act_decisions=(ActDecision(name, "dismissed", "cli:lan", NOW, "nhầm"),))
    again = replace(ACT, raw="Thu hôi Giấy phép so 46 /GPXD", number="46 / GPXD", box=None, page_number=2)
    read_again = replace(decided, extraction=replace(decided.extraction, acts=(again,)))
    assert [it.proposal_id for it in list_proposals(read_again)] == [name]
    assert list_open(read_again) == ()


def test_the_last_decision_counts() -> None:
    decisions = tuple(ActDecision("p", what, "cli:lan", NOW) for what in ("dismissed", "accepted"))  # type: ignore[arg-type]
    last = find_decision(make(ACT, act_decisions=decisions), "p")
    assert last is not None
    assert last.decision == "accepted"
    assert find_decision(make(ACT), "p") is None


def test_a_paper_that_names_its_own_number_acts_on_no_other() -> None:
    assert list_proposals(make(replace(ACT, number="45/GPXD"))) == ()


def test_a_person_may_take_back_what_the_machine_read_of_an_extension() -> None:
    extended = make(reviews=(FieldReview("r", "extended_until", "2023-03-05", "cli:lan", NOW),))
    (proposal,) = list_proposals(extended)
    assert (proposal.act.verb, proposal.act.target, proposal.act.valid_until) == ("extended", "itself", "2023-03-05")
    denied = replace(extended, reviews=(*extended.reviews, FieldReview("r", "extended_until", None, "cli:lan", NOW)))
    assert list_proposals(denied) == ()


def test_acts_and_decisions_survive_their_journey_as_text() -> None:
    decision = ActDecision("p", "accepted", "cli:lan", NOW, "", "r2")
    result = make(ACT, act_decisions=(decision,))
    assert from_json(ProcedureResult, to_json(result)) == result
