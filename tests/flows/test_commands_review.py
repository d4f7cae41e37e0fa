"""`sohoa review` and `sohoa quarantine`: a person's work, and that it wins."""

from __future__ import annotations

import io

import pytest

from schemas.extraction import Doubt, FieldValue
from tests.flows.office import Office, read_many


def test_the_most_doubtful_paper_comes_first(office: Office) -> None:
    little = office.file_paper("a", doubts=(Doubt("holder_id", "birth_year_differs"),))
    much = office.file_paper("b", document_type=None)
    office.file_paper("c", confirmed=True)
    lines = office.call("review", "list", "--json").lines
    assert [line["result_id"] for line in lines] == [much, little]
    assert set(lines[0]) == {"result_id", "document_type", "needs_review", "doubt"}
    assert lines[1]["needs_review"] == [{"field": "holder_id", "reason": "birth_year_differs"}]
    assert 1 == lines[0]["doubt"] > lines[1]["doubt"] > 0


def test_the_queue_of_one_unit_leaves_other_units_out(office: Office) -> None:
    office.file_paper()
    assert len(office.call("review", "list", "--unit", "92", "--json").lines) == 1
    assert office.call("review", "list", "--unit", "93", "--json").lines == []
    answer = office.call("review", "list", "--unit", "99.1", "--json")
    assert (answer.code, answer.error["code"]) == (2, "unit_unknown")


def test_a_persons_value_wins_and_is_found(office: Office) -> None:
    paper = office.file_paper(doubts=(Doubt("holder_name", "low_confidence"),))
    answer = office.call("review", "set", paper, "holder_name=Trần Thị Bưởi", "--json")
    assert answer.code == 0
    assert answer.json["needs_review"] == []
    assert answer.json["version"] == 2
    shown = office.call("show", paper, "--json").json
    assert shown["fields"]["holder_name"]["value"] == "Trần Thị Bưởi"
    assert shown["fields"]["holder_name"]["raw"] == "Nguyễn Văn Ân"
    assert [entry["event"] for entry in shown["history"]] == ["filed", "field_set"]
    assert shown["history"][1]["by"] == "cli:lan"
    assert "Bưởi" not in shown["history"][1]["note"]
    found = office.call("search", "Trần Thị Bưởi", "--json").json
    assert [hit["result_id"] for hit in found["hits"]] == [paper]


@pytest.mark.parametrize(
    ("assignment", "field"),
    [
        ("issue_date=2021-13-45", "issue_date"),
        ("holder_id=12", "holder_id"),
        ("document_number=xin chào", "document_number"),
    ],
)
def test_a_value_without_its_fields_form_is_refused_and_nothing_changes(
    office: Office, assignment: str, field: str
) -> None:
    paper = office.file_paper()
    answer = office.call("review", "set", paper, assignment, "holder_name=Trần Thị Bưởi", "--json")
    assert (answer.code, answer.error["code"]) == (1, "value_invalid")
    assert field in answer.error["message"]
    assert office.call("show", paper, "--json").json["version"] == 1


def test_dates_are_typed_as_people_write_them(office: Office) -> None:
    paper = office.file_paper()
    office.call("review", "set", paper, "issue_date=7/4/2021")
    assert office.call("show", paper, "--json").json["fields"]["issue_date"]["value"] == "2021-04-07"


def test_an_unknown_field_is_wrong_usage(office: Office) -> None:
    paper = office.file_paper()
    answer = office.call("review", "set", paper, "colour=red", "--json")
    assert (answer.code, answer.error["code"]) == (2, "field_unknown")
    answer = office.call("review", "set", paper, "holder_name", "--json")
    assert (answer.code, answer.error["code"]) == (2, "assignment_invalid")


def test_an_empty_value_says_that_the_paper_has_none(office: Office) -> None:
    paper = office.file_paper(doubts=(Doubt("holder_id", "missing"),))
    answer = office.call("review", "set", paper, "holder_id=", "--json")
    assert answer.json["needs_review"] == []
    assert office.call("show", paper, "--json").json["fields"]["holder_id"]["value"] is None


