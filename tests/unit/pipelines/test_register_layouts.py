"""Sheets as offices lay them out: headings over several rows, parts, sums, signatures, several sheets, old codes."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from pipelines.registers.register_columns import find_columns, find_merged_columns
from pipelines.registers.register_files import RegisterReading
from tests.unit.pipelines.register_papers import read, read_cells, read_text, write_book

HEAD = ["STT", "Số giấy phép", "Ngày cấp", "Họ và tên", "Loại giấy tờ"]
ROW = [1, "45/GPXD", "05/03/2021", "Nguyễn Văn Ân", "Giấy phép xây dựng"]


def numbers(found: RegisterReading) -> list[str]:
    return [row.document_number for row in found.rows]


def others(found: RegisterReading) -> list[int]:
    return [line for sheet in found.sheets for line in sheet.other_lines]


def test_headings_merged_over_two_rows_are_understood(tmp_path: Path) -> None:
    found = read_cells(
        tmp_path,
        [
            ["UBND QUẬN NINH KIỀU"],
            ["STT", "Giấy phép", None, "Chủ hộ", "CMND/CCCD", None, "Loại giấy tờ"],
            [None, "Số", "Ngày cấp", None, "Số", "Ngày cấp", None],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            [1, "45/GPXD", "05/03/2021", "Nguyễn Văn Ân", 92085000123, "01/01/2010", "Giấy phép xây dựng"],
        ],
        merged=("A2:A3", "B2:C2", "D2:D3", "E2:F2", "G2:G3"),
    )
    (row,) = found.rows
    assert (row.document_number, row.issue_date, row.holder_name) == ("45/GPXD", "2021-03-05", "Nguyễn Văn Ân")
    # The spreadsheet took the id for a number and dropped its first zero.
    assert row.holder_id == "092085000123"
    assert found.rejected == () and others(found) == [4]


def test_headings_may_stand_over_three_rows() -> None:
    rows = [
        ["TT", "Kết quả giải quyết", None, None, "Ghi chú"],
        [None, "Văn bản", None, "Tổ chức, cá nhân", None],
        [None, "Số", "Ngày ban hành", None, None],
    ]
    columns = find_merged_columns(rows)
    assert columns == {"document_number": 1, "issue_date": 2, "holder_name": 3}


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Số, ký hiệu văn bản", "document_number"),
        ("Số giấy CN ĐKKD", "document_number"),
        ("Số quyết định cấp", "document_number"),
        ("Ngày, tháng, năm cấp giấy phép", "issue_date"),
        ("Ngày ký ban hành", "issue_date"),
        ("Họ và tên người được cấp phép", "holder_name"),
        ("Tên tổ chức/cá nhân được cấp", "holder_name"),
        ("Cơ quan cấp giấy phép", "unit"),
        ("Thời hạn của giấy phép", "valid_until"),
        ("Hiệu lực đến ngày", "valid_until"),
        ("Số CMND/CCCD (nếu có)", "holder_id"),
        ("Tên loại giấy tờ", "document_type"),
    ],
)
def test_headings_are_understood_in_many_wordings(heading: str, key: str) -> None:
    base = {"document_number": "Số ký hiệu", "issue_date": "Ngày cấp"}
    headings = [text for other, text in base.items() if other != key] + [heading]
    columns = find_columns(headings)
    assert columns is not None and columns[key] == len(headings) - 1


@pytest.mark.parametrize(
    "heading",
    ["Số điện thoại", "Số thửa", "Số tờ bản đồ", "Số nhà", "Số tiền", "Ngày sinh", "Ngày nộp hồ sơ", "Ngày trả kết quả",
     "Ngày cấp CMND", "Số hồ sơ", "Số tầng", "Số lượng", "Số biên lai"],
)  # fmt: skip
def test_headings_of_other_things_are_left_alone(heading: str) -> None:
    assert find_columns([heading, "Số ký hiệu", "Ngày cấp"]) == {"document_number": 1, "issue_date": 2}


def test_sums_and_signatures_are_neither_rows_nor_rejections(tmp_path: Path) -> None:
    found = read_cells(
        tmp_path,
        [
            HEAD,
            ROW,
            ["", "Tổng cộng: 1 giấy phép"],
            [],
            [None, None, "Ninh Kiều, ngày 31 tháng 12 năm 2022"],
            [None, "Người lập biểu", None, "TM. ỦY BAN NHÂN DÂN"],
            [None, "(ký, ghi rõ họ tên)", None, "KT. CHỦ TỊCH"],
            [None, "Trần Thị Bưởi", None, "Lê Văn Cam"],
        ],
    )
    assert (numbers(found), found.rejected) == (["45/GPXD"], ())
    assert others(found) == [3, 5, 6, 7, 8]


def test_rows_numbered_beforehand_and_left_empty_are_no_rows(tmp_path: Path) -> None:
    found = read_cells(tmp_path, [HEAD, ROW, [2], [3]])
    assert (numbers(found), found.rejected, others(found)) == (["45/GPXD"], (), [3, 4])


def test_headings_printed_again_on_the_next_page_are_no_row(tmp_path: Path) -> None:
    found = read_cells(tmp_path, [HEAD, ROW, HEAD, [2, "46/GPXD", *ROW[2:]]])
    assert (numbers(found), found.rejected) == (["45/GPXD", "46/GPXD"], ())


def test_a_row_with_a_fault_below_a_signature_is_still_told_when_it_is_a_row(tmp_path: Path) -> None:
    found = read_cells(tmp_path, [HEAD, [None, "Người lập biểu"], ROW, [2, "46/GPXD", "hôm qua", "B", ROW[4]]])
    assert numbers(found) == ["45/GPXD"]
    assert [(each.row, each.code) for each in found.rejected] == [(4, "register_date_unreadable")]


def test_the_title_of_a_part_tells_the_type_and_the_issuer_of_its_rows(tmp_path: Path) -> None:
    found = read_cells(
        tmp_path,
        [
            ["STT", "Số", "Ngày cấp", "Họ và tên"],
            ["I. Giấy phép bán lẻ rượu"],
            [1, "12", "05/03/2021", "A"],
            ["II. Giấy phép xây dựng"],
            [1, "12", "05/03/2021", "B"],
            ["UBND phường An Cư, quận Ninh Kiều"],
            [1, "7/GPXD", "05/03/2021", "C"],
        ],
    )
    assert [row.document_type for row in found.rows] == ["alcohol_retail_licence", "building_permit", "building_permit"]
    assert [row.unit for row in found.rows] == ["92.916", "92.916", "92.916.31129"]


def test_a_list_whose_title_names_its_type_needs_no_column_for_it(tmp_path: Path) -> None:
    table = [["STT", "Số", "Ngày cấp"], [1, "12", "05/03/2021"]]
    found = read_cells(tmp_path, [["DANH SÁCH GIẤY PHÉP XÂY DỰNG NĂM 2021"], *table])
    assert [row.document_type for row in found.rows] == ["building_permit"]
    found = read_cells(tmp_path, [["(Danh mục kèm theo Quyết định số 12/QĐ-UBND)"], *table])
    assert [each.code for each in found.rejected] == ["register_type_unknown"]


def test_every_sheet_with_headings_is_read_and_a_repeated_row_names_its_sheet(tmp_path: Path) -> None:
    found = read_cells(tmp_path, [HEAD, ROW], [["Ghi chú"]], [HEAD, ROW, [2, "46/GPXD", *ROW[2:]]])
    assert numbers(found) == ["45/GPXD", "46/GPXD"]
    assert [(sheet.is_register, sheet.row_count) for sheet in found.sheets] == [(True, 1), (False, 0), (True, 2)]
    (rejected,) = found.rejected
    assert (rejected.sheet, rejected.row, rejected.code) == (found.sheets[2].name, 2, "register_row_repeated")
    assert f'2 ("{found.sheets[0].name}")' in rejected.message


def test_a_cell_merged_down_holds_for_all_its_rows(tmp_path: Path) -> None:
    head = ["Số", "Ngày cấp", "Cơ quan cấp"]
    rows = [["1/GPXD", "05/03/2021", "UBND phường An Cư, quận Ninh Kiều"], ["2/GPXD", "06/03/2021", None]]
    found = read_cells(tmp_path, [head, *rows, ["3/GPXD", "07/03/2021", None]], merged=("C2:C3",))
    assert [row.unit for row in found.rows] == ["92.916.31129", "92.916.31129", "92.916"]


def test_a_formula_without_a_value_is_told_with_its_cell(tmp_path: Path) -> None:
    found = read_cells(tmp_path, [HEAD, ["=ROW()-1", '=45&"/GPXD"', *ROW[2:]], [2, "46/GPXD", *ROW[2:]]])
    assert numbers(found) == ["46/GPXD"]
    (rejected,) = found.rejected
    assert (rejected.row, rejected.column, rejected.code) == (2, "Số ký hiệu", "register_formula_empty")
    assert "B2" in rejected.message


def test_an_error_in_a_cell_is_no_number(tmp_path: Path) -> None:
    found = read_cells(tmp_path, [HEAD, [1, "#DIV/0!", *ROW[2:]]])
    assert [each.code for each in found.rejected] == ["register_formula_empty"]


def test_a_number_that_became_a_date_is_not_taken(tmp_path: Path) -> None:
    found = read_cells(tmp_path, [HEAD, [1, date(2021, 3, 1), *ROW[2:]]])
    assert [each.code for each in found.rejected] == ["register_number_became_date"]


@pytest.mark.parametrize("written", ["05/03/21", "5.3.21", "03/21", "ngày 5 tháng 3 năm 21"])
def test_a_year_of_two_digits_is_refused_not_guessed(tmp_path: Path, written: str) -> None:
    found = read_cells(tmp_path, [HEAD, [1, "45/GPXD", written, *ROW[3:]]])
    assert [(each.column, each.code) for each in found.rejected] == [("Ngày cấp", "register_year_short")]


def test_a_row_issued_after_the_day_of_the_register_is_rejected(tmp_path: Path) -> None:
    text = "Số;Ngày cấp\n45/GPXD;05/03/2021\n46/GPXD;2022\n47/GPXD;01/01/2023\n"
    found = read_text(tmp_path, text, as_of=date(2022, 12, 31))
    assert [row.issue_date for row in found.rows] == ["2021-03-05", "2022"]
    (rejected,) = found.rejected
    assert (rejected.row, rejected.code) == (4, "register_issued_later") and "31/12/2022" in rejected.message


def test_a_paper_of_an_office_that_was_not_there_yet_names_its_life(tmp_path: Path) -> None:
    found = read_text(tmp_path, "Số;Ngày cấp\n45/GPXD;05/03/2003\n46/GPXD;05/03/2004\n", "92.916")
    codes = [(each.row, each.code) for each in found.rejected]
    assert codes == [(2, "register_unit_not_there")] and "2004" in found.rejected[0].message


@pytest.mark.parametrize(
    ("written", "until"),
    [("5 năm", date(2026, 3, 5)), ("18 tháng", date(2022, 9, 5)), ("05/03/2022", date(2022, 3, 5))],
)
def test_a_term_is_counted_from_the_issue(tmp_path: Path, written: str, until: date) -> None:
    text = f"Số;Ngày cấp;Thời hạn\n45/GPXD;05/03/2021;{written}\n"
    assert [row.in_force_until for row in read_text(tmp_path, text).rows] == [until]


TCVN3 = [
    ["STT", "Sè giÊy phÐp", "Ngµy cÊp", "Hä vµ tªn", "Lo¹i giÊy tê", "C¬ quan cÊp"],
    [1, "45/GPXD", "05/03/2021", "NguyÔn V¨n ¢n", "GiÊy phÐp x©y dùng", "UBND quËn Ninh KiÒu"],
    [2, "12/Q§-UBND", "06/03/2021", "Lª ThÞ B\u00adëi", "QuyÕt ®Þnh", "UBND quËn Ninh KiÒu"],
]
VNI = [
    ["STT", "Soá giaáy pheùp", "Ngaøy caáp", "Hoï vaø teân", "Loaïi giaáy tôø", "Cô quan caáp"],
    [1, "45/GPXD", "05/03/2021", "Nguyeãn Vaên AÂn", "Giaáy pheùp xaây döïng", "UBND quaän Ninh Kieàu"],
    [2, "12/QÑ-UBND", "06/03/2021", "Leâ Thò Böôûi", "Quyeát ñònh", "UBND quaän Ninh Kieàu"],
]
UNICODE = [3, "46/GPXD", "07/03/2021", "Lê Văn Tám", "Giấy phép xây dựng", "UBND quận Ninh Kiều"]


@pytest.mark.parametrize("sheet", [TCVN3, VNI])
def test_a_sheet_typed_before_unicode_is_read_as_it_was_meant(tmp_path: Path, sheet: list[list[object]]) -> None:
    found = read_cells(tmp_path, sheet)
    assert found.rejected == ()
    assert [row.holder_name for row in found.rows] == ["Nguyễn Văn Ân", "Lê Thị Bưởi"]
    assert numbers(found) == ["45/GPXD", "12/QĐ-UBND"]


@pytest.mark.parametrize("sheet", [TCVN3, VNI])
def test_a_sheet_typed_half_before_and_half_in_unicode_is_read(tmp_path: Path, sheet: list[list[object]]) -> None:
    found = read_cells(tmp_path, [*sheet, UNICODE])
    assert found.rejected == ()
    assert [row.holder_name for row in found.rows] == ["Nguyễn Văn Ân", "Lê Thị Bưởi", "Lê Văn Tám"]


@pytest.mark.parametrize("sheet", [TCVN3, VNI])
def test_a_text_table_in_old_codes_is_read(tmp_path: Path, sheet: list[list[object]]) -> None:
    text = "".join(";".join(map(str, cells)) + "\r\n" for cells in sheet)
    found = read_text(tmp_path, text.encode("latin-1"))
    assert [row.holder_name for row in found.rows] == ["Nguyễn Văn Ân", "Lê Thị Bưởi"]


def test_a_sheet_whose_file_tells_a_wrong_size_is_read_whole(tmp_path: Path) -> None:
    good = write_book(tmp_path / "good.xlsx", [HEAD, ROW])
    path = tmp_path / "danh-muc.xlsx"
    with zipfile.ZipFile(good) as whole, zipfile.ZipFile(path, "w") as changed:
        for name in whole.namelist():
            changed.writestr(name, whole.read(name).replace(b'<dimension ref="A1:E2"', b'<dimension ref="A1"'))
    assert numbers(read(path)) == ["45/GPXD"]
