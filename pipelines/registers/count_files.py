"""Here live tables of bare counts, for offices that know how many results are in force but not which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.registers.cells import Cell, Line, to_text
from pipelines.registers.register_layout import HEADER_SEARCH_ROWS
from pipelines.registers.register_rows import RejectedRow
from pipelines.registers.register_values import KnownType, find_type, read_day
from pipelines.registers.spreadsheets import read_spreadsheet
from schemas.errors import InputRejected
from schemas.partial_dates import day_span
from schemas.problems import get_problem
from schemas.register import RegisterCount
from schemas.text import fold, fold_words, squeeze
from schemas.units import Units

_HEADINGS = {
    "unit": ("don vi", "co quan cap", "ma don vi", "don vi cap", "don vi ban hanh", "unit"),
    "document_type": ("loai giay to", "loai ket qua", "ten ket qua", "ten giay to", "loai van ban", "document type"),
    "year": ("nam", "nam cap", "nam ban hanh", "year"),
    "number": ("so luong", "tong so", "so ket qua", "con hieu luc", "so ket qua con hieu luc", "so dem", "number"),
    "source": ("can cu", "nguon", "ghi chu nguon", "source"),
    "as_of": ("ngay chot", "tinh den ngay", "ngay kiem ke", "as of"),
    "signed_by": ("nguoi ky", "nguoi xac nhan", "nguoi ky xac nhan", "signed by"),
}
_TITLES = {
    "unit": "Đơn vị",
    "document_type": "Loại giấy tờ",
    "year": "Năm",
    "number": "Số lượng",
    "source": "Căn cứ",
    "as_of": "Ngày chốt",
    "signed_by": "Người ký",
}
_NEEDED = ("document_type", "year", "number")
_YEARS = range(1945, 2101)
_SUM = re.compile(r"(?:tong cong|tong so|tong|cong)\b.*")


@dataclass(frozen=True, slots=True)
class CountReading:
    """What a table of counts gave; every row is in one of the two."""

    counts: tuple[RegisterCount, ...]
    rejected: tuple[RejectedRow, ...]


class _Rejection(Exception):
    def __init__(self, code: str, column: str) -> None:
        self.code, self.column = code, column
        super().__init__(code)


def read_counts(
    path: Path, unit: str | None, units: Units, types: Mapping[str, KnownType], stated: RegisterCount
) -> CountReading:
    """The counts of a table with headings for type, year and number; those for unit, source, day, signature may lack.

    Raises:
        InputRejected: those of `read_spreadsheet`, "count_no_header".
    """
    for table in read_spreadsheet(path).tables:
        for place, (_, cells) in enumerate(table.lines[:HEADER_SEARCH_ROWS]):
            columns = _find_columns(cells)
            if columns is not None:
                reader = _Reader(columns, unit, units, types, stated)
                return reader.read(table.lines[place + 1 :])
    raise InputRejected("count_no_header")


def _find_columns(cells: Sequence[Cell]) -> dict[str, int] | None:
    names = [" ".join(fold_words(to_text(cell))) for cell in cells]
    found = {
        key: names.index(name) for key, wordings in _HEADINGS.items() for name in reversed(wordings) if name in names
    }
    return found if all(key in found for key in _NEEDED) else None


@dataclass(frozen=True, slots=True)
class _Reader:
    columns: Mapping[str, int]
    unit: str | None
    units: Units
    types: Mapping[str, KnownType]
    stated: RegisterCount

    def read(self, lines: Sequence[Line]) -> CountReading:
        counts: list[RegisterCount] = []
        rejected: list[RejectedRow] = []
        for number, cells in self._list_rows(lines):
            try:
                counts.append(self._read_row(cells))
            except _Rejection as why:
                title = _TITLES[why.column]
                message = get_problem(why.code, column=title, row=number).message
                rejected.append(RejectedRow(number, title, why.code, message))
        return CountReading(tuple(counts), tuple(rejected))

    def _list_rows(self, lines: Sequence[Line]) -> Iterator[Line]:
        for number, cells in lines:
            first = next((to_text(cell) for cell in cells if to_text(cell)), "")
            has_year = any(char.isdigit() for char in self._text(cells, "year"))
            if has_year or (self._text(cells, "number") and not _SUM.fullmatch(fold(first))):
                yield number, cells

    def _text(self, cells: Sequence[Cell], key: str) -> str:
        place = self.columns.get(key)
        return to_text(cells[place]) if place is not None and place < len(cells) else ""

    def _read_row(self, cells: Sequence[Cell]) -> RegisterCount:
        year = _read_number(self._text(cells, "year"))
        if year not in _YEARS:
            raise _Rejection("count_year_unreadable", "year")
        number = _read_number(self._text(cells, "number"))
        if number is None:
            raise _Rejection("count_number_unreadable", "number")
        kind = find_type(self._text(cells, "document_type"), self.types)
        if kind is None:
            raise _Rejection("register_type_unknown", "document_type")
        assert year is not None
        return replace(
            self.stated,
            unit=self._read_unit(cells, year),
            document_type=kind,
            year=year,
            number=number,
            source=squeeze(self._text(cells, "source")) or self.stated.source,
            as_of=self._read_as_of(cells),
            signed_by=squeeze(self._text(cells, "signed_by")) or self.stated.signed_by,
        )

    def _read_unit(self, cells: Sequence[Cell], year: int) -> str:
        text = squeeze(self._text(cells, "unit")) or self.unit or ""
        first, last = date(year, 1, 1), date(year, 12, 31)
        found = self.units.find(text) or self.units.resolve_issuer(text, None, None, str(year), home=self.unit)
        if found is None or not found.lives_between(first, last):
            raise _Rejection("register_issuer_unknown", "unit")
        return found.path

    def _read_as_of(self, cells: Sequence[Cell]) -> date | None:
        place = self.columns.get("as_of")
        cell = cells[place] if place is not None and place < len(cells) else None
        if not to_text(cell):
            return self.stated.as_of
        span = day_span(read_day(cell) or "")
        if span is None or span[0] != span[1]:
            raise _Rejection("register_date_unreadable", "as_of")
        return span[0]


def _read_number(text: str) -> int | None:
    """`1.250` and `1 250` are one thousand two hundred and fifty, as Vietnamese tables write it."""
    plain = re.sub(r"(?<=\d)[. ](?=\d{3}\b)", "", text)
    return int(plain) if plain.isdecimal() else None
