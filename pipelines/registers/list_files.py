"""Here live lists as files that sheet programs of offices open."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipelines.registers.sheet_looks import heading_cells, lay_out
from pipelines.whole_files import written_whole
from schemas.errors import SetupError

# Programs for sheets take a text that begins so for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_MOST_SHEET_ROWS = 1_000_000
_WIDTH = 20
_WIDTHS = {
    "Hộp": 9,
    "Cấp": 14,
    "Ngày": 12,
    "Ngày cấp": 12,
    "Giấy tờ": 36,
    "Loại giấy tờ": 36,
    "Đơn vị ban hành": 30,
    "Người được cấp": 30,
    "Mã kết quả": 26,
    "Có trong danh mục": 12,
    "SHA-256 bản quét": 30,
}


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A list as sheet programs of offices open it.

    Raises:
        SetupError: "file_exists", "output_unwritable".
    """
    _refuse_existing(path)
    try:
        with written_whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(headings)
            writer.writerows([_defuse(cell) for cell in row] for row in rows)
    except OSError as error:
        raise SetupError("output_unwritable") from error


def read_csv(path: Path) -> Iterator[list[str]]:
    """The rows of a list that `write_csv` wrote, without the headings."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        yield from rows


def write_sheet(path: Path, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """The same as a workbook, more sheets where one is full.

    Raises:
        SetupError: "file_exists", "output_unwritable".
    """
    _refuse_existing(path)
    book = Workbook(write_only=True)
    sheet = None
    for count, row in enumerate(rows, start=1):
        if count % _MOST_SHEET_ROWS == 1:
            sheet = _add_sheet(book, f"{title} {count // _MOST_SHEET_ROWS + 1}", headings)
        assert sheet is not None, "the first row made one"
        sheet.append([_defuse(cell) for cell in row])
    if sheet is None:
        _add_sheet(book, title, headings)
    try:
        with written_whole(path) as part:
            book.save(part)
    except OSError as error:
        raise SetupError("output_unwritable") from error


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise SetupError("file_exists")


def _add_sheet(book: Workbook, title: str, headings: Sequence[str]) -> WriteOnlyWorksheet:
    sheet: WriteOnlyWorksheet = book.create_sheet(title)
    lay_out(sheet, [_WIDTHS.get(heading, max(_WIDTH, len(heading) + 2)) for heading in headings], 1)
    sheet.append(heading_cells(sheet, headings))
    return sheet


def _defuse(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
