"""One paper that was filed as two results: one goes on, the other points to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.flows.office import CUSTODIAN, Office
from tests.flows.page_box import (
    LACKING,
    WHY,
    Drawn,
    assert_home_agrees,
    change,
    events,
    shown,
    state_of,
    take_pages,
    value,
)

pytestmark = pytest.mark.timeout(300)


def test_two_scans_of_one_paper_become_one_result_and_the_retired_id_points_on(
    office: Office, box: Drawn, tmp_path: Path
) -> None:
    short, rest = box.ids["short"], box.ids["rest"]
    answer = change(office, "merge", short, rest)
    assert (answer.code, answer.json["pages"], answer.json["other_id"]) == (0, [1, 2], rest)
    assert value(office, short, "signer_name")
    retired = office.call("show", rest, "--json")
    assert (retired.code, retired.json["state"], retired.json["merged_into"]) == (0, "withdrawn", short)
    assert short in office.call("show", rest).err
    told = office.call("result", "history", rest)
    assert told.code == 0 and short in told.out and short in told.err
    fetched = office.call("fetch", rest, "--original", "-o", str(tmp_path / "all.pdf"), "--json")
    assert (fetched.code, fetched.json["merged_into"]) == (0, short)
    with pikepdf.open(tmp_path / "all.pdf") as pdf:
        assert len(pdf.pages) == 2
    assert office.call("batch", "show", "hop-1", "--json").json["papers"] == 3
    assert change(office, "merge", short, rest).json["repeated"] is True
    refused = change(office, "add-page", rest, box.folder / "page-2.pdf")
    assert (refused.code, refused.error["code"]) == (1, "result_retired")
    assert short in refused.error["message"]
    assert_home_agrees(office)


def test_scans_of_a_retired_result_are_scans_of_the_one_that_took_it(
    office: Office, box: Drawn, tmp_path: Path
) -> None:
    again = take_pages(tmp_path / "again.pdf", (box.folder / f"{LACKING}.pdf", slice(0, 1)))
    with pikepdf.open(again, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Subject"] = "another pass"
        pdf.save(again)
    told = office.call("digitise", str(again), "--unit", CUSTODIAN, "--batch", "hop-2", "--plain", "--json").lines[0]
    short, rest = box.ids["short"], box.ids["rest"]
    assert told["related"] == [{"result_id": short, "kind": "rescan_of"}]
    assert change(office, "merge", rest, short).code == 0
    assert shown(office, told["result_id"])["related"] == [{"result_id": rest, "kind": "rescan_of"}]
    assert events(office, told["result_id"])[-1] == "link_moved"
    assert {"result_id": told["result_id"], "kind": "has_rescan"} in shown(office, rest)["related"]
    for asked in (("correct", short, "title=x"), ("withdraw", short)):
        assert change(office, *asked).error["code"] == "result_retired"
    assert_home_agrees(office)


def test_what_people_said_of_both_is_kept_and_what_contradicts_is_asked(office: Office, box: Drawn) -> None:
    short, rest = box.ids["short"], box.ids["rest"]
    office.call("review", "set", rest, "document_type=committee_decision", "holder_name=Trần Văn Bình")
    office.call("review", "set", rest, "document_number=1/QĐ-UBND")
    assert change(office, "merge", short, rest).code == 0
    told = shown(office, short)
    assert told["fields"]["holder_name"]["value"] == "Trần Văn Bình"
    assert told["fields"]["document_number"]["value"] != "1/QĐ-UBND"
    assert {"field": "document_number", "reason": "values_differ"} in told["needs_review"]
    assert told["state"] == "in_review"


def file_two(office: Office, **changes: Any) -> tuple[str, str]:
    return office.file_paper("một"), office.file_paper("hai", **changes)


def test_two_holders_are_not_merged_unless_a_person_is_sure(office: Office) -> None:
    one, two = file_two(office, fields={"holder_name": "Trần Văn Bình", "holder_id": "092085000999"})
    answer = change(office, "merge", one, two)
    assert (answer.code, answer.error["code"]) == (1, "holders_of_results_differ")
    assert [it.version for it in state_of(office, one, two)] == [1, 1]


def test_two_types_are_not_merged_unless_a_person_is_sure(office: Office) -> None:
    one, two = file_two(office, document_type="household_business_certificate")
    assert change(office, "merge", one, two).error["code"] == "types_of_results_differ"


def test_papers_of_two_offices_are_not_merged(office: Office) -> None:
    one, two = file_two(office, custodian="92.31135")
    assert change(office, "merge", one, two).error["code"] == "custodians_differ"


def test_nothing_is_merged_with_itself_or_with_what_was_withdrawn(office: Office) -> None:
    one, two = file_two(office)
    assert change(office, "merge", one, one).error["code"] == "merge_same_result"
    office.call("result", "withdraw", two, *WHY)
    for order in ((one, two), (two, one)):
        assert change(office, "merge", *order).error["code"] == "move_not_allowed"
    assert change(office, "merge", one, "khongco").error["code"] == "result_unknown"
