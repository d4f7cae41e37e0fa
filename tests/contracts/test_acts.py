"""What every catalogue promises of acts: who proposes what is found by number, and stays found as results change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from schemas.act_proposals import list_proposals
from schemas.acts import ActOnPaper
from schemas.errors import SetupError
from schemas.procedure_result import ActDecision, ProcedureResult
from storage.ports import Catalogue
from tests.contracts.samples import NOW, make_batch, make_receipt, make_result

REVOKES = ActOnPaper("revoked", "named", "Thu hồi Giấy phép xây dựng số 45/GPXD", number="45/GPXD")


def file_result(catalogue: Catalogue, word: str, number: str, *acts: ActOnPaper, **changes: Any) -> ProcedureResult:
    receipt, _ = catalogue.put_receipt(make_receipt(word, catalogue.put_batch(make_batch())))
    made = make_result(receipt, document_number=number, **changes)
    result = replace(made, extraction=replace(made.extraction, acts=acts))
    assert catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    return result


def decide(result: ProcedureResult) -> ProcedureResult:
    proposal = list_proposals(result)[0]
    return replace(result, act_decisions=(ActDecision(proposal.proposal_id, "dismissed", "cli:lan", NOW),))


def test_an_act_is_found_by_the_number_that_it_names(catalogue: Catalogue) -> None:
    act = file_result(catalogue, "quyết định", "9/QĐ-UBND", REVOKES)
    permit = file_result(catalogue, "giấy phép", "45/GPXD")
    assert catalogue.find_acting_results("45 gpxd") == (act.result_id,)
    assert catalogue.find_acting_results("9/QĐ-UBND") == ()
    assert catalogue.find_numbered_results("45/gpxd") == (permit.result_id,)
    assert [it.result_id for it in catalogue.list_acting_results("92")] == [act.result_id]
    assert list(catalogue.list_acting_results("31")) == []


def test_a_decided_act_is_listed_no_more_and_still_found_by_its_name(catalogue: Catalogue) -> None:
    act = file_result(catalogue, "quyết định", "9/QĐ-UBND", REVOKES)
    name = list_proposals(act)[0].proposal_id
    catalogue.update_result(act.result_id, decide)
    assert list(catalogue.list_acting_results()) == []
    assert catalogue.find_acting_results("45/GPXD") == ()
    assert catalogue.find_acting_result(name) == act.result_id
    assert catalogue.find_acting_result("khong-co") is None


def test_a_withdrawn_paper_proposes_nothing_and_is_named_by_nothing(catalogue: Catalogue) -> None:
    act = file_result(catalogue, "quyết định", "9/QĐ-UBND", REVOKES)
    permit = file_result(catalogue, "giấy phép", "45/GPXD")
    for result in (act, permit):
        catalogue.update_result(result.result_id, lambda old: replace(old, state="withdrawn"))
    assert catalogue.find_numbered_results("45/GPXD") == ()
    assert catalogue.find_acting_results("45/GPXD") == ()


def test_a_changed_certificate_is_listed_once_an_earlier_one_is_filed(catalogue: Catalogue) -> None:
    edition = replace(REVOKES, verb="replaced", target="earlier_edition", number="5700001")
    file_result(catalogue, "lần 2", "5700001", edition)
    assert list(catalogue.list_acting_results()) == []
    file_result(catalogue, "lần đầu", "5700001")
    assert len(list(catalogue.list_acting_results())) == 1


def test_two_results_change_in_one_transaction_or_not_at_all(catalogue: Catalogue) -> None:
    one, other = file_result(catalogue, "một", "1/GPXD"), file_result(catalogue, "hai", "2/GPXD")
    ids = (other.result_id, one.result_id)

    def retitle(results: tuple[ProcedureResult, ...]) -> tuple[ProcedureResult, ...]:
        return (replace(results[0], title="x"), results[1])

    changed = catalogue.update_results(ids, retitle)
    assert [(it.result_id, it.version) for it in changed] == [(ids[0], 2), (ids[1], 1)]
    assert catalogue.get_result(ids[0]).title == "x"
    assert len(catalogue.list_result_versions(ids[1])) == 1

    def fail(results: tuple[ProcedureResult, ...]) -> tuple[ProcedureResult, ...]:
        raise SetupError("reason_missing")

    with pytest.raises(SetupError):
        catalogue.update_results(ids, fail)
    with pytest.raises(SetupError, match="result_unknown"):
        catalogue.update_results((*ids, "khongco"), retitle)
    assert catalogue.get_result(ids[0]).version == 2
