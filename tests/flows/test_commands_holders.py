"""One person under several ids: linked with evidence, found, taken back; never two persons as one."""

from __future__ import annotations

import io
import json

import pytest

from schemas.extraction import FieldReading
from tests.flows.office import Answer, Office

NEW, OLD = "092085000123", "361000451"
OTHER_NEW = "092085000777"
EVIDENCE = ("--evidence", "Giấy xác nhận số CMND ngày 04/5/2021")
FACTS = {"holder_name": "Nguyễn Văn Ân", "holder_birth_date": "1985-03-05"}


def file_certificate(office: Office, word: str, holder_id: str | None, **more: str | None) -> str:
    """A marital status certificate: it prints name, day of birth and id of one holder."""
    fields = FACTS | {"document_number": f"{word}/XNTTHN", "holder_id": holder_id} | more
    return office.file_paper(word, fields, document_type="marital_status_certificate", confirmed=True)


def file_birth(office: Office, word: str, **more: str | None) -> str:
    """A birth certificate of the old kind: name, day of birth, parents and no id."""
    fields = FACTS | {"holder_id": None, "mother_name": "Lê Thị Hoa", "father_name": "Nguyễn Văn Bình"} | more
    return office.file_paper(word, fields, document_type="birth_certificate", confirmed=True)


def link(office: Office, old: str = OLD, new: str = NEW, *more: str) -> Answer:
    return office.call("holders", "link", old, new, *EVIDENCE, *more, "--json")


def found(office: Office, holder_id: str = NEW, *more: str) -> list[tuple[str, str, str]]:
    answer = office.call("search", "--holder-id", holder_id, *more, "--json")
    assert answer.code == 0, answer.err
    return [(hit["result_id"], hit["match"], hit["match_reason"]) for hit in answer.json["hits"]]


def test_a_search_by_the_present_id_brings_old_papers_in_order_of_sureness(office: Office) -> None:
    birth = file_birth(office, "khai sinh")
    permit = office.file_paper("cũ", {"holder_id": OLD, "document_number": "9/GPXD"}, confirmed=True)
    present = file_certificate(office, "nay", NEW)
    stranger = file_certificate(office, "lạ", OTHER_NEW)
    assert found(office) == [(present, "exact", "same_id"), (birth, "possible", "same_name_birth")]
    assert link(office, OLD, NEW, "--confirm").json == {"id": "092*****0123", "linked": ["******451"], "changed": True}
    assert found(office) == [
        (present, "exact", "same_id"),
        (permit, "linked", "linked_id"),
        (birth, "possible", "same_name_birth"),
    ]
    assert found(office, OTHER_NEW)[0] == (stranger, "exact", "same_id")
    assert "mang số đã được liên kết" in office.call("search", "--holder-id", NEW).out


def test_a_link_taken_back_leaves_the_search_as_it_was_and_the_history_told(office: Office) -> None:
    office.file_paper("cũ", {"holder_id": OLD, "document_number": "9/GPXD"}, confirmed=True)
    file_certificate(office, "nay", NEW)
    before = found(office)
    link(office)
    assert len(found(office)) == len(before) + 1
    undone = office.call("holders", "unlink", OLD, NEW, "--reason", "nhầm người trùng tên", "--json", person="hoa")
    assert (undone.code, undone.json["linked"]) == (0, [])
    assert found(office) == before
    shown = office.call("holders", "show", NEW, "--json").json
    assert [(step["event"], step["by"]) for step in shown["history"]] == [("link", "cli:lan"), ("unlink", "cli:hoa")]
    assert "gỡ liên kết" in office.call("holders", "show", NEW).out
    assert office.call("holders", "unlink", OLD, NEW, "--reason", "lần nữa", "--json").error["code"] == (
        "holder_link_unknown"
    )


def test_ids_are_masked_and_the_audit_chain_knows_who_linked(office: Office) -> None:
    answers = [link(office), office.call("holders", "show", NEW), office.call("holders", "show", NEW, "--json")]
    assert all(NEW not in one.out + one.err and OLD not in one.out + one.err for one in answers)
    with office.open() as resources:
        (entry,) = resources.catalogue.list_audit()
    assert (entry.by, entry.event) == ("cli:lan", "holders_linked")
    assert not any(secret in entry.payload for secret in (NEW, OLD, EVIDENCE[1]))
    revealed = office.call("holders", "show", NEW, "--reveal", "--purpose", "đối chiếu", "--json")
    assert revealed.json["linked"] == [OLD]
    assert office.call("audit", "verify").code == 0


