"""Exports of one-stop software are read as tables and as the national sync's JSON; what is wrong is told by place."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from pipelines.registers.dossier_columns import FIELDS, write_dossier_template
from pipelines.registers.dossier_files import read_dossiers
from pipelines.registers.dossier_rows import DossierReading
from schemas.days import LOCAL_ZONE
from schemas.errors import InputRejected
from schemas.units import load_units

UNIT = "92.31135"
TODAY = date(2026, 4, 1)
SYNC = {
    "MaHoSo": "H13.16.5-260302-0001",
    "MaTTHC": "1.004873.000.00.00.H13",
    "SoGiayToChuHoSo": "092085000123",
    "NgayTiepNhan": "20260302083000",
    "TrangThaiHoSo": "10",
    "DonViXuLy": "Ủy ban nhân dân phường Ninh Kiều",
    "NoiNopHoSo": "2",
    "HoSoCoThanhPhanSoHoa": "1",
    "TaiLieuNop": [
        {"TenTepDinhKem": "Tờ khai", "DuongDanTaiTepTin": "https://x/1.pdf", "DuocSoHoa": "1", "DuocTaiSuDung": "0"},
        {"MaThanhPhanHoSo": "KQ1", "DuocTaiSuDung": "2", "DuocLayTuKhoDMQG": "1", "MaKetQuaThayThe": "KQ.G15.000031"},
        {"MaThanhPhanHoSo": "KQ2", "IsDeleted": "1"},
    ],
    "DanhSachGiayToKetQua": [
        {"TenGiayTo": "Trích lục", "MaGiayToKetQua": "KQ.G15.000032", "DuongDanTepTinKetQua": "https://x/kq.pdf"}
    ],
}


def read_json(tmp_path: Path, told: Any) -> DossierReading:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return read_dossiers(path, UNIT, load_units(), TODAY)


def read_csv(tmp_path: Path, text: str) -> DossierReading:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return read_dossiers(path, UNIT, load_units(), TODAY)


def test_the_national_syncs_fields_are_understood(tmp_path: Path) -> None:
    reading = read_json(tmp_path, [SYNC])
    assert reading.rejected == reading.told == ()
    (dossier,) = reading.dossiers
    assert (dossier.code, dossier.unit, dossier.state) == ("H13.16.5-260302-0001", UNIT, "10")
    assert (dossier.owner_id, dossier.received_on) == ("092085000123", date(2026, 3, 2))
    assert dossier.received_at == datetime(2026, 3, 2, 8, 30, tzinfo=LOCAL_ZONE)
    form, taken = dossier.components
    assert (form.has_file, form.is_digitised, form.is_reused) == (True, True, False)
    assert (taken.is_reused, taken.is_from_store, taken.replaced_by) == (True, True, "KQ.G15.000031")
    assert dossier.is_reusing and dossier.is_sharing and dossier.has_result_file
    assert "https" not in str(dossier)


@pytest.mark.parametrize("wrap", [lambda it: it, lambda it: {"data": {"items": [it]}}, lambda it: [it]])
def test_a_dossier_is_found_wherever_the_document_holds_it(tmp_path: Path, wrap: Any) -> None:
    told = SYNC | {"TaiLieuNop": {"TaiLieuNop": SYNC["TaiLieuNop"]}, "SoGiayToChuHoSo": ""}
    told["DinhDanhCHS"] = [{"LoaiDinhDanh": "1", "SoDinhDanh": "092085000123"}]
    (dossier,) = read_json(tmp_path, wrap(told)).dossiers
    assert (dossier.owner_id, len(dossier.components)) == ("092085000123", 2)


def test_rows_of_one_code_are_one_dossier(tmp_path: Path) -> None:
    reading = read_csv(
        tmp_path,
        "DANH SÁCH HỒ SƠ\n"
        "Mã hồ sơ;Số CCCD;Ngày nhận;Tình trạng;Thành phần hồ sơ;Được tái sử dụng\n"
        "H13.16.5-260302-0001;92085000123;02/03/2026;Đang xử lý;Giấy khai sinh;0\n"
        ";;;;Sổ hộ khẩu;Có\n"
        "H13.16.5-260302-0002;092085000124;02/03/2026;Đã trả kết quả;;\n"
        "H13.16.5-260302-0001;;;Đã xử lý xong;Ảnh 3x4;\n",
    )
    one, two = reading.dossiers
    assert [part.name for part in one.components] == ["Giấy khai sinh", "Sổ hộ khẩu", "Ảnh 3x4"]
    assert (one.owner_id, one.state, one.components[1].is_reused) == ("092085000123", "4", True)
    assert (two.components, two.is_open, two.unit) == ((), False, UNIT)
    assert [(row.row, row.column, row.code) for row in reading.told] == [(6, "Trạng thái hồ sơ", "dossier_rows_differ")]


def test_what_is_wrong_is_told_by_row_and_column(tmp_path: Path) -> None:
    reading = read_csv(
        tmp_path,
        "Mã hồ sơ,Ngày tiếp nhận,Đơn vị xử lý,Mã thành phần,Được tái sử dụng,Lấy từ kho dữ liệu\n"
        "H13-26-1,02/03/2026,,,,\n"
        "H13-260302-0002,32/03/2026,,,,\n"
        "H13-260302-0003,02/03/2026,Xã Không Có,,,\n"
        "H13-260302-0004,02/03/2026,92.916,,,\n"
        "H13-260302-0005,02/03/2026,,A,có lẽ,\n"
        "H13-260302-0006,,,A,1,\n"
        "H13-260302-0007,03/03/2026,,A,0,1\n"
        "H13-260402-0008,02/04/2026,,,,\n",
    )
    assert [(it.row, it.column, it.code) for it in reading.rejected] == [
        (2, "Mã hồ sơ", "dossier_code_invalid"),
        (3, "Ngày tiếp nhận", "dossier_date_unreadable"),
        (4, "Đơn vị xử lý", "dossier_unit_unknown"),
        (5, "Đơn vị xử lý", "dossier_unit_unknown"),
        (6, "Được tái sử dụng", "dossier_flag_unreadable"),
    ]
    assert [(it.row, it.column, it.code) for it in reading.told] == [
        (7, "Ngày tiếp nhận", "dossier_without_day"),
        (8, "Ngày tiếp nhận", "dossier_day_differs"),
        (8, "Được tái sử dụng", "component_flag_contradicts"),
        (9, "Ngày tiếp nhận", "dossier_day_in_future"),
    ]
    assert [it.code for it in reading.dossiers] == ["H13-260302-0006", "H13-260302-0007", "H13-260402-0008"]


def test_wrong_json_is_told_by_the_syncs_own_names(tmp_path: Path) -> None:
    reading = read_json(tmp_path, [SYNC, SYNC | {"MaHoSo": "sai"}])
    assert [(it.row, it.column, it.code) for it in reading.rejected] == [(2, "MaHoSo", "dossier_code_invalid")]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.json", b'{"a": ', "dossiers_unreadable"),
        ("a.json", b'[{"Ten": "x"}]', "dossiers_no_header"),
        ("a.csv", b"a,b\n1,2\n", "dossiers_no_header"),
        ("a.xlsx", b"PK\x03\x04 no book", "register_unreadable"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputRejected, match=code):
        read_dossiers(path, UNIT, load_units(), TODAY)


def test_the_form_that_we_give_out_is_read_as_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_dossier_template(path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    given = {"code": "H13-260302-0001", "received": date(2026, 3, 2), "part_name": "Giấy khai sinh", "part_file": 1}
    for place, field in enumerate(FIELDS, start=1):
        sheet.cell(2, place, given.get(field.key))
    book.save(path)
    (dossier,) = read_dossiers(path, UNIT, load_units(), TODAY).dossiers
    assert (dossier.received_on, dossier.components[0].has_file) == (date(2026, 3, 2), True)


def test_every_sheet_with_headings_is_read_and_what_stands_around_the_list_is_not(tmp_path: Path) -> None:
    book = Workbook()
    for place, name in enumerate(("Tháng 1", "Tháng 2")):
        sheet = book.worksheets[0] if place == 0 else book.create_sheet()
        sheet.title = name
        for row in (
            ["DANH SÁCH HỒ SƠ"],
            ["Mã hồ sơ", "Ngày tiếp nhận", "Tên thành phần"],
            ["(1)", "(2)", "(3)"],
            [f"H13-26030{place + 1}-0001", f"0{place + 1}/03/2026", "Giấy khai sinh"],
            [None, None, "Ảnh 3x4"],
            ["H13-26", "01/03/2026", "x"],
            ["Tổng cộng", 2],
            [],
            ["Người lập biểu", None, "CHỦ TỊCH"],
        ):
            sheet.append(row)
    book.create_sheet("Ghi chú").append(["không có gì"])
    book.save(tmp_path / "months.xlsx")
    reading = read_dossiers(tmp_path / "months.xlsx", UNIT, load_units(), TODAY)
    assert [(it.code, len(it.components)) for it in reading.dossiers] == [
        ("H13-260301-0001", 2), ("H13-260302-0001", 2),
    ]  # fmt: skip
    assert [(it.sheet, it.row, it.code) for it in reading.rejected] == [
        ("Tháng 1", 6, "dossier_code_invalid"), ("Tháng 2", 6, "dossier_code_invalid"),
    ]  # fmt: skip


def test_two_components_of_one_name_stay_two(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["MaHoSo", "TenThanhPhanHoSo", "NgayTiepNhan"])
    for _ in range(2):
        book.active.append(["H13-260302-0001", "Giấy khai sinh", "20260302"])
    book.save(tmp_path / "two.xlsx")
    (dossier,) = read_dossiers(tmp_path / "two.xlsx", UNIT, load_units(), TODAY).dossiers
    assert [part.key for part in dossier.components] == ["giay-khai-sinh", "giay-khai-sinh#2"]
