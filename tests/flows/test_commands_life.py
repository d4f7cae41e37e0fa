"""The life of a confirmed result: corrected, ended, withdrawn; each step told, earlier days left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.registers.counting import count_coverage, coverage_to_json
from schemas.extraction import Doubt
from tests.flows.office import Office


@pytest.fixture
def permit(office: Office) -> str:
    return office.file_paper(confirmed=True)


def correct(office: Office, permit: str, *arguments: str, person: str = "lan"):  # type: ignore[no-untyped-def]
    return office.call("result", "correct", permit, *arguments, "--json", person=person)


def shown(office: Office, permit: str, name: str) -> object:
    return office.call("show", permit, "--json").json["fields"][name]["value"]


def test_a_correction_is_a_new_version_and_the_one_before_stays_readable(office: Office, permit: str) -> None:
    answer = correct(office, permit, "holder_name=Nguyễn Văn Ẩn", "--reason", "đối chiếu bản giấy")
    assert (answer.code, answer.json["state"], answer.json["version"]) == (0, "confirmed", 2)
    assert shown(office, permit, "holder_name") == "Nguyễn Văn Ẩn"
    with office.open() as resources:
        old, new = resources.catalogue.list_result_versions(permit)
    assert (old.holder_names, new.holder_names) == (("Nguyễn Văn Ân",), ("Nguyễn Văn Ẩn",))
    assert (old.confirmed_at, new.confirmed_by) == (new.confirmed_at, "cli:lan")


def test_the_corrected_value_is_found_and_the_wrong_one_no_more(office: Office, permit: str) -> None:
    correct(office, permit, "holder_name=Trần Văn Bình", "--reason", "nhầm người")
    (hit,) = office.call("search", "tran van binh", "--json").json["hits"]
    assert (hit["result_id"], hit["holder_name"]) == (permit, "Trần Văn Bình")


def test_the_history_tells_who_why_and_which_fields_and_no_value(office: Office, permit: str) -> None:
    correct(office, permit, "holder_name=Trần Văn Bình", "--reason", "nhầm người", person="hoa")
    steps = office.call("result", "history", permit, "--json").lines
    assert [step["event"] for step in steps] == ["filed", "corrected"]
    last = steps[-1]
    assert (last["by"], last["changed"], last["version"]) == ("cli:hoa", ["holder_name"], 2)
    assert "nhầm người" in last["note"]
    told = office.call("result", "history", permit).out
    assert "đính chính" in told
    assert "Bình" not in told + str(steps)


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("holder_name=Trần Văn Bình", "--reason", " "), "reason_missing", 2),
        (("holder_name=Nguyễn Văn Ân", "--reason", "như cũ"), "nothing_changed", 1),
        (("chu_nha=x", "--reason", "lạ"), "field_unknown", 2),
        (("issue_date=hôm qua", "--reason", "lạ"), "value_invalid", 1),
    ],
)
def test_a_correction_without_reason_effect_or_sense_changes_nothing(
    office: Office, permit: str, arguments: tuple[str, ...], code: str, exit_code: int
) -> None:
    answer = correct(office, permit, *arguments)
    assert (answer.code, answer.error["code"]) == (exit_code, code)
    with office.open() as resources:
        assert resources.catalogue.get_result(permit).version == 1


def test_what_is_not_confirmed_is_reviewed_not_corrected(office: Office) -> None:
    waiting = office.file_paper(doubts=(Doubt("holder_name", "low_confidence"),))
    assert correct(office, waiting, "holder_name=A B", "--reason", "x").error["code"] == "not_confirmed"


def test_an_office_may_ask_for_a_second_person(office: Office, permit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_SECOND_PERSON", "document_number, holder_id")
    alone = ("document_number=46/GPXD", "--reason", "đọc sai số")
    assert correct(office, permit, *alone).error["code"] == "second_person_missing"
    assert correct(office, permit, *alone, "--approved-by", "lan").error["code"] == "second_person_missing"
    assert correct(office, permit, *alone, "--approved-by", "hoa").code == 0
    assert correct(office, permit, "issue_place=Cái Răng", "--reason", "ô khác").code == 0
    refused = office.call("result", "withdraw", permit, "--reason", "quét nhầm", "--json")
    assert (refused.code, refused.error["code"]) == (2, "second_person_missing")


def test_a_withdrawn_result_is_found_no_more_and_takes_no_further_step(office: Office, permit: str) -> None:
    assert office.call("result", "withdraw", permit, "--reason", "giấy của nơi khác").code == 0
    assert office.call("search", "nguyen van an", "--json").json["total"] == 0
    assert office.call("search", "--state", "withdrawn", "--json").json["total"] == 1
    assert correct(office, permit, "holder_name=A B", "--reason", "x").error["code"] == "not_confirmed"
    again = office.call("result", "withdraw", permit, "--reason", "lần nữa", "--json")
    assert again.error["code"] == "move_not_allowed"
    assert [step["event"] for step in office.call("result", "history", permit, "--json").lines][-1] == "withdrawn"


def end(office: Office, permit: str, on: str, *more: str):  # type: ignore[no-untyped-def]
    basis = ("--basis", "Quyết định 9/QĐ-UBND ngày 01/4/2024")
    return office.call("validity", "set", permit, "--state", "revoked", "--on", on, *basis, *more, "--json")


def test_a_revoked_permit_shows_so_from_that_day_and_held_before(office: Office, permit: str) -> None:
    assert end(office, permit, "2024-04-10").json["intervals"] == [["2021-03-05", "2024-04-09"]]
    assert office.call("show", permit, "--json").json["validity"]["state"] == "revoked"
    assert office.call("search", "--valid-on", "2024-04-09", "--json").json["total"] == 1
    assert office.call("search", "--valid-on", "2024-04-10", "--json").json["total"] == 0


def test_the_same_ending_twice_is_one(office: Office, permit: str) -> None:
    assert [end(office, permit, "2024-04-10").json["version"] for _ in range(2)] == [2, 2]


def test_nothing_ends_before_it_was_issued(office: Office, permit: str) -> None:
    refused = end(office, permit, "2021-03-04")
    assert (refused.code, refused.error["code"]) == (1, "ends_before_issue")
    assert end(office, permit, "2024-04-10", "--by-result", "khongco").error["code"] == "result_unknown"


def test_a_list_of_revocations_is_done_row_by_row(office: Office, permit: str, tmp_path: Path) -> None:
    path = tmp_path / "thu-hoi.csv"
    path.write_text(
        "DANH SÁCH GIẤY PHÉP BỊ THU HỒI\n"
        "STT;Loại giấy tờ;Số ký hiệu;Ngày cấp;Tình trạng;Từ ngày;Căn cứ\n"
        "1;Giấy phép xây dựng;45/GPXD;05/03/2021;Thu hồi;10/04/2024;QĐ 9/QĐ-UBND\n"
        "2;Giấy phép xây dựng;99/GPXD;05/03/2021;Thu hồi;10/04/2024;QĐ 9/QĐ-UBND\n"
        "3;Giấy phép xây dựng;45/GPXD;05/03/2021;Bỏ;10/04/2024;QĐ 9/QĐ-UBND\n"
        "4;Giấy phép xây dựng;45/GPXD;05/03/2021;Thu hồi;năm ngoái;QĐ 9/QĐ-UBND\n"
        "5;Giấy phép xây dựng;45/GPXD;05/03/2021;Thu hồi;01/01/2020;QĐ 9/QĐ-UBND\n",
        encoding="utf-8",
    )
    answer = office.call("validity", "import", str(path), "--json")
    assert answer.code == 1
    assert (answer.json["rows"], answer.json["imported"]) == (5, 1)
    assert [(row["row"], row["code"]) for row in answer.json["rejected"]] == [
        (4, "validity_paper_unknown"),
        (5, "validity_state_unknown"),
        (6, "validity_day_unread"),
        (7, "ends_before_issue"),
    ]
    assert office.call("validity", "import", str(path), "--json").json["unchanged"] == 1
    assert office.call("show", permit, "--json").json["validity"]["state"] == "revoked"


def test_a_list_without_headings_is_refused_whole(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "la.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    assert office.call("validity", "import", str(path), "--json").error["code"] == "validity_no_header"


def test_past_coverage_is_the_same_after_everything_that_people_did_later(office: Office) -> None:
    permits = [office.file_paper(f"tờ {n}", {"document_number": f"{n}/GPXD"}, confirmed=True) for n in range(1, 13)]
    days = [date(2022, 11, 16), date(2023, 1, 31), date(2024, 4, 9), date(2024, 4, 10), date(2025, 6, 30)]

    def figures() -> list[object]:
        with office.open() as resources:
            return [coverage_to_json(count_coverage(resources, day)) for day in days]

    before = figures()
    assert any(row["digitised"] for told in before for row in told["levels"])  # type: ignore[index]
    for number, permit in enumerate(permits):
        match number % 4:
            case 0:
                end(office, permit, "2022-12-01")
            case 1:
                correct(office, permit, "issue_date=2023-05-05", "--reason", "đọc sai ngày")
            case 2:
                office.call("result", "withdraw", permit, "--reason", "quét nhầm")
            case _:
                correct(office, permit, "issuing_body=ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ", "--reason", "sai cấp")
    assert figures() == before
    with office.open() as resources:
        now = coverage_to_json(count_coverage(resources, date.today()))
    assert now["levels"] != before[-1]["levels"]  # type: ignore[index]
