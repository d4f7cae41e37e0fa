"""Forms that go out to offices and come back, and tables of counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipelines.registers.count_files import CountReading, read_counts
from pipelines.registers.register_forms import write_register_template, write_rejected_rows
from schemas.errors import InputRejected
from schemas.register import RegisterCount
from tests.unit.pipelines.register_papers import TYPES, UNITS, read, read_text, write_book

STATED = RegisterCount("", "", 0, 0, "báo cáo", date(2022, 12, 31), "Lê Văn Cam")


def count(folder: Path, rows: list[list[object]], unit: str | None = "92.916") -> CountReading:
    return read_counts(write_book(folder / "so-dem.xlsx", rows), unit, UNITS, TYPES, STATED)


def test_the_form_offers_every_type_and_keeps_what_is_typed(tmp_path: Path) -> None:
    write_register_template(tmp_path / "mau.xlsx", TYPES)
    book = load_workbook(tmp_path / "mau.xlsx")
    assert book.sheetnames == ["Danh mục", "Hướng dẫn", "Loại giấy tờ"]
    (choice,) = book["Danh mục"].data_validations.dataValidation
    assert choice.formula1 == "'Loại giấy tờ'!$A$2:$A$5"
    assert [row[0].value for row in book["Loại giấy tờ"].iter_rows(min_row=2)] == sorted(
        t.title for t in TYPES.values()
    )
    assert book["Danh mục"]["B2"].number_format == "@"


def test_rejected_rows_are_mended_and_imported_again(tmp_path: Path) -> None:
    found = read_text(tmp_path, "Hộp;Ngày cấp;Số;Họ tên;Ghi chú\nH1;05/03/21;045/GPXD;Ân;x\nH2;06/03/2021;46/GPXD;B;\n")
    path = tmp_path / "sua.xlsx"
    write_rejected_rows(path, found.rejected)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    row = {heading: cell.value for heading, cell in zip(headings, sheet[2], strict=True)}
    assert (row["Số ký hiệu"], row["Ngày cấp"], row["Hộp"], row["Dòng trong tệp gốc"]) == (
        "045/GPXD",
        "05/03/21",
        "H1",
        2,
    )
    assert "hai chữ số" in row["Lý do"]
    sheet.cell(row=2, column=headings.index("Ngày cấp") + 1, value="05/03/2021")
    book.save(path)
    again = read(path)
    assert [(it.document_number, it.issue_date, it.box) for it in again.rows] == [("045/GPXD", "2021-03-05", "H1")]
    assert again.rejected == ()


def test_counts_come_from_a_table(tmp_path: Path) -> None:
    found = count(
        tmp_path,
        [
            ["BẢNG KIỂM KÊ"],
            ["STT", "Đơn vị", "Loại giấy tờ", "Năm cấp", "Số lượng", "Ngày chốt", "Người ký"],
            [1, "", "Giấy phép xây dựng", 2021, "1.250", "", ""],
            [2, "UBND phường An Cư, quận Ninh Kiều", "Quyết định", "2020", 15, date(2022, 6, 30), "Trần Thị Bưởi"],
            ["Tổng cộng", "", "", "", 1265],
        ],
    )
    assert found.rejected == ()
    assert found.counts == (
        RegisterCount("92.916", "building_permit", 2021, 1250, "báo cáo", date(2022, 12, 31), "Lê Văn Cam"),
        RegisterCount("92.916.31129", "committee_decision", 2020, 15, "báo cáo", date(2022, 6, 30), "Trần Thị Bưởi"),
    )


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (["Giấy đi đường", 2021, 5], "Loại giấy tờ", "register_type_unknown"),
        (["Quyết định", 21, 5], "Năm", "count_year_unreadable"),
        (["Quyết định", 2021, "nhiều"], "Số lượng", "count_number_unreadable"),
        (["Quyết định", 2021, "-5"], "Số lượng", "count_number_unreadable"),
        (["Quyết định", 2003, 5], "Đơn vị", "register_issuer_unknown"),
    ],
)
def test_a_count_that_is_not_understood_is_named(tmp_path: Path, cells: list[object], column: str, code: str) -> None:
    found = count(tmp_path, [["Loại giấy tờ", "Năm", "Số lượng"], cells, ["Quyết định", 2021, 7]])
    assert [(it.row, it.column, it.code) for it in found.rejected] == [(2, column, code)]
    assert [it.number for it in found.counts] == [7]


def test_a_table_without_the_needed_headings_is_no_table_of_counts(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="count_no_header"):
        count(tmp_path, [["Loại giấy tờ", "Số lượng"], ["Quyết định", 5]])
