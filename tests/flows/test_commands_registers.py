"""`sohoa register import` and `count` as people use them: whole registers, rows to mend, tables of counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.flows.office import Answer, Office

HEAD = "Số giấy phép;Ngày cấp;Họ và tên;Loại giấy tờ;Hộp\n"
FIRST = "45/GPXD;05/03/2021;Nguyễn Văn Ân;Giấy phép xây dựng;H1\n"
SECOND = "46/GPXD;06/03/2021;Lê Thị Bưởi;Giấy phép xây dựng;H1\n"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return tmp_path / "so.csv"


def give(office: Office, register: Path, text: str, as_of: str, *options: str) -> Answer:
    register.write_text(HEAD + text, encoding="utf-8")
    return office.call("register", "import", str(register), "--unit", "92.916", "--as-of", as_of, *options)


def test_a_whole_register_ends_what_it_lacks_and_says_so(office: Office, register: Path) -> None:
    assert give(office, register, FIRST + SECOND, "2022-06-30").code == 0
    answer = give(office, register, FIRST, "2022-12-31", "--whole")
    assert answer.code == 0 and "1 dòng vắng mặt" in answer.out
    assert "không có gì thay đổi" in give(office, register, FIRST, "2022-12-31", "--whole").out


def test_a_whole_register_with_rejected_rows_ends_nothing(office: Office, register: Path) -> None:
    give(office, register, FIRST + SECOND, "2022-06-30")
    told = give(office, register, FIRST + SECOND.replace("2021", "21"), "2022-12-31", "--whole", "--json").json
    assert (told["left_out"], [warning["code"] for warning in told["warnings"]]) == (
        0,
        ["register_whole_with_rejected"],
    )
    assert [row["code"] for row in told["rejected"]] == ["register_year_short"]


def test_an_empty_register_is_not_taken_for_a_whole_one(office: Office, register: Path) -> None:
    give(office, register, FIRST, "2022-06-30")
    told = give(office, register, "", "2022-12-31", "--whole", "--json").json
    assert (told["left_out"], [warning["code"] for warning in told["warnings"]]) == (0, ["register_whole_empty"])


def test_rejected_rows_go_into_a_workbook_to_be_mended(office: Office, register: Path, tmp_path: Path) -> None:
    target = tmp_path / "sua.xlsx"
    answer = give(office, register, FIRST + SECOND.replace("2021", "21"), "2022-12-31", "--rejected", str(target))
    assert answer.code == 1
    assert load_workbook(target).worksheets[0]["B2"].value == "46/GPXD"
    again = give(office, register, FIRST, "2022-12-31", "--rejected", str(target), "--json")
    assert (again.code, again.error["code"]) == (2, "file_exists")


def test_counts_come_from_a_table_with_their_day_and_signature(office: Office, tmp_path: Path) -> None:
    table = tmp_path / "so-dem.csv"
    table.write_text("Loại giấy tờ;Năm;Số lượng\nGiấy phép xây dựng;2021;120\nGiấy đi đường;2021;3\n", encoding="utf-8")
    options = ("--unit", "92.916", "--source", "kiểm kê", "--as-of", "2022-06-30", "--signed-by", "Lê Văn Cam")
    answer = office.call("register", "count", "--import", str(table), *options, "--json")
    assert answer.code == 1
    (count,) = answer.json["counts"]
    assert (count["number"], count["as_of"], count["signed_by"]) == (120, "2022-06-30", "Lê Văn Cam")
    assert [row["row"] for row in answer.json["rejected"]] == [3]


def test_a_count_of_a_day_says_nothing_of_days_before_it(office: Office) -> None:
    count = ("--unit", "92.916", "--type", "building_permit", "--year", "2021", "--number", "9", "--source", "kiểm kê")
    assert office.call("register", "count", *count, "--as-of", "2022-06-30").code == 0
    for day, number in (("2022-06-29", 0), ("2022-06-30", 9)):
        levels = office.call("quota", "--as-of", day, "--json").json["levels"]
        assert next(row["in_force"] for row in levels if row["level"] == "district") == number


def test_a_count_without_its_number_is_wrong_usage(office: Office) -> None:
    answer = office.call("register", "count", "--unit", "92.916", "--source", "kiểm kê", "--json")
    assert (answer.code, answer.error["code"]) == (2, "count_wanting")