def test_ids_may_come_from_standard_input(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{OLD}\n{NEW}\n"))
    assert link(office, "-", "-").json["linked"] == ["******451"]


def test_the_same_link_again_changes_nothing(office: Office) -> None:
    assert [link(office).json["changed"] for _ in range(2)] == [True, False]
    assert len(office.call("holders", "show", OLD, "--json").json["history"]) == 1


@pytest.mark.parametrize(
    ("old", "new", "code", "exit_code"),
    [
        (OTHER_NEW, NEW, "holder_two_citizen_ids", 1),
        (NEW, NEW, "holder_same_key", 1),
        ("12345", NEW, "holder_key_unread", 2),
        ("Nguyễn Văn Ân; 05/03/1985", NEW, "holder_key_unread", 2),
        ("Nguyễn Văn Ân; 05/03/1958; Lê Thị Hoa", NEW, "holder_birth_year_differs", 1),
    ],
)
def test_what_cannot_be_one_person_is_not_linked(office: Office, old: str, new: str, code: str, exit_code: int) -> None:
    answer = link(office, old, new)
    assert (answer.code, answer.error["code"]) == (exit_code, code)
    assert NEW not in answer.err


def test_an_old_id_never_joins_two_present_ones(office: Office) -> None:
    assert link(office).code == 0
    assert link(office, OLD, OTHER_NEW).error["code"] == "holder_linked_elsewhere"
    assert link(office, "361000999", OLD).code == 0
    assert link(office, "361000999", OTHER_NEW).error["code"] == "holder_linked_elsewhere"


def test_two_living_persons_of_one_name_are_not_joined_unasked(office: Office) -> None:
    file_certificate(office, "nay", NEW)
    file_certificate(office, "cũ", OLD, holder_birth_date="1985-11-20")
    answer = link(office)
    assert (answer.code, answer.error["code"]) == (1, "holder_papers_differ")
    assert "ngày sinh" in answer.error["message"]
    assert link(office, OLD, NEW, "--confirm").code == 0
    # The paper itself still contradicts the person's own: it is shown, and not as certain.
    assert [(match, reason) for _, match, reason in found(office)][1:] == [("possible", "linked_id_differs")]


def test_an_old_id_that_may_be_either_of_two_namesakes_asks_for_a_second_look(office: Office) -> None:
    file_certificate(office, "nay", NEW)
    file_certificate(office, "người kia", OTHER_NEW, holder_birth_date="1985-11-20")
    office.file_paper("cũ", {"holder_id": OLD, "document_number": "9/GPXD"}, confirmed=True)
    answer = link(office)
    assert (answer.code, answer.error["code"]) == (1, "holder_namesake_known")
    assert link(office, OLD, NEW, "--confirm").code == 0
    # A paper under the old id with the day of birth settles whose it is.
    file_certificate(office, "cũ có ngày sinh", "361000452")
    assert link(office, "361000452", NEW).code == 0


def test_papers_of_another_year_of_birth_refuse_the_link_whatever_one_says(office: Office) -> None:
    file_certificate(office, "cũ", OLD, holder_birth_date="1958-03-05")
    assert link(office, OLD, NEW, "--confirm").error["code"] == "holder_birth_year_differs"


def test_a_person_without_an_id_is_linked_by_name_birth_and_a_parent(office: Office) -> None:
    birth = file_birth(office, "khai sinh")
    other = file_birth(office, "trùng tên", mother_name="Trần Thị Cúc", father_name=None)
    file_certificate(office, "nay", NEW)
    assert link(office, "Nguyễn Văn Ân; 05/03/1985; Lê Thị Hoa").json["linked"] == ["N.V.A. 1985"]
    told = {result_id: match for result_id, match, _ in found(office)}
    assert told[birth] == "linked"
    assert told.get(other) != "linked"


def test_papers_propose_links_and_a_person_makes_them(office: Office) -> None:
    file_certificate(office, "nay", NEW)
    old_paper = file_certificate(office, "cũ", OLD)
    permit = office.file_paper("cũ hơn", {"holder_id": OLD, "document_number": "9/GPXD"}, confirmed=True)
    assert {(one, match) for one, match, _ in found(office)[1:]} == {(old_paper, "possible"), (permit, "possible")}
    (proposed,) = office.call("holders", "show", NEW, "--json").json["proposed"]
    assert proposed == {"id": "******451", "result_id": old_paper, "reason": "other_id_same_name_birth"}
    # Once the old id is another person's, it is nobody else's even as a possibility.
    assert link(office, OLD, OTHER_NEW, "--confirm").code == 0
    assert len(found(office)) == 1


def test_a_paper_that_prints_both_ids_proposes_the_old_one(office: Office) -> None:
    both = FieldReading(f"{NEW} (CMND: {OLD})", NEW, 0.95, None)
    fields = FACTS | {"holder_id": None, "holder_birth_date": None}
    present = office.file_paper("nay", fields, many={"holder_id": both}, confirmed=True)
    permit = office.file_paper("cũ", {"holder_id": OLD, "document_number": "9/GPXD"}, confirmed=True)
    assert found(office)[1:] == [(permit, "possible", "proposed_id")]
    shown = office.call("holders", "show", NEW, "--json")
    assert shown.json["proposed"] == [{"id": "******451", "result_id": present, "reason": "printed_together"}]
    assert "giấy in cả hai số" in office.call("holders", "show", NEW).out


def test_filters_and_pages_hold_over_the_three_kinds_of_match(office: Office) -> None:
    for number in range(3):
        office.file_paper(f"cũ {number}", {"holder_id": OLD, "document_number": f"{number}/GPXD"}, confirmed=True)
        file_certificate(office, f"nay {number}", NEW)
    link(office)
    whole = found(office)
    assert [match for _, match, _ in whole] == ["exact"] * 3 + ["linked"] * 3
    pages = [found(office, NEW, "--limit", "2", "--offset", str(start)) for start in (0, 2, 4, 6)]
    assert [hit for page in pages for hit in page] == whole
    answer = office.call("search", "--holder-id", NEW, "--type", "building_permit", "--limit", "1", "--json").json
    assert (answer["total"], answer["facets"]["document_type"]) == (3, {"building_permit": 3})


def test_a_withdrawn_paper_speaks_for_nobody(office: Office) -> None:
    file_certificate(office, "nay", NEW)
    old_paper = file_certificate(office, "cũ", OLD)
    assert len(found(office)) == 2
    office.call("result", "withdraw", old_paper, "--reason", "quét nhầm")
    assert len(found(office)) == 1
    assert json.loads(office.call("holders", "show", NEW, "--json").out)["proposed"] == []
