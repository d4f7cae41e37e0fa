"""What every catalogue knows of scans whose bytes must be in the store."""

from __future__ import annotations

from storage.ledgers.care import ObjectSum
from storage.ports import Catalogue
from tests.contracts.samples import make_batch, make_receipt, make_scan_id


def test_scans_are_told_in_order_some_at_a_time_but_for_the_refused(catalogue: Catalogue) -> None:
    batch, other = catalogue.put_batch(make_batch()), catalogue.put_batch(make_batch("hop-2"))
    words = ("một", "hai", "ba", "bốn")
    for word in words:
        catalogue.put_receipt(make_receipt(word, batch))
    # The same bytes in another box are one scan.
    catalogue.put_receipt(make_receipt("một", other))
    secret, _ = catalogue.put_receipt(make_receipt("mật", batch))
    catalogue.end_receipt(secret.receipt_id, "refused", [{}], problem_code="state_secret")
    half = make_scan_id("nửa")
    composed, _ = catalogue.put_receipt(make_receipt("ghép", batch, composed_of=((half, 1), (half, 2))))
    scans = sorted({*map(make_scan_id, words), composed.scan_id})
    assert list(catalogue.list_known_scans(99)) == scans
    assert list(catalogue.list_known_scans(2)) == scans[:2]
    assert list(catalogue.list_known_scans(2, after=scans[1])) == scans[2:4]
    assert catalogue.list_known_scans(2, after=scans[-1]) == ()
    assert catalogue.find_known_scans([*scans, half, secret.scan_id, "none"]) == set(scans)
    assert catalogue.find_known_scans([]) == frozenset()
    assert catalogue.list_composed_parts() == {half}


def test_which_objects_have_a_sum_is_told_however_many_are_asked_for(catalogue: Catalogue) -> None:
    noted = [ObjectSum(f"originals/{number}", "s", "s") for number in range(3)]
    catalogue.put_sums(noted)
    catalogue.put_sums([])
    asked = [f"originals/{number}" for number in range(2_000)]
    assert catalogue.find_noted(asked) == {one.key for one in noted}
    assert catalogue.find_noted([]) == frozenset()
