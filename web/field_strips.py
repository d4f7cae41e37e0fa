"""Here live strips: the piece of a page's picture on which a value stands, shown beside the value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemas.field_values import FieldPlace, find_place
from web.field_rows import FieldRow

# A page is so wide in the units of its strips, whatever it was scanned at.
_UNITS = 1000.0
# Around the words, in shares of their height: enough to see that nothing was cut off.
_BESIDE, _ABOVE = 0.7, 0.42
# Never less of the page than this, or one short word would fill the strip.
_LEAST_WIDTH, _LEAST_HEIGHT = 150.0, 26.0
# A line of print with its leading, in the units of a page 210 mm wide.
_LINE = 30.0
_MOST_LINES = 4
# What is longer than this is shown across both columns: a value must be seen whole. Pixels of a letter on the screen.
_NARROW_PX, _WIDE_PX, _WIDE_UNITS = 222.0, 575.0, 430.0
_SMALL_PX, _CAPITAL_PX = 8.6, 11.2


@dataclass(frozen=True, slots=True)
class Strip:
    """`view_box` in units of a page that is 1000 wide and `page_height` high; `lines` is how many lines stand in it."""

    page_number: int
    view_box: str
    page_height: float
    lines: int


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A field as it is checked: `strip` None where nobody knows its place; `key` jumps to it.

    `weak` is the place of the word that was read least surely, None where that says nothing. `cells` are those of a
    row of a table.
    """

    row: FieldRow
    strip: Strip | None
    is_wide: bool
    key: str
    lines: int = 1
    later: str = ""
    is_guarded: bool = False
    weak: int | None = None
    cells: tuple[FieldRow, ...] = ()


def make_strip(row: FieldRow, sizes: Mapping[int, Mapping[str, int]]) -> Strip | None:
    """The strip of a row; None without a place on a page of known size."""
    size = sizes.get(row.page_number or 0)
    if row.box is None or size is None or not size["width_px"]:
        return None
    page_height = _UNITS * size["height_px"] / size["width_px"]
    left, right = (max(0.0, min(1.0, share)) * _UNITS for share in (row.box[0], row.box[2]))
    top, bottom = (max(0.0, min(1.0, share)) * page_height for share in (row.box[1], row.box[3]))
    lines = max(1, min(_MOST_LINES, round((bottom - top) / _LINE)))
    margin = (bottom - top) / lines
    left, right = _widen(left - _BESIDE * margin, right + _BESIDE * margin, _LEAST_WIDTH, _UNITS)
    top, bottom = _widen(top - _ABOVE * margin, bottom + _ABOVE * margin, _LEAST_HEIGHT, page_height)
    view_box = f"{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}"
    return Strip(row.page_number or 0, view_box, page_height, lines)


def is_wide(row: FieldRow, strip: Strip | None) -> bool:
    """Whether a value is too long for half of the form."""
    width = float(strip.view_box.split()[2]) if strip else 0.0
    is_table = not row.name
    return is_table or _measure(row.shown) > _NARROW_PX or width > _WIDE_UNITS or bool(strip and strip.lines > 1)


def count_lines(text: str) -> int:
    """How many lines a value takes across both columns."""
    return max(1, math.ceil(_measure(text) / _WIDE_PX))


def _measure(text: str) -> float:
    return sum(_CAPITAL_PX if letter.isupper() else _SMALL_PX for letter in text)


def join_cells(rows: Sequence[FieldRow]) -> list[tuple[FieldRow, tuple[FieldRow, ...]]]:
    """Each row of the form with its cells, left to right as printed: a row of a table is compared at once.

    What is doubted of a whole row of a table is told there. Rows that are no table's have no cells.
    """
    tables: dict[tuple[str, int | None], list[FieldRow]] = {}
    for row in rows:
        place = find_place(row.name)
        if place is not None and place.column:
            tables.setdefault((place.name, place.position), []).append(row)
    joined: list[tuple[FieldRow, tuple[FieldRow, ...]]] = []
    for row in rows:
        place = find_place(row.name) or FieldPlace(row.name)
        cells = tables.get((place.name, place.position or 0))
        if cells is None:
            joined.append((row, ()))
        elif cells[0] is row:
            # What is said of the table stands at its first row.
            wholes = {f"{place.name}[{place.position}]"} | ({place.name} if not place.position else set())
            whole = [other for other in rows if other.name in wholes]
            placed = tuple(sorted(cells, key=lambda cell: cell.box[0] if cell.box else 1.0))
            joined.append((_join(placed, [doubt for other in (*whole, *cells) for doubt in other.doubts]), placed))
    return joined


def _join(cells: Sequence[FieldRow], doubts: Sequence[str]) -> FieldRow:
    shown = " | ".join(cell.shown for cell in cells if cell.shown)
    first = next((cell for cell in cells if cell.box), cells[0])
    boxes = [cell.box for cell in cells if cell.box and cell.page_number == first.page_number]
    box = None
    if boxes:
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        box = (min(lefts), min(tops), max(rights), max(bottoms))
    label = first.label.partition(": ")[0]
    return replace(first, name="", label=label, shown=shown, doubts=tuple(dict.fromkeys(doubts)), box=box)


def to_sizes(line: Mapping[str, Any]) -> dict[int, Mapping[str, int]]:
    sizes: Sequence[Mapping[str, int]] = line["page_sizes"]
    return {size["page_number"]: size for size in sizes}


def _widen(low: float, high: float, least: float, end: float) -> tuple[float, float]:
    """A stretch of at least this length around the same middle, within 0 and `end`."""
    missing = max(0.0, least - (high - low)) / 2
    return max(0.0, low - missing), min(end, high + missing)
