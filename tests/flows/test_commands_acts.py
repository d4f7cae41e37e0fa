"""Decisions and certificates propose what becomes of other papers; nothing happens until a person says yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.registers.counting import count_coverage, coverage_to_json
from schemas.acts import ActOnPaper
from schemas.geometry import Box
from schemas.procedure_result import Related
from tests.faults.killed_commands import Killable, kill_everywhere
from tests.flows.office import Office

DISTRICT = {"issuing_body": "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU", "parent_body": "THÀNH PHỐ CẦN THƠ"}
DECISION: dict[str, str | None] = {
    **DISTRICT,
    "document_number": "900/QĐ-UBND",
    "issue_date": "2024-04-01",
    "title": "QUYẾT ĐỊNH",
    "subject": "Về việc thu hồi Giấy phép xây dựng",
    "holder_name": None,
    "holder_id": None,
}
REVOKES = ActOnPaper(
    "revoked", "named", "Thu hồi Giấy phép xây dựng số 45/GPXD ngày 05/3/2021", "Giấy phép xây dựng", "45/GPXD",
    "2021-03-05", days_after_signing=0, page_number=1, box=Box(360, 984, 1394, 1024),
)  # fmt: skip


def make_act(verb: str = "revoked", number: str | None = "45/GPXD", day: str | None = "2021-03-05", **more: Any) -> Any:
    kind = more.pop("paper_kind", "Giấy phép xây dựng")
    target = more.pop("target", "named")
    days = None if more.get("effective_on") else 0
    return ActOnPaper(
        verb, target, f"{kind} số {number}", kind, number, day, days_after_signing=days, **more  # type: ignore[arg-type]
    )  # fmt: skip


def file_decision(
    office: Office, *acts: ActOnPaper, word: str = "quyết định", fields: dict[str, str | None] | None = None
) -> str:
    return office.file_paper(
        word, DECISION | (fields or {}), document_type="committee_decision", confirmed=True, acts=acts or (REVOKES,)
    )


def file_permit(office: Office, word: str = "giấy phép", **fields: str | None) -> str:
    return office.file_paper(word, fields, confirmed=True)


def proposals(office: Office, *arguments: str) -> list[Any]:
    return office.call("validity", "proposals", *arguments, "--json").lines


def accept(office: Office, name: str, *arguments: str) -> Any:
    return office.call("validity", "accept", name, *arguments, "--json")


def events(office: Office, result_id: str) -> list[str]:
    return [step["event"] for step in office.call("result", "history", result_id, "--json").lines]


@pytest.mark.parametrize("act_first", [True, False])
def test_a_decision_scanned_before_or_after_the_permit_proposes_its_revocation(office: Office, act_first: bool) -> None:
    if act_first:
        decision, permit = file_decision(office), file_permit(office)
    else:
        permit, decision = file_permit(office), file_decision(office)
    (line,) = proposals(office)
    assert (line["result_id"], line["by_result"], line["state"], line["on"]) == (
        permit,
        decision,
        "revoked",
        "2024-04-01",
    )
    assert (line["named_number"], line["named_date"], line["doubts"]) == ("45/GPXD", "2021-03-05", [])
    assert "Thu hồi Giấy phép xây dựng số 45/GPXD" in line["why"]
    assert (line["page_number"], line["box"]) == (1, [360, 984, 1394, 1024])
    for result_id in (permit, decision):
        assert office.call("show", result_id, "--json").json["proposals"] == [line]


def test_nothing_changes_until_a_person_accepts(office: Office) -> None:
    permit, decision = file_permit(office), file_decision(office)
    before = office.call("quota", "--json").out
    assert office.call("search", "--valid-on", "2024-04-01", "--type", "building_permit", "--json").json["total"] == 1
    (line,) = proposals(office)
    answer = accept(office, line["proposal_id"])
    assert (answer.code, answer.json) == (
        0, {"proposal_id": line["proposal_id"], "state": "revoked", "result_id": permit, "changed": True},
    )  # fmt: skip
    assert office.call("search", "--valid-on", "2024-03-31", "--type", "building_permit", "--json").json["total"] == 1
    assert office.call("search", "--valid-on", "2024-04-01", "--type", "building_permit", "--json").json["total"] == 0
    assert office.call("quota", "--json").out != before
    assert events(office, permit) == ["filed", "revoked"]
    assert events(office, decision) == ["filed", "proposal_accepted"]
    assert proposals(office) == []
    shown = office.call("show", permit, "--json").json
    assert (shown["validity"]["state"], shown["proposals"]) == ("revoked", [])
    with office.open() as resources:
        (ending,) = resources.catalogue.get_result(permit).endings
    assert (ending.by_result, ending.by) == (decision, "cli:lan")
    assert ending.basis == "Quyết định của Ủy ban nhân dân 900/QĐ-UBND ngày 01/04/2024"


def test_accepting_twice_is_once(office: Office) -> None:
    permit, _ = file_permit(office), file_decision(office)
    (line,) = proposals(office)
    assert [accept(office, line["proposal_id"]).json["changed"] for _ in range(2)] == [True, False]
    assert len(events(office, permit)) == 2


def test_a_person_reads_the_proposals_and_both_histories_in_either_language(office: Office) -> None:
    permit, decision = file_permit(office), file_decision(office)
    told = office.call("validity", "proposals").out
    assert "bị thu hồi" in told
    assert "45/GPXD" in told
    name = proposals(office)[0]["proposal_id"]
    assert permit in office.call("validity", "accept", name).out
    assert "chấp nhận đề xuất" in office.call("result", "history", decision).out
    assert "proposal on validity accepted" in office.call("result", "history", decision, "--lang", "en").out
    assert "không có đề xuất" in (answer := office.call("validity", "proposals")).err.lower() + answer.out.lower()


def test_a_dismissed_proposal_is_shown_no_more_and_changes_nothing(office: Office) -> None:
    permit, decision = file_permit(office), file_decision(office)
    (line,) = proposals(office)
    assert (
        office.call("validity", "dismiss", line["proposal_id"], "--reason", " ", "--json").error["code"]
        == "reason_missing"
    )
    again = [
        office.call("validity", "dismiss", line["proposal_id"], "--reason", "đọc nhầm số", "--json").json["changed"]
        for _ in range(2)
    ]
    assert again == [True, False]
    assert proposals(office) == []
    assert events(office, decision) == ["filed", "proposal_dismissed"]
    assert events(office, permit) == ["filed"]
    assert office.call("show", permit, "--json").json["validity"]["state"] == "valid"
    assert accept(office, line["proposal_id"]).json["changed"] is True, "a second look may say yes"
    refused = office.call("validity", "dismiss", line["proposal_id"], "--reason", "nhầm", "--json")
    assert (refused.code, refused.error["code"]) == (1, "proposal_accepted")


def test_what_is_named_but_not_filed_waits_for_its_paper(office: Office) -> None:
    file_decision(office)
    (line,) = proposals(office)
    assert line["result_id"] is None
    refused = accept(office, line["proposal_id"])
    assert (refused.code, refused.error["code"]) == (1, "proposal_without_paper")
    permit = file_permit(office)
    assert accept(office, line["proposal_id"]).json["result_id"] == permit


@pytest.mark.parametrize(
    "fields",
    [
        {"issue_date": "2020-03-05"},
        {"issuing_body": "ỦY BAN NHÂN DÂN QUẬN CÁI RĂNG"},
        {"document_number": "46/GPXD"},
    ],
)
def test_a_paper_that_contradicts_is_not_the_one_meant(office: Office, fields: dict[str, str | None]) -> None:
    file_permit(office, **fields)
    file_decision(office)
    assert [line["result_id"] for line in proposals(office)] == [None]


def test_another_holder_is_another_paper(office: Office) -> None:
    file_permit(office)
    file_decision(office, make_act(holder_names=("Trần Thị Khác",)))
    assert [line["result_id"] for line in proposals(office)] == [None]


def test_a_decision_of_the_successor_means_the_district_s_permit(office: Office) -> None:
    permit = file_permit(office)
    fields: dict[str, str | None] = {
        "issuing_body": "UBND PHƯỜNG NINH KIỀU", "parent_body": "UBND THÀNH PHỐ CẦN THƠ", "issue_date": "2025-09-03",
    }  # fmt: skip
    file_decision(office, fields=fields)
    assert [line["result_id"] for line in proposals(office)] == [permit]


def test_without_a_day_the_issuer_must_be_the_same_and_the_doubt_is_told(office: Office) -> None:
    permit = file_permit(office)
    file_decision(office, make_act(day=None))
    (line,) = proposals(office)
    assert (line["result_id"], line["doubts"]) == (permit, ["proposal_paper_undated"])


def test_two_papers_that_fit_are_a_persons_choice(office: Office) -> None:
    one = file_permit(office)
    other = file_permit(office, "giấy phép khác", holder_name="Trần Thị Bình", issue_date="2022-03-05")
    file_decision(office, make_act(day=None))
    (line,) = proposals(office)
    assert (line["result_id"], set(line["candidates"])) == (None, {one, other})
    assert accept(office, line["proposal_id"]).error["code"] == "proposal_several_papers"
    assert accept(office, line["proposal_id"], "--result", other).json["result_id"] == other
    assert (events(office, one), events(office, other)) == (["filed"], ["filed", "revoked"])


def test_a_revocation_dated_before_the_issue_is_shown_with_its_doubt_and_refused(office: Office) -> None:
    permit, decision = file_permit(office), file_decision(office, make_act(effective_on="2021-03-04"))
    (line,) = proposals(office)
    assert (line["result_id"], line["doubts"]) == (permit, ["ends_before_issue"])
    refused = accept(office, line["proposal_id"])
    assert (refused.code, refused.error["code"]) == (1, "ends_before_issue")
    assert (events(office, permit), events(office, decision)) == (["filed"], ["filed"])
    assert accept(office, line["proposal_id"], "--on", "2024-05-01").code == 0
    assert office.call("show", permit, "--json").json["validity"]["intervals"][0]["in_force_until"] == "2024-04-30"


def test_what_a_person_ended_by_hand_is_proposed_no_more(office: Office) -> None:
    permit, decision = file_permit(office), file_decision(office)
    basis = ("--basis", "QĐ 900", "--by-result", decision)
    office.call("validity", "set", permit, "--state", "revoked", "--on", "2024-04-02", *basis, "--json")
    assert proposals(office) == []


def test_a_withdrawn_decision_proposes_nothing(office: Office) -> None:
    file_permit(office)
    decision = file_decision(office)
    name = proposals(office)[0]["proposal_id"]
    office.call("result", "withdraw", decision, "--reason", "quét nhầm")
    assert proposals(office) == []
    refused = accept(office, name)
    assert (refused.code, refused.error["code"]) == (2, "proposal_unknown")


def test_an_extension_moves_the_end_of_a_paper_with_a_term(office: Office) -> None:
    licence = office.file_paper(
        "rượu",
        {"document_number": "19/GP-PKT", "issue_date": "2021-04-15", "valid_until": "2026-04-14"},
        document_type="alcohol_retail_licence",
        confirmed=True,
    )
    act = make_act("extended", "19/GP-PKT", "2021-04-15", paper_kind="Giấy phép bán lẻ rượu", valid_until="2031-04-14")
    file_decision(office, act)
    (line,) = proposals(office)
    assert (line["state"], line["on"]) == ("extended", "2031-04-14")
    assert accept(office, line["proposal_id"], "--on", "2025-01-01").error["code"] == "extension_shortens"
    accept(office, line["proposal_id"])
    shown = office.call("show", licence, "--json").json
    assert shown["validity"]["valid_until"] == "2031-04-14"
    assert shown["state"] == "confirmed"
    assert events(office, licence) == ["filed", "extended"]


def test_the_back_page_of_a_permit_proposes_its_own_extension(office: Office) -> None:
    permit = file_permit(office, extension="Gia hạn thời gian khởi công lần 1", extended_until="2023-03-05")
    (line,) = proposals(office)
    assert (line["result_id"], line["by_result"], line["state"], line["on"]) == (
        permit,
        permit,
        "extended",
        "2023-03-05",
    )
    accept(office, line["proposal_id"])
    assert events(office, permit) == ["filed", "extended", "proposal_accepted"]
    assert office.call("show", permit, "--json").json["validity"]["state"] == "valid"


def test_a_correction_is_told_in_both_histories_and_changes_no_value(office: Office) -> None:
    permit, decision = file_permit(office), file_decision(office, make_act("amended"))
    told = office.call("validity", "accept", proposals(office)[0]["proposal_id"]).out
    assert f"sohoa result correct {permit}" in told
    assert events(office, permit) == ["filed", "amended"]
    assert events(office, decision) == ["filed", "proposal_accepted"]
    assert office.call("show", permit, "--json").json["validity"]["state"] == "valid"


def test_a_changed_certificate_proposes_to_replace_the_one_before(office: Office) -> None:
    def file_edition(changed: str | None, word: str) -> str:
        fields = {"document_number": "092085000123", "issue_date": "2019-05-14", "change_date": changed}
        return office.file_paper(word, fields, document_type="household_business_certificate", confirmed=True)

    second = file_edition("2024-02-20", "lần 2")
    assert proposals(office) == [], "no earlier one is filed: nothing to tell"
    first = file_edition(None, "lần đầu")
    (line,) = proposals(office)
    assert (line["result_id"], line["by_result"]) == (first, second)
    assert (line["state"], line["on"]) == ("replaced", "2024-02-20")
    assert "092085000123" not in str(line), "the number of a household business may be its owner's"
    accept(office, line["proposal_id"])
    assert office.call("show", first, "--json").json["validity"]["state"] == "replaced"
    assert "092085000123" not in office.call("result", "history", first, "--json").out
    between = file_edition("2022-02-02", "lần 1")
    assert [(it["result_id"], it["by_result"]) for it in proposals(office)] == [(first, between)]


@pytest.mark.parametrize("kind", ["rescan_of", "copy_of", "same_original"])
def test_every_scan_of_the_paper_is_ended_with_it(office: Office, kind: str) -> None:
    permit = file_permit(office)
    again = office.file_paper("quét lại", confirmed=True, related=(Related(permit, kind),))
    if kind == "same_original":
        with office.open() as resources:
            links = (Related(again, kind),)
            resources.catalogue.update_result(permit, lambda old: replace(old, related=links))
    file_decision(office)
    accept(office, proposals(office)[0]["proposal_id"])
    assert (events(office, permit)[-1], events(office, again)[-1]) == ("revoked", "revoked")


def test_proposals_of_one_unit(office: Office) -> None:
    file_decision(office)
    assert len(proposals(office, "--unit", "92.916")) == 1
    assert proposals(office, "--unit", "92.917") == []
    assert office.call("validity", "proposals", "--unit", "99", "--json").error["code"] == "unit_unknown"


def test_a_paper_in_review_proposes_with_a_doubt(office: Office) -> None:
    office.file_paper("chưa xác nhận", DECISION, document_type="committee_decision", acts=(make_act(),))
    assert proposals(office)[0]["doubts"] == ["proposal_act_unconfirmed"]


def test_past_coverage_is_the_same_after_an_accepted_proposal(office: Office) -> None:
    for number in range(1, 7):
        file_permit(office, f"tờ {number}", document_number=f"{number}/GPXD")
    file_decision(office, *(make_act(number=f"{number}/GPXD", effective_on="2022-01-01") for number in range(1, 7)))
    days = [date(2022, 11, 16), date(2023, 1, 31), date(2024, 4, 9)]

    def figures() -> list[object]:
        with office.open() as resources:
            return [coverage_to_json(count_coverage(resources, day)) for day in days]

    before = figures()
    lines = proposals(office)
    assert len(lines) == 6
    for line in lines:
        assert accept(office, line["proposal_id"]).code == 0
    assert figures() == before


def test_a_killed_acceptance_is_whole_when_done_again(office: Office, tmp_path: Path) -> None:
    file_permit(office)
    file_decision(office)
    name = proposals(office)[0]["proposal_id"]
    assert kill_everywhere(Killable(office.home, ("validity", "accept", name)), tmp_path / "drill") == []


def test_a_killed_dismissal_is_whole_when_done_again(office: Office, tmp_path: Path) -> None:
    file_permit(office)
    file_decision(office)
    name = proposals(office)[0]["proposal_id"]
    command = Killable(office.home, ("validity", "dismiss", name, "--reason", "đọc nhầm số"))
    assert kill_everywhere(command, tmp_path / "drill") == []
