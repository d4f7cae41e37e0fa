"""What every catalogue promises of the queue of pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.errors import SetupError
from schemas.scan import Receipt
from storage.leases import lease_owner
from storage.ports import Catalogue, PageJob
from tests.contracts.samples import make_batch, make_inspection, make_receipt

OWNER, OTHER = "elsewhere:1:1", "elsewhere:2:2"
RECIPE = "r1"


def receive(catalogue: Catalogue, word: str, page_count: int, batch: str = "hop-1") -> Receipt:
    receipt, _ = catalogue.put_receipt(make_receipt(word, catalogue.put_batch(make_batch(batch))))
    catalogue.put_inspection(receipt.receipt_id, make_inspection(page_count), RECIPE)
    return receipt


def claim_all(catalogue: Catalogue, owner: str = OWNER, batch_id: str | None = None) -> list[tuple[str, int]]:
    claimed = []
    while job := catalogue.claim_page(RECIPE, owner, 60, batch_id):
        claimed.append((job.scan_id, job.page_number))
    return claimed


def test_the_oldest_receipt_is_read_first_page_by_page(catalogue: Catalogue) -> None:
    first, second = receive(catalogue, "zz", 2), receive(catalogue, "aa", 1)
    assert claim_all(catalogue) == [(first.scan_id, 1), (first.scan_id, 2), (second.scan_id, 1)]


def test_a_claimed_page_is_nobody_elses(catalogue: Catalogue) -> None:
    receive(catalogue, "one", 1)
    job = catalogue.claim_page(RECIPE, OWNER, 60)
    assert job is not None and (job.status, job.attempts) == ("leased", 1)
    assert catalogue.claim_page(RECIPE, OTHER, 60) is None
    assert catalogue.claim_page("another recipe", OTHER, 60) is None


def test_an_expired_lease_falls_to_anyone_and_counts_as_an_attempt(catalogue: Catalogue) -> None:
    receive(catalogue, "one", 1)
    lost = catalogue.claim_page(RECIPE, OWNER, -1)
    taken = catalogue.claim_page(RECIPE, OTHER, 60)
    assert lost is not None and taken is not None and taken.attempts == 2
    catalogue.finish_page(replace(lost, status="failed", problem_code="page_timeout"), OWNER)
    (page,) = catalogue.list_pages(taken.scan_id, RECIPE)
    assert page.status == "leased"
    catalogue.finish_page(replace(taken, status="read", seconds=2.5), OTHER)
    (page,) = catalogue.list_pages(taken.scan_id, RECIPE)
    assert (page.status, page.seconds, page.problem_code) == ("read", 2.5, None)


def test_a_renewed_lease_lasts(catalogue: Catalogue) -> None:
    receipt = receive(catalogue, "one", 1)
    catalogue.claim_page(RECIPE, OWNER, -1)
    catalogue.claim_receipt(receipt.receipt_id, OWNER, -1)
    catalogue.renew_leases(OWNER, 60)
    assert catalogue.claim_page(RECIPE, OTHER, 60) is None
    assert not catalogue.claim_receipt(receipt.receipt_id, OTHER, 60)


def test_pages_given_back_are_free_and_unspent(catalogue: Catalogue) -> None:
    receive(catalogue, "one", 2)
    claim_all(catalogue)
    catalogue.release_leases(OWNER)
    job = catalogue.claim_page(RECIPE, OTHER, 60)
    assert job is not None and (job.page_number, job.attempts) == (1, 1)


def test_a_page_put_back_is_tried_again(catalogue: Catalogue) -> None:
    receive(catalogue, "one", 1)
    job = catalogue.claim_page(RECIPE, OWNER, 60)
    assert job is not None
    catalogue.finish_page(replace(job, status="queued", problem_code="page_worker_died"), OWNER)
    again = catalogue.claim_page(RECIPE, OWNER, 60)
    assert again is not None and again.attempts == 2


def test_only_one_batch_is_read_when_asked(catalogue: Catalogue) -> None:
    receive(catalogue, "one", 2, "hop-1")
    wanted = receive(catalogue, "two", 1, "hop-2")
    assert claim_all(catalogue, batch_id=wanted.batch_id) == [(wanted.scan_id, 1)]
    assert len(claim_all(catalogue)) == 2


def test_inspecting_again_queues_nothing_twice(catalogue: Catalogue) -> None:
    receipt = receive(catalogue, "one", 2)
    job = catalogue.claim_page(RECIPE, OWNER, 60)
    assert job is not None
    catalogue.finish_page(replace(job, status="read"), OWNER)
    catalogue.put_inspection(receipt.receipt_id, make_inspection(3), RECIPE)
    statuses = [page.status for page in catalogue.list_pages(receipt.scan_id, RECIPE)]
    assert statuses == ["read", "queued", "queued"]


def test_the_rest_of_an_ended_paper_is_not_read(catalogue: Catalogue) -> None:
    receipt = receive(catalogue, "secret", 3)
    job = catalogue.claim_page(RECIPE, OWNER, 60)
    assert job is not None
    catalogue.finish_page(replace(job, status="read"), OWNER)
    catalogue.end_receipt(receipt.receipt_id, "refused", [{}], problem_code="state_secret")
    assert claim_all(catalogue) == []


def test_pages_wanted_by_another_receipt_stay_queued(catalogue: Catalogue) -> None:
    first = receive(catalogue, "same", 2, "hop-1")
    second = receive(catalogue, "same", 2, "hop-2")
    catalogue.end_receipt(first.receipt_id, "quarantined", [{}], problem_code="file_damaged")
    assert claim_all(catalogue, batch_id=second.batch_id) == [(second.scan_id, 1), (second.scan_id, 2)]


def test_a_living_owner_of_this_machine_keeps_its_page(catalogue: Catalogue) -> None:
    receive(catalogue, "one", 1)
    assert catalogue.claim_page(RECIPE, lease_owner(), 60) is not None
    assert catalogue.claim_page(RECIPE, OTHER, 60) is None


def test_pages_read_outside_the_queue_are_kept_and_claimed_by_nobody(catalogue: Catalogue) -> None:
    receipt = receive(catalogue, "a", 1)
    jobs = [PageJob(receipt.scan_id, number, "recipe2", "read", 1, seconds=0.5) for number in (1, 2)]
    failed = replace(jobs[1], status="failed", problem_code="page_timeout")
    for _ in range(2):  # twice is harmless
        catalogue.put_read_pages(receipt.receipt_id, [jobs[0], failed])
    assert catalogue.list_pages(receipt.scan_id, "recipe2") == (jobs[0], failed)
    assert catalogue.claim_page("recipe2", OWNER, 60) is None
    catalogue.put_read_pages(receipt.receipt_id, [replace(failed, page_number=1), jobs[1]])
    assert [job.status for job in catalogue.list_pages(receipt.scan_id, "recipe2")] == ["read", "read"]
    with pytest.raises(SetupError, match="receipt_unknown"):
        catalogue.put_read_pages("unknown", jobs)
