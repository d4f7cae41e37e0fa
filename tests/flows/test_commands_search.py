"""`sohoa search`, `show`, `fetch`: what a clerk finds, what is hidden, and what is written down."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.flows.office import Office

HIT_KEYS = {
    "result_id", "score", "match", "document_type", "title", "document_number", "issue_date", "issuing_body",
    "unit", "level", "custodian", "holder_name", "holder_id", "validity", "state", "snippet", "snippet_page",
    "match_reason", "related", "answered_by",
}  # fmt: skip
LINE_KEYS = {
    "source", "sha256", "outcome", "result_id", "batch", "custodian", "pages", "skipped_pages", "page_sizes",
    "document_type", "type_confidence", "state", "confirmed_by", "indexed", "repeated", "unit", "level", "fields",
    "needs_review", "related", "warnings", "problem", "seconds",
}  # fmt: skip


def find(office: Office, *arguments: str) -> list[str]:
    answer = office.call("search", *arguments, "--json")
    assert answer.code == 0, answer.err
    return [hit["result_id"] for hit in answer.json["hits"]]


def audit_events(office: Office) -> list[tuple[str, str, dict[str, object]]]:
    with office.open() as resources:
        return [(entry.by, entry.event, json.loads(entry.payload)) for entry in resources.catalogue.list_audit()]


def test_an_answer_has_every_key_of_the_contract(office: Office) -> None:
    office.file_paper()
    answer = office.call("search", "nguyen van", "--json").json
    assert set(answer) == {"total", "took_ms", "hits", "facets"}
    assert set(answer["facets"]) == {"document_type", "level", "unit", "year", "validity"}
    assert set(answer["hits"][0]) == HIT_KEYS
    assert answer["total"] == 1
    hit = answer["hits"][0]
    assert (hit["unit"], hit["level"], hit["custodian"]) == ("92.916", "district", "92.916")
    assert hit["holder_name"] == "Nguyễn Văn Ân"
    assert answer["facets"]["level"] == {"district": 1}


def test_an_empty_home_answers_with_nothing(office: Office) -> None:
    answer = office.call("search", "--json")
    assert answer.code == 0
    assert (answer.json["total"], answer.json["hits"]) == (0, [])


def test_ids_are_masked_in_every_part_of_an_answer(office: Office) -> None:
    paper = office.file_paper()
    for arguments in (("search", "092085000123"), ("search", "--holder-id", "092085000123"), ("show", paper)):
        answer = office.call(*arguments, "--json")
        assert "092085000123" not in answer.out
        assert "092*****0123" in answer.out
    assert "092085000123" not in office.call("search", "092085000123").out


def test_ids_are_revealed_for_a_purpose_that_is_written_down(office: Office) -> None:
    paper = office.file_paper()
    answer = office.call("search", "nguyen", "--reveal", "--json")
    assert (answer.code, answer.error["code"]) == (2, "purpose_missing")
    assert audit_events(office) == []
    answer = office.call("search", "nguyen", "--reveal", "--purpose", "cấp lại giấy", "--json", person="mai")
    assert answer.json["hits"][0]["holder_id"] == "092085000123"
    office.call("show", paper, "--reveal", "--purpose", "đối chiếu")
    assert audit_events(office) == [
        ("cli:mai", "ids_revealed", {"purpose": "cấp lại giấy", "result_ids": [paper]}),
        ("cli:lan", "ids_revealed", {"purpose": "đối chiếu", "result_ids": [paper]}),
    ]


def test_an_id_finds_its_holder_typed_or_from_standard_input(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = office.file_paper("a")
    office.file_paper("b", {"holder_id": "092085000999", "document_number": "46/GPXD"})
    assert find(office, "092085000123")[0] == paper
    assert find(office, "--holder-id", "092 085 000123") == [paper]
    monkeypatch.setattr("sys.stdin", io.StringIO("092085000123\n"))
    assert find(office, "--holder-id", "-") == [paper]
    answer = office.call("search", "--holder-id", "-", "--json")
    assert (answer.code, answer.error["code"]) == (2, "usage")


def test_the_newest_comes_first_without_a_question(office: Office) -> None:
    papers = [office.file_paper(word, {"document_number": f"{word}/GPXD"}) for word in ("1", "2", "3")]
    assert sorted(find(office)) == sorted(papers)
    assert len(find(office, "--limit", "2")) == 2
    assert set(find(office, "--limit", "2")) | set(find(office, "--limit", "2", "--offset", "2")) == set(papers)


def test_filters_keep_what_they_say(office: Office) -> None:
    old = office.file_paper("a", {"issue_date": "2019-06-01"})
    new = office.file_paper("b", {"issue_date": "2021-03-05", "document_number": "46/GPXD"}, confirmed=True)
    assert find(office, "--issued-from", "2020") == [new]
    assert find(office, "--issued-to", "2019-06") == [old]
    assert find(office, "--issued-from", "01/06/2019", "--issued-to", "2019") == [old]
    assert find(office, "--state", "confirmed") == [new]
    assert set(find(office, "--unit", "92")) == {old, new}
    assert find(office, "--unit", "92.917") == []
    assert find(office, "--level", "commune") == []
    assert set(find(office, "--type", "building_permit")) == {old, new}
    assert find(office, "--valid-on", "2020-01-01") == [old]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--type", "poem"), "type_key_unknown"),
        (("--unit", "99"), "unit_unknown"),
        (("--valid-on", "31/02/2022"), "day_invalid"),
        (("--limit", "1001"), "usage"),
        (("--level", "moon"), "usage"),
    ],
)
def test_wrong_filters_are_wrong_usage(office: Office, arguments: tuple[str, ...], code: str) -> None:
    answer = office.call("search", *arguments, "--json")
    assert (answer.code, answer.error["code"]) == (2, code)
    assert set(answer.error) == {"code", "message", "advice"}
    assert answer.out == ""


@pytest.mark.parametrize("text", ['"', "a AND (", "*", "title:x", "\\", "'; drop table", "-x", "%"])
def test_no_question_can_break_the_search(office: Office, text: str) -> None:
    office.file_paper()
    assert office.call("search", "--json", "--", text).code == 0


def test_a_table_for_people_shows_validity_on_the_day_asked(office: Office) -> None:
    office.file_paper()
    table = office.call("search", "nguyen van", "--valid-on", "2022-12-31").out
    for shown in ("Giấy phép xây dựng", "45/GPXD", "05/03/2021", "Nguyễn Văn Ân", "còn hiệu lực", "Cấp huyện"):
        assert shown in table
    assert "District level" in office.call("search", "nguyen van", "--lang", "en").out


def test_show_gives_the_digitise_line_with_history_and_validity(office: Office) -> None:
    paper = office.file_paper()
    shown = office.call("show", paper, "--json").json
    assert set(shown) >= LINE_KEYS | {"history", "validity"}
    assert shown["source"] == "in/một.png"
    assert shown["batch"] == "hop-1"
    assert shown["indexed"] is True
    assert shown["page_sizes"] == [{"page_number": 1, "width_px": 2480, "height_px": 3508, "dpi": 300}]
    assert shown["fields"]["document_number"] == {
        "raw": "45/GPXD", "value": "45/GPXD", "confidence": 0.95, "page_number": 1, "box": [10, 10, 90, 30],
        "problem": None, "corrections": [],
    }  # fmt: skip
    assert shown["validity"]["state"] == "valid"
    assert shown["validity"]["intervals"][0]["in_force_from"] == "2021-03-05"


def test_an_original_comes_back_byte_for_byte_and_is_written_down(office: Office, tmp_path: Path) -> None:
    paper = office.file_paper("gốc")
    target = tmp_path / "out.png"
    answer = office.call("fetch", paper, "--original", "-o", str(target), "--json")
    assert answer.code == 0
    assert target.read_bytes() == "scan of gốc".encode()
    assert answer.json["byte_count"] == len(target.read_bytes())
    assert audit_events(office) == [("cli:lan", "fetched", {"copy": "original", "result_id": paper})]


def test_an_existing_file_is_not_overwritten_silently(office: Office, tmp_path: Path) -> None:
    paper = office.file_paper()
    target = tmp_path / "out.png"
    target.write_text("mine")
    answer = office.call("fetch", paper, "--original", "-o", str(target), "--json")
    assert (answer.code, answer.error["code"]) == (2, "file_exists")
    assert target.read_text() == "mine"
    assert office.call("fetch", paper, "--original", "-o", str(target), "--overwrite").code == 0
    assert target.read_text() == "scan of một"


def test_a_fetch_that_cannot_be_done_says_why(office: Office, tmp_path: Path) -> None:
    paper = office.file_paper()
    cases = [
        (("--original", "-o", str(tmp_path / "no" / "out.png")), 2, "output_unwritable"),
        (("-o", str(tmp_path / "out.png")), 2, "copy_not_chosen"),
        (("--searchable", "-o", str(tmp_path / "out.pdf")), 1, "searchable_missing"),
    ]
    for arguments, exit_code, code in cases:
        answer = office.call("fetch", paper, *arguments, "--json")
        assert (answer.code, answer.error["code"]) == (exit_code, code)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_damaged_original_is_not_handed_out(office: Office, tmp_path: Path) -> None:
    paper = office.file_paper()
    stored = next(path for path in (office.home / "objects" / "originals").rglob("*") if path.is_file())
    stored.chmod(0o600)
    stored.write_bytes(b"something else")
    answer = office.call("fetch", paper, "--original", "-o", str(tmp_path / "out.png"), "--json")
    assert (answer.code, answer.error["code"]) == (3, "object_damaged")
    assert not (tmp_path / "out.png").exists()


def test_an_id_inside_running_text_is_masked_too(office: Office) -> None:
    paper = office.file_paper(fields={"holder_address": "CCCD 092 085 000123, đường 30/4", "holder_id": None})
    shown = office.call("show", paper, "--json")
    assert shown.json["fields"]["holder_address"]["value"] == "CCCD 092*****0123, đường 30/4"
    assert "000123" not in shown.out
    assert "000123" not in office.call("search", "cccd", "--json").out
