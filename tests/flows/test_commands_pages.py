"""Pages of filed papers: replaced, added; told from the person's side, before and after."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from benchmarks.drills.small_papers import draw_secret
from benchmarks.papers.drawing import draw_paper
from pipelines.batches.batch_papers import gather_contents
from pipelines.intake import hash_file, open_batch, receive
from pipelines.lines import empty_line, problem_to_json
from pipelines.results.composing import list_parts
from schemas.scan import BatchOrder
from storage.keys import original_key
from tests.flows.office import CUSTODIAN, Office
from tests.flows.page_box import (
    LACKING,
    WHOLE,
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


# -- one page for another --


def test_a_better_scan_takes_the_place_of_a_page_and_the_paper_keeps_its_name(
    office: Office, box: Drawn, tmp_path: Path
) -> None:
    whole, page = box.ids["whole"], box.folder / "page-2.pdf"
    before = office.call("batch", "show", "hop-1", "--json").json
    number = value(office, whole, "document_number")
    answer = change(office, "replace-page", whole, 2, page)
    assert (answer.code, answer.json["version"], answer.json["pages"]) == (0, 2, [1, 2])
    assert (answer.json["state"], value(office, whole, "document_number")) == ("confirmed", number)
    assert shown(office, whole, "--version", "1")["sha256"] != shown(office, whole)["sha256"]
    after = office.call("batch", "show", "hop-1", "--json").json
    # The page that was handed in is a file of the box, the scan composed with it is none; no paper is more.
    assert after["outcomes"]["filed"] == before["outcomes"]["filed"] + 1
    assert (after["papers"], after["pages_total"]) == (before["papers"], before["pages_total"] + 1)
    with office.open() as resources:
        result = resources.catalogue.get_result(whole)
        assert list_parts(resources, result)[1] == (hash_file(page), 1)
        kept = resources.objects.get_bytes(original_key(hash_file(page)))
        receipt = resources.catalogue.find_filed_receipt(hash_file(page), other_than="")
        assert receipt is not None
        assert [line["result_id"] for line in resources.catalogue.list_lines(receipt.receipt_id)] == [whole]
    assert kept == page.read_bytes()
    fetched = office.call("fetch", whole, "--original", "-o", str(tmp_path / "now.pdf"), "--json").json
    assert fetched["sha256"] == result.scan_id
    with pikepdf.open(tmp_path / "now.pdf") as pdf:
        assert len(pdf.pages) == 2
    assert_home_agrees(office)


def test_the_step_is_told_in_both_languages_with_page_and_reason(office: Office, box: Drawn) -> None:
    change(office, "replace-page", box.ids["whole"], 2, box.folder / "page-2.pdf", person="hoa")
    vietnamese = office.call("result", "history", box.ids["whole"]).out
    english = office.call("result", "history", box.ids["whole"], "--lang", "en").out
    assert "thay trang" in vietnamese and "page replaced" in english
    assert "2: đối chiếu bản giấy" in vietnamese and "cli:hoa" in english


def test_the_same_replacement_twice_is_one(office: Office, box: Drawn) -> None:
    arguments = ("replace-page", box.ids["whole"], 2, box.folder / "page-2.pdf")
    answers = [change(office, *arguments).json for _ in range(2)]
    assert [(it["version"], it["repeated"]) for it in answers] == [(2, False), (2, True)]


def test_what_a_person_said_stays_and_a_person_looks_again(office: Office, box: Drawn) -> None:
    whole = box.ids["whole"]
    office.call("review", "set", whole, "subject=Về việc khác", "--json")
    office.call("review", "confirm", whole)
    assert change(office, "replace-page", whole, 2, box.folder / "page-2.pdf").json["state"] == "in_review"
    told = shown(office, whole)
    assert told["fields"]["subject"]["value"] == "Về việc khác"
    assert {"field": "pages", "reason": "pages_changed"} in told["needs_review"]
    assert office.call("review", "confirm", whole).code == 0
    assert shown(office, whole)["needs_review"] == []


def test_the_only_page_of_a_paper_can_be_replaced(office: Office, box: Drawn, tmp_path: Path) -> None:
    again = take_pages(tmp_path / "again.pdf", (box.folder / f"{LACKING}.pdf", slice(0, 1)))
    with pikepdf.open(again, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Subject"] = "once more"
        pdf.save(again)
    number = value(office, box.ids["short"], "document_number")
    answer = change(office, "replace-page", box.ids["short"], 1, again)
    assert (answer.code, answer.json["pages"]) == (0, [1]), answer.err
    assert value(office, box.ids["short"], "document_number") == number


@pytest.mark.parametrize(
    ("name", "page", "code", "exit_code"),
    [
        ("2.pdf", 2, "page_file_has_several", 1),
        ("page-2.pdf", 3, "page_not_of_result", 2),
        ("stranger.pdf", 2, "page_of_other_paper", 1),
        ("in/rest.pdf", 2, "page_filed_elsewhere", 1),
        ("nowhere.pdf", 2, "path_missing", 2),
    ],
)
def test_what_cannot_be_the_page_is_refused_and_nothing_is_kept(
    office: Office, box: Drawn, name: str, page: int, code: str, exit_code: int
) -> None:
    whole = box.ids["whole"]
    if name == "2.pdf":
        take_pages(box.folder / "in-two.pdf", (box.folder / f"{WHOLE}.pdf", slice(None)))
        name = "in-two.pdf"
    (before,) = state_of(office, whole)
    with office.open() as resources:
        objects = list(resources.objects.list_keys())
        receipts = resources.catalogue.list_receipts()
    answer = change(office, "replace-page", whole, page, box.folder / name)
    assert (answer.code, answer.error["code"]) == (exit_code, code)
    with office.open() as resources:
        assert list(resources.objects.list_keys()) == objects
        assert resources.catalogue.list_receipts() == receipts
    assert state_of(office, whole) == [before]


def test_a_page_that_differs_is_taken_when_a_person_is_sure(office: Office, box: Drawn) -> None:
    asked = ("replace-page", box.ids["whole"], 2, box.folder / "stranger.pdf")
    assert change(office, *asked).error["code"] == "page_of_other_paper"
    assert change(office, *asked, "--although-differs").code == 0


def test_a_damaged_or_locked_file_lies_in_quarantine_and_the_paper_is_untouched(
    office: Office, box: Drawn, tmp_path: Path
) -> None:
    damaged, locked = tmp_path / "damaged.pdf", tmp_path / "locked.pdf"
    damaged.write_bytes(b"%PDF-1.7\nthis was cut off\n")
    with pikepdf.open(box.folder / "page-2.pdf") as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="mở ra", owner="mở ra"))
    before = state_of(office, box.ids["whole"])
    for path, code in ((damaged, "file_truncated"), (locked, "pdf_encrypted")):
        answer = change(office, "add-page", box.ids["whole"], path)
        assert (answer.code, answer.error["code"]) == (1, code)
    assert state_of(office, box.ids["whole"]) == before
    waiting = office.call("quarantine", "list", "--json").lines
    assert {line["problem"]["code"] for line in waiting} == {"file_truncated", "pdf_encrypted"}
    with office.open() as resources:
        assert resources.objects.get_bytes(original_key(hash_file(damaged))) == damaged.read_bytes()
    assert_home_agrees(office)


def test_of_a_state_secret_nothing_is_kept(office: Office, box: Drawn, tmp_path: Path) -> None:
    draw_secret(tmp_path / "secret.pdf", 7)
    before = state_of(office, box.ids["short"])
    answer = change(office, "add-page", box.ids["short"], tmp_path / "secret.pdf", "--although-differs")
    assert (answer.code, answer.error["code"]) == (1, "state_secret")
    assert change(office, "add-page", box.ids["short"], tmp_path / "secret.pdf").error["code"] == "state_secret"
    with office.open() as resources:
        assert resources.objects.find_size(original_key(hash_file(tmp_path / "secret.pdf"))) is None
        assert resources.catalogue.is_refused(hash_file(tmp_path / "secret.pdf"))
    assert state_of(office, box.ids["short"]) == before


# -- pages that were missing --


def test_a_missing_page_is_added_and_what_stands_on_it_is_read(office: Office, box: Drawn) -> None:
    short = box.ids["short"]
    assert value(office, short, "signer_name") is None
    answer = change(office, "add-page", short, box.folder / "missing.pdf")
    assert (answer.code, answer.json["pages"]) == (0, [1, 2]), answer.err
    assert value(office, short, "signer_name")
    assert value(office, short, "signer_name", "--version", "1") is None
    assert events(office, short)[-1] == "page_added"
    again = change(office, "add-page", short, box.folder / "missing.pdf")
    assert (again.code, again.json["repeated"], again.json["version"]) == (0, True, 2)
    assert_home_agrees(office)


def test_pages_go_before_a_page_where_that_is_their_place(office: Office, box: Drawn, tmp_path: Path) -> None:
    front = take_pages(tmp_path / "front.pdf", (box.folder / f"{LACKING}.pdf", slice(0, 1)))
    with pikepdf.open(front, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Subject"] = "front"
        pdf.save(front)
    rest = box.ids["rest"]
    assert shown(office, rest)["document_type"] is None
    assert change(office, "add-page", rest, front, "--before", "1").json["pages"] == [1, 2]
    assert shown(office, rest)["document_type"] == "committee_decision"
    assert value(office, rest, "signer_name")


def test_a_file_that_waits_in_quarantine_may_be_the_missing_page(office: Office, box: Drawn) -> None:
    path = box.folder / "missing.pdf"
    with office.open() as resources:
        batch = open_batch(resources, CUSTODIAN, "hop-1", "cli:lan")
        receipt = receive(resources, batch, path, BatchOrder(()), "cli:lan")
        line = empty_line(receipt.source, receipt.scan_id, "quarantined", "hop-1", CUSTODIAN)
        line["problem"] = problem_to_json("unexpected")
        resources.catalogue.end_receipt(receipt.receipt_id, "quarantined", [line], problem_code="unexpected")
    assert change(office, "add-page", box.ids["short"], path).code == 0
    assert office.call("quarantine", "list", "--json").lines == []
    assert office.call("batch", "show", "hop-1", "--json").json["outcomes"] == {"filed": 5}
    assert_home_agrees(office)


@pytest.mark.slow
def test_a_closed_batch_still_takes_a_page_of_its_papers(office: Office, box: Drawn) -> None:
    assert office.call("batch", "close", "hop-1", "--reason", "đủ").code == 0
    assert change(office, "add-page", box.ids["short"], box.folder / "missing.pdf").code == 0
    assert office.call("batch", "show", "hop-1", "--json").json["papers"] == 4


@pytest.mark.slow
def test_the_page_digitised_later_is_told_as_a_duplicate_of_the_paper(office: Office, box: Drawn) -> None:
    change(office, "add-page", box.ids["short"], box.folder / "missing.pdf")
    told = office.call(
        "digitise", str(box.folder / "missing.pdf"), "--unit", CUSTODIAN, "--batch", "hop-2", "--plain", "--json"
    )
    assert [(line["outcome"], line["result_id"]) for line in told.lines] == [("duplicate", box.ids["short"])]


def test_a_paper_keeps_its_place_in_the_box_and_a_retired_one_has_none(office: Office, box: Drawn) -> None:
    def listed() -> list[str]:
        with office.open() as resources:
            batch = resources.catalogue.find_batch("hop-1")
            assert batch is not None
            return [result.result_id for result in gather_contents(resources, batch).results]

    before = listed()
    assert before == [box.ids[name] for name in ("rest", "short", "stack", "whole")]
    change(office, "add-page", box.ids["short"], box.folder / "missing.pdf")
    assert listed() == before
    change(office, "merge", box.ids["short"], box.ids["rest"])
    assert listed() == before[1:]


@pytest.mark.slow
def test_a_composed_scan_does_not_travel_as_a_file_of_its_own(office: Office, box: Drawn, tmp_path: Path) -> None:
    change(office, "add-page", box.ids["short"], box.folder / "missing.pdf")
    told = office.call("batch", "export", "hop-1", str(tmp_path / "hop.disk"), "--json")
    assert told.code == 0, told.err
    assert told.json["files"] == 5


@pytest.mark.slow
def test_a_page_photographed_and_scanned_anew_keeps_its_picture_bit_for_bit(
    office: Office, box: Drawn, tmp_path: Path
) -> None:
    paper = draw_paper("committee_decision", "clean", WHOLE, dpi=200, may_turn=False)
    photo = tmp_path / "page.jpg"
    Image.fromarray(paper.pages[1].pixels).convert("L").save(photo, quality=90, dpi=(200, 200))
    answer = change(office, "replace-page", box.ids["whole"], 2, photo, "--although-differs")
    assert answer.code == 0, answer.err
    office.call("fetch", box.ids["whole"], "--original", "-o", str(tmp_path / "now.pdf"))
    with pikepdf.open(tmp_path / "now.pdf") as pdf:
        picture = next(iter(pdf.pages[1].get_images().values()))
        assert picture.read_raw_bytes() in photo.read_bytes()
    told = shown(office, box.ids["whole"])
    assert [size["dpi"] for size in told["page_sizes"]][1] == 200
    assert told["fields"]["signer_name"]["page_number"] == 2
    assert_home_agrees(office)


@pytest.mark.slow
def test_a_page_that_was_taken_out_again_may_go_elsewhere(office: Office, box: Drawn) -> None:
    page, missing = box.folder / "page-2.pdf", box.folder / "missing.pdf"
    change(office, "replace-page", box.ids["whole"], 2, page)
    refused = change(office, "add-page", box.ids["short"], page, "--although-differs")
    assert refused.error["code"] == "page_filed_elsewhere"
    change(office, "replace-page", box.ids["whole"], 2, missing, "--although-differs")
    assert change(office, "add-page", box.ids["short"], page, "--although-differs").code == 0


@pytest.mark.slow
def test_a_composed_paper_is_understood_again_as_any_other(office: Office, box: Drawn) -> None:
    short = box.ids["short"]
    change(office, "add-page", short, box.folder / "missing.pdf")
    told = office.call("reread", short, "--fields-only", "--json")
    assert told.code == 0, told.err
    assert (shown(office, short)["version"], shown(office, short)["pages"]) == (2, [1, 2])


def test_an_erased_paper_takes_its_parts_along(office: Office, box: Drawn) -> None:
    short = box.ids["short"]
    change(office, "add-page", short, box.folder / "missing.pdf")
    with office.open() as resources:
        result = resources.catalogue.get_result(short)
        scans = {scan_id for scan_id, _ in list_parts(resources, result)} | {result.scan_id}
    erased = office.call("erase", short, "--reason", "theo quyết định", "--approved-by", "hoa", "--json")
    assert erased.code == 0, erased.err
    with office.open() as resources:
        assert [key for key in resources.objects.list_keys() if any(scan_id in key for scan_id in scans)] == []
    again = change(office, "add-page", box.ids["rest"], box.folder / "missing.pdf", "--although-differs")
    assert (again.code, again.error["code"]) == (1, "result_erased")
    assert_home_agrees(office)


def test_an_office_may_ask_for_a_second_person(office: Office, box: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_SECOND_PERSON", "document_number")
    asked = ("split", box.ids["stack"], "--at", 3)
    for more in ((), ("--approved-by", "lan")):
        assert change(office, *asked, *more).error["code"] == "second_person_missing"
    assert change(office, *asked, "--approved-by", "hoa").code == 0
    assert "(cli:hoa)" in office.call("result", "history", box.ids["stack"]).out


def test_an_unknown_version_is_told(office: Office, box: Drawn) -> None:
    answer = office.call("show", box.ids["whole"], "--version", "7", "--json")
    assert (answer.code, answer.error["code"]) == (2, "version_unknown")
