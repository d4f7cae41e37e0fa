"""Two papers that were filed as one result: parted at a page, and what each then is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.registers.counting import count_coverage, coverage_to_json
from pipelines.resources import Resources
from pipelines.results import page_changes
from pipelines.results.page_files import PageFile
from tests.flows.office import CUSTODIAN, Office
from tests.flows.page_box import (
    WHY,
    Drawn,
    assert_home_agrees,
    change,
    events,
    shown,
    take_pages,
    value,
)

pytestmark = pytest.mark.timeout(300)


def test_a_result_that_was_two_papers_is_split(office: Office, box: Drawn) -> None:
    stack = box.ids["stack"]
    assert shown(office, stack)["pages"] == [1, 2, 3]
    answer = change(office, "split", stack, "--at", 3)
    second = answer.json["other_id"]
    assert (answer.code, answer.json["pages"]) == (0, [1, 2])
    assert shown(office, second)["pages"] == [3]
    assert [shown(office, it)["document_type"] for it in (stack, second)] == ["committee_decision", "birth_certificate"]
    assert [events(office, it)[-1] for it in (stack, second)] == ["split", "split"]
    assert shown(office, second)["batch"] == "hop-1"
    assert office.call("batch", "show", "hop-1", "--json").json["papers"] == 5
    again = change(office, "split", stack, "--at", 3)
    assert (again.code, again.json["repeated"], again.json["other_id"]) == (0, True, second)
    assert office.call("search", "--type", "birth_certificate", "--json").json["total"] == 1
    assert_home_agrees(office)


def test_a_paper_that_is_seen_only_now_is_known_as_another_scan(office: Office, box: Drawn) -> None:
    told = office.call(
        "digitise", str(box.folder / "birth.pdf"), "--unit", CUSTODIAN, "--batch", "hop-2", "--plain", "--json"
    )
    filed = told.lines[0]["result_id"]
    second = change(office, "split", box.ids["stack"], "--at", 3).json["other_id"]
    assert {"result_id": filed, "kind": "rescan_of"} in shown(office, second)["related"]
    assert_home_agrees(office)


def test_past_coverage_is_the_same_after_pages_changed(office: Office, box: Drawn) -> None:
    def figures() -> list[object]:
        with office.open() as resources:
            return [coverage_to_json(count_coverage(resources, day)) for day in (date(2024, 12, 31), yesterday)]

    yesterday = date.today() - timedelta(days=1)
    before = figures()
    change(office, "replace-page", box.ids["whole"], 2, box.folder / "page-2.pdf")
    change(office, "split", box.ids["stack"], "--at", 3)
    assert figures() == before


@pytest.mark.slow
def test_what_somebody_else_changed_meanwhile_is_not_written_over(
    office: Office, box: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = page_changes._keep

    def change_first(resources: Resources, page_file: PageFile) -> None:
        monkeypatch.setattr(page_changes, "_keep", keep)
        office.call("result", "split", box.ids["whole"], "--at", "2", *WHY, person="hoa")
        keep(resources, page_file)

    monkeypatch.setattr(page_changes, "_keep", change_first)
    answer = change(office, "replace-page", box.ids["whole"], 2, box.folder / "page-2.pdf")
    assert (answer.code, answer.error["code"]) == (3, "result_changed")
    assert events(office, box.ids["whole"])[-1] == "split"


def test_what_a_person_said_goes_with_its_page(office: Office, box: Drawn) -> None:
    stack = box.ids["stack"]
    told = shown(office, stack)["fields"]
    on_second = next(name for name, it in told.items() if isinstance(it, dict) and it["page_number"] == 2)
    office.call("review", "set", stack, "subject=Về việc khác", f"{on_second}=Trần Văn Bình")
    second = change(office, "split", stack, "--at", 2).json["other_id"]
    assert value(office, stack, "subject") == "Về việc khác"
    assert value(office, stack, on_second) is None
    assert value(office, second, on_second) == "Trần Văn Bình"
    assert {shown(office, it)["state"] for it in (stack, second)} == {"in_review"}


@pytest.mark.slow
def test_pages_are_numbered_as_the_paper_shows_them(office: Office, box: Drawn, tmp_path: Path) -> None:
    second = change(office, "split", box.ids["stack"], "--at", 3).json["other_id"]
    again = take_pages(tmp_path / "again.pdf", (box.folder / "birth.pdf", slice(0, 1)))
    refused = change(office, "replace-page", second, 1, again)
    assert (refused.code, refused.error["code"]) == (2, "page_not_of_result")
    assert change(office, "replace-page", second, 3, again).json["pages"] == [1]
    assert shown(office, second)["document_type"] == "birth_certificate"


@pytest.mark.parametrize(("page", "code", "exit_code"), [(1, "split_at_first", 1), (4, "page_not_of_result", 2)])
def test_nothing_is_split_at_its_first_page_or_beyond_its_last(
    office: Office, box: Drawn, page: int, code: str, exit_code: int
) -> None:
    answer = change(office, "split", box.ids["stack"], "--at", page)
    assert (answer.code, answer.error["code"]) == (exit_code, code)
    assert shown(office, box.ids["stack"])["version"] == 1


def test_a_merge_undoes_a_split_and_a_split_a_merge(office: Office, box: Drawn) -> None:
    stack = box.ids["stack"]
    second = change(office, "split", stack, "--at", 3).json["other_id"]
    joined = change(office, "merge", stack, second, "--although-types-differ", "--although-holders-differ")
    assert (joined.json["pages"], shown(office, second)["state"]) == ([1, 2, 3], "withdrawn")
    again = change(office, "split", stack, "--at", 3).json
    assert (again["other_id"], again["repeated"]) == (second, False)
    told = shown(office, second)
    assert (told["merged_into"], told["pages"], told["document_type"]) == (None, [3], "birth_certificate")
    assert events(office, second) == ["split", "merged", "split"]
    assert_home_agrees(office)
