"""Here live the tables of units as they lie in files: the shipped ones, an office's own, and what is wrong with them.

What a file tells follows from its heading line, not from its name. An office's row takes the place of the shipped
one with the same path; its succession rows of one predecessor take the place of all shipped ones of that predecessor.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from schemas.problems import get_problem

Table = Literal["units", "successions", "other_provinces", "streets"]
COLUMNS: Mapping[Table, tuple[str, ...]] = {
    "units": ("path", "name", "level", "valid_from", "valid_until", "aliases"),
    "successions": ("old", "new", "on", "share", "basis"),
    "other_provinces": ("name",),
    "streets": ("old", "street", "new", "basis"),
}
# May be left out: "unverified" where sources disagree or none was at hand.
STATUS = "status"
UNVERIFIED = "unverified"
SHIPPED_FOLDER = Path(__file__).with_name("units")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file; `number` counts lines from 1, headings and remarks included."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class UnitFault:
    """What is wrong in one cell; `column` is "" for a whole line, `code` a section of `problems.toml`."""

    file: str
    row: int
    column: str
    code: str
    value: str = ""

    def tell(self, language: str) -> str:
        """What is wrong and what to do, for a person."""
        message, advice = get_problem(self.code, value=self.value).in_language(language)
        return f"{message} {advice}"


@dataclass(slots=True)
class UnitTables:
    """The rows of every file together, later ones in place of earlier ones; `faults` are those of shape."""

    units: dict[str, Row] = field(default_factory=dict)
    successions: dict[str, dict[str, Row]] = field(default_factory=dict)
    other_provinces: dict[str, Row] = field(default_factory=dict)
    streets: list[Row] = field(default_factory=list)
    faults: list[UnitFault] = field(default_factory=list)

    def add(self, other: UnitTables) -> None:
        """Lay an office's rows over these."""
        self.units |= other.units
        self.successions |= other.successions
        self.other_provinces |= other.other_provinces
        self.streets += other.streets
        self.faults += other.faults


def list_unit_files(folder: Path | None) -> tuple[Path, ...]:
    """The tables in a folder, by name; () where there is no such folder."""
    return tuple(sorted(folder.glob("*.csv"))) if folder else ()


def read_unit_tables(files: Iterable[tuple[str, bytes]]) -> UnitTables:
    """The tables of one folder's files, given as (name, content); what cannot be read is among the faults."""
    tables = UnitTables()
    for name, content in files:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            tables.faults.append(UnitFault(name, 1, "", "unit_file_not_text"))
            continue
        _read_file(name, text, tables)
    return tables


def _read_file(name: str, text: str, tables: UnitTables) -> None:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip() and line[0] != "#"]
    if not lines:
        return
    heading = tuple(cell.strip() for cell in next(csv.reader([lines[0][1]])))
    table = next((known for known, columns in COLUMNS.items() if set(columns) == set(heading) - {STATUS}), None)
    if table is None:
        tables.faults.append(UnitFault(name, lines[0][0], "", "unit_columns_unknown", ",".join(heading)[:80]))
        return
    for number, line in lines[1:]:
        cells = [cell.strip() for cell in next(csv.reader([line]))]
        if len(cells) != len(heading):
            tables.faults.append(UnitFault(name, number, "", "unit_cells_missing", str(len(heading))))
        else:
            _put(table, Row(name, number, dict(zip(heading, cells, strict=True))), tables)


def _put(table: Table, row: Row, tables: UnitTables) -> None:
    """Keep a row; the same thing said twice in one folder is a fault, for nobody knows which line holds."""
    if table == "units":
        known, key = tables.units, row["path"]
    elif table == "successions":
        known, key = tables.successions.setdefault(row["old"], {}), row["new"]
    elif table == "other_provinces":
        known, key = tables.other_provinces, row["name"]
    else:
        tables.streets.append(row)
        return
    if key in known:
        column = {"units": "path", "successions": "new", "other_provinces": "name"}[table]
        tables.faults.append(UnitFault(row.file, row.number, column, "unit_declared_twice", key[:60]))
    known[key] = row
