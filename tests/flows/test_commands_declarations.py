"""`sohoa types` and `sohoa units`: what the product knows, and that an office may add to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.care import declaration_check
from schemas.document_type import document_types
from tests.flows.office import Office

POEM = """
key = "village_poem"
title = "Bài thơ làng"
signs = ["bài thơ làng"]
levels = ["commune"]
evidence = "description"
evidence_source = "Mẫu tự đặt"
sensitivity = 1
validity = { class = "P", legal_basis = "Lệ làng" }

[[issuer]]
level = "commune"
body = "Ủy ban nhân dân xã"
[[edition]]
name = "first"
legal_basis = "Lệ làng"

[[field]]
name = "signer_name"
title = "Người làm thơ"
kind = "person_name"
strategy = "after_label"
labels = ["Người làm thơ"]
required = true
"""
EXAMPLE = '''
[[example]]
name = "{name}"
text = """
ỦY BAN NHÂN DÂN XÃ TRƯỜNG LONG
BÀI THƠ LÀNG
Người làm thơ: Nguyễn Văn Ân
"""
expect = {{ signer_name = "{expected}" }}
'''


def add_type(folder: Path, *expected: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    examples = "".join(EXAMPLE.format(name=f"bài {n}", expected=name) for n, name in enumerate(expected))
    (folder / "village_poem.toml").write_text(POEM + examples, encoding="utf-8")


@pytest.fixture
def only_own_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped declarations left out, whose examples take some seconds to prove."""
    empty = tmp_path / "shipped" / "document_types"
    empty.mkdir(parents=True)
    monkeypatch.setattr(declaration_check, "SHIPPED_FOLDER", empty)


def test_types_are_listed_with_levels_and_evidence(office: Office) -> None:
    types = office.call("types", "list", "--json").json
    assert {"key", "title", "levels", "evidence"} <= set(types[0])
    assert {t["key"] for t in types} == set(document_types())
    listed = office.call("types", "list").out
    assert "Giấy phép xây dựng" in listed
    assert "mô tả - luôn phải người duyệt" in listed
    assert office.call("types", "list", "--markdown").out.startswith("# Các loại giấy tờ\n")


def test_a_type_is_shown_with_its_fields(office: Office) -> None:
    shown = office.call("types", "show", "building_permit", "--json").json
    assert {"document_number", "issue_date", "holder_name"} <= {field["name"] for field in shown["fields"]}
    assert shown["validity"]["legal_basis"]
    told = office.call("types", "show", "judicial_record").out
    assert all(words in told for words in ("Cơ quan cấp", "Mẫu in", "Sở Tư pháp", "28/02/2025", "Giấy tờ dùng một lần"))
    answer = office.call("types", "show", "poem", "--json")
    assert (answer.code, answer.error["code"]) == (2, "type_key_unknown")


def test_the_examples_of_every_shipped_type_hold(office: Office) -> None:
    told = office.call("types", "check", "--json")
    assert told.code == 0, told.out
    assert told.json["checked"] == sum(len(t.examples) for t in document_types().values())
    assert told.json["failed"] == 0


@pytest.mark.usefixtures("only_own_types")
def test_an_offices_own_type_is_one_file_and_is_proved_too(office: Office) -> None:
    add_type(office.home / "document_types", "Nguyễn Văn Ân", "Nguyễn Văn Ân")
    told = office.call("types", "check", "--json")
    assert (told.code, told.json["checked"], told.json["failed"]) == (0, 2, 0)
    assert "village_poem" in office.call("types", "list").out


@pytest.mark.usefixtures("only_own_types")
def test_an_example_that_differs_and_a_file_that_is_no_declaration_are_told(office: Office) -> None:
    folder = office.home / "document_types"
    add_type(folder, "Nguyễn Văn Ân", "Trần Thị Bưởi")
    (folder / "broken.toml").write_text("colour = 1")
    told = office.call("types", "check", "--json")
    assert told.code == 1
    wrong = {(each["key"], each["example"]): each["message"] for each in told.json["examples"] if not each["ok"]}
    assert set(wrong) == {("broken", ""), ("village_poem", "bài 1")}
    assert "Trần Thị Bưởi" in wrong["village_poem", "bài 1"]
    answer = office.call("types", "list", "--json")
    assert (answer.code, answer.error["code"]) == (2, "declaration_invalid")


def test_a_unit_is_shown_as_of_a_day(office: Office) -> None:
    shown = office.call("units", "show", "92.916", "--on", "2022-06-01", "--json").json
    assert (shown["name"], shown["level"], shown["alive"]) == ("Quận Ninh Kiều", "district", True)
    assert "92.916.31135" in {child["unit"] for child in shown["children"]}
    assert office.call("units", "show", "92.916", "--json").json["on"] == "2025-06-30"
    after = office.call("units", "show", "92.916", "--on", "2026-01-01", "--json").json
    assert (after["alive"], after["children"]) == (False, [])
    answer = office.call("units", "show", "99", "--json")
    assert (answer.code, answer.error["code"]) == (2, "unit_unknown")


def test_a_successor_answers_for_a_unit_that_is_no_more(office: Office) -> None:
    successors = office.call("units", "successor", "92.916.31135", "--on", "2026-01-01", "--json").json
    assert [(s["unit"], s["from"]) for s in successors] == [("92.31135", "2025-07-01")]
    assert set(successors[0]) == {"unit", "name", "from", "share", "basis", "status"}
    assert office.call("units", "successor", "92.916.31135", "--on", "2020-01-01", "--json").json == []
