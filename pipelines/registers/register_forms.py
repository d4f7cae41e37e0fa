"""Here live the forms that go to offices and come back: the empty register, and the rows that were rejected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.registers.register_columns import COLUMNS
from pipelines.registers.register_rows import RejectedRow
from pipelines.registers.register_values import KnownType

# Rows that are prepared for filling in; more may be typed below.
_PREPARED_ROWS = 5_000
_REQUIRED = frozenset({"document_number", "issue_date"})
_WIDTHS = {"document_type": 34, "document_number": 18, "issue_date": 14, "holder_name": 30, "unit": 32}
_HEAD_FILL = PatternFill("solid", start_color="1F4E78")
_NEEDED_FILL = PatternFill("solid", start_color="C55A11")
_LINE = Side(style="thin", color="BFBFBF")
_TYPES_SHEET = "Loại giấy tờ"
_EXAMPLE = {
    "document_type": "Giấy phép xây dựng",
    "document_number": "045/GPXD",
    "issue_date": "05/03/2021",
    "holder_name": "Nguyễn Văn Ân",
    "holder_id": "092085000123",
    "unit": "UBND quận Ninh Kiều",
    "valid_until": "vô thời hạn",
    "box": "K2-H07",
}
_RULES = (
    "Mỗi dòng là một kết quả (bản chính) còn hiệu lực và có giá trị sử dụng vào ngày chốt danh mục.",
    "Cột màu cam bắt buộc phải có; các cột khác để trống được.",
    "Được thêm cột, đổi thứ tự cột, thêm dòng tiêu đề ở trên và dòng cộng, chữ ký ở dưới.",
    "Ngày ghi đủ bốn chữ số năm: 05/03/2021. Chỉ biết tháng hoặc năm thì ghi 03/2021 hoặc 2021.",
    "Số ký hiệu và số định danh ghi nguyên như trên giấy, giữ số 0 ở đầu (các ô đã đặt dạng văn bản).",
    "Một số ký hiệu của cùng loại, cùng cơ quan, cùng năm chỉ ghi một dòng.",
    "Dòng không hiểu được sẽ được trả lại kèm lý do để sửa; các dòng đúng vẫn được nhập.",
)


def write_register_template(path: Path, types: Mapping[str, KnownType] | None = None) -> None:
    """Write an empty register form as .xlsx: headings, types to choose from, and a sheet that explains."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Danh mục"
    _write_headings(sheet, [column.heading for column in COLUMNS])
    _prepare_columns(sheet)
    titles = sorted(kind.title for kind in (types or {}).values())
    if titles:
        _offer_types(book, sheet, titles)
    _write_help(book.create_sheet("Hướng dẫn", 1))
    book.save(path)


def write_rejected_rows(path: Path, rejected: Sequence[RejectedRow]) -> None:
    """Write the rows that were not taken, in the columns of our form, with the reason: to mend and import again."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Dòng bị trả lại"
    _write_headings(sheet, [*(column.heading for column in COLUMNS), "Lý do", "Dòng trong tệp gốc", "Trang tính"])
    _prepare_columns(sheet, rows=0)
    for row in rejected:
        values = [row.given.get(column.key, "") for column in COLUMNS]
        reason = f"{row.column}: {row.message}" if row.column else row.message
        sheet.append([*values, reason, row.row, row.sheet or ""])
    _set_texts(sheet, sheet.max_row)
    sheet.column_dimensions[get_column_letter(len(COLUMNS) + 1)].width = 60
    book.save(path)


def _write_headings(sheet: Worksheet, headings: Iterable[str]) -> None:
    sheet.append(list(headings))
    needed = {column.heading for column in COLUMNS if column.key in _REQUIRED}
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _NEEDED_FILL if cell.value in needed else _HEAD_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A2"


def _prepare_columns(sheet: Worksheet, rows: int = 500) -> None:
    for place, column in enumerate(COLUMNS, start=1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = _WIDTHS.get(column.key, 20)
        # Text format: a number such as 012345 or a date must stay as typed.
        dimension.number_format = "@"
    _set_texts(sheet, rows)


def _set_texts(sheet: Worksheet, last_row: int) -> None:
    if last_row < 2:
        return
    for row in sheet.iter_rows(min_row=2, max_row=last_row, max_col=len(COLUMNS)):
        for cell in row:
            cell.number_format = "@"


def _offer_types(book: Workbook, sheet: Worksheet, titles: Sequence[str]) -> None:
    names = book.create_sheet(_TYPES_SHEET)
    names.append(["Các loại giấy tờ đang nhận"])
    names["A1"].font = Font(bold=True)
    names.column_dimensions["A"].width = 70
    for title in titles:
        names.append([title])
    choice = DataValidation(
        type="list", formula1=f"'{_TYPES_SHEET}'!$A$2:$A${len(titles) + 1}", allow_blank=True, showErrorMessage=False
    )
    choice.promptTitle, choice.prompt = _TYPES_SHEET, "Chọn trong danh sách hoặc gõ đúng tên trên giấy."
    choice.showInputMessage = True
    letter = get_column_letter(1 + [column.key for column in COLUMNS].index("document_type"))
    choice.add(f"{letter}2:{letter}{_PREPARED_ROWS}")
    sheet.add_data_validation(choice)


def _write_help(notes: Worksheet) -> None:
    notes.append(["Cột", "Cách ghi", "Ví dụ"])
    for column in COLUMNS:
        notes.append([column.heading, column.help, _EXAMPLE[column.key]])
    notes.append([])
    notes.append(["Lưu ý"])
    for rule in _RULES:
        notes.append(["•", rule])
    for cell in (*notes[1], notes.cell(row=len(COLUMNS) + 3, column=1)):
        cell.font = Font(bold=True)
    for letter, width in (("A", 20), ("B", 90), ("C", 28)):
        notes.column_dimensions[letter].width = width
    for row in notes.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
