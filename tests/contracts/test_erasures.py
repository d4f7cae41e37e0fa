"""What every catalogue and every object store must do when a result is erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.erasure import STATED_IN_REASON, Erasure, KnownThen
from schemas.errors import InputRejected, SetupError
from schemas.holder_links import HolderEvent
from schemas.originals import DigitisedResult
from schemas.procedure_result import ProcedureResult
from schemas.scan import BatchOrder
from storage.audit_chain import follow_chain
from storage.ports import Catalogue, ObjectStore
from tests.contracts.samples import NOW, make_batch, make_receipt, make_result

BATCH = make_batch()


def file(catalogue: Catalogue, word: str, *papers: int) -> list[ProcedureResult]:
    catalogue.put_batch(BATCH)
    receipt = make_receipt(word, BATCH)
    catalogue.put_receipt(receipt)
    results = [make_result(receipt, page) for page in papers or (1,)]
    lines = [
        {"result_id": it.result_id, "source": receipt.source, "pages": list(it.page_numbers), "fields": {"a": 1}}
        for it in results
    ]
    assert catalogue.end_receipt(receipt.receipt_id, "filed", lines, results=results)
    return results


def make(versions: tuple[ProcedureResult, ...]) -> Erasure:
    newest = versions[-1]
    counted = DigitisedResult(newest.result_id, None, None, None, None, None, (), newest.state)
    return Erasure(
        newest.result_id, newest.receipt_id, newest.custodian, (), newest.filed_at, STATED_IN_REASON, "vì", "cli:an",
        "cli:hoa", NOW, tuple(KnownThen(NOW, it.version, counted) for it in versions), waiting=("objects",),
    )  # fmt: skip


def test_an_erased_result_is_in_no_table_any_more(catalogue: Catalogue) -> None:
    (result,) = file(catalogue, "a")
    catalogue.update_result(result.result_id, lambda it: replace(it, title="khác"))
    catalogue.put_batch_order(BATCH.batch_id, BatchOrder(("in/a.pdf", "in/b.pdf")))
    told = catalogue.erase_result(result.result_id, make)
    assert told.scan_pages == ((result.scan_id, result.page_numbers),)
    assert [it.version for it in told.known] == [1, 2]
    assert catalogue.find_result(result.result_id) is None
    assert list(catalogue.list_results()) == list(catalogue.list_result_versions(result.result_id)) == []
    for holder_id in result.holder_ids:
        assert catalogue.find_held_results(holder_id) == ()
    receipt = catalogue.get_receipt(result.receipt_id)
    assert (receipt.source, receipt.outcome, receipt.problem_code) == ("", "refused", "result_erased")
    assert catalogue.find_refusal(result.scan_id) == "result_erased"
    assert [order.sources for order in catalogue.list_batch_orders(BATCH.batch_id)] == [("in/b.pdf",)]
    (line,) = catalogue.list_lines(result.receipt_id)
    assert (line["result_id"], line["source"], line["fields"]) == (result.result_id, "", {})
    assert [mark.result_id for mark in catalogue.list_outbox(10)] == [result.result_id]
    assert catalogue.summarise_batch(BATCH.batch_id).states == {"erased": 1}


def test_an_erased_result_is_told_from_an_unknown_one(catalogue: Catalogue) -> None:
    (result,) = file(catalogue, "a")
    catalogue.erase_result(result.result_id, make)
    for ask in (
        lambda: catalogue.get_result(result.result_id),
        lambda: catalogue.update_result(result.result_id, lambda it: it),
    ):
        with pytest.raises(InputRejected, match="result_erased"):
            ask()
    with pytest.raises(SetupError, match="result_unknown"):
        catalogue.erase_result("x", make)
    assert catalogue.list_erased([result.result_id, "x"]) == (result.result_id,)


def test_a_second_erasure_and_a_refused_one_change_nothing(catalogue: Catalogue) -> None:
    (result,) = file(catalogue, "a")

    def refuse(_versions: tuple[ProcedureResult, ...]) -> Erasure:
        raise InputRejected("reason_names_holder")

    with pytest.raises(InputRejected):
        catalogue.erase_result(result.result_id, refuse)
    assert catalogue.get_result(result.result_id) == result
    first = catalogue.erase_result(result.result_id, make)
    assert catalogue.erase_result(result.result_id, refuse) == first
    assert [entry.event for entry in catalogue.list_audit()] == ["erased"]


def test_a_scan_on_which_another_result_stands_stays_filed(catalogue: Catalogue) -> None:
    first, second = file(catalogue, "a", 1, 2)
    catalogue.erase_result(second.result_id, make)
    assert catalogue.get_receipt(first.receipt_id).outcome == "filed"
    assert catalogue.list_scan_results(first.scan_id) == (first,)
    lines = catalogue.list_lines(first.receipt_id)
    assert [(it["source"], it["fields"]) for it in lines] == [("", {"a": 1}), ("", {})]
    catalogue.erase_result(first.result_id, make)
    assert catalogue.find_refusal(first.scan_id) == "result_erased"


def test_links_go_with_the_last_paper_that_names_the_id(catalogue: Catalogue) -> None:
    (one,), (other,) = file(catalogue, "a"), file(catalogue, "b")
    holder_id = one.holder_ids[0]
    assert holder_id in other.holder_ids
    catalogue.add_holder_event(HolderEvent("link", "361234567", holder_id, "sổ", "cli:an", NOW), lambda events: True)
    catalogue.erase_result(one.result_id, make)
    assert len(catalogue.list_holder_events([holder_id])) == 1
    catalogue.erase_result(other.result_id, make)
    assert catalogue.list_holder_events([holder_id, "361234567"]) == ()


def test_blanked_payloads_are_declared_and_the_tombstone_is_sealed(catalogue: Catalogue) -> None:
    (result,) = file(catalogue, "a")
    entry = catalogue.add_audit("cli:an", "ids_revealed", "purpose with a name")
    told = catalogue.erase_result(result.result_id, lambda versions: replace(make(versions), blanked=(entry.sequence,)))
    entries = list(catalogue.list_audit())
    assert entries[0].payload == "" and entries[0].payload_hash == entry.payload_hash
    check = follow_chain(entries)
    assert (check.broken, check.seals) == (None, {result.result_id: told.seal})
    assert follow_chain([entries[0]]).broken == entry.sequence
    assert catalogue.find_audit_head() == (entries[-1].sequence, entries[-1].link)


def test_progress_is_kept_and_nothing_else(catalogue: Catalogue) -> None:
    (result,) = file(catalogue, "a")
    told = catalogue.erase_result(result.result_id, make)
    catalogue.put_erasure(replace(told, waiting=(), finished_at=NOW + timedelta(days=1), reason="khác"))
    assert catalogue.find_erasure(result.result_id) == replace(told, waiting=(), finished_at=NOW + timedelta(days=1))
    assert [it.reason for it in catalogue.list_erasures()] == ["vì"]
    assert catalogue.scrub() is True


def test_an_erased_object_is_gone_and_erasing_twice_is_harmless(objects: ObjectStore) -> None:
    assert objects.erase("a/never") is None
    objects.put_bytes("a/b", b"one")
    objects.put_bytes("a/b-2", b"two")
    assert objects.erase("a/b") is None
    assert objects.erase("a/b") is None
    assert list(objects.list_keys()) == ["a/b-2"]
