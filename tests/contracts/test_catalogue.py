"""What every catalogue promises of batches, receipts, quarantine and results."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.errors import SetupError
from schemas.procedure_result import LaterValue
from storage.ports import Catalogue
from tests.contracts.samples import NOW, make_batch, make_inspection, make_receipt, make_result

OWNER = "elsewhere:1:1"
OTHER = "elsewhere:2:2"


def test_a_batch_is_found_by_id_and_by_name(catalogue: Catalogue) -> None:
    first = catalogue.put_batch(make_batch())
    assert catalogue.put_batch(replace(first, operator="cli:binh")) == first
    newer = replace(first, batch_id="newer", custodian="92", created_at=NOW + timedelta(days=1))
    catalogue.put_batch(newer)
    assert catalogue.find_batch(first.batch_id) == first
    assert catalogue.find_batch(first.name) == newer
    assert catalogue.find_batch("no such") is None


def test_the_same_receipt_is_put_once(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt = make_receipt("one", batch)
    assert catalogue.put_receipt(receipt) == (receipt, True)
    assert catalogue.put_receipt(replace(receipt, source="elsewhere.pdf")) == (receipt, False)
    assert catalogue.get_receipt(receipt.receipt_id) == receipt
    assert catalogue.list_receipts() == (receipt,)


def test_unknown_things_are_named(catalogue: Catalogue) -> None:
    for ask, code in (
        (lambda: catalogue.get_receipt("x"), "receipt_unknown"),
        (lambda: catalogue.get_result("x"), "result_unknown"),
        (lambda: catalogue.summarise_batch("x"), "batch_unknown"),
        (lambda: catalogue.update_result("x", lambda result: result), "result_unknown"),
    ):
        with pytest.raises(SetupError) as caught:
            ask()
        assert caught.value.code == code
    assert catalogue.find_result("x") is None


def test_a_receipt_goes_from_reception_to_its_end(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("one", batch))
    catalogue.put_inspection(receipt.receipt_id, make_inspection(2), "r1")
    reading = catalogue.get_receipt(receipt.receipt_id)
    assert (reading.state, reading.inspection) == ("reading", make_inspection(2))
    result = make_result(receipt)
    lines: list[dict[str, object]] = [{"source": "in/one.pdf", "fields": {"tên": "Ân"}}, {"second": True}]
    assert catalogue.end_receipt(receipt.receipt_id, "filed", lines, results=[result])
    ended = catalogue.get_receipt(receipt.receipt_id)
    assert (ended.state, ended.outcome) == ("done", "filed")
    assert catalogue.list_lines(receipt.receipt_id) == tuple(lines)
    assert catalogue.get_result(result.result_id) == result
    assert [mark.result_id for mark in catalogue.list_outbox(10)] == [result.result_id]
    assert catalogue.list_receipts(batch.batch_id, open_only=True) == ()


def test_a_receipt_ends_once(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("one", batch))
    assert catalogue.end_receipt(receipt.receipt_id, "quarantined", [{"a": 1}], problem_code="empty_file")
    assert not catalogue.end_receipt(receipt.receipt_id, "filed", [{"b": 2}], results=[make_result(receipt)])
    assert catalogue.list_lines(receipt.receipt_id) == ({"a": 1},)
    assert list(catalogue.list_results()) == []
    assert catalogue.count_outbox() == 0


def test_the_same_bytes_under_two_receipts_are_filed_once(catalogue: Catalogue) -> None:
    first, second = (catalogue.put_batch(make_batch(name)) for name in ("hop-1", "hop-2"))
    one, _ = catalogue.put_receipt(make_receipt("same", first))
    two, _ = catalogue.put_receipt(make_receipt("same", second))
    assert catalogue.find_filed_receipt(one.scan_id, other_than=two.receipt_id) is None
    assert catalogue.end_receipt(one.receipt_id, "filed", [{}], results=[make_result(one)])
    assert not catalogue.end_receipt(two.receipt_id, "filed", [{}], results=[make_result(two)])
    assert catalogue.get_receipt(two.receipt_id).outcome is None
    found = catalogue.find_filed_receipt(two.scan_id, other_than=two.receipt_id)
    assert found is not None and found.receipt_id == one.receipt_id
    assert catalogue.end_receipt(two.receipt_id, "duplicate", [{}])
    assert [result.receipt_id for result in catalogue.list_results()] == [one.receipt_id]


def test_a_receipt_is_held_by_one_owner_until_the_lease_ends(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("one", batch))
    assert catalogue.claim_receipt(receipt.receipt_id, OWNER, 60)
    assert catalogue.claim_receipt(receipt.receipt_id, OWNER, 60)
    assert not catalogue.claim_receipt(receipt.receipt_id, OTHER, 60)
    catalogue.release_leases(OWNER)
    assert catalogue.claim_receipt(receipt.receipt_id, OTHER, -1)
    assert catalogue.claim_receipt(receipt.receipt_id, OWNER, 60)
    catalogue.end_receipt(receipt.receipt_id, "refused", [{}], problem_code="state_secret")
    assert not catalogue.claim_receipt(receipt.receipt_id, OWNER, 60)


def test_a_quarantined_receipt_is_listed_set_aside_and_tried_again(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("broken", batch))
    catalogue.put_inspection(receipt.receipt_id, make_inspection(1), "r1")
    job = catalogue.claim_page("r1", OWNER, 60)
    assert job is not None
    catalogue.finish_page(replace(job, status="failed", problem_code="page_timeout"), OWNER)
    catalogue.end_receipt(receipt.receipt_id, "quarantined", [{}], problem_code="page_timeout")
    (entry,) = catalogue.list_quarantine()
    assert (entry.receipt.receipt_id, entry.problem_code) == (receipt.receipt_id, "page_timeout")
    catalogue.set_aside(receipt.receipt_id, "rách", "cli:an")
    assert catalogue.list_quarantine() == ()
    assert [e.set_aside_reason for e in catalogue.list_quarantine(with_set_aside=True)] == ["rách"]
    catalogue.reopen_receipt(receipt.receipt_id, forced_type="building_permit")
    again = catalogue.get_receipt(receipt.receipt_id)
    assert (again.state, again.outcome, again.problem_code) == ("received", None, None)
    assert again.forced_type == "building_permit"
    assert catalogue.list_lines(receipt.receipt_id) == ()
    assert [page.status for page in catalogue.list_pages(receipt.scan_id, "r1")] == ["queued"]


def test_a_filed_receipt_is_not_reopened(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("one", batch))
    catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[make_result(receipt)])
    catalogue.reopen_receipt(receipt.receipt_id)
    assert catalogue.get_receipt(receipt.receipt_id).outcome == "filed"


def test_a_batch_is_counted(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    one, _ = catalogue.put_receipt(make_receipt("one", batch))
    two, _ = catalogue.put_receipt(make_receipt("two", batch))
    for receipt in (one, two):
        catalogue.put_inspection(receipt.receipt_id, make_inspection(2), "r1")
    for _ in range(2):
        job = catalogue.claim_page("r1", OWNER, 60)
        assert job is not None
        catalogue.finish_page(replace(job, status="read", seconds=1.5), OWNER)
    catalogue.end_receipt(one.receipt_id, "filed", [{}], results=[make_result(one)])
    summary = catalogue.summarise_batch(batch.batch_id)
    assert summary.outcomes == {"filed": 1, "open": 1}
    assert summary.states == {"in_review": 1}
    assert (summary.pages_read, summary.pages_total) == (2, 4)
    assert catalogue.list_batches() == (summary,)


def test_a_change_makes_a_version_and_a_mark(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("one", batch))
    result = make_result(receipt)
    catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    (mark,) = catalogue.list_outbox(10)
    changed = catalogue.update_result(result.result_id, lambda old: replace(old, state="confirmed", version=99))
    assert (changed.state, changed.version) == ("confirmed", 2)
    assert catalogue.get_result(result.result_id) == changed
    assert catalogue.list_result_versions(result.result_id) == (result, changed)
    assert catalogue.update_result(result.result_id, lambda old: old) == changed
    catalogue.remove_outbox([mark])
    (newer,) = catalogue.list_outbox(10)
    assert newer.sequence > mark.sequence
    catalogue.remove_outbox([newer])
    assert catalogue.count_outbox() == 0
    assert catalogue.mark_all_for_index() == 1
    assert catalogue.list_outbox(10)[0].sequence > newer.sequence


def test_a_change_that_fails_leaves_everything(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("one", batch))
    result = make_result(receipt)
    catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])

    def refuse(_: object) -> None:
        raise ValueError("not allowed")

    with pytest.raises(ValueError, match="not allowed"):
        catalogue.update_result(result.result_id, refuse)  # type: ignore[arg-type]
    assert catalogue.get_result(result.result_id) == result


def test_results_are_listed_by_state_unit_and_batch(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch(custodian="92"))
    places = {"a": "92.916", "b": "92.916.31135", "c": "92.9160", "d": None}
    ids = {}
    for word, unit in places.items():
        receipt, _ = catalogue.put_receipt(make_receipt(word, batch))
        result = make_result(receipt, unit=unit, state="confirmed" if word == "a" else "in_review")
        ids[word] = result.result_id
        catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    listed = [result.result_id for result in catalogue.list_results(unit="92.916")]
    assert listed == sorted([ids["a"], ids["b"]])
    assert len(list(catalogue.list_results(unit="92"))) == 4
    assert [result.result_id for result in catalogue.list_results(state="confirmed")] == [ids["a"]]
    assert len(list(catalogue.list_results(batch_id=batch.batch_id))) == 4
    assert list(catalogue.list_results(batch_id="other")) == []
    asked = [ids["c"], "unknown", ids["a"]]
    assert [result.result_id for result in catalogue.list_results_by_id(asked)] == [ids["c"], ids["a"]]


def test_results_that_were_read_otherwise_since_are_listed_until_somebody_decides(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    ids = []
    for word in "ab":
        receipt, _ = catalogue.put_receipt(make_receipt(word, batch))
        catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[make_result(receipt, state="confirmed")])
        ids.append(make_result(receipt).result_id)
    later = LaterValue("holder_name", "Trần Văn Bình", NOW)
    for kept_by, listed in ((None, [ids[1]]), ("cli:lan", [])):
        differing = (replace(later, kept_by=kept_by),)
        catalogue.update_result(ids[1], lambda old, later=differing: replace(old, later_values=later))  # type: ignore[misc]
        assert [it.result_id for it in catalogue.list_results(differing=True)] == listed
        assert [it.result_id for it in catalogue.list_results(state="confirmed", differing=True, unit="92")] == listed


def test_results_may_be_changed_while_they_are_listed(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    for word in "abc":
        receipt, _ = catalogue.put_receipt(make_receipt(word, batch))
        catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[make_result(receipt)])
    for result in catalogue.list_results():
        catalogue.update_result(result.result_id, lambda old: replace(old, state="confirmed"))
    assert {result.state for result in catalogue.list_results()} == {"confirmed"}


def test_the_same_paper_is_found_however_its_number_is_written(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    ids: list[str] = []
    for word, state in (("a", "in_review"), ("b", "withdrawn"), ("c", "confirmed")):
        receipt, _ = catalogue.put_receipt(make_receipt(word, batch))
        when = NOW - timedelta(days=len(ids))
        result = make_result(receipt, document_number="123/QĐ-UBND", state=state, filed_at=when)
        ids.append(result.result_id)
        catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    assert catalogue.find_same_paper("building_permit", "123/QD UBND", "2021-03-05") == (ids[2], ids[0])
    assert catalogue.find_same_paper("building_permit", "123/QD UBND", "2021-03-06") == ()


def test_a_holder_id_finds_what_names_it(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("one", batch))
    result = make_result(receipt)
    catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    assert catalogue.find_held_results("092 085 001234") == (result.result_id,)
    catalogue.update_result(result.result_id, lambda old: replace(old, holder_ids=("079090000001",)))
    assert catalogue.find_held_results("092085001234") == ()


def test_a_healthy_catalogue_says_so(catalogue: Catalogue) -> None:
    health = catalogue.check()
    assert health.ok and health.version


def test_a_long_list_holds_every_result_once_and_in_order(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("thick", batch))
    results = [make_result(receipt, first_page) for first_page in range(1, 152)]
    assert catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=results)
    listed = [result.result_id for result in catalogue.list_results()]
    assert listed == sorted(result.result_id for result in results)
    assert catalogue.count_outbox() == 151
    assert len(catalogue.list_outbox(100)) == 100


def test_a_key_of_the_office_is_made_once_and_one_from_elsewhere_is_kept(catalogue: Catalogue) -> None:
    assert catalogue.find_office_key("ours") is None
    made = catalogue.get_office_key("ours")
    assert (len(made), catalogue.get_office_key("ours"), catalogue.find_office_key("ours")) == (32, made, made)
    catalogue.put_office_key("theirs", b"t" * 32)
    catalogue.put_office_key("theirs", b"x" * 32)
    assert catalogue.get_office_key("theirs") == b"t" * 32
