"""What every catalogue remembers of the state of the stores: sums of objects, checks, leases, disks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.ledgers.care import DiskDay, ObjectSum
from storage.ports import Catalogue
from tests.contracts.samples import make_batch, make_receipt, make_result

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def make_sum(name: str, sha256: str = "ab" * 32) -> ObjectSum:
    return ObjectSum(f"readings/{name}", f"scan-{name[0]}", sha256)


@pytest.fixture
def known(catalogue: Catalogue) -> Catalogue:
    catalogue.put_sums([make_sum(name) for name in ("b1", "a2", "a1")])
    return catalogue


def list_names(sums: tuple[ObjectSum, ...]) -> list[str]:
    return [one.key.removeprefix("readings/") for one in sums]


def test_sums_are_listed_in_order_of_key_and_from_a_key_on(known: Catalogue) -> None:
    assert list_names(known.list_sums(2)) == ["a1", "a2"]
    assert list_names(known.list_sums(9, after="readings/a2")) == ["b1"]
    assert known.find_sum("readings/a1") == make_sum("a1")
    assert known.find_sum("readings/zz") is None


def test_what_was_never_checked_comes_first_then_what_was_checked_longest_ago(known: Catalogue) -> None:
    for name, at in (("a1", NOW), ("a2", NOW - timedelta(days=1))):
        known.put_checks([ObjectSum(f"readings/{name}", "scan-a", "ab" * 32, at)])
    assert list_names(known.list_oldest_sums(9)) == ["b1", "a2", "a1"]
    told = known.summarise_sums()
    assert (told.total, told.checked, told.faulty) == (3, 2, 0)
    assert (told.oldest_at, told.newest_at) == (NOW - timedelta(days=1), NOW)


def test_an_empty_ledger_is_summed_up_too(catalogue: Catalogue) -> None:
    told = catalogue.summarise_sums()
    assert (told.total, told.checked, told.oldest_at, told.newest_at) == (0, 0, None, None)
    assert catalogue.list_faulty_sums() == catalogue.list_sums(1) == ()


def test_a_fault_stays_until_the_object_is_found_sound_or_written_anew(known: Catalogue) -> None:
    faulty = ObjectSum("readings/a1", "scan-a", "ab" * 32, NOW, "damaged")
    known.put_checks([faulty])
    assert known.list_faulty_sums() == (faulty,)
    assert known.summarise_sums().faulty == 1
    known.put_sums([make_sum("a1")])
    assert known.list_faulty_sums() == ()
    assert known.find_sum("readings/a1") == ObjectSum("readings/a1", "scan-a", "ab" * 32, NOW)


def test_other_bytes_have_not_been_checked_yet(known: Catalogue) -> None:
    known.put_checks([ObjectSum("readings/a1", "scan-a", "ab" * 32, NOW, "damaged")])
    known.put_sums([make_sum("a1", "cd" * 32)])
    assert known.find_sum("readings/a1") == make_sum("a1", "cd" * 32)
    known.put_checks([ObjectSum("readings/a1", "scan-a", "ab" * 32, NOW, "damaged")])
    assert known.list_faulty_sums() == ()


def test_sums_go_one_by_one_or_with_their_scan(known: Catalogue) -> None:
    known.remove_sums(["readings/b1", "readings/unknown"])
    assert list_names(known.list_sums(9)) == ["a1", "a2"]
    known.remove_scan_sums("scan-a")
    assert known.list_sums(9) == ()


def test_who_holds_work_is_told_until_it_is_given_back(catalogue: Catalogue) -> None:
    receipt, _ = catalogue.put_receipt(make_receipt("one", catalogue.put_batch(make_batch())))
    assert catalogue.list_leases() == ()
    assert catalogue.claim_receipt(receipt.receipt_id, "host:1:2", 60)
    (lease,) = catalogue.list_leases()
    assert lease.owner == "host:1:2"
    catalogue.release_leases("host:1:2")
    assert catalogue.list_leases() == ()


def test_the_oldest_waiting_mark_tells_since_when(catalogue: Catalogue) -> None:
    assert catalogue.find_outbox_age() is None
    before = datetime.now(UTC)
    receipt, _ = catalogue.put_receipt(make_receipt("one", catalogue.put_batch(make_batch())))
    catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[make_result(receipt)])
    at = catalogue.find_outbox_age()
    assert at is not None and before <= at <= datetime.now(UTC)
    assert catalogue.mark_all_for_index() == 1
    again = catalogue.find_outbox_age()
    assert again is not None and at <= again


def test_of_one_day_the_last_look_at_a_disk_stays(catalogue: Catalogue) -> None:
    first, last = DiskDay(date(2026, 11, 22), 10 << 40, 7 << 40), DiskDay(date(2026, 11, 23), 10 << 40, 6 << 40)
    for day in (last, DiskDay(first.on, 10 << 40, 8 << 40), first):
        catalogue.put_disk_day("objects", day)
    catalogue.put_disk_day("home", last)
    assert catalogue.list_disk_days("objects") == (first, last)
    assert catalogue.list_disk_days("unknown") == ()


def test_the_newest_entry_of_an_event_is_found(catalogue: Catalogue) -> None:
    assert catalogue.find_last_audit("backup") is None
    for payload in ("one", "two"):
        catalogue.add_audit("cli:lan", "backup", payload)
    catalogue.add_audit("cli:lan", "other", "three")
    found = catalogue.find_last_audit("backup")
    assert found is not None and found.payload == "two"
