"""Here live register rows: headings in any order and wording, cells as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from pipelines.registers.register_columns import COLUMNS, Cell, Columns
from schemas.partial_dates import add_months, day_span
from schemas.problems import get_problem
from schemas.register import RegisterRow, tidy_number
from schemas.text import fold, fold_words, squeeze
from schemas.units import Unit, Units


class KnownValidity(Protocol):
    @property
    def validity_class(self) -> str: ...
    @property
    def years(self) -> int | None: ...
    @property
    def months(self) -> int | None: ...


class KnownType(Protocol):
    """What reading needs of a document type's declaration."""

    @property
    def title(self) -> str: ...
    @property
    def signs(self) -> Sequence[str]: ...
    @property
    def number_signs(self) -> Sequence[str]: ...
    @property
    def validity(self) -> KnownValidity: ...


_TITLES = {column.key: column.heading for column in COLUMNS}
_INDEFINITE = frozenset(
    {"vo thoi han", "khong thoi han", "lau dai", "khong xac dinh thoi han", "vinh vien", "indefinite"}
)
_DAY_FORMS = (
    re.compile(r"(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4})(?: 0{1,2}:00(:00)?)?"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[t ]00:00(:00)?)?"),
    re.compile(r"(?:ngay )?(?P<d>\d{1,2}) thang (?P<m>\d{1,2}) nam (?P<y>\d{4})"),
    re.compile(r"(?:thang )?(?P<m>\d{1,2})(?:[/.\-]| nam )(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})"),
    re.compile(r"(?:nam )?(?P<y>\d{4})"),
)
# Day 0 of spreadsheet serials, and the serials of 1930-01-30 to 2101-03-24 that can be meant.
_SERIAL_START = date(1899, 12, 30)
_SERIALS = range(11_000, 73_500)
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken: its number in the sheet, the heading of the column, code and message."""

    row: int
    column: str | None
    code: str
    message: str

    def to_json(self) -> dict[str, Any]:
        """As imports tell it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """What a register file gave; every non-empty row below the headings is in one of the two."""

    rows: tuple[RegisterRow, ...]
    rejected: tuple[RejectedRow, ...]


class _Rejection(Exception):
    """Why one row is not taken; never leaves this module."""

    def __init__(self, code: str, column: str | None, **details: object) -> None:
        self.code, self.column, self.details = code, column, details
        super().__init__(code)


@dataclass(slots=True)
class RowReader:
    """Reads the rows below the headings of one register."""

    columns: Columns
    custodian: str
    units: Units
    types: Mapping[str, KnownType]
    _issuers: dict[tuple[str, str], Unit | None] = field(default_factory=dict)

    def read(self, lines: Iterable[tuple[int, Sequence[Cell]]]) -> RegisterReading:
        """Every line as a row or as a rejection, in order."""
        rows: list[RegisterRow] = []
        rejected: list[RejectedRow] = []
        first_rows: dict[str, int] = {}
        for number, cells in lines:
            if self._is_counting_line(cells):
                continue
            try:
                row = self._read_row(number, cells)
                key = row.match_key or ""
                if key in first_rows:
                    raise _Rejection("register_row_repeated", None, first_row=first_rows[key])
                first_rows[key] = number
                rows.append(row)
            except _Rejection as why:
                title = _TITLES[why.column] if why.column else None
                message = get_problem(why.code, column=title, **why.details).message
                rejected.append(RejectedRow(number, title, why.code, message))
        return RegisterReading(tuple(rows), tuple(rejected))

    def _is_counting_line(self, cells: Sequence[Cell]) -> bool:
        """Whether this is the line "(1) (2) (3)" that official tables have under their headings."""
        marks = [_text(cell).strip("()") for cell in cells if _text(cell)]
        return len(marks) > 2 and marks == [str(place) for place in range(1, len(marks) + 1)]

    def _read_row(self, number: int, cells: Sequence[Cell]) -> RegisterRow:
        document_number = self._read_number(cells)
        issue_date = self._read_issue_date(cells)
        kind = self._read_type(cells, document_number)
        unit = self._read_unit(cells, issue_date)
        span = day_span(issue_date)
        assert span is not None
        until, is_known = self._read_until(cells, span, kind)
        return RegisterRow(
            row_number=number,
            document_type=kind,
            document_number=document_number,
            issue_date=issue_date,
            holder_name=squeeze(_text(self._cell(cells, "holder_name"))),
            unit=unit.path,
            level=unit.level,
            in_force_from=span[0],
            in_force_until=until,
            box=squeeze(_text(self._cell(cells, "box"))),
            validity_known=is_known,
        )

    def _cell(self, cells: Sequence[Cell], key: str) -> Cell:
        place = self.columns.get(key)
        return cells[place] if place is not None and place < len(cells) else None

    def _read_number(self, cells: Sequence[Cell]) -> str:
        text = tidy_number(_text(self._cell(cells, "document_number")))
        if not text:
            raise _Rejection("register_value_missing", "document_number")
        if not any(char.isdigit() for char in text):
            raise _Rejection("register_number_unreadable", "document_number")
        return text

    def _read_issue_date(self, cells: Sequence[Cell]) -> str:
        cell = self._cell(cells, "issue_date")
        if not _text(cell):
            raise _Rejection("register_value_missing", "issue_date")
        found = read_day(cell)
        if found is None:
            raise _Rejection("register_date_unreadable", "issue_date")
        return found

    def _read_type(self, cells: Sequence[Cell], document_number: str) -> str:
        text = _text(self._cell(cells, "document_type"))
        found = find_type(text, self.types) if text else find_type_by_number(document_number, self.types)
        if found is None:
            raise _Rejection(
                "register_type_unknown" if text or "document_type" not in self.columns else "register_value_missing",
                "document_type",
            )
        return found

    def _read_unit(self, cells: Sequence[Cell], issue_date: str) -> Unit:
        text = squeeze(_text(self._cell(cells, "unit")))
        key = (text, issue_date)
        if key not in self._issuers:
            self._issuers[key] = self._resolve(text, issue_date)
        unit = self._issuers[key]
        if unit is None:
            raise _Rejection("register_issuer_unknown", "unit")
        return unit

    def _resolve(self, text: str, issue_date: str) -> Unit | None:
        named = self.units.find(text or self.custodian)
        if named is None:
            return self.units.resolve_issuer(text, None, None, issue_date, home=self.custodian)
        span = day_span(issue_date)
        return named if span is None or named.lives_between(*span) else None

    def _read_until(self, cells: Sequence[Cell], issued: tuple[date, date], kind: str) -> tuple[date | None, bool]:
        """The last day in force, and whether that is known: as written, else by the type's rule."""
        cell = self._cell(cells, "valid_until")
        text = _text(cell)
        if not text:
            return until_by_rule(self.types[kind].validity, issued[1])
        if fold(text) in _INDEFINITE:
            return None, True
        found = read_day(cell)
        span = day_span(found) if found else None
        if span is None:
            raise _Rejection("register_date_unreadable", "valid_until")
        if span[1] < issued[0]:
            raise _Rejection("register_expiry_before_issue", "valid_until")
        return span[1], True


