"""A batch from the box to its closing: counted by hand, opened, printed for, reckoned."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2

from tests.flows.office import CUSTODIAN, Office


def new(office: Office, *arguments: str) -> dict[str, object]:
    answer = office.call("batch", "new", "--unit", CUSTODIAN, *arguments, "--json")
    assert answer.code == 0, answer.err
    told: dict[str, object] = answer.json
    return told


def test_a_new_batch_keeps_box_shelf_and_the_count_made_by_hand(office: Office) -> None:
    told = new(office, "--name", "hop-7", "--box", "Hộp 7", "--shelf", "Kho A, giá 2", "--expected", "3")
    assert (told["box"], told["shelf"], told["expected"], told["difference"]) == ("Hộp 7", "Kho A, giá 2", 3, -3)
    shown = office.call("batch", "show", "hop-7", "--json").json
    assert {key: shown[key] for key in told} == told


def test_batches_without_a_name_are_numbered_through_the_day(office: Office) -> None:
    first, second = new(office), new(office)
    assert str(first["batch"]).startswith(f"{CUSTODIAN}-")
    assert [str(told["batch"])[-3:] for told in (first, second)] == ["-01", "-02"]


def test_a_name_is_given_once(office: Office) -> None:
    new(office, "--name", "hop-1")
    again = office.call("batch", "new", "--unit", CUSTODIAN, "--name", "hop-1", "--json")
    assert (again.code, again.error["code"]) == (2, "batch_exists")


def test_the_sheets_are_a_cover_and_as_many_separators_as_asked_for(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "sheets.pdf"
    new(office, "--name", "hop-1", "--sheets", str(path), "--sheet-count", "3", "--type", "building_permit")
    with pypdfium2.PdfDocument(path) as pdf:
        texts = [pdf[number].get_textpage().get_text_range() for number in range(len(pdf))]
    assert len(texts) == 4
    assert "TỜ BÌA LÔ QUÉT" in texts[0]
    assert "TỜ PHÂN CÁCH 3" in texts[3]
    assert all("Giấy phép xây dựng" in text and "hop-1" in text for text in texts)


def test_an_unknown_type_or_unit_opens_nothing(office: Office) -> None:
    assert office.call("batch", "new", "--unit", "92.1", "--json").error["code"] == "unit_unknown"
    wrong = office.call("batch", "new", "--unit", CUSTODIAN, "--type", "giay_la", "--json")
    assert (wrong.code, wrong.error["code"]) == (2, "type_key_unknown")
    assert office.call("batch", "list", "--json").lines == []


def test_a_batch_that_differs_closes_only_with_a_reason(office: Office) -> None:
    new(office, "--name", "hop-1", "--expected", "2")
    office.file_paper("một")
    refused = office.call("batch", "close", "hop-1", "--json")
    assert (refused.code, refused.error["code"]) == (1, "batch_differs")
    assert "1 giấy tờ, dự kiến 2 (-1)" in refused.error["message"]
    assert office.call("batch", "show", "hop-1", "--json").json["closed_at"] is None

    closed = office.call("batch", "close", "hop-1", "--reason", "một giấy đã mượn", "--json", person="hoa")
    assert closed.code == 0
    assert (closed.json["closed_by"], closed.json["close_reason"]) == ("cli:hoa", "một giấy đã mượn")
    with office.open() as resources:
        (entry,) = [entry for entry in resources.catalogue.list_audit() if entry.event == "batch_closed"]
    assert (entry.by, json.loads(entry.payload)["papers"]) == ("cli:hoa", 1)


def test_a_batch_that_agrees_closes_without_a_word_and_takes_nothing_more(office: Office, tmp_path: Path) -> None:
    new(office, "--name", "hop-1", "--expected", "1")
    office.file_paper("một")
    assert office.call("batch", "close", "hop-1").code == 0
    assert office.call("batch", "close", "hop-1", "--reason", "lần nữa", "--json").json["close_reason"] == ""
    late = tmp_path / "late.png"
    late.write_bytes(b"late")
    refused = office.call("digitise", str(late), "--unit", CUSTODIAN, "--batch", "hop-1", "--plain", "--json")
    assert (refused.code, refused.error["code"]) == (2, "batch_closed")


def test_a_batch_shows_the_numbers_missing_from_a_register_book(office: Office) -> None:
    new(office, "--name", "hop-1")
    for word, number, day in (("một", "4/2023", "2023-01-05"), ("hai", "7/2023", "2023-01-03")):
        fields = {"document_number": number, "issue_date": day}
        office.file_paper(word, fields, document_type="birth_certificate")
    faults = office.call("batch", "show", "hop-1", "--json").json["book_faults"]
    assert [(fault["kind"], fault["numbers"]) for fault in faults] == [("gap", [5, 6]), ("days_out_of_order", [4, 7])]
    told = office.call("batch", "show", "hop-1").out
    assert "thiếu số" in told and "Đơn vị giữ" in told and "outcomes" not in told
