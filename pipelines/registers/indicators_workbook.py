"""Here live indicators as a workbook: every figure a formula over the list of dossiers, for anybody to check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipelines.registers.indicators import BehindRow, Indicators
from pipelines.registers.sheet_looks import heading_cells, lay_out, make_room, title_cell, wrapped_cell
from schemas.dossier import STATES
from schemas.errors import SetupError
from schemas.indicators import Figure, Metric, round_half_up
from schemas.problems import get_problem

# A workbook with more rows opens on no office machine in reasonable time: then figures stand without their list.
MOST_ROWS = 200_000
_LIST, _OWNERS = "Hồ sơ", "Chủ hồ sơ"
# Columns of the list: heading, and the letter that formulas call it by.
_COLUMNS = (
    "Mã hồ sơ",
    "Mã TTHC",
    "Đơn vị xử lý",
    "Ngày tiếp nhận",
    "Trạng thái",
    "Phải trả giấy tờ",
    "Có tệp kết quả",
    "Có tệp thành phần",
    "Dùng lại dữ liệu số hóa",
    "Chia sẻ với kho quốc gia",
    "Lấy từ kho",
    "Giấy tờ phải nộp",
    "Nộp thừa",
)
_CODE, _RETURNS, _RESULT, _PART, _REUSING, _SHARING, _STORE, _BROUGHT, _ASKS = (
    f"'{_LIST}'!${letter}:${letter}" for letter in "AFGHIJKLM"
)
_EVERY = f"COUNTA({_CODE})-1"
_FORMULAS: Mapping[Metric, tuple[str, str]] = {
    "result_file": (f"COUNTIFS({_RETURNS},1,{_RESULT},1)", f"COUNTIF({_RETURNS},1)"),
    "digitised": (f"COUNTIFS({_PART},1,{_RESULT},1)+COUNTIFS({_PART},1,{_RESULT},0,{_RETURNS},0)", _EVERY),
    "reusing": (f"COUNTIF({_REUSING},1)", _EVERY),
    "sharing": (f"COUNTIF({_SHARING},1)", _EVERY),
    "from_store": (f"COUNTIF({_STORE},1)", _EVERY),
    "spared_owners": (f"COUNTIF('{_OWNERS}'!$C:$C,0)", f"COUNTA('{_OWNERS}'!$A:$A)-1"),
    "avoidable_asks": (f"SUM({_ASKS})", f"SUM({_BROUGHT})"),
}
_HEADINGS = (
    "Mục",
    "Nội dung",
    "Tử số",
    "Mẫu số",
    "Tỷ lệ (%)",
    "Điểm",
    "Điểm tối đa",
    "Ngưỡng (%)",
    "Ghi chú",
    "Căn cứ",
)
_WIDTHS = (18, 50, 10, 10, 10, 8, 8, 9, 36, 40)
# The columns of long texts.
_LONG = (1, 8, 9)


def write_indicators_workbook(path: Path, told: Indicators, rows: Iterable[BehindRow]) -> None:
    """Write figures, the dossiers behind them, and owners by running number: no id and no name leaves the house.

    Args:
        rows: every dossier of the period; not looked at where there are more than `MOST_ROWS`.

    Raises:
        SetupError: "output_unwritable".
    """
    book = Workbook(write_only=True)
    has_list = told.dossiers <= MOST_ROWS
    _write_figures(book.create_sheet("Chỉ số"), told, has_list)
    if has_list:
        owners: dict[str, list[int]] = {}
        _write_list(book.create_sheet(_LIST), rows, owners)
        sheet = book.create_sheet(_OWNERS)
        lay_out(sheet, (14, 12, 12), 1)
        sheet.append(heading_cells(sheet, ("Chủ hồ sơ số", "Số hồ sơ", "Nộp thừa")))
        for number, (count, asks) in enumerate(owners.values(), start=1):
            sheet.append([number, count, asks])
    try:
        book.save(path)
    except OSError as error:
        raise SetupError("output_unwritable") from error


def _write_figures(sheet: WriteOnlyWorksheet, told: Indicators, has_list: bool) -> None:
    lay_out(sheet, _WIDTHS, 3)
    first, last = (day.strftime("%d/%m/%Y") for day in (told.period.first_day, told.period.last_day))
    where = told.period.unit or "tất cả"
    sheet.append([title_cell(sheet, f"Chỉ số từ {first} đến {last}; đơn vị: {where}; {told.dossiers} hồ sơ")])
    sheet.append([] if has_list else [f"Quá {MOST_ROWS} hồ sơ: số liệu không kèm danh sách, xem từng đơn vị."])
    sheet.append(heading_cells(sheet, _HEADINGS))
    for row, figure in enumerate(told.figures, start=4):
        cells = _to_cells(figure, row, has_list and told.dossiers > 0)
        make_room(sheet, row, [(cells[place], _WIDTHS[place]) for place in _LONG])
        sheet.append([wrapped_cell(sheet, it) for it in cells])


def _to_cells(figure: Figure, row: int, has_list: bool) -> list[object]:
    item = figure.item
    formulas = _FORMULAS.get(item.formula) if has_list else None
    counts: tuple[object, object] = (figure.numerator, figure.denominator)
    percent: object = None if figure.percent is None else round_half_up(figure.percent)
    points: object = None if figure.points is None else round_half_up(figure.points)
    if formulas is not None:
        counts = (f"={formulas[0]}", f"={formulas[1]}")
        percent = f'=IF(D{row}=0,"",ROUND(C{row}/D{row}*100,2))'
        if figure.points is not None:
            points = f"=ROUND(MIN(1,C{row}/D{row}*100/H{row})*G{row},2)"
    told = [None if value is None else float(value) for value in (item.max_points, item.threshold)]
    reason = get_problem(figure.reason).message if figure.reason else ""
    status = "" if item.points_status in (None, "stated") else "Điểm tối đa chưa đối chiếu văn bản."
    return [item.id, item.name, *counts, percent, points, *told, f"{reason} {status}".strip(), item.basis]


def _write_list(sheet: WriteOnlyWorksheet, rows: Iterable[BehindRow], owners: dict[str, list[int]]) -> None:
    lay_out(sheet, [24 if place < 5 else 12 for place in range(len(_COLUMNS))], 1, first_column="B")
    sheet.append(heading_cells(sheet, _COLUMNS))
    for row in rows:
        dossier = row.dossier
        flags = (row.returns_paper, dossier.has_result_file, dossier.has_component_file, dossier.is_reusing,
                 dossier.is_sharing, row.is_from_store)  # fmt: skip
        sheet.append(
            [
                dossier.code,
                dossier.procedure_code,
                dossier.unit,
                dossier.received_on,
                STATES.get(dossier.state, dossier.state),
                *map(int, flags),
                len(dossier.brought),
                row.asks,
            ]
        )
        if dossier.owner_id:
            known = owners.setdefault(dossier.owner_id, [0, 0])
            known[0] += 1
            known[1] += row.asks