def until_by_rule(validity: KnownValidity, issued_on: date) -> tuple[date | None, bool]:
    """The last day in force of a register row without one.

    The register itself says that the paper is in force, so a permanent, event-bound or undeclared paper
    is open; a term is counted by law where the type has one and unknown else.
    """
    months = (validity.years or 0) * 12 + (validity.months or 0)
    if validity.validity_class in ("T1", "T2", "O"):
        return (add_months(issued_on, months), True) if months else (None, False)
    return None, True


def read_day(cell: Cell) -> str | None:
    """A cell as an ISO date, partial allowed; None when it is none. Numbers are spreadsheet serials or years."""
    if isinstance(cell, date):
        return cell.isoformat()
    text = fold(_text(cell))
    if text.isdecimal() and int(text) in _SERIALS:
        return (_SERIAL_START + timedelta(days=int(text))).isoformat()
    for form in _DAY_FORMS:
        match = form.fullmatch(text)
        if match:
            parts = {name: int(value) for name, value in match.groupdict().items() if name in "dmy" and value}
            iso = f"{parts['y']:04d}" + "".join(f"-{parts[name]:02d}" for name in "md" if name in parts)
            return iso if parts["y"] in _YEARS and day_span(iso) else None
    return None


def find_type(text: str, types: Mapping[str, KnownType]) -> str | None:
    """The type a cell names: its key, its title or a sign; else the longest sign that the text contains."""
    if text.strip() in types:
        return text.strip()
    wanted = " ".join(fold_words(text))
    signs = [(" ".join(fold_words(s)), key) for key, kind in types.items() for s in (kind.title, *kind.signs)]
    exact = {key for sign, key in signs if sign == wanted}
    if exact:
        return exact.pop() if len(exact) == 1 else None
    inside = [(len(sign), key) for sign, key in signs if sign and f" {sign} " in f" {wanted} "]
    longest = {key for length, key in inside if length == max(inside)[0]}
    return longest.pop() if len(longest) == 1 else None


def find_type_by_number(document_number: str, types: Mapping[str, KnownType]) -> str | None:
    """The type whose sign stands in a number (`45/GPXD`), when only one type has it."""
    groups = {fold(group) for group in re.split(r"[/\-]", document_number)}
    found = {key for key, kind in types.items() if groups & {fold(sign) for sign in kind.number_signs}}
    return found.pop() if len(found) == 1 else None


def _text(cell: Cell) -> str:
    """A cell as text; a whole number without the `.0` that spreadsheets give it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
