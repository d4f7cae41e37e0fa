"""Every catalogue keeps dossiers, counts them as they are listed, and keeps a ledger of reuse that proves itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from schemas.dossier import AcceptedComponent, AvoidableAsk, Dossier, DossierComponent, DossierResult
from schemas.errors import InputRejected, SetupError
from schemas.holder_links import HolderEvent
from schemas.procedure_result import ProcedureResult
from schemas.reuse import ReuseWish
from storage.audit_chain import find_broken_link, follow_chain
from storage.catalogues._tables_dossiers import reuse_entries
from storage.ledgers.dossiers import Counted, DossierEntry, Period
from storage.ports import Catalogue
from tests.contracts.samples import NOW, make_scan_id
from tests.contracts.test_erasures import file, make

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
COUNTED: tuple[Counted, ...] = ("result_file", "digitised", "reusing", "sharing", "from_store")


def make_dossier(number: int, **changes: Any) -> Dossier:
    part = DossierComponent("giay-khai-sinh", "Giấy khai sinh", has_file=True)
    dossier = Dossier(
        code=f"H13.16.5-260302-{number:04d}",
        unit="92.31135",
        procedure_code="1.004873.000.00.00.H13",
        owner_id=f"09208500{number:04d}",
        received_on=date(2026, 3, 2),
        state="4",
        components=(part,),
    )
    return replace(dossier, **changes)


def put(catalogue: Catalogue, *dossiers: Dossier, asks: tuple[AvoidableAsk, ...] = ()) -> tuple[int, int, int]:
    told = catalogue.put_dossiers([DossierEntry(it, asks) for it in dossiers], "cli:an", "0" * 64)
    return told.added, told.updated, told.unchanged


def file_paper(catalogue: Catalogue, word: str) -> ProcedureResult:
    return file(catalogue, word)[0]


def fine(result: ProcedureResult | None) -> None:
    del result


def test_the_same_export_twice_changes_nothing_and_a_later_one_the_state(catalogue: Catalogue) -> None:
    one, two = make_dossier(1), make_dossier(2)
    assert put(catalogue, one, two) == (2, 0, 0)
    assert put(catalogue, two, one) == (0, 0, 2)
    ended = replace(two, state="10", results=(DossierResult("Trích lục", "KQ.G15.000031", True),))
    assert put(catalogue, one, ended) == (0, 1, 1)
    assert catalogue.find_dossier(two.code) == ended
    reopened = catalogue.put_dossiers([DossierEntry(two)], "cli:an", "0" * 64).reopened
    assert reopened == (two.code,) and catalogue.find_dossier(two.code) == two
    put(catalogue, ended)
    assert catalogue.list_dossiers(10) == (one, ended)
    assert catalogue.list_dossiers(1, after=one.code) == (ended,)
    assert catalogue.list_dossiers(10, unit="92.31") == ()
    assert catalogue.list_dossiers(10, owner_id="092085 000001") == (one,)
    assert catalogue.list_open_dossiers([ended.code, one.code, "H13-260302-9999"]) == (one,)
    assert [entry.event for entry in catalogue.list_audit()] == ["dossiers_imported"] * 4


def test_every_count_is_as_long_as_its_list(catalogue: Catalogue) -> None:
    file = DossierResult("Trích lục", "KQ.G15.000031", True)
    taken = DossierComponent("1", "Giấy khai sinh", is_reused=True, is_from_store=True)
    put(
        catalogue,
        make_dossier(1),
        make_dossier(2, results=(file,), received_on=date(2026, 5, 1)),
        make_dossier(3, components=(taken,), unit="92"),
        make_dossier(4, received_on=None),
        make_dossier(5, received_on=date(2025, 12, 31)),
        make_dossier(6, procedure_code="2.000815", results=()),
    )
    counts = catalogue.count_dossiers(YEAR, ["2.000815"])
    assert [counts[name] for name in COUNTED] == [(1, 3), (2, 4), (1, 4), (2, 4), (1, 4)]
    assert counts["spared_owners"] == (4, 4) and counts["avoidable_asks"] == (0, 3)
    for name in COUNTED:
        listed = catalogue.list_counted(YEAR, name, 100, paperless=["2.000815"])
        assert (sum(it.counts for it in listed), len(listed)) == counts[name]
        within = catalogue.list_counted(YEAR, name, 100, paperless=["2.000815"], counts=True)
        assert [it.dossier for it in within] == [it.dossier for it in listed if it.counts]
    assert catalogue.count_dossiers(replace(YEAR, unit="92.31135"))["reusing"] == (0, 3)
    by_unit = catalogue.count_dossiers_by_unit(YEAR, ["2.000815"])
    assert list(by_unit) == ["92", "92.31135"] and by_unit["92"]["from_store"] == (1, 1)
    for name in (*COUNTED, "avoidable_asks"):
        assert tuple(map(sum, zip(*(told[name] for told in by_unit.values()), strict=True))) == counts[name]
    first, second, *_ = catalogue.list_counted(YEAR, "digitised", 10)
    after = (str(first.dossier.received_on), first.dossier.code)
    assert catalogue.list_counted(YEAR, "digitised", 1, after=after) == (second,)


def test_owners_asked_for_what_was_held_are_counted_once(catalogue: Catalogue) -> None:
    owner = make_dossier(1).owner_id
    asked = (make_dossier(1), make_dossier(2, owner_id=owner))
    put(catalogue, *asked, asks=(AvoidableAsk("giay-khai-sinh", "held"),))
    put(catalogue, make_dossier(3), make_dossier(4, owner_id=None))
    counts = catalogue.count_dossiers(YEAR)
    assert (counts["spared_owners"], counts["avoidable_asks"]) == ((1, 2), (2, 4))
    assert [it.dossier for it in catalogue.list_counted(YEAR, "avoidable_asks", 9)] == list(asked)
    assert catalogue.list_asks(asked[0].code) == (AvoidableAsk("giay-khai-sinh", "held"),)
    assert catalogue.count_dossiers_by_unit(YEAR)["92.31135"] == counts
    put(catalogue, asked[0])
    assert catalogue.list_asks(asked[0].code) == ()


def test_the_ledger_names_the_version_used_and_the_same_wish_once(catalogue: Catalogue) -> None:
    result = file_paper(catalogue, "a paper")
    wish = ReuseWish("reused", result.result_id, "H13.16.5-260302-0001", "cli:an", "Giấy phép xây dựng", "đối chiếu")
    entry = catalogue.add_reuse(wish, fine)
    assert (entry.sequence, entry.version, entry.is_accepted, entry.purpose) == (1, result.version, True, "đối chiếu")
    assert catalogue.add_reuse(replace(wish, by="cli:ba", purpose="khác"), fine) == entry
    corrected = catalogue.update_result(result.result_id, lambda it: replace(it, title="Giấy phép"))
    later = catalogue.add_reuse(wish, fine)
    assert (later.sequence, later.version) == (2, corrected.version)
    refusal = ReuseWish("refused", result.result_id, wish.dossier_code, "cli:an", reason="mờ, không rõ diện tích")
    refused = catalogue.add_reuse(refusal, fine)
    assert (refused.is_accepted, refused.reason) == (False, "mờ, không rõ diện tích")
    assert catalogue.list_reuse(10, used_id=result.result_id) == (entry, later, refused)
    assert catalogue.list_reuse(1, after=1, dossier_code=wish.dossier_code) == (later,)
    links = follow_chain(catalogue.iterate_reuse_links())
    assert (links.broken, links.sequence, links.link) == (None, 3, refused.link)
    assert [catalogue.find_reuse_entry(one) for one in (later.entry_id, "none")] == [later, None]
    assert catalogue.list_reuse_notes() == {it.sequence: it.link for it in (entry, later, refused)}


def test_what_may_not_be_used_is_not_entered(catalogue: Catalogue) -> None:
    result = file_paper(catalogue, "a paper")

    def refuse(seen: ProcedureResult | None) -> None:
        assert seen == result
        raise InputRejected("reuse_revoked")

    wish = ReuseWish("reused", result.result_id, "H13-260302-0001", "cli:an", "Giấy phép", "đối chiếu")
    with pytest.raises(InputRejected, match="reuse_revoked"):
        catalogue.add_reuse(wish, refuse)
    with pytest.raises(SetupError, match="result_unknown"):
        catalogue.add_reuse(replace(wish, used_id="nobody"), fine)
    assert catalogue.list_reuse(10) == () and catalogue.list_reuse_notes() == {}


def test_a_dossier_is_joined_with_what_the_ledger_said_before(catalogue: Catalogue) -> None:
    result, dossier = file_paper(catalogue, "a paper"), make_dossier(1)
    catalogue.add_reuse(ReuseWish("reused", result.result_id, dossier.code, "cli:an", "Giấy phép", "đối chiếu"), fine)
    assert catalogue.count_dossiers(YEAR)["from_store"] == (0, 0)
    put(catalogue, dossier, make_dossier(2), asks=(AvoidableAsk("gp", result.result_id),))
    counts = catalogue.count_dossiers(YEAR)
    assert counts["from_store"] == (1, 2)
    # Flags that were forgotten make no ask of what our own ledger says was used.
    assert (counts["avoidable_asks"], counts["spared_owners"]) == ((1, 2), (1, 2))
    assert [len(catalogue.list_asks(it.code)) for it in (dossier, make_dossier(2))] == [0, 1]
    assert len(catalogue.list_counted(YEAR, "avoidable_asks", 9)) == 1


def test_erasing_takes_the_words_and_leaves_the_chain_whole(catalogue: Catalogue) -> None:
    one, other = file_paper(catalogue, "one"), file_paper(catalogue, "other")
    words = ("Giấy phép của bà Tư", "bà Tư xin sửa nhà")
    for paper in (one, other):
        catalogue.add_reuse(ReuseWish("reused", paper.result_id, "H13-260302-0001", "cli:an", *words), fine)
    catalogue.erase_result(one.result_id, make)
    gone, kept, blanking = catalogue.list_reuse(10)
    assert (gone.component, gone.purpose, kept.component, blanking.kind) == ("", "", words[0], "erased")
    assert (gone.used_id, gone.version) == (one.result_id, 1)
    assert find_broken_link(catalogue.iterate_reuse_links()) is None
    assert find_broken_link(catalogue.list_audit()) is None
    assert catalogue.list_reuse_notes().keys() == {1, 2, 3}


def test_a_changed_entry_breaks_the_chain(catalogue: Catalogue) -> None:
    paper = file_paper(catalogue, "one")
    for number in range(1, 4):
        wish = ReuseWish("reused", paper.result_id, f"H13-260302-000{number}", "cli:an", "Giấy phép", "đối chiếu")
        catalogue.add_reuse(wish, fine)
    second = reuse_entries.c.sequence == 2
    with catalogue._writing() as connection:  # type: ignore[attr-defined]
        connection.execute(update(reuse_entries).where(second).values(version=9))
    assert find_broken_link(catalogue.iterate_reuse_links()) == 2


def test_owners_of_whom_nothing_is_held_are_told_from_the_others(catalogue: Catalogue) -> None:
    (holder,) = file_paper(catalogue, "a paper").holder_ids
    event = HolderEvent("link", "092085000777", "301234567", "sổ hộ khẩu", "cli:an", NOW)
    assert catalogue.add_holder_event(event, lambda known: True)
    asked = [holder, "092085000777", "092085000999", "092 085 000 777"]
    assert catalogue.list_known_owners(asked) == {holder, "092085000777"}
    assert catalogue.list_known_owners([]) == frozenset()


def test_an_accepted_component_is_kept_once_for_its_owner(catalogue: Catalogue) -> None:
    sha256 = make_scan_id("a map")
    dossier = make_dossier(1)
    component = AcceptedComponent(
        "c1", dossier.code, str(dossier.owner_id), "so-do", "Sơ đồ", sha256, 12, "cli:an", NOW
    )
    assert catalogue.add_accepted(component) == component
    again = replace(component, component_id="c2", dossier_code="H13-260302-0002")
    assert catalogue.add_accepted(again) == component
    assert catalogue.find_accepted("c1") == component and catalogue.find_accepted("c2") is None
    assert catalogue.list_accepted(owner_id="092085 000001") == (component,)
    assert catalogue.list_accepted(dossier_code="H13-260302-0002") == ()
    assert catalogue.list_known_scans(9) == (sha256,) and catalogue.find_known_scans([sha256, "x"]) == {sha256}
    with catalogue.open_snapshot() as snapshot:
        assert list(snapshot.list_kept_scans()) == [sha256]
    wish = ReuseWish("reused", "c1", "H13-260302-0003", "cli:an", "Sơ đồ", "dùng lại")
    assert catalogue.add_reuse(wish, fine).version == 1
