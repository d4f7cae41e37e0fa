"""Here live spreadsheets as tables of numbered rows: .xlsx and text tables, whatever program wrote them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from pipelines.registers.cells import Cell, Line, Uncomputed
from pipelines.registers.legacy_cells import mend_cells
from pipelines.registers.sheet_marks import apply_marks, find_marks
from schemas.errors import InputRejected
from schemas.legacy_encodings import decode_vietnamese
from schemas.text import clean

# A register of a whole city is some 10^5 rows; unpacked sheets beyond this are a mistake or an attack.
MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams as they stand in the directory of an OLE file ([MS-CFB]; [MS-OFFCRYPTO] 2.3.4.4, [MS-XLS] 2.1.2).
_PROTECTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLD_EXCEL_STREAMS = ("Workbook\0".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name ("" in a text file) and its rows that are not empty."""

    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """The tables of a file; `are_guesses`: one table under each likely delimiter, of which one is right."""

    tables: tuple[Table, ...]
    are_guesses: bool = False


def read_spreadsheet(path: Path) -> Spreadsheet:
    """The tables of a spreadsheet: visible sheets of .xlsx, or a text table. The content decides, not the name.

    Text may be UTF-8, UTF-16, code page 1258, TCVN3 or VNI; cells in codes of the time before Unicode are mended.

    Raises:
        InputRejected: "register_unreadable", "register_too_large", "register_protected", "register_old_excel".
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputRejected("register_too_large")
        data = path.read_bytes()
    except OSError as error:
        raise InputRejected("register_unreadable") from error
    if data.startswith(_OLE):
        raise InputRejected(_name_ole(data))
    if data.startswith(_ZIP):
        return Spreadsheet(tuple(_read_sheets(data)))
    return Spreadsheet(tuple(_read_text_tables(data)), are_guesses=True)


def _name_ole(data: bytes) -> str:
    if _PROTECTED_STREAM in data:
        return "register_protected"
    return "register_old_excel" if any(name in data for name in _OLD_EXCEL_STREAMS) else "register_unreadable"


def _read_sheets(data: bytes) -> Iterator[Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise InputRejected("register_too_large")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    yield Table(clean(sheet.title), mend_cells(_read_sheet(sheet, packed)))
    # openpyxl answers a damaged book with whatever its parsers raise.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError, zipfile.BadZipFile) as error:
        raise InputRejected("register_unreadable") from error


def _read_sheet(sheet: Any, packed: zipfile.ZipFile) -> list[Line]:
    with packed.open(sheet._worksheet_path) as stream:
        marks = find_marks(stream)
    # Some programs note a wrong size of the sheet, which would cut columns off.
    sheet.reset_dimensions()
    rows = (tuple(map(_plain, row)) for row in sheet.iter_rows(values_only=True))
    return list(_number_lines(apply_marks(rows, marks)))


def _plain(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date | int | float):
        return value
    text = str(value)
    # Not cleaned yet: what looks like litter may be a letter of an old code.
    return Uncomputed() if text in _ERRORS else text


def _read_text_tables(data: bytes) -> Iterator[Table]:
    text = decode_vietnamese(data)
    if text is None:
        raise InputRejected("register_unreadable")
    try:
        for delimiter in ";\t,":
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            yield Table("", mend_cells(list(_number_lines(map(tuple, rows)))))
    except csv.Error as error:
        raise InputRejected("register_unreadable") from error


def _number_lines(rows: Iterable[tuple[Cell, ...]]) -> Iterator[Line]:
    """Rows with their number in the sheet; empty rows are left out but counted."""
    for number, row in enumerate(rows, start=1):
        if any(value not in (None, "") or isinstance(value, Uncomputed) for value in row):
            yield number, row
