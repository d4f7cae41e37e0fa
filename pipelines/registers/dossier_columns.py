"""Here live the fields of a dossier's export: headings of our form, names of the national sync, and the form itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from pipelines.registers.cells import Cell
from schemas.text import fold_words

# Of the dossier itself, of one of its components, of one of its results.
DOSSIER, COMPONENT, RESULT = "dossier", "component", "result"


@dataclass(frozen=True, slots=True)
class DossierField:
    """One field: our key, what it belongs to, the heading of our form, its names in the national sync, and help."""

    key: str
    of: str
    heading: str
    sync: tuple[str, ...]
    help: str


FIELDS = (
    DossierField("code", DOSSIER, "Mã hồ sơ", ("MaHoSo", "SoHoSo"), "Bắt buộc, ví dụ H13.16.5-260315-0012"),
    DossierField("procedure", DOSSIER, "Mã TTHC", ("MaTTHC", "MaThuTuc"), "Ví dụ 1.009994"),
    DossierField(
        "owner",
        DOSSIER,
        "Số định danh chủ hồ sơ",
        ("SoGiayToChuHoSo", "SoDinhDanh"),
        "Số định danh cá nhân, mã số thuế",
    ),
    DossierField(
        "received",
        DOSSIER,
        "Ngày tiếp nhận",
        ("NgayTiepNhan",),
        "15/03/2026 hoặc 20260315083000; để trống thì hồ sơ không được tính",
    ),
    DossierField(
        "state", DOSSIER, "Trạng thái hồ sơ", ("TrangThaiHoSo",), "Mã 1 đến 10 hoặc chữ, ví dụ Đã trả kết quả"
    ),
    DossierField("unit", DOSSIER, "Đơn vị xử lý", ("DonViXuLy",), "Để trống nếu là đơn vị ghi ở --unit"),
    DossierField("place", DOSSIER, "Nơi nộp hồ sơ", ("NoiNopHoSo",), "1: Cổng dịch vụ công quốc gia; 2: nơi khác"),
    DossierField(
        "digitised", DOSSIER, "Hồ sơ có thành phần số hóa", ("HoSoCoThanhPhanSoHoa",), "1 hoặc 0; để trống nếu không rõ"
    ),
    DossierField(
        "part_code", COMPONENT, "Mã thành phần", ("MaThanhPhanHoSo",), "Mỗi thành phần một dòng, lặp lại mã hồ sơ"
    ),
    DossierField("part_name", COMPONENT, "Tên thành phần", ("TenThanhPhanHoSo", "TenThanhPhan", "TenTepDinhKem"), ""),
    DossierField("part_file", COMPONENT, "Tệp thành phần", ("DuongDanTaiTepTin",), "1 nếu có tệp đính kèm"),
    DossierField("part_digitised", COMPONENT, "Được số hóa", ("DuocSoHoa",), "1 hoặc 0"),
    DossierField("part_reused", COMPONENT, "Được tái sử dụng", ("DuocTaiSuDung",), "0, 1, hoặc 2 (qua mã thay thế)"),
    DossierField("part_store", COMPONENT, "Lấy từ kho dữ liệu", ("DuocLayTuKhoDMQG",), "1 hoặc 0"),
    DossierField("part_replaced", COMPONENT, "Mã kết quả thay thế", ("MaKetQuaThayThe",), ""),
    DossierField("result_name", RESULT, "Tên giấy tờ kết quả", ("TenGiayTo", "TenGiayToKetQua"), ""),
    DossierField("result_code", RESULT, "Mã giấy tờ kết quả", ("MaGiayToKetQua",), "Ví dụ KQ.G15.000031"),
    DossierField("result_file", RESULT, "Tệp kết quả", ("DuongDanTepTinKetQua",), "1 nếu có tệp đính kèm"),
)
BY_KEY = {field.key: field for field in FIELDS}
_WIDTH = 24


def _fold_name(name: str) -> str:
    """A heading, or a name of the sync in whatever case, without blanks."""
    return "".join(fold_words(re.sub(r"\(.*?\)", " ", name)))


_BY_NAME = {_fold_name(name): field.key for field in FIELDS for name in (field.heading, *field.sync)}
# What offices write besides.
_BY_NAME |= {
    _fold_name(name): key
    for name, key in (
        ("Số hồ sơ", "code"),
        ("Mã số hồ sơ", "code"),
        ("Mã thủ tục", "procedure"),
        ("CCCD", "owner"),
        ("Số CCCD", "owner"),
        ("Số CCCD/CMND", "owner"),
        ("Số giấy tờ chủ hồ sơ", "owner"),
        ("Ngày nhận", "received"),
        ("Ngày nhận hồ sơ", "received"),
        ("Trạng thái", "state"),
        ("Tình trạng", "state"),
        ("Cơ quan xử lý", "unit"),
        ("Đơn vị giải quyết", "unit"),
        ("Cơ quan thực hiện", "unit"),
        ("Thành phần hồ sơ", "part_name"),
    )
}


def find_field(name: str) -> str | None:
    """The key of a field by heading or by its name in the sync; None for others."""
    return _BY_NAME.get(_fold_name(name))


def find_fields(cells: Sequence[Cell]) -> dict[str, int] | None:
    """Which field stands in which column, when these cells are headings with one for the code; else None."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        key = find_field(cell) if isinstance(cell, str) else None
        if key is not None:
            found.setdefault(key, place)
    return found if "code" in found and len(found) > 1 else None


def iterate_fields(of: str) -> Iterator[DossierField]:
    """The fields of a dossier, a component or a result, in the order of the form."""
    return (field for field in FIELDS if field.of == of)


def write_dossier_template(path: Path) -> None:
    """Write an empty form as .xlsx: the headings, and a second sheet that explains them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Hồ sơ"
    sheet.append([field.heading for field in FIELDS])
    notes = book.create_sheet("Hướng dẫn")
    notes.append(["Cột", "Trường đồng bộ", "Cách ghi"])
    for field in FIELDS:
        notes.append([field.heading, field.sync[0], field.help])
    for filled in (sheet, notes):
        for cell in filled[1]:
            cell.font = Font(bold=True)
            column = filled.column_dimensions[cell.column_letter]
            column.width = _WIDTH
            # Text format: codes, ids and days must stay as typed.
            column.number_format = "@"
        filled.freeze_panes = "A2"
    book.save(path)
