"""Here live the values of a register's cells: days and types as people type them, ends by the type's rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from pipelines.registers.cells import Cell, to_text
from schemas.partial_dates import add_months, day_span
from schemas.text import fold, fold_words


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


INDEFINITE = frozenset(
    {"vo thoi han", "khong thoi han", "lau dai", "khong xac dinh thoi han", "vinh vien", "indefinite"}
)
_DAY_FORMS = (
    re.compile(r"(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4})(?: \d{1,2}:\d{2}(:\d{2})?)?"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[t ]\d{2}:\d{2}(:\d{2})?)?"),
    re.compile(r"(?:ngay )?(?P<d>\d{1,2}) thang (?P<m>\d{1,2}) nam (?P<y>\d{4})"),
    re.compile(r"(?:thang )?(?P<m>\d{1,2})(?:[/.\-]| nam )(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})"),
    re.compile(r"(?:nam )?(?P<y>\d{4})"),
)
_SHORT_YEAR = re.compile(r"(?:\d{1,2}[/.\-]){1,2}\d{2}|(?:ngay )?(?:\d{1,2} )?thang \d{1,2} nam \d{2}")
_TERM = re.compile(r"(?P<n>\d{1,3}) (?P<of>nam|thang)\b.*")
# Day 0 of spreadsheet serials, and the serials of 1930-01-30 to 2101-03-24 that can be meant.
_SERIAL_START = date(1899, 12, 30)
_SERIALS = range(11_000, 73_500)
_YEARS = range(1900, 2200)


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
    if isinstance(cell, float) and int(cell) in _SERIALS:
        # The part behind the point is the time of day.
        return _read_day_text(str(int(cell)))
    return _read_day_text(to_text(cell))


def has_short_year(cell: Cell) -> bool:
    """Whether a cell is a day or month whose year has two digits: 1921 or 2021, nobody knows."""
    return bool(_SHORT_YEAR.fullmatch(fold(to_text(cell))))


# A register's days repeat: a hundred thousand rows lie on some thousand days.
@lru_cache(maxsize=1 << 14)
def _read_day_text(written: str) -> str | None:
    text = fold(written.lstrip("'"))
    if text.isdecimal() and int(text) in _SERIALS:
        return (_SERIAL_START + timedelta(days=int(text))).isoformat()
    for form in _DAY_FORMS:
        match = form.fullmatch(text)
        if match:
            parts = {name: int(value) for name, value in match.groupdict().items() if name in "dmy" and value}
            iso = f"{parts['y']:04d}" + "".join(f"-{parts[name]:02d}" for name in "md" if name in parts)
            return iso if parts["y"] in _YEARS and day_span(iso) else None
    return None


def read_term(cell: Cell, issued_on: date) -> date | None:
    """The last day of a term written as `5 năm` or `36 tháng`; None where a cell is no term."""
    match = _TERM.fullmatch(fold(to_text(cell)))
    if match is None:
        return None
    months = int(match["n"]) * (12 if match["of"] == "nam" else 1)
    return add_months(issued_on, months)


def read_holder_id(cell: Cell) -> str:
    """Letters and digits of an id, with the zero in front that a spreadsheet took for a number's and dropped.

    `92085000123` is the citizen id `092085000123`, 8 digits are an old identity card's 9 (domain rules 5.1); other
    lengths are left as they are.
    """
    text = "".join(fold_words(to_text(cell))).upper()
    return f"0{text}" if text.isdecimal() and len(text) in (8, 11) else text


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