def test_a_personal_value_may_come_on_standard_input(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = office.file_paper()
    monkeypatch.setattr("sys.stdin", io.StringIO("092190000456\n"))
    assert office.call("review", "set", paper, "holder_id=-").code == 0
    shown = office.call("show", paper, "--json", "--reveal", "--purpose", "đối chiếu").json
    assert shown["fields"]["holder_id"]["value"] == "092190000456"


def test_one_of_several_holders_is_set_by_its_place(office: Office) -> None:
    paper = office.file_paper(fields={"holder_name": None}, many={"holder_name": read_many("Lê Văn Ba", "Lê Thị Tu")})
    answer = office.call("review", "set", paper, "holder_name=Lê Thị Tư", "--json")
    assert (answer.code, answer.error["code"]) == (2, "field_needs_position")
    assert office.call("review", "set", paper, "holder_name[1]=Lê Thị Tư").code == 0
    found = office.call("search", "Lê Thị Tư", "--json").json["hits"]
    assert found[0]["holder_name"] == "Lê Văn Ba; Lê Thị Tư"


def test_a_holder_and_a_cell_that_were_not_read_are_added(office: Office) -> None:
    told: dict[str, FieldValue] = {"holder_name": read_many("Lê Văn Ba")}
    land = office.file_paper(fields={"holder_name": None}, many=told, document_type="land_use_certificate")
    assert office.call("review", "set", land, "holder_name[1]=Lê Thị Tư", "parcels[0].area=120,5 m2").code == 0
    assert office.call("review", "set", land, "parcels[0].area=120 m2", "parcels[1].area=80").code == 0
    fields = office.call("show", land, "--json").json["fields"]
    assert [one["value"] for one in fields["holder_name"]] == ["Lê Văn Ba", "Lê Thị Tư"]
    assert [row["area"]["value"] for row in fields["parcels"]] == ["120", "80"]
    assert office.call("search", "Lê Thị Tư", "--json").json["hits"][0]["result_id"] == land
    wrong = {
        "holder_name[3]=An": "field_needs_position",
        "parcels[3].area=1": "field_needs_position",
        "parcels=1": "field_needs_position",
        "parcels[0].colour=1": "field_unknown",
        "parcels[0]=1": "field_unknown",
        "document_number[1]=1": "field_needs_position",
    }
    for typed, code in wrong.items():
        assert office.call("review", "set", land, typed, "--json").error["code"] == code, typed


def test_a_person_may_say_of_what_type_a_paper_is(office: Office) -> None:
    paper = office.file_paper(document_type=None)
    answer = office.call("review", "set", paper, "document_type=building_permit", "--json")
    assert answer.json["document_type"] == "building_permit"
    shown = office.call("show", paper, "--json").json
    assert (shown["document_type"], shown["problem"]) == ("building_permit", None)
    assert "document_type" not in shown["fields"]
    answer = office.call("review", "set", paper, "document_type=poem", "--json")
    assert (answer.code, answer.error["code"]) == (2, "type_key_unknown")


def test_who_confirms_answers_for_the_doubts_that_were_left(office: Office) -> None:
    paper = office.file_paper(doubts=(Doubt("holder_id", "birth_year_differs"),))
    answer = office.call("review", "confirm", paper, "--json", person="mai")
    assert answer.json["state"] == "confirmed"
    assert answer.json["confirmed_by"] == "cli:mai"
    assert answer.json["needs_review"] == []
    assert office.call("review", "list", "--json").lines == []
    assert "birth_year_differs" in office.call("show", paper, "--json").json["history"][-1]["note"]


def test_confirming_twice_is_harmless(office: Office) -> None:
    paper = office.file_paper()
    first = office.call("review", "confirm", paper, "--json", person="mai").json
    assert office.call("review", "confirm", paper, "--json", person="lan").json == first


def test_a_person_takes_over_what_the_machine_confirmed(office: Office) -> None:
    paper = office.file_paper(confirmed=True)
    assert office.call("review", "confirm", paper, "--json").json["confirmed_by"] == "cli:lan"


def test_what_the_machine_confirmed_goes_back_to_review_when_a_person_corrects_it(office: Office) -> None:
    paper = office.file_paper(confirmed=True)
    answer = office.call("review", "set", paper, "holder_name=Trần Thị Bưởi", "--json")
    assert (answer.json["state"], answer.json["confirmed_by"]) == ("in_review", None)


def test_what_a_person_confirmed_is_not_changed_without_a_reason(office: Office) -> None:
    paper = office.file_paper()
    office.call("review", "confirm", paper)
    answer = office.call("review", "set", paper, "holder_name=Trần Thị Bưởi", "--json")
    assert (answer.code, answer.error["code"]) == (1, "result_confirmed")
    assert office.call("review", "return", paper, "--reason", "sai tên", "--json").json["state"] == "in_review"
    assert office.call("review", "set", paper, "holder_name=Trần Thị Bưởi").code == 0


def test_a_paper_sent_back_keeps_its_reason(office: Office) -> None:
    paper = office.file_paper()
    assert office.call("review", "return", paper, "--reason", "thiếu trang 2", "--json").json["state"] == "returned"
    history = office.call("show", paper, "--json").json["history"]
    assert (history[-1]["event"], history[-1]["note"]) == ("returned", "thiếu trang 2")
    answer = office.call("review", "return", paper, "--reason", " ", "--json")
    assert (answer.code, answer.error["code"]) == (2, "reason_missing")


def test_an_unknown_result_is_wrong_usage(office: Office) -> None:
    for arguments in (("review", "confirm", "abc"), ("show", "abc"), ("review", "set", "abc", "title=x")):
        answer = office.call(*arguments, "--json")
        assert (answer.code, answer.error["code"]) == (2, "result_unknown")


def test_the_sheet_names_fields_and_doubts_in_vietnamese(office: Office) -> None:
    paper = office.file_paper(doubts=(Doubt("holder_id", "birth_year_differs"),))
    sheet = office.call("review", "show", paper).out
    assert "Nguyễn Văn Ân" in sheet
    assert "092085000123" not in sheet
    assert "092*****0123" in sheet
    assert "Giấy phép xây dựng" in sheet


def test_quarantine_lists_what_to_do_and_sets_aside(office: Office) -> None:
    receipt = office.quarantine_file("rỗng")
    lines = office.call("quarantine", "list", "--json").lines
    assert [line["receipt_id"] for line in lines] == [receipt]
    assert lines[0]["problem"]["code"] == "empty_file"
    assert "Tệp rỗng" in office.call("quarantine", "list").out
    assert office.call("quarantine", "set-aside", receipt, "--reason", "quét lại rồi", "--json").code == 0
    assert office.call("quarantine", "list", "--json").lines == []
    kept = office.call("quarantine", "list", "--all", "--json").lines
    assert kept[0]["set_aside_reason"] == "quét lại rồi"


def test_only_a_quarantined_file_is_set_aside(office: Office) -> None:
    paper = office.file_paper()
    with office.open() as resources:
        receipt_id = resources.catalogue.get_result(paper).receipt_id
    answer = office.call("quarantine", "set-aside", receipt_id, "--reason", "x", "--json")
    assert (answer.code, answer.error["code"]) == (1, "not_in_quarantine")


def test_a_file_tried_again_without_a_cure_stays_in_quarantine(office: Office) -> None:
    receipt = office.quarantine_file("không phải bản quét", "not_a_document")
    answer = office.call("quarantine", "retry", receipt, "--json")
    assert answer.code == 1, answer.err
    assert [(line["outcome"], line["problem"]["code"]) for line in answer.lines] == [("quarantined", "not_a_document")]
    assert [line["receipt_id"] for line in office.call("quarantine", "list", "--json").lines] == [receipt]


def test_a_file_that_is_not_in_quarantine_is_not_tried_again(office: Office) -> None:
    paper = office.file_paper()
    with office.open() as resources:
        receipt_id = resources.catalogue.get_result(paper).receipt_id
    answer = office.call("quarantine", "retry", receipt_id, "--json")
    assert (answer.code, answer.error["code"]) == (1, "not_in_quarantine")
    answer = office.call("quarantine", "retry", "abc", "--json")
    assert (answer.code, answer.error["code"]) == (2, "receipt_unknown")
    quarantined = office.quarantine_file("x")
    answer = office.call("quarantine", "retry", quarantined, "--type", "poem", "--json")
    assert (answer.code, answer.error["code"]) == (2, "type_key_unknown")
