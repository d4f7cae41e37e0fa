"""Register files as offices send them: headings in their own words, dates in every form, rows with faults."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pipelines.registers.register_columns import COLUMNS, find_columns
from pipelines.registers.register_forms import write_register_template
from pipelines.registers.register_values import find_type, read_day
from schemas.errors import InputRejected, SetupError
from tests.unit.pipelines.register_papers import TYPES, read, read_cells, read_text

HEAD = "Số ký hiệu;Ngày cấp;Loại giấy tờ;Họ tên\n"


def test_a_spreadsheet_with_titles_above_and_columns_in_any_order_is_read(tmp_path: Path) -> None:
    found = read_cells(
        tmp_path,
        [
            ["UBND QUẬN NINH KIỀU"],
            ["DANH MỤC KẾT QUẢ CÒN HIỆU LỰC"],
            [],
            ["STT", "Họ và tên", "Ngày ký", "Số giấy phép", "Tên TTHC", "Ngày hết hạn", "Kho"],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            [1, "Nguyễn Văn Ân", datetime(2021, 3, 5), "45 / GPXD", "Cấp giấy phép xây dựng nhà ở", "", "K2-H7"],
            [2, "Lê Thị Bưởi", "07/09/2021", "12/GP-P.KT", "Giấy phép bán lẻ rượu", "07/09/2026", None],
        ],
    )
    assert found.rejected == ()
    first, second = found.rows
    assert (first.row_number, first.document_number, first.issue_date) == (6, "45/GPXD", "2021-03-05")
    assert (first.document_type, first.unit, first.level) == ("building_permit", "92.916", "district")
    assert (first.holder_name, first.box, first.in_force_until) == ("Nguyễn Văn Ân", "K2-H7", None)
    assert (second.document_type, second.in_force_until) == ("alcohol_retail_licence", date(2026, 9, 7))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_table_is_read_whatever_its_delimiter_and_mark(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = (HEAD + "45/GPXD;05/03/2021;Giấy phép xây dựng;Đặng Thị Ổi\r\n").replace(";", delimiter)
    found = read_text(tmp_path, text.encode(encoding))
    assert [row.holder_name for row in found.rows] == ["Đặng Thị Ổi"]


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    found = read_text(tmp_path, HEAD + "45/GPXD;05/03/2021;Giấy phép xây dựng;Ho\u0300a\n")
    assert found.rows[0].holder_name == "Hòa"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("05/03/2021", "2021-03-05"),
        ("5-3-2021", "2021-03-05"),
        ("5.3.2021", "2021-03-05"),
        ("2021-03-05", "2021-03-05"),
        ("2021-03-05 00:00:00", "2021-03-05"),
        ("ngày 05 tháng 3 năm 2021", "2021-03-05"),
        ("03/2021", "2021-03"),
        ("tháng 3 năm 2021", "2021-03"),
        ("2021", "2021"),
        (2021, "2021"),
        (44260, "2021-03-05"),
        (44260.0, "2021-03-05"),
        ("44260", "2021-03-05"),
        (date(2021, 3, 5), "2021-03-05"),
        ("31/02/2021", None),
        ("05/03/21", None),
        ("13/2021", None),
        ("hôm qua", None),
        (12, None),
        ("", None),
    ],
)
def test_days_are_understood_as_people_type_them(cell: str | int | float | date, day: str | None) -> None:
    assert read_day(cell) == day


@settings(deadline=None)
@given(st.dates(date(1931, 1, 1), date(2100, 12, 31)))
def test_a_day_means_the_same_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for cell in (day, day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", serial, str(serial)):
        assert read_day(cell) == day.isoformat()


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (";05/03/2021;Giấy phép xây dựng;A", "Số ký hiệu", "register_value_missing"),
        ("không số;05/03/2021;Giấy phép xây dựng;A", "Số ký hiệu", "register_number_unreadable"),
        ("45/GPXD;;Giấy phép xây dựng;A", "Ngày cấp", "register_value_missing"),
        ("45/GPXD;31/02/2021;Giấy phép xây dựng;A", "Ngày cấp", "register_date_unreadable"),
        ("45/GPXD;05/03/2021;Giấy đi đường;A", "Loại giấy tờ", "register_type_unknown"),
        ("45/XYZ;05/03/2021;;A", "Loại giấy tờ", "register_value_missing"),
        ("45/GPXD;05/08/2025;Giấy phép xây dựng;A", "Cơ quan cấp", "register_unit_not_there"),
    ],
)
def test_a_row_that_is_not_understood_is_named_and_the_others_are_taken(
    tmp_path: Path, line: str, column: str, code: str
) -> None:
    found = read_text(tmp_path, HEAD + line + "\n46/GPXD;06/03/2021;Giấy phép xây dựng;B\n")
    (rejected,) = found.rejected
    assert (rejected.row, rejected.column, rejected.code) == (2, column, code)
    assert rejected.message
    assert [row.row_number for row in found.rows] == [3]


def test_a_repeated_row_names_the_first_one(tmp_path: Path) -> None:
    line = "45/GPXD;05/03/2021;Giấy phép xây dựng;A\n"
    found = read_text(tmp_path, HEAD + line + "\n" + line.replace("45/", "045 / "))
    assert len(found.rows) == 1
    assert (found.rejected[0].row, found.rejected[0].code) == (4, "register_row_repeated")
    assert "2" in found.rejected[0].message


def test_an_issuer_column_gives_the_unit_of_that_time(tmp_path: Path) -> None:
    text = (
        "Số;Ngày cấp;Loại giấy tờ;Cơ quan cấp;Có giá trị đến\n"
        "1/QĐ-UBND;05/03/2021;Quyết định;UBND phường An Cư, quận Ninh Kiều;\n"
        "2/QĐ-UBND;05/08/2025;Quyết định;92.31135;\n"
        "3/QĐ-UBND;05/08/2025;Quyết định;UBND quận Ninh Kiều;\n"
        "4/QĐ-UBND;05/08/2021;Quyết định;Công an quận Ninh Kiều;\n"
    )
    found = read_text(tmp_path, text, "92")
    assert [(row.unit, row.level) for row in found.rows] == [("92.916.31129", "commune"), ("92.31135", "commune")]
    assert [each.row for each in found.rejected] == [4, 5]


@pytest.mark.parametrize(
    ("kind", "written", "until", "is_known"),
    [
        ("Giấy phép xây dựng", "", None, True),
        ("Giấy phép xây dựng", "Vô thời hạn", None, True),
        ("Giấy phép bán lẻ rượu", "", date(2026, 3, 5), True),
        ("Giấy phép bán lẻ rượu", "03/2024", date(2024, 3, 31), True),
        ("Giấy phép môi trường", "", None, False),
        ("Quyết định", "", None, True),
    ],
)
def test_the_last_day_in_force_is_as_written_else_by_the_rule_of_the_type(
    tmp_path: Path, kind: str, written: str, until: date | None, is_known: bool
) -> None:
    head = "Số ký hiệu;Ngày cấp;Loại giấy tờ;Hết hạn\n"
    (row,) = read_text(tmp_path, f"{head}45/X;05/03/2021;{kind};{written}\n").rows
    assert (row.in_force_until, row.validity_known) == (until, is_known)


def test_an_expiry_before_the_issue_is_rejected(tmp_path: Path) -> None:
    text = "Số ký hiệu;Ngày cấp;Loại giấy tờ;Hết hạn\n45/X;05/03/2021;Quyết định;04/03/2021\n"
    assert read_text(tmp_path, text).rejected[0].code == "register_expiry_before_issue"


def test_without_a_type_column_the_sign_of_the_number_tells_the_type(tmp_path: Path) -> None:
    found = read_text(tmp_path, "Số ký hiệu,Ngày cấp\n45/GPXD,05/03/2021\n46/XYZ,05/03/2021\n")
    assert [row.document_type for row in found.rows] == ["building_permit"]
    assert found.rejected[0].code == "register_type_unknown"


def test_the_longest_sign_within_a_wording_decides_the_type() -> None:
    assert find_type("Cấp lại Giấy phép bán lẻ rượu (quyết định)", TYPES) == "alcohol_retail_licence"
    assert find_type("building_permit", TYPES) == "building_permit"
    assert find_type("GIAY PHEP XAY DUNG", TYPES) == "building_permit"
    assert find_type("", TYPES) is None


def test_the_number_column_is_not_the_running_number() -> None:
    columns = find_columns(["Số", "Số ký hiệu (1)", "Ngày cấp"])
    assert columns is not None and columns["document_number"] == 1
    assert find_columns(["STT", "Số điện thoại", "Ngày sinh"]) is None


def test_our_own_form_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    write_register_template(path)
    book = load_workbook(path)
    values = ["Giấy phép xây dựng", "45/GPXD", "05/03/2021", "Nguyễn Văn Ân", "092085000123", "", "", "H7"]
    for place, value in enumerate(values, start=1):
        book.worksheets[0].cell(row=2, column=place, value=value)
    book.save(path)
    found = read(path)
    assert len(COLUMNS) == len(values)
    assert [(row.document_number, row.box) for row in found.rows] == [("45/GPXD", "H7")] and not found.rejected


def test_the_second_sheet_is_read_when_the_first_has_no_headings(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Ghi chú"])
    sheet = book.create_sheet()
    sheet.append(["Số ký hiệu", "Ngày cấp"])
    sheet.append(["45/GPXD", 44260])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").rows[0].issue_date == "2021-03-05"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "register_no_header"),
        (b"a;b;c\n1;2;3\n", "register_no_header"),
        (b"PK\x03\x04 broken", "register_unreadable"),
        (b"\xff\xfea", "register_unreadable"),
        ("Số;Ngày cấp\n".encode("cp1258", "replace"), "register_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "register_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"), "register_old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "register_protected"),
    ],
)
def test_a_file_that_is_no_register_is_refused_with_its_reason(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(InputRejected) as refused:
        read_text(tmp_path, data)
    assert refused.value.code == code


def test_a_packed_file_without_sheets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.txt", "a")
    with pytest.raises(InputRejected) as refused:
        read(path)
    assert refused.value.code == "register_unreadable"


def test_a_book_with_a_broken_sheet_is_refused(tmp_path: Path) -> None:
    write_register_template(tmp_path / "good.xlsx")
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(path, "w") as broken:
        for name in good.namelist():
            broken.writestr(name, b"<worksheet><sheetData><row" if "sheet1.xml" in name else good.read(name))
    with pytest.raises(InputRejected) as refused:
        read(path)
    assert refused.value.code == "register_unreadable"


def test_a_sheet_that_unpacks_beyond_the_limit_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.registers.spreadsheets.MAX_UNPACKED_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(1001))
    with pytest.raises(InputRejected) as refused:
        read(tmp_path / "a.xlsx")
    assert refused.value.code == "register_too_large"


def test_an_unknown_office_stops_the_import(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as refused:
        read_text(tmp_path, HEAD, "92.999")
    assert refused.value.code == "unit_unknown"


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(InputRejected):
        read(tmp_path / "none.csv")


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=4, max_size=4), max_size=8
    )
)
@example([["0", "²", "", ""]])
def test_every_line_ends_as_a_row_or_as_a_rejection(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("register")
    plain = [[cell.replace("\x00", "") for cell in line] for line in lines]
    text = HEAD + "".join(";".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in plain)
    found = read_text(folder, text)
    taken = [row.row_number for row in found.rows] + [each.row for each in found.rejected]
    assert len(taken) == len(set(taken)) <= len(lines)
