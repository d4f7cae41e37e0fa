"""Here live register rows: cells as people type them, read into results in force or told as not understood."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from openpyxl.utils import get_column_letter

from pipelines.registers.cells import Cell, Line, Uncomputed, to_text
from pipelines.registers.register_columns import COLUMNS, Columns
from pipelines.registers.register_layout import BetweenRows
from pipelines.registers.register_values import (
    INDEFINITE,
    KnownType,
    find_type,
    find_type_by_number,
    has_short_year,
    read_day,
    read_holder_id,
    read_term,
    until_by_rule,
)
from schemas.partial_dates import day_span
from schemas.problems import get_problem
from schemas.register import RegisterRow, tidy_number
from schemas.text import fold, squeeze
from schemas.units import Unit, Units

_TITLES = {column.key: column.heading for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken: its number in the sheet, the heading of the column, code and message.

    `given`: what its cells say, by key of the column, for the list that goes back to the office.
    """

    row: int
    column: str | None
    code: str
    message: str
    sheet: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As imports tell it."""
        return {"row": self.row, "column": self.column, "code": self.code, "message": self.message}


class Rejection(Exception):
    """Why one row is not taken; caught where rows are gathered."""

    def __init__(self, code: str, column: str | None, **details: object) -> None:
        self.code, self.column, self.details = code, column, details
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Office:
    """Whose register it is, the day on which it was true (None: not said), and what is known of the world."""

    custodian: str
    units: Units
    types: Mapping[str, KnownType]
    as_of: date | None = None


@dataclass(slots=True)
class RowReader:
    """Reads the rows below the headings of one table.

    `title_type` is the type where nothing else tells it. `first_rows`, shared between the sheets of a file, knows where
    each paper stood first.
    """

    columns: Columns
    office: Office
    sheet: str = ""
    title_type: str | None = None
    first_rows: dict[str, str] = field(default_factory=dict)
    _issuers: dict[tuple[str, int, int], Unit | None] = field(default_factory=dict)
    _types: dict[str, str | None] = field(default_factory=dict)
    _turns: list[date] = field(default_factory=list)

    def read(self, lines: Iterable[Line]) -> Iterator[RegisterRow | RejectedRow | int]:
        """Every line in order, as a row, as a rejection, or as the number of a line that is meant as neither."""
        between = BetweenRows(self.columns, self.office.types)
        for number, cells in lines:
            if not between.is_row(cells):
                yield number
                continue
            try:
                yield self._keep_first(self._read_row(number, cells, between))
            except Rejection as why:
                yield self._reject(number, cells, why)

    def _keep_first(self, row: RegisterRow) -> RegisterRow:
        here = f'{row.row_number} ("{self.sheet}")' if self.sheet else str(row.row_number)
        key = row.match_key or ""
        first = self.first_rows.setdefault(key, here)
        if first is not here:
            raise Rejection("register_row_repeated", None, first_row=first)
        return row

    def _reject(self, number: int, cells: Sequence[Cell], why: Rejection) -> RejectedRow:
        title = _TITLES[why.column] if why.column else None
        message = get_problem(why.code, column=title, row=number, **why.details).message
        given = {key: _as_typed(cells[place]) for key, place in self.columns.items() if place < len(cells)}
        return RejectedRow(number, title, why.code, message, self.sheet or None, given)

    def _read_row(self, number: int, cells: Sequence[Cell], between: BetweenRows) -> RegisterRow:
        document_number = self._read_number(cells)
        issue_date, issued = self._read_issue_date(cells)
        kind = self._read_type(cells, document_number, between.kind)
        unit = self._read_unit(cells, issued, between.issuer)
        until, is_known = self._read_until(cells, issued, kind)
        return RegisterRow(
            row_number=number,
            document_type=kind,
            document_number=document_number,
            issue_date=issue_date,
            holder_name=squeeze(to_text(self._cell(cells, "holder_name"))),
            unit=unit.path,
            level=unit.level,
            in_force_from=issued[0],
            in_force_until=until,
            box=squeeze(to_text(self._cell(cells, "box"))),
            validity_known=is_known,
            holder_id=read_holder_id(self._cell(cells, "holder_id")),
        )

    def _cell(self, cells: Sequence[Cell], key: str) -> Cell:
        place = self.columns.get(key)
        cell = cells[place] if place is not None and place < len(cells) else None
        if isinstance(cell, Uncomputed):
            assert place is not None
            raise Rejection("register_formula_empty", key, letter=get_column_letter(place + 1))
        return cell

    def _read_number(self, cells: Sequence[Cell]) -> str:
        cell = self._cell(cells, "document_number")
        if isinstance(cell, date):
            # `3/2021` typed into a cell that is not set to text.
            raise Rejection("register_number_became_date", "document_number")
        text = tidy_number(to_text(cell))
        if not text:
            raise Rejection("register_value_missing", "document_number")
        if not any(char.isdigit() for char in text):
            raise Rejection("register_number_unreadable", "document_number")
        return text

    def _read_issue_date(self, cells: Sequence[Cell]) -> tuple[str, tuple[date, date]]:
        cell = self._cell(cells, "issue_date")
        if not to_text(cell):
            raise Rejection("register_value_missing", "issue_date")
        found = _read_whole_day(cell, "issue_date")
        span = day_span(found)
        assert span is not None
        if self.office.as_of is not None and span[0] > self.office.as_of:
            as_of = f"{self.office.as_of:%d/%m/%Y}"
            raise Rejection("register_issued_later", "issue_date", as_of=as_of)
        return found, span

    def _read_type(self, cells: Sequence[Cell], document_number: str, part_type: str | None) -> str:
        text = to_text(self._cell(cells, "document_type"))
        if text and text not in self._types:
            self._types[text] = find_type(text, self.office.types)
        found = (
            self._types[text]
            if text
            else part_type or find_type_by_number(document_number, self.office.types) or self.title_type
        )
        if found is None:
            is_told = text or "document_type" not in self.columns
            raise Rejection("register_type_unknown" if is_told else "register_value_missing", "document_type")
        return found

    def _read_unit(self, cells: Sequence[Cell], issued: tuple[date, date], part_issuer: str) -> Unit:
        text = squeeze(to_text(self._cell(cells, "unit"))) or part_issuer
        # Between two days on which units came and went a name means one unit.
        turns = self._list_turns()
        key = (text, bisect(turns, issued[0]), bisect(turns, issued[1]))
        if key not in self._issuers:
            self._issuers[key] = self._resolve(text, issued)
        unit = self._issuers[key]
        if unit is None:
            raise self._explain_issuer(text)
        return unit

    def _resolve(self, text: str, issued: tuple[date, date]) -> Unit | None:
        units = self.office.units
        named = units.find(text or self.office.custodian)
        if named is not None:
            return named if named.lives_between(*issued) else None
        return units.resolve_issuer(text, None, None, _to_partial(issued), home=self.office.custodian)

    def _explain_issuer(self, text: str) -> Rejection:
        units = self.office.units
        named = units.find(text or self.office.custodian) or units.resolve_issuer(text, home=self.office.custodian)
        if named is None:
            return Rejection("register_issuer_unknown", "unit")
        days = [f"{day:%d/%m/%Y}" if day else "…" for day in (named.valid_from, named.valid_until)]
        return Rejection("register_unit_not_there", "unit", unit=named.name, first=days[0], last=days[1])

    def _list_turns(self) -> list[date]:
        if not self._turns:
            units = self.office.units.list_all()
            starts = {unit.valid_from for unit in units if unit.valid_from}
            ends = {unit.valid_until + timedelta(days=1) for unit in units if unit.valid_until}
            self._turns = sorted(starts | ends)
        return self._turns

    def _read_until(self, cells: Sequence[Cell], issued: tuple[date, date], kind: str) -> tuple[date | None, bool]:
        """The last day in force, and whether that is known: as written, else by the type's rule."""
        cell = self._cell(cells, "valid_until")
        text = to_text(cell)
        if not text:
            return until_by_rule(self.office.types[kind].validity, issued[1])
        if fold(text) in INDEFINITE:
            return None, True
        until = read_term(cell, issued[1])
        if until is None:
            span = day_span(_read_whole_day(cell, "valid_until"))
            assert span is not None
            until = span[1]
        if until < issued[0]:
            raise Rejection("register_expiry_before_issue", "valid_until")
        return until, True


def _read_whole_day(cell: Cell, column: str) -> str:
    found = read_day(cell)
    if found is None:
        raise Rejection("register_year_short" if has_short_year(cell) else "register_date_unreadable", column)
    return found


def _to_partial(span: tuple[date, date]) -> str:
    """The ISO date that means these days."""
    first, last = span
    if first == last:
        return first.isoformat()
    return f"{first:%Y}" if (first.month, last.month) == (1, 12) else f"{first:%Y-%m}"


def _as_typed(cell: Cell) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else to_text(cell)
