"""What every catalogue promises of batches that nobody works on any more."""

from __future__ import annotations

from storage.leases import lease_owner
from storage.ports import Catalogue
from tests.contracts.test_page_queue import OTHER, OWNER, RECIPE, receive


def test_a_batch_that_nobody_holds_is_left_oldest_first(catalogue: Catalogue) -> None:
    first, second = receive(catalogue, "one", 1, "hop-2"), receive(catalogue, "two", 1, "hop-1")
    receive(catalogue, "three", 1, "hop-2")
    assert catalogue.list_left_batches() == (first.batch_id, second.batch_id)


def test_a_held_page_or_receipt_keeps_its_batch_from_being_left(catalogue: Catalogue) -> None:
    receive(catalogue, "one", 1, "hop-1")
    second = receive(catalogue, "two", 1, "hop-2")
    assert catalogue.claim_page(RECIPE, OWNER, 60) is not None
    assert catalogue.claim_receipt(second.receipt_id, OTHER, 60)
    assert catalogue.list_left_batches() == ()


def test_a_batch_whose_leases_ran_out_is_left(catalogue: Catalogue) -> None:
    receipt = receive(catalogue, "one", 1)
    catalogue.claim_page(RECIPE, OWNER, -1)
    catalogue.claim_receipt(receipt.receipt_id, OWNER, -1)
    assert catalogue.list_left_batches() == (receipt.batch_id,)


def test_a_batch_held_by_a_dead_process_of_this_machine_is_left_at_once(catalogue: Catalogue) -> None:
    dead = lease_owner().rpartition(":")[0] + ":1"
    receipt = receive(catalogue, "one", 1)
    catalogue.claim_page(RECIPE, dead, 60)
    assert catalogue.list_left_batches() == (receipt.batch_id,)


def test_a_finished_batch_is_not_left(catalogue: Catalogue) -> None:
    receipt = receive(catalogue, "one", 1)
    catalogue.end_receipt(receipt.receipt_id, "quarantined", [], problem_code="empty_file")
    assert catalogue.list_left_batches() == ()
