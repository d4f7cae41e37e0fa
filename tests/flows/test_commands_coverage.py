"""The lists behind the quota's figures, as a manager asks for them: page by page, as a file, broken down."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.flows.office import Office

DAY = ("--as-of", "2022-12-31")
REGISTER = (
    "Số,Ngày cấp,Người được cấp,Loại,Cơ quan cấp,Hộp\n"
    "45/GPXD,05/03/2021,Nguyễn Văn Ân,Giấy phép xây dựng,UBND quận Ninh Kiều,H1\n"
    "46/GPXD,06/03/2021,=1+1,Giấy phép xây dựng,UBND quận Ninh Kiều,H2\n"
    "47/GPXD,07/03/2020,Trần Thị Bình,Giấy phép xây dựng,UBND quận Ninh Kiều,H1\n"
)


@pytest.fixture
def counted(office: Office, tmp_path: Path) -> Office:
    """Three rows of a register, one of them scanned and confirmed by the machine."""
    path = tmp_path / "so.csv"
    path.write_text(REGISTER, encoding="utf-8")
    office.call("register", "import", str(path), "--unit", "92.916", "--as-of", "2022-12-31", "--json")
    office.file_paper("a", confirmed=True)
    return office


def test_every_figure_opens_its_list(counted: Office) -> None:
    told = counted.call("quota", *DAY, "--json").json
    district = next(row for row in told["levels"] if row["level"] == "district")
    asked = {
        status: counted.call("quota", "list", "--status", status, *DAY, "--json").json
        for status in ("missing", "in_review", "digitised", "unseen", "unknown")
    }
    totals = {status: it["total"] for status, it in asked.items()}
    assert totals == {"missing": 2, "in_review": 0, "digitised": 1, "unseen": 1, "unknown": 0}
    assert district["in_force"] - district["digitised"] - district["in_review"] == totals["missing"]
    (line,) = asked["unseen"]["rows"]
    assert (line["status"], line["document_number"], line["box"], line["on_register"]) == (
        "digitised_unseen", "45/GPXD", "H1", True,
    )  # fmt: skip
    assert line["result_id"] and line["custodian"] and line["until"] is None
    assert [row["document_number"] for row in asked["missing"]["rows"]] == ["47/GPXD", "46/GPXD"], "H1 stands before H2"


def test_a_list_goes_on_where_its_page_ended(counted: Office) -> None:
    first = counted.call("register", "missing", *DAY, "--limit", "1", "--json").json
    assert (first["total"], [row["document_number"] for row in first["rows"]]) == (2, ["47/GPXD"])
    rest = counted.call("register", "missing", *DAY, "--limit", "5", "--after", first["next"], "--json").json
    assert ([row["document_number"] for row in rest["rows"]], rest["next"]) == (["46/GPXD"], None)
    box = counted.call("register", "missing", *DAY, "--box", "H2", "--json").json
    assert (box["total"], [row["box"] for row in box["rows"]]) == (1, ["H2"])
    assert counted.call("register", "missing", *DAY, "--year", "2020", "--json").json["total"] == 1
    answer = counted.call("register", "missing", *DAY, "--after", "x", "--json")
    assert (answer.code, answer.error["code"]) == (2, "list_cursor_invalid")


def test_a_whole_list_goes_into_a_file_in_which_no_name_is_a_formula(counted: Office, tmp_path: Path) -> None:
    table, book = tmp_path / "thieu.csv", tmp_path / "thieu.xlsx"
    assert counted.call("register", "missing", *DAY, "--csv", str(table), "--xlsx", str(book)).code == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    assert [line[5] for line in lines] == ["Số", "47/GPXD", "46/GPXD"]
    assert lines[2][7] == "'=1+1"
    cells = [[cell.value for cell in row] for row in load_workbook(book).worksheets[0].iter_rows()]
    assert [row[5] for row in cells] == ["Số", "47/GPXD", "46/GPXD"] and cells[2][7] == "'=1+1"
    answer = counted.call("register", "missing", *DAY, "--csv", str(table), "--json")
    assert (answer.code, answer.error["code"]) == (2, "file_exists")


def test_the_quota_is_broken_down_by_type_year_and_issuer(counted: Office) -> None:
    def broken(by: str, *more: str) -> list[tuple[object, int, int]]:
        lines = counted.call("quota", *DAY, "--by", by, *more, "--json").json["breakdown"]
        return [(line[by], line["in_force"], line["digitised"]) for line in lines]

    assert broken("year") == [(2020, 1, 0), (2021, 2, 1)]
    assert broken("type") == [("building_permit", 3, 1)]
    assert broken("unit", "--year", "2020") == [("92.916", 1, 0)]
    assert counted.call("quota", *DAY, "--json").json["breakdown"] is None
    narrowed = counted.call("quota", *DAY, "--type", "building_permit", "--year", "2021", "--json").json["levels"]
    assert [row["in_force"] for row in narrowed] == [0, 2, 0]
    assert "2020" in counted.call("quota", *DAY, "--by", "year").out
    answer = counted.call("quota", "--type", "nothing", "--json")
    assert (answer.code, answer.error["code"]) == (2, "type_key_unknown")


def test_all_can_be_counted_anew_and_stays_what_it_was(counted: Office) -> None:
    before = counted.call("quota", *DAY, "--json").json
    answer = counted.call("quota", "rebuild", "--json")
    assert (answer.code, answer.json["counted"]) == (0, 4)
    assert counted.call("quota", *DAY, "--json").json == before
