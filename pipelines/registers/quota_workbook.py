"""Here lives the quota as a workbook that an office can send on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from schemas.errors import SetupError

JsonLine = dict[str, Any]

_HEADINGS = (
    "Còn hiệu lực",
    "Đã số hóa",
    "Trong đó chưa ai xem",
    "Chờ kiểm tra",
    "Tỷ lệ (%)",
    "Mức sàn (%)",
    "Căn cứ mức sàn",
    "Đạt",
    "Còn thiếu",
    "Chưa rõ hiệu lực",
)


def write_quota_workbook(
    path: Path, told: JsonLine, level_names: Mapping[str, str], status_names: Mapping[str, str]
) -> None:
    """Write the document of `sohoa quota` as two sheets, by level and by issuer.

    Raises:
        SetupError: "output_unwritable".
    """
    book = Workbook()
    levels = book.worksheets[0]
    levels.title = "Theo cấp"
    _fill(levels, told, ("Cấp",), [((level_names[r["level"]],), r) for r in told["levels"]], status_names)
    units = book.create_sheet("Theo đơn vị")
    rows = [((level_names[r["level"]], r["unit"], r["name"]), r) for r in told["units"]]
    _fill(units, told, ("Cấp", "Mã đơn vị", "Đơn vị ban hành"), rows, status_names)
    try:
        book.save(path)
    except OSError as error:
        raise SetupError("output_unwritable") from error


def _fill(
    sheet: Worksheet,
    told: JsonLine,
    heads: tuple[str, ...],
    rows: Sequence[tuple[tuple[str, ...], JsonLine]],
    status_names: Mapping[str, str],
) -> None:
    sheet.append([f"Tính đến {told['as_of']}, mức sàn năm {told['target_year']}"])
    sheet.append([*heads, *_HEADINGS])
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for names, row in rows:
        sheet.append([*names, *_cells(row, status_names)])
    for position in range(len(heads) + len(_HEADINGS)):
        sheet.column_dimensions[chr(ord("A") + position)].width = 20


def _cells(row: JsonLine, status_names: Mapping[str, str]) -> list[object]:
    met = {True: "đạt", False: "chưa đạt", None: ""}[row["met"]]
    return [
        row["in_force"],
        row["digitised"],
        row["digitised_unseen"],
        row["in_review"],
        row["percent"],
        row["target_percent"],
        status_names[row["target_status"]],
        met,
        row["shortfall"],
        row["unknown_validity"],
    ]
