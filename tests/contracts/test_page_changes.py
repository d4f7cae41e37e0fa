"""What every catalogue promises of a change of pages: all of it or nothing, and what was made here is no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from schemas.errors import InputRejected, SetupError
from schemas.procedure_result import ProcedureResult, Related, make_result_id
from storage.ports import Catalogue, EndedReceipt, PageChange
from tests.contracts.samples import make_batch, make_inspection, make_receipt, make_result


@pytest.fixture
def filed(catalogue: Catalogue) -> ProcedureResult:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("one", batch))
    catalogue.put_inspection(receipt.receipt_id, make_inspection(2), "r1")
    result = make_result(receipt)
    assert catalogue.end_receipt(receipt.receipt_id, "filed", [{"result_id": result.result_id}], results=[result])
    catalogue.remove_outbox(catalogue.list_outbox(10))
    return result


def compose(word: str, result: ProcedureResult) -> EndedReceipt:
    parts = ((result.scan_id, 1), (result.scan_id, 2))
    receipt = replace(
        make_receipt(word, make_batch()),
        state="done",
        outcome="filed",
        inspection=make_inspection(2),
        composed_of=parts,
    )
    return EndedReceipt(receipt, "r2", ({"result_id": result.result_id},), failed_pages=(2,))


def test_a_result_moves_to_a_scan_that_comes_with_the_change(catalogue: Catalogue, filed: ProcedureResult) -> None:
    ended = compose("both", filed)

    def change(current: tuple[ProcedureResult, ...]) -> PageChange:
        assert current == (filed,)
        moved = replace(filed, scan_id=ended.receipt.scan_id, receipt_id=ended.receipt.receipt_id, version=99)
        return PageChange((moved,), receipts=(ended,))

    (changed,) = catalogue.change_pages([filed.result_id], change).changed
    assert (changed.version, catalogue.get_result(filed.result_id)) == (2, changed)
    assert catalogue.list_result_versions(filed.result_id) == (filed, changed)
    assert catalogue.get_receipt(ended.receipt.receipt_id) == ended.receipt
    assert catalogue.list_lines(ended.receipt.receipt_id) == ended.lines
    assert [page.status for page in catalogue.list_pages(ended.receipt.scan_id, "r2")] == ["read", "failed"]
    assert [mark.result_id for mark in catalogue.list_outbox(10)] == [filed.result_id]


def test_a_composed_scan_is_no_file_and_a_retired_result_no_paper_of_its_batch(
    catalogue: Catalogue, filed: ProcedureResult
) -> None:
    before = catalogue.summarise_batch("batch-hop-1")
    other = replace(filed, result_id=make_result_id(filed.scan_id, 2), page_numbers=(2,), version=1)

    catalogue.change_pages([filed.result_id], lambda current: PageChange(current, (other,)))
    assert catalogue.summarise_batch("batch-hop-1").states == {"in_review": 2}

    def merge(current: tuple[ProcedureResult, ...]) -> PageChange:
        whole, gone = current
        retired = replace(gone, state="withdrawn", related=(Related(whole.result_id, "merged_into"),))
        return PageChange((whole, retired), receipts=(compose("both", filed),))

    catalogue.change_pages([filed.result_id, other.result_id], merge)
    assert catalogue.get_result(other.result_id).merged_into == filed.result_id
    assert catalogue.summarise_batch("batch-hop-1") == before


def test_a_change_that_is_refused_leaves_nothing(catalogue: Catalogue, filed: ProcedureResult) -> None:
    def refuse(current: tuple[ProcedureResult, ...]) -> PageChange:
        raise InputRejected("nothing_changed")

    with pytest.raises(InputRejected):
        catalogue.change_pages([filed.result_id], refuse)
    with pytest.raises(SetupError, match="result_unknown"):
        catalogue.change_pages([filed.result_id, "khongco"], lambda current: PageChange(current))
    assert catalogue.get_result(filed.result_id) == filed
    assert len(catalogue.list_receipts()) == 1


def test_a_file_in_quarantine_ends_as_filed_and_one_that_was_filed_stays(
    catalogue: Catalogue, filed: ProcedureResult
) -> None:
    batch = make_batch()
    waiting, _ = catalogue.put_receipt(make_receipt("page", batch))
    catalogue.end_receipt(waiting.receipt_id, "quarantined", [{"outcome": "quarantined"}], problem_code="unexpected")
    handed = replace(waiting, state="done", outcome="filed", inspection=make_inspection(1))
    first = replace(catalogue.get_receipt(filed.receipt_id), outcome="filed", inspection=make_inspection(1))
    receipts = tuple(EndedReceipt(it, "r2", ({"result_id": filed.result_id, "page": True},)) for it in (handed, first))
    catalogue.change_pages([filed.result_id], lambda current: PageChange(current, receipts=receipts))
    assert catalogue.list_quarantine() == ()
    assert catalogue.list_lines(waiting.receipt_id) == ({"result_id": filed.result_id, "page": True},)
    assert catalogue.list_lines(first.receipt_id) == ({"result_id": filed.result_id},)
    assert catalogue.get_result(filed.result_id).version == 1


def test_papers_that_meet_only_now_are_linked_with_the_change(catalogue: Catalogue, filed: ProcedureResult) -> None:
    keyed = replace(filed, paper_keys=("0123456789abcdef",))
    other = replace(keyed, result_id=make_result_id(filed.scan_id, 2), page_numbers=(2,))
    catalogue.change_pages([filed.result_id], lambda current: PageChange((keyed,), (other,)))

    def link(
        new: Sequence[ProcedureResult], kin: Sequence[ProcedureResult]
    ) -> tuple[Sequence[ProcedureResult], Sequence[ProcedureResult]]:
        linked = [replace(it, related=(Related(kin[0].result_id, "rescan_of"),)) for it in new]
        return linked, [replace(it, related=(Related(new[0].result_id, "copy_of"),)) for it in kin]

    told = replace(keyed, title="nói lại", version=2)
    done = catalogue.change_pages([filed.result_id], lambda current: PageChange((told,), link=link))
    assert done.changed[0].related == (Related(other.result_id, "rescan_of"),)
    assert catalogue.get_result(filed.result_id) == done.changed[0]
    kin = catalogue.get_result(other.result_id)
    assert (kin.version, kin.related) == (2, (Related(filed.result_id, "copy_of"),))
