"""What every catalogue tells of batches to those who follow them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storage.ports import Catalogue
from tests.contracts.samples import make_batch, make_inspection, make_receipt
from tests.contracts.test_page_queue import OWNER


def test_batches_are_told_within_units_newest_first_a_page_at_a_time(catalogue: Catalogue) -> None:
    first = make_batch()
    for number, unit in enumerate(("92.916", "92.916.31135", "92.9161", "92.917")):
        at = first.created_at + timedelta(minutes=number)
        catalogue.put_batch(replace(first, batch_id=f"b{number}", custodian=unit, name=f"lô {number}", created_at=at))

    def told(*units: str, limit: int | None = 9, offset: int = 0) -> list[str]:
        return [it.batch.batch_id for it in catalogue.list_batches_in(units, limit=limit, offset=offset)]

    assert told("92.916") == ["b1", "b0"]
    assert told("92.916", "92.917") == ["b3", "b1", "b0"]
    assert told("92", limit=2, offset=1) == ["b2", "b1"] and told("92", limit=None) == ["b3", "b2", "b1", "b0"]
    assert told() == []


def test_files_in_hand_come_first_and_ended_ones_with_their_lines(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    done, broken, waiting, begun = (
        catalogue.put_receipt(make_receipt(word, batch))[0] for word in ("one", "two", "three", "four")
    )
    catalogue.put_inspection(begun.receipt_id, make_inspection(2), "r1")
    job = catalogue.claim_page("r1", OWNER, 60)
    assert job is not None
    catalogue.finish_page(replace(job, status="read"), OWNER)
    catalogue.end_receipt(done.receipt_id, "duplicate", [{"result_id": "a"}])
    catalogue.end_receipt(broken.receipt_id, "quarantined", [{"n": 1}, {"n": 2}], problem_code="empty_file")
    files = catalogue.list_batch_files(batch.batch_id, limit=9)
    assert [file.receipt_id for file in files] == [it.receipt_id for it in (begun, waiting, broken, done)]
    assert [(file.has_begun, file.outcome) for file in files[:2]] == [(True, None), (False, None)]
    assert (files[0].pages_read, files[0].pages_total, files[0].lines) == (1, 2, ())
    assert (files[2].problem_code, files[2].lines) == ("empty_file", ({"n": 1}, {"n": 2}))
    assert files[1:3] == catalogue.list_batch_files(batch.batch_id, limit=2, offset=1)
    assert [it.receipt_id for it in catalogue.list_batch_files(batch.batch_id, limit=9, outcome="open")] == [
        begun.receipt_id,
        waiting.receipt_id,
    ]
    assert catalogue.list_batch_files(batch.batch_id, limit=9, outcome="quarantined") == files[2:3]
    assert catalogue.find_batch_file(broken.receipt_id) == files[2]


def test_files_are_counted_without_their_pages_where_nobody_asks_for_those(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    one, two = (catalogue.put_receipt(make_receipt(word, batch))[0] for word in ("one", "two"))
    catalogue.put_inspection(one.receipt_id, make_inspection(2), "r1")
    catalogue.end_receipt(two.receipt_id, "quarantined", [], problem_code="empty_file")
    (whole,), (bare,) = (catalogue.list_batches_in(["92"], limit=None, with_pages=it) for it in (True, False))
    assert (bare.outcomes, bare.states, bare.batch) == (whole.outcomes, whole.states, batch)
    assert (bare.outcomes, whole.pages_total, bare.pages_total) == ({"open": 1, "quarantined": 1}, 2, 0)
