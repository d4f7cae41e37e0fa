"""What every catalogue promises of holders: births found by key, links appended under a lock and audited."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from schemas.errors import InputRejected
from schemas.holder_links import HolderEvent, check_link, check_unlink
from storage.audit_chain import find_broken_link
from storage.ports import Catalogue
from tests.contracts.samples import NOW, make_batch, make_receipt, make_result

PRESENT, OLD, OLDER = "092085000123", "361000451", "361000452"


def say(kind: str, one: str, other: str) -> HolderEvent:
    return HolderEvent(kind, one, other, "giấy xác nhận", "cli:lan", NOW)  # type: ignore[arg-type]


def link(catalogue: Catalogue, one: str, other: str) -> bool:
    return catalogue.add_holder_event(say("link", one, other), lambda known: check_link(known, one, other))


def test_holders_are_found_by_name_and_year_of_birth_as_they_are_now(catalogue: Catalogue) -> None:
    receipt, _ = catalogue.put_receipt(make_receipt("one", catalogue.put_batch(make_batch())))
    result = make_result(receipt, holder_births=("nguyen van an|1985", "le thi hoa|1987"))
    catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    assert catalogue.find_born_results(["le thi hoa|1987", "nguyen van an|1985"]) == (result.result_id,)
    catalogue.update_result(result.result_id, lambda old: replace(old, holder_births=("le thi hoa|1987",)))
    assert catalogue.find_born_results(["nguyen van an|1985"]) == ()
    assert catalogue.find_born_results([]) == ()


def test_events_of_everything_ever_linked_are_told_in_order(catalogue: Catalogue) -> None:
    assert link(catalogue, OLD, PRESENT)
    assert link(catalogue, OLDER, OLD)
    assert link(catalogue, "361000999", "B1234567")
    undo = say("unlink", OLDER, OLD)
    assert catalogue.add_holder_event(undo, lambda known: check_unlink(known, OLDER, OLD))
    told = catalogue.list_holder_events([PRESENT])
    assert [(it.kind, it.one, it.other) for it in told] == [
        ("link", OLD, PRESENT),
        ("link", OLDER, OLD),
        ("unlink", OLDER, OLD),
    ]
    assert [it.sequence for it in told] == sorted({it.sequence for it in told})
    assert catalogue.list_holder_events(["361000777"]) == ()


def test_what_the_check_refuses_or_finds_unneeded_is_not_written(catalogue: Catalogue) -> None:
    assert link(catalogue, OLD, PRESENT)
    assert not link(catalogue, PRESENT, OLD)
    with pytest.raises(InputRejected, match="holder_linked_elsewhere"):
        link(catalogue, OLD, "092085000777")
    assert len(catalogue.list_holder_events([OLD])) == 1
    assert len(list(catalogue.list_audit())) == 1


def test_each_event_is_audited_without_ids(catalogue: Catalogue) -> None:
    link(catalogue, OLD, PRESENT)
    (entry,) = entries = list(catalogue.list_audit())
    assert (entry.by, entry.event) == ("cli:lan", "holders_linked")
    assert json.loads(entry.payload)["one"] == "******451"
    assert OLD not in entry.payload and PRESENT not in entry.payload
    assert find_broken_link(entries) is None


def test_two_who_link_an_old_id_at_once_do_not_both_get_it(catalogue: Catalogue) -> None:
    def attempt(present: str) -> bool:
        try:
            return link(catalogue, OLD, present)
        except InputRejected:
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (PRESENT, "092085000777"))) == [False, True]
