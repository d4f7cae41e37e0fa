"""What every catalogue remembers of locks that were set."""

from __future__ import annotations

from schemas.scan import Receipt
from storage.ports import Catalogue, PageChange
from tests.contracts.samples import make_batch, make_receipt, make_result


def file_one(catalogue: Catalogue, word: str, batch: str = "hop-1") -> Receipt:
    receipt, _ = catalogue.put_receipt(make_receipt(word, catalogue.put_batch(make_batch(batch))))
    catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[make_result(receipt)])
    return receipt


def list_unlocked(catalogue: Catalogue, asked: str = "30 governance") -> list[str]:
    return [receipt.receipt_id for receipt in catalogue.list_unlocked("batch-hop-1", asked)]


def test_what_was_filed_and_bears_no_mark_is_unlocked_in_order_of_reception(catalogue: Catalogue) -> None:
    one, two = file_one(catalogue, "one"), file_one(catalogue, "two")
    file_one(catalogue, "elsewhere", "hop-2")
    broken, _ = catalogue.put_receipt(make_receipt("broken", catalogue.put_batch(make_batch())))
    catalogue.end_receipt(broken.receipt_id, "quarantined", [{}], problem_code="empty_file")
    catalogue.put_receipt(make_receipt("waiting", make_batch()))
    assert list_unlocked(catalogue) == [one.receipt_id, two.receipt_id]
    for _ in range(2):
        catalogue.mark_locked([one.receipt_id, one.receipt_id], "30 governance")
        assert list_unlocked(catalogue) == [two.receipt_id]
    assert list_unlocked(catalogue, "60 governance") == [one.receipt_id, two.receipt_id]
    catalogue.mark_locked([one.receipt_id, two.receipt_id], "60 governance")
    assert list_unlocked(catalogue, "60 governance") == []
    catalogue.mark_locked([], "60 governance")


def test_a_change_of_pages_takes_the_mark_off(catalogue: Catalogue) -> None:
    one, two = file_one(catalogue, "one"), file_one(catalogue, "two")
    catalogue.mark_locked([one.receipt_id, two.receipt_id], "30 governance")
    catalogue.change_pages([make_result(one).result_id], lambda found: PageChange(changed=found))
    assert list_unlocked(catalogue) == [one.receipt_id]
