"""Here lives the layout of a register's sheet: titles above, headings, and what stands between and below the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.registers.cells import Cell, Line, Uncomputed, to_text
from pipelines.registers.register_columns import Columns, find_columns, find_merged_columns
from pipelines.registers.register_values import KnownType, find_type, read_day
from schemas.text import fold, fold_words

# Titles, the office's name and dates stand above the headings; nobody writes more than this.
HEADER_SEARCH_ROWS = 40
# Headings over more rows than this are not met in registers.
_DEEPEST_HEADINGS = 3
_SUM = re.compile(r"(?:tong cong(?! ty)|tong so|luy ke|cong (?:don|trang))\b.*|(?:tong|cong)[^a-z]*")
_SIGNATURE = re.compile(
    r"(?:(?:nguoi|can bo|cong chuc) (?:lap|ghi|nhap|thuc hien|kiem tra|tong hop|bao cao|phu trach)|thu truong"
    r"|(?:tm|t m|kt|k t|tl|t l|tuq)\b|xac nhan cua|noi nhan|ky ten|ky va ghi|lap bieu|ke toan"
    r"|(?:pho )?(?:chu tich|truong phong|giam doc|chanh van phong)$).*"
)
_PLACE_AND_DAY = re.compile(r"[a-z .]{2,40}, *ngay[ .\d]*thang[ .\d]*nam[ .\d]*")
_LIST_TITLE = re.compile(r"\b(?:danh muc|danh sach|so (?:theo doi|cap|dang ky|luu)|thong ke|bang ke|tong hop)\b")
_NAMED_OTHERS = re.compile(r"\b(?:kem theo|ban hanh theo|can cu)\b")
_ISSUER = re.compile(r"(?:ubnd|uy ban nhan dan)\b.*")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table's columns are, which line is the first below the headings, and the titles above them."""

    columns: Columns
    first_line: int
    titles: tuple[str, ...]


def find_layout(lines: Sequence[Line]) -> Layout | None:
    """The layout of a table; None for one without headings of a register."""
    for place in range(min(len(lines), HEADER_SEARCH_ROWS)):
        found = _find_headings(lines, place)
        below = _find_headings(lines, place + 1) if found and found[1] > 1 else None
        # A title right above the headings looks like one of them; without it they tell as much.
        if found is not None and (below is None or len(below[0]) < len(found[0])):
            columns, depth = found
            titles = tuple(to_text(cell) for _, cells in lines[:place] for cell in cells if to_text(cell))
            return Layout(columns, place + depth, titles)
    return None


def _find_headings(lines: Sequence[Line], place: int) -> tuple[Columns, int] | None:
    """The columns of the headings that begin on a line, over the fewest rows that tell most, and how many rows."""
    best: tuple[Columns, int] | None = None
    for depth in range(1, min(_DEEPEST_HEADINGS, len(lines) - place) + 1):
        rows = [cells for _, cells in lines[place : place + depth]]
        if depth > 1 and not _may_be_heading(rows[-1]):
            break
        columns = find_merged_columns(rows)
        if columns is not None and (best is None or len(columns) > len(best[0])):
            best = columns, depth
    return best


def _may_be_heading(cells: Sequence[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not re.search(r"\d", cell)) for cell in cells)


def find_title_type(texts: Sequence[str], types: Mapping[str, KnownType]) -> str | None:
    """The type of which all of a sheet is the list, when its title or its name says so."""
    for text in reversed(texts):
        folded = fold(text)
        if _LIST_TITLE.search(folded) and not _NAMED_OTHERS.search(folded) and (kind := find_type(text, types)):
            return kind
    return None


class BetweenRows:
    """Tells rows from what is none: counting lines, repeated headings, parts' titles, sums, signatures.

    A part's title holds for the rows below it: `kind` is the type that it names, `issuer` the office.
    """

    def __init__(self, columns: Columns, types: Mapping[str, KnownType]) -> None:
        self._columns, self._types = columns, types
        self._is_below = False
        self.kind: str | None = None
        self.issuer = ""

    def is_row(self, cells: Sequence[Cell]) -> bool:
        """Whether a line is meant as a row; asked in the order of lines."""
        filled = [cell for cell in cells if to_text(cell) or isinstance(cell, Uncomputed)]
        if _is_counting_line(filled) or self._is_heading(cells):
            return False
        if self._has_day(cells) and self._has_number(cells):
            self._is_below = False
            return True
        if self._is_below or any(_begins_end(cell) for cell in filled):
            self._is_below = True
            return False
        if filled and _SUM.fullmatch(fold(to_text(filled[0]))) and not self._has_day(cells):
            return False
        if len(filled) == 1 and not self._has_number(cells) and not isinstance(filled[0], Uncomputed):
            self._read_part_title(to_text(filled[0]))
            return False
        return True

    def _is_heading(self, cells: Sequence[Cell]) -> bool:
        """Headings are printed again on each page."""
        day = self._cell(cells, "issue_date")
        return isinstance(day, str) and day[:1].isalpha() and find_columns(cells) is not None

    def _cell(self, cells: Sequence[Cell], key: str) -> Cell:
        place = self._columns[key]
        return cells[place] if place < len(cells) else None

    def _has_number(self, cells: Sequence[Cell]) -> bool:
        text = to_text(self._cell(cells, "document_number"))
        return any(char.isdigit() for char in text) and not _SUM.fullmatch(fold(text))

    def _has_day(self, cells: Sequence[Cell]) -> bool:
        return read_day(self._cell(cells, "issue_date")) is not None

    def _read_part_title(self, text: str) -> None:
        words = " ".join(fold_words(text))
        # A running number set beforehand is no title.
        if not words.isdecimal():
            self.kind = find_type(text, self._types)
            self.issuer = text if _ISSUER.fullmatch(words) else ""


def _is_counting_line(filled: Sequence[Cell]) -> bool:
    """Whether this is the line "(1) (2) (3)", or "A B 1 2", that official tables have under their headings."""
    marks = [to_text(cell).strip("() ").upper() for cell in filled]
    letters = [mark for mark in marks if mark in ("A", "B", "C", "D")]
    numbers = marks[len(letters) :]
    return len(marks) > 2 and letters == list("ABCD")[: len(letters)] and _count_up(numbers)


def _count_up(marks: Sequence[str]) -> bool:
    return all(mark.isdecimal() and int(mark) == place for place, mark in enumerate(marks, start=1))


def _begins_end(cell: Cell) -> bool:
    folded = fold(to_text(cell)) if isinstance(cell, str) else ""
    return bool(_SIGNATURE.fullmatch(" ".join(fold_words(folded))) or _PLACE_AND_DAY.fullmatch(folded))
