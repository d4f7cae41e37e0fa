"""What every catalogue must do with accounts and sign-ins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.errors import SetupError
from schemas.people import Account, FailedTry, Grant, SignIn
from storage.ports import Catalogue
from tests.contracts.samples import NOW, make_batch

AN = Account("an", "Nguyễn Văn Ân", (Grant("clerk", "92.916"),), "hash", NOW, must_change=True)
HOUR = timedelta(hours=1)


def sign_in(mark: str, account: str = "an", hours: int = 0) -> SignIn:
    return SignIn(mark, account, NOW + hours * HOUR, NOW + hours * HOUR)


def test_accounts_are_found_listed_by_name_and_opened_once(catalogue: Catalogue) -> None:
    hoa = replace(AN, name="hoa", grants=(Grant("manager", "92"), Grant("auditor", "92.917")))
    for account in (hoa, AN):
        catalogue.add_account(account)
    assert catalogue.list_accounts() == (AN, hoa)
    assert (catalogue.find_account("hoa"), catalogue.find_account("ai")) == (hoa, None)
    with pytest.raises(SetupError, match="account_exists"):
        catalogue.add_account(replace(AN, full_name="khác"))
    assert catalogue.find_account("an") == AN


def test_a_new_password_and_a_closing_end_every_sign_in_and_nothing_else_does(catalogue: Catalogue) -> None:
    catalogue.add_account(AN)
    for change, is_over in (
        ({"failed_count": 3, "locked_until": NOW}, False),
        ({"password_hash": "other"}, True),
        ({"closed_at": NOW}, True),
    ):
        catalogue.add_sign_in(sign_in("a"))
        changed = catalogue.update_account("an", lambda known, change=change: replace(known, **change))  # type: ignore[misc]
        assert catalogue.find_account("an") == changed
        assert (catalogue.find_sign_in("a") is None) == is_over
        catalogue.remove_sign_in("a")
    with pytest.raises(SetupError, match="account_unknown"):
        catalogue.update_account("ai", lambda known: known)


def test_a_sign_in_is_seen_and_ends(catalogue: Catalogue) -> None:
    catalogue.add_account(AN)
    catalogue.add_sign_in(sign_in("a"))
    catalogue.put_seen("a", NOW + HOUR)
    catalogue.put_seen("gone", NOW)
    assert catalogue.find_sign_in("a") == SignIn("a", "an", NOW, NOW + HOUR)
    catalogue.remove_sign_in("a")
    catalogue.remove_sign_in("a")
    assert catalogue.find_sign_in("a") is None


def test_old_and_idle_sign_ins_are_swept(catalogue: Catalogue) -> None:
    catalogue.add_account(AN)
    for hours in range(4):
        catalogue.add_sign_in(sign_in(str(hours), hours=hours))
    catalogue.put_seen("0", NOW + 9 * HOUR)
    # Begun too long ago, though seen just now; begun in time, not seen since.
    assert catalogue.remove_sign_ins_before(NOW + HOUR, NOW + 2 * HOUR) == 2
    assert [mark for mark in "0123" if catalogue.find_sign_in(mark)] == ["2", "3"]
    assert catalogue.remove_sign_ins("an") == 2


def test_open_batches_pass_to_another(catalogue: Catalogue) -> None:
    for name in ("b", "a", "c"):
        catalogue.put_batch(replace(make_batch(name), operator="an"))
    catalogue.put_batch(replace(make_batch("d"), operator="lan"))
    assert catalogue.list_open_batches("an") == ("batch-a", "batch-b", "batch-c")
    assert catalogue.hand_over_batches("an", "hoa") == ("batch-a", "batch-b", "batch-c")
    assert (catalogue.list_open_batches("an"), catalogue.list_open_batches("lan")) == ((), ("batch-d",))


def test_wrong_passwords_are_counted_by_place_and_name_and_forgotten_in_time(catalogue: Catalogue) -> None:
    def fail(place: str, name: str, minute: int) -> FailedTry:
        failed = FailedTry(place, name, NOW + timedelta(minutes=minute))
        catalogue.add_failed_try(failed, failed.at - timedelta(minutes=10))
        return failed

    first, second, other = fail("p", "a", 0), fail("p", "b", 1), fail("q", "a", 2)
    assert catalogue.list_failed_tries("p", NOW) == (first, second)
    assert catalogue.list_failed_tries("p", second.at) == (second,)
    assert (catalogue.list_failed_tries("q", NOW), catalogue.count_failed_tries("a", NOW)) == ((other,), 2)
    late = fail("p", "a", 12)
    assert catalogue.list_failed_tries("p", NOW) == (late,) and catalogue.count_failed_tries("b", NOW) == 0
