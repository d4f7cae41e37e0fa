"""What every catalogue promises of views, and of the audit chain read from its end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from schemas.people import Account, SignIn
from schemas.views import DROPPED, SEALED, View, seal_views
from storage.audit_chain import find_broken_link
from storage.ledgers.views import DeedQuery
from storage.ports import Catalogue
from tests.contracts.samples import NOW
from tests.contracts.test_erasures import file, make


def look(result_id: str, by: str = "hoa", minutes: int = 0, purpose: str = "") -> View:
    return View(result_id, by, NOW + timedelta(minutes=minutes), "revealed" if purpose else "opened", purpose)


def test_views_are_numbered_on_and_each_batch_is_sealed_into_the_chain(catalogue: Catalogue) -> None:
    one = catalogue.add_views([look("a"), look("b")], "machine")
    other = catalogue.add_views([look("a", "lan", 1)], "machine")
    assert ((one.first, one.last), (other.first, other.last)) == ((1, 2), (3, 3))
    kept = list(catalogue.iterate_views())
    assert [each.batch for each in kept] == [1, 1, 3] and seal_views(kept[:2]) == one
    assert [each.view.by for each in catalogue.list_views("a")] == ["lan", "hoa"]
    entries = [entry for entry in catalogue.list_audit() if entry.event == SEALED]
    assert [json.loads(entry.payload)["sha256"] for entry in entries] == [one.sha256, other.sha256]
    assert find_broken_link(catalogue.list_audit()) is None
    assert not any("hoa" in entry.payload for entry in entries)


def test_erasing_a_result_leaves_who_saw_it_but_not_what_for(catalogue: Catalogue) -> None:
    (result,) = file(catalogue, "a")
    catalogue.add_views([look(result.result_id, purpose="ông Ân hỏi"), look("khác", purpose="xem")], "machine")
    catalogue.erase_result(result.result_id, make)
    catalogue.add_views([look(result.result_id, purpose="đến muộn")], "machine")
    assert [(it.view.purpose, it.is_whole) for it in catalogue.list_views(result.result_id)] == [("", False)] * 2
    assert [it.view.purpose for it in catalogue.list_views("khác")] == ["xem"]


def test_only_batches_that_are_all_old_are_dropped_and_numbers_are_not_given_twice(catalogue: Catalogue) -> None:
    catalogue.add_views([look("a"), look("a", minutes=1)], "machine")
    catalogue.add_views([look("a", minutes=2), look("a", minutes=9)], "machine")
    assert catalogue.drop_views(NOW + timedelta(minutes=5), "machine") == 2
    assert catalogue.drop_views(NOW + timedelta(minutes=5), "machine") == 0
    assert catalogue.drop_views(NOW + timedelta(days=1), "machine") == 2
    assert [json.loads(it.payload)["through"] for it in catalogue.list_audit() if it.event == DROPPED] == [2, 4]
    assert catalogue.add_views([look("b")], "machine").first == 5


def test_deeds_are_read_from_the_newest_by_person_kind_and_day(catalogue: Catalogue) -> None:
    for number in range(6):
        catalogue.add_audit("hoa" if number % 2 else "lan", ("a", "b", "c")[number % 3], str(number))
    entries = list(catalogue.list_audit())

    def find(**asked: object) -> list[str]:
        return [entry.payload for entry in catalogue.find_audit(DeedQuery(**asked))]  # type: ignore[arg-type]

    assert find(limit=2) == ["5", "4"] and find(before=3) == ["1", "0"]
    assert find(by=("hoa",)) == ["5", "3", "1"] and find(by=()) == [] and find(kinds=()) == []
    assert find(kinds=("a", "c")) == ["5", "3", "2", "0"] and find(kinds=("a",), by=("lan",)) == ["0"]
    assert find(since=entries[2].at, until=entries[4].at) == ["3", "2"]
    catalogue.add_views([look("a"), look("b", "lan", 1, "đối chiếu")], "machine")
    assert [it.view.by for it in catalogue.find_views(DeedQuery(kinds=("revealed",)))] == ["lan"]
    assert [it.view.result_id for it in catalogue.find_views(DeedQuery(by=("hoa",)))] == ["a"]


def test_sign_ins_are_told_and_ended_by_account(catalogue: Catalogue) -> None:
    for name in ("hoa", "lan"):
        catalogue.add_account(Account(name, name, (), "hash", NOW))
        catalogue.add_sign_in(SignIn(name * 3, name, NOW, NOW, "Chrome, Windows"))
    catalogue.add_sign_in(SignIn("later", "hoa", NOW, NOW + timedelta(minutes=1)))
    assert [(it.token_hash, it.place) for it in catalogue.list_sign_ins("hoa")] == [
        ("later", ""),
        ("hoahoahoa", "Chrome, Windows"),
    ]
    assert len(catalogue.list_sign_ins()) == 3
    assert catalogue.remove_sign_ins("hoa") == 2 and [it.account for it in catalogue.list_sign_ins()] == ["lan"]


def test_open_batches_are_handed_over_and_closed_ones_stay_whose_they_were(catalogue: Catalogue) -> None:
    from tests.contracts.samples import make_batch

    for name in ("một", "hai"):
        catalogue.put_batch(replace(make_batch(), batch_id=name, name=name, operator="hoa"))
    catalogue.put_batch(replace(make_batch(), batch_id="ba", name="ba", operator="hoa", closed_at=NOW, closed_by="hoa"))
    assert catalogue.list_open_batches("hoa") == ("hai", "một")
    assert catalogue.hand_over_batches("hoa", "lan") == ("hai", "một")
    assert catalogue.list_open_batches("hoa") == () and catalogue.hand_over_batches("hoa", "lan") == ()
