"""`sohoa register` and `sohoa quota`: the denominator, the floors, and what is still missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.flows.office import Office

REGISTER = """Số giấy phép,Ngày cấp,Họ và tên,Loại giấy tờ,Cơ quan cấp,Hộp
45/GPXD,05/03/2021,Nguyễn Văn Ân,Giấy phép xây dựng,UBND quận Ninh Kiều,H1
46/GPXD,06/03/2021,Lê Thị Bưởi,Giấy phép xây dựng,UBND quận Ninh Kiều,H1
"""
LEVEL_KEYS = {
    "level", "target_percent", "target_status", "in_force", "digitised", "digitised_unseen", "in_review", "percent",
    "met", "shortfall", "pace_per_week", "pace_needed_per_week", "forecast_on", "unknown_validity",
}  # fmt: skip


@pytest.fixture
def register(tmp_path: Path) -> str:
    path = tmp_path / "so.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return str(path)


def import_register(office: Office, register: str) -> None:
    answer = office.call("register", "import", register, "--unit", "92.916", "--as-of", "2022-12-31", "--json")
    assert answer.code == 0, answer.out + answer.err


def district(office: Office, *arguments: str) -> dict[str, object]:
    told = office.call("quota", "--as-of", "2022-12-31", *arguments, "--json").json
    return next(row for row in told["levels"] if row["level"] == "district")


def test_a_register_is_imported_once(office: Office, register: str) -> None:
    arguments = ("register", "import", register, "--unit", "92.916", "--as-of", "2022-12-31", "--json")
    told = office.call(*arguments).json
    assert (told["rows"], told["imported"], told["unchanged"], told["rejected"]) == (2, 2, 0, [])
    told = office.call(*arguments).json
    assert (told["rows"], told["imported"], told["unchanged"], told["left_out"]) == (2, 0, 2, 0)


def test_a_row_not_understood_is_told_and_the_others_are_taken(office: Office, register: str) -> None:
    Path(register).write_text(REGISTER + "47/GPXD,hôm qua,X,Giấy phép xây dựng,UBND quận Ninh Kiều,H1\n")
    answer = office.call("register", "import", register, "--unit", "92.916", "--as-of", "2022-12-31", "--json")
    assert answer.code == 1
    told = answer.json
    assert (told["rows"], told["imported"]) == (3, 2)
    assert set(told["rejected"][0]) == {"row", "column", "code", "message", "sheet"}
    assert told["rejected"][0]["row"] == 4


def test_importing_what_is_not_there_is_wrong_usage(office: Office, register: str) -> None:
    answer = office.call("register", "import", "no.csv", "--unit", "92.916", "--as-of", "2022-12-31", "--json")
    assert (answer.code, answer.error["code"]) == (2, "path_missing")
    answer = office.call("register", "import", register, "--unit", "99", "--as-of", "2022-12-31", "--json")
    assert (answer.code, answer.error["code"]) == (2, "unit_unknown")


def test_the_form_for_a_register_can_be_imported_back(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "mau.xlsx"
    assert office.call("register", "template", "-o", str(target)).code == 0
    answer = office.call("register", "template", "-o", str(target), "--json")
    assert (answer.code, answer.error["code"]) == (2, "file_exists")
    answer = office.call("register", "import", str(target), "--unit", "92.916", "--as-of", "2022-12-31", "--json")
    assert (answer.code, answer.json["rows"]) == (0, 0)


def test_the_quota_counts_confirmed_papers_of_the_register(office: Office, register: str) -> None:
    import_register(office, register)
    office.file_paper("a", confirmed=True)
    row = district(office)
    assert set(row) >= LEVEL_KEYS
    assert (row["in_force"], row["digitised"], row["digitised_unseen"]) == (2, 1, 1)
    assert (row["percent"], row["target_percent"], row["target_status"]) == (50.0, 40, "stated")
    assert (row["met"], row["shortfall"]) == (True, 0)


def test_two_scans_of_one_paper_count_once(office: Office, register: str) -> None:
    import_register(office, register)
    office.file_paper("a", confirmed=True)
    office.file_paper("b", confirmed=True)
    assert district(office)["digitised"] == 1


def test_a_paper_in_review_is_not_digitised_yet(office: Office, register: str) -> None:
    import_register(office, register)
    office.file_paper()
    row = district(office)
    assert (row["digitised"], row["in_review"]) == (0, 1)


def test_a_floor_missed_ends_with_1_only_when_asked(office: Office, register: str) -> None:
    import_register(office, register)
    assert office.call("quota", "--as-of", "2022-12-31").code == 0
    assert office.call("quota", "--as-of", "2022-12-31", "--check").code == 1
    office.file_paper(confirmed=True)
    assert office.call("quota", "--as-of", "2022-12-31", "--check").code == 0
    assert office.call("quota", "--as-of", "2022-12-31", "--target-year", "2025", "--check").code == 1


def test_a_count_smaller_than_what_is_digitised_is_told_never_clamped(office: Office) -> None:
    office.file_paper("a", confirmed=True)
    office.file_paper("b", {"document_number": "46/GPXD"}, confirmed=True)
    count = ("--unit", "92.916", "--type", "building_permit", "--year", "2021", "--number", "1", "--source", "kiểm kê")
    assert office.call("register", "count", *count).code == 0
    row = district(office)
    assert (row["percent"], row["problem"], row["difference"]) == (None, "register_too_small", 1)


def test_the_table_for_people_has_the_headings_of_the_plan(office: Office, register: str) -> None:
    import_register(office, register)
    office.file_paper(confirmed=True)
    table = office.call("quota", "--as-of", "2022-12-31").out
    for shown in (
        "Cấp thành phố",
        "Cấp huyện",
        "Cấp xã",
        "50.00%",
        "40%",
        "nêu trong kế hoạch",
        "đạt",
        "Quận Ninh Kiều",
    ):
        assert shown in table


def test_the_quota_goes_into_a_workbook(office: Office, register: str, tmp_path: Path) -> None:
    import_register(office, register)
    target = tmp_path / "quota.xlsx"
    assert office.call("quota", "--as-of", "2022-12-31", "--xlsx", str(target)).code == 0
    book = load_workbook(target)
    assert book.sheetnames == ["Theo cấp", "Theo đơn vị", "Tổng hợp", "Danh sách"]
    assert [cell.value for cell in book["Tổng hợp"][3]][3:5] == [
        "=COUNTIFS('Danh sách'!$A:$A,\"chưa số hóa\",'Danh sách'!$B:$B,$B3)",
        "=COUNTIFS('Danh sách'!$A:$A,\"trả lại nơi quét\",'Danh sách'!$B:$B,$B3)",
    ]
    assert [cell.value for cell in book["Theo đơn vị"][3]][3:5] == [
        "='Tổng hợp'!D3+'Tổng hợp'!E3+'Tổng hợp'!F3+'Tổng hợp'!G3+'Tổng hợp'!H3+'Tổng hợp'!J3",
        "='Tổng hợp'!G3+'Tổng hợp'!H3",
    ]
    assert [row[0].value for row in book["Danh sách"].iter_rows(min_row=3)] == ["chưa số hóa"] * 2
    assert [row[0].value for row in book["Theo cấp"].iter_rows(min_row=3)] == ["Cấp thành phố", "Cấp huyện", "Cấp xã"]
    answer = office.call("quota", "--xlsx", str(target), "--json")
    assert (answer.code, answer.error["code"]) == (2, "file_exists")


def test_the_floors_say_what_they_rest_on(office: Office) -> None:
    targets = office.call("quota", "targets", "--json").json
    stated = [(t["level"], t["percent"]) for t in targets if t["status"] == "stated"]
    assert stated == [("province", 50), ("district", 40), ("commune", 35)]
    assert set(targets[0]) == {"year", "level", "unit", "percent", "basis", "status"}
    assert "tạm tính" in office.call("quota", "targets").out


OWN_FLOOR = """
[[target]]
unit = "92.916"
year = 2022
percent = 12.5
status = "stated"
basis = "Giao riêng cho quận"
"""


def test_a_floor_of_the_offices_own_counts_for_its_unit_alone(office: Office, register: str) -> None:
    import_register(office, register)
    folder = office.home / "quota_targets"
    folder.mkdir()
    (folder / "co_quan.toml").write_text(OWN_FLOOR, encoding="utf-8")
    own = [it for it in office.call("quota", "targets", "--json").json if it["unit"]]
    assert [(it["unit"], it["year"], it["percent"]) for it in own] == [("92.916", 2022, 12.5)]
    assert "12.5%" in office.call("quota", "targets").out
    told = office.call("quota", "--as-of", "2022-12-31", "--json").json
    assert {it["level"]: it["target_percent"] for it in told["levels"]}["district"] == 40
    assert {it["unit"]: it["target_percent"] for it in told["units"]}["92.916"] == 12.5
    (folder / "co_quan.toml").write_text(OWN_FLOOR * 2, encoding="utf-8")
    for command in (("quota", "targets", "--json"), ("quota", "--json")):
        answer = office.call(*command)
        assert (answer.code, answer.error["code"]) == (2, "target_twice")
        assert "co_quan.toml" in answer.error["message"] and "dòng 9" in answer.error["message"]


def test_what_is_missing_is_listed_with_its_box(office: Office, register: str) -> None:
    import_register(office, register)
    office.file_paper(confirmed=True)
    told = office.call("register", "missing", "--unit", "92.916", "--as-of", "2022-12-31", "--json").json
    assert told["total"] == 1
    assert told["rows"] == [
        {"document_number": "46/GPXD", "issue_date": "2021-03-06", "document_type": "building_permit",
         "holder_name": "Lê Thị Bưởi", "unit": "92.916", "box": "H1"}
    ]  # fmt: skip
    assert "46/GPXD" in office.call("register", "missing", "--as-of", "2022-12-31").out


def test_an_unknown_unit_or_type_is_wrong_usage(office: Office) -> None:
    answer = office.call("quota", "--unit", "99", "--json")
    assert (answer.code, answer.error["code"]) == (2, "unit_unknown")
    count = ("--unit", "92.916", "--type", "poem", "--year", "2021", "--number", "1", "--source", "x")
    answer = office.call("register", "count", *count, "--json")
    assert (answer.code, answer.error["code"]) == (2, "type_key_unknown")
