"""Here live register files: spreadsheets that offices keep of their results in force, read into rows.

Nothing is stored here. A row that is not understood is rejected with its number as the person sees it;
the others are good by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.registers.cells import Line
from pipelines.registers.register_layout import Layout, find_layout, find_title_type
from pipelines.registers.register_rows import Office, RejectedRow, RowReader
from pipelines.registers.register_values import KnownType
from pipelines.registers.spreadsheets import Spreadsheet, Table, read_spreadsheet
from schemas.errors import InputRejected
from schemas.register import RegisterRow
from schemas.units import Units


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What one sheet of a file was: how many rows stood in it, and the lines that are meant as none.

    `is_register` is False for a sheet without headings, of which nothing was read.
    """

    name: str
    is_register: bool
    row_count: int = 0
    other_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """What a register file gave; every non-empty line below headings is in `rows`, `rejected` or a sheet's others."""

    rows: tuple[RegisterRow, ...]
    rejected: tuple[RejectedRow, ...]
    sheets: tuple[SheetReading, ...] = ()


def read_register(
    path: Path, unit: str, units: Units, types: Mapping[str, KnownType], as_of: date | None = None
) -> RegisterReading:
    """The rows of a register file and the rows that were not understood.

    Args:
        path: .xlsx or a text table, see `read_spreadsheet`; every visible sheet with headings is read.
        unit: path of the office whose register it is: the issuer where no column names one.
        units, types: what is known.
        as_of: the day on which the register was true; rows issued later are rejected.

    Raises:
        InputRejected: those of `read_spreadsheet`, "register_no_header".
        SetupError: "unit_unknown".
    """
    units.get(unit)
    office = Office(unit, units, types, as_of)
    found = [(table, find_layout(table.lines)) for table in _choose(read_spreadsheet(path))]
    if not any(layout for _, layout in found):
        raise InputRejected("register_no_header")
    rows: list[RegisterRow] = []
    rejected: list[RejectedRow] = []
    sheets: list[SheetReading] = []
    first_rows: dict[str, str] = {}
    for table, layout in found:
        if layout is None:
            sheets.append(SheetReading(table.name, is_register=False))
            continue
        others = []
        before = len(rows) + len(rejected)
        # A file of one sheet needs no sheet's name to find a row again.
        name = table.name if len(found) > 1 else ""
        for item in _make_reader(table, layout, office, name, first_rows).read(table.lines[layout.first_line :]):
            if isinstance(item, int):
                others.append(item)
            elif isinstance(item, RejectedRow):
                rejected.append(item)
            else:
                rows.append(item)
        read = len(rows) + len(rejected) - before
        sheets.append(SheetReading(table.name, is_register=True, row_count=read, other_lines=tuple(others)))
    return RegisterReading(tuple(rows), tuple(rejected), tuple(sheets))


def read_tables(path: Path) -> list[list[Line]]:
    """The tables of a spreadsheet, each as numbered rows of cells.

    Raises:
        InputRejected: as of `read_spreadsheet`.
    """
    return [table.lines for table in read_spreadsheet(path).tables]


def _choose(sheets: Spreadsheet) -> tuple[Table, ...]:
    """All sheets; of the tables under several delimiters the one that has headings."""
    if not sheets.are_guesses:
        return sheets.tables
    return tuple(table for table in sheets.tables if find_layout(table.lines))[:1]


def _make_reader(table: Table, layout: Layout, office: Office, name: str, first_rows: dict[str, str]) -> RowReader:
    title_type = find_title_type((table.name, *layout.titles), office.types)
    return RowReader(layout.columns, office, name, title_type, first_rows)
