"""Here live register files: spreadsheets that offices keep of their results in force, read into rows.

Nothing is stored here. A row that is not understood is rejected with its number as the person sees it;
the others are good by themselves.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from pipelines.registers.register_columns import COLUMNS, Cell, Columns, find_columns
from pipelines.registers.register_rows import KnownType, RegisterReading, RowReader
from schemas.errors import InputRejected
from schemas.text import clean
from schemas.units import Units

__all__ = ["RegisterReading", "read_register", "write_register_template"]

# A register of a whole city is some 10^5 rows; unpacked sheets beyond this are a mistake or an attack.
MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
# Titles, the office's name and dates stand above the headings; nobody writes more than this.
HEADER_SEARCH_ROWS = 40

Line = tuple[int, tuple[Cell, ...]]


def read_register(path: Path, unit: str, units: Units, types: Mapping[str, KnownType]) -> RegisterReading:
    """The rows of a register file and the rows that were not understood.

    Args:
        path: .xlsx, or .csv in UTF-8 (`,` `;` or tab). The content decides, not the name.
        unit: path of the office whose register it is: the issuer where no column names one.
        units, types: what is known.

    Raises:
        InputRejected: "register_unreadable", "register_too_large", "register_no_header".
        SetupError: "unit_unknown".
    """
    units.get(unit)
    for table in read_tables(path):
        lines = iter(table)
        columns = _skip_to_header(lines)
        if columns is not None:
            return RowReader(columns, unit, units, types).read(lines)
    raise InputRejected("register_no_header")


def read_tables(path: Path) -> list[list[Line]]:
    """The tables of a spreadsheet (.xlsx, or .csv in UTF-8), each as numbered rows of cells.

    Raises:
        InputRejected: "register_unreadable", "register_too_large".
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputRejected("register_too_large")
        data = path.read_bytes()
    except OSError as error:
        raise InputRejected("register_unreadable") from error
    return _read_sheets(data) if data.startswith(b"PK") else _read_text_tables(data)


def write_register_template(path: Path) -> None:
    """Write an empty register form as .xlsx: the headings, and a second sheet that explains them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Danh mục"
    sheet.append([column.heading for column in COLUMNS])
    notes = book.create_sheet("Hướng dẫn")
    notes.append(["Cột", "Cách ghi"])
    for column in COLUMNS:
        notes.append([column.heading, column.help])
    for filled in (sheet, notes):
        for cell in filled[1]:
            cell.font = Font(bold=True)
        for letter in "ABCDEFG":
            filled.column_dimensions[letter].width = 28
    # Text format: a number such as 012345 or a date must stay as typed.
    for row in sheet.iter_rows(min_row=2, max_row=500, max_col=len(COLUMNS)):
        for cell in row:
            cell.number_format = "@"
    sheet.freeze_panes = "A2"
    book.save(path)


def _skip_to_header(lines: Iterator[Line]) -> Columns | None:
    for _ in range(HEADER_SEARCH_ROWS):
        line = next(lines, None)
        if line is None:
            return None
        columns = find_columns(line[1])
        if columns is not None:
            return columns
    return None


def _read_sheets(data: bytes) -> list[list[Line]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise InputRejected("register_too_large")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return [_read_sheet(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    # openpyxl answers a damaged book with whatever its parsers raise.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError, zipfile.BadZipFile) as error:
        raise InputRejected("register_unreadable") from error


def _read_sheet(rows: Iterable[tuple[object, ...]]) -> list[Line]:
    return list(_number_lines(tuple(_plain(value) for value in row) for row in rows))


def _plain(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | int | float) or value is None:
        return value
    return clean(str(value))


def _read_text_tables(data: bytes) -> list[list[Line]]:
    """The table under each likely delimiter; the one that gives headings is the right one."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        tables = []
        for delimiter in ";\t,":
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            tables.append(list(_number_lines(tuple(clean(value) for value in row) for row in rows)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputRejected("register_unreadable") from error
    return tables


def _number_lines(rows: Iterable[tuple[Cell, ...]]) -> Iterator[Line]:
    """Rows with their number in the sheet, from 1; empty rows are left out but counted."""
    for number, row in enumerate(rows, start=1):
        if any(value not in (None, "") for value in row):
            yield number, row
