"""What every catalogue promises of citizens' requests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from schemas.citizen_request import CitizenRequest
from schemas.errors import SetupError
from storage.ports import Catalogue
from tests.contracts.samples import NOW
from tests.contracts.test_copies import other as other
from tests.contracts.test_copies import read_lines
from tests.contracts.test_erasures import file, make

ASKED = CitizenRequest(
    code="YC-ABCD-2345",
    kind="correct",
    unit="92.916",
    asker="Lê Thị Cúc",
    contact="0900000000",
    proof="card",
    words="tên tôi bị sai",
    result_ids=(),
    taken_by="hoa",
    taken_at=NOW,
    due_on=date(2026, 12, 3),
)


def take(catalogue: Catalogue, code: str, unit: str = "92.916", due: int = 3, *papers: str) -> CitizenRequest:
    request = replace(ASKED, code=code, unit=unit, due_on=date(2026, 12, due), result_ids=papers)
    assert catalogue.add_request(request)
    return request


def test_a_request_is_kept_as_it_was_taken_and_its_code_is_its_own(catalogue: Catalogue) -> None:
    request = take(catalogue, "YC-1")
    assert catalogue.find_request("YC-1") == request
    assert not catalogue.add_request(replace(request, asker="khác"))
    assert catalogue.find_request("YC-1") == request and catalogue.find_request("YC-2") is None


def test_the_open_ones_come_by_the_day_they_are_due_then_those_decided_last(catalogue: Catalogue) -> None:
    for code, due in (("a", 9), ("b", 4), ("c", 5), ("d", 1)):
        take(catalogue, code, due=due)
    for days, code in enumerate(("a", "d")):
        at = NOW + timedelta(days=days)
        catalogue.update_request(code, lambda it, at=at: replace(it, decision="accepted", decided_at=at))  # type: ignore[misc]
    assert [it.code for it in catalogue.list_requests(["92"])] == ["b", "c", "d", "a"]
    assert [it.code for it in catalogue.list_requests(["92"], is_open=True)] == ["b", "c"]
    assert [it.code for it in catalogue.list_requests(["92"], is_open=False, limit=1)] == ["d"]


def test_only_requests_of_the_units_asked_for_are_listed(catalogue: Catalogue) -> None:
    take(catalogue, "a", "92.916")
    take(catalogue, "b", "92.9167")
    take(catalogue, "c", "92.916.31135")
    assert [it.code for it in catalogue.list_requests(["92.916"])] == ["a", "c"]
    assert catalogue.list_requests([]) == ()


def test_a_request_that_is_not_there_cannot_change_and_its_code_never_does(catalogue: Catalogue) -> None:
    with pytest.raises(SetupError, match="request_unknown"):
        catalogue.update_request("x", lambda it: it)
    take(catalogue, "a")
    assert catalogue.update_request("a", lambda it: replace(it, code="b", unit="92")).code == "a"
    assert catalogue.list_requests(["92.916"])[0].unit == "92.916"


def test_an_erasure_empties_the_words_and_the_asker_where_no_other_paper_is_named(catalogue: Catalogue) -> None:
    (one,), (two,) = file(catalogue, "một"), file(catalogue, "hai")
    take(catalogue, "a", "92.916", 3, one.result_id)
    take(catalogue, "b", "92.916", 3, one.result_id, two.result_id)
    take(catalogue, "c", "92.916", 3, two.result_id)
    catalogue.erase_result(one.result_id, make)
    a, b, c = catalogue.list_requests(["92"])
    assert (a.asker, a.contact, a.words, a.result_ids) == ("", "", "", ())
    assert (b.asker, b.words, b.result_ids) == (ASKED.asker, "", (two.result_id,))
    assert c == replace(ASKED, code="c", result_ids=(two.result_id,))
    assert ASKED.words not in str([line for line in read_lines(catalogue) if '"a"' in line])


def test_requests_go_with_a_copy_of_the_catalogue(catalogue: Catalogue, other: Catalogue) -> None:
    (paper,) = file(catalogue, "một")
    request = take(catalogue, "a", "92.916", 3, paper.result_id)
    other.begin_restore("b")
    other.load(read_lines(catalogue))
    assert other.find_request("a") == request


def test_the_chain_tells_what_was_done_with_a_paper(catalogue: Catalogue) -> None:
    for by, event, ids in (
        ("an", "ids_revealed", ["r1", "r2"]),
        ("lan", "ids_revealed", ["r10"]),
        ("ba", "other", ["r1"]),
    ):
        catalogue.add_audit(by, event, json.dumps({"result_ids": ids}))
    assert [entry.by for entry in catalogue.list_audit_naming("r1", ("ids_revealed", "fetched"))] == ["an"]
