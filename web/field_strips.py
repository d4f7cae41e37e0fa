"""Here live strips: the piece of a page's picture on which a value stands, shown beside the value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.field_rows import FieldRow

# A page is so wide in the units of its strips, whatever it was scanned at.
_UNITS = 1000.0
# Around the words, in shares of their height: enough to see that nothing was cut off.
_BESIDE, _ABOVE = 0.7, 0.3
# Never less of the page than this, or one short word would fill the strip.
_LEAST_WIDTH, _LEAST_HEIGHT = 150.0, 26.0
# A line of print with its leading, in the units of a page 210 mm wide.
_LINE = 30.0
_MOST_LINES = 4
# What is longer than this is shown across both columns.
_WIDE_LETTERS, _WIDE_UNITS = 34, 430.0


@dataclass(frozen=True, slots=True)
class Strip:
    """`view_box` in units of a page that is 1000 wide and `page_height` high; `lines` is how many lines stand in it."""

    page_number: int
    view_box: str
    page_height: float
    lines: int


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A field as it is checked: `strip` None where nobody knows its place; `key` jumps to it."""

    row: FieldRow
    strip: Strip | None
    is_wide: bool
    key: str
    later: str = ""
    is_guarded: bool = False


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
    return len(row.shown) > _WIDE_LETTERS or width > _WIDE_UNITS or bool(strip and strip.lines > 1)


def to_sizes(line: Mapping[str, Any]) -> dict[int, Mapping[str, int]]:
    sizes: Sequence[Mapping[str, int]] = line["page_sizes"]
    return {size["page_number"]: size for size in sizes}


def _widen(low: float, high: float, least: float, end: float) -> tuple[float, float]:
    """A stretch of at least this length around the same middle, within 0 and `end`."""
    missing = max(0.0, least - (high - low)) / 2
    return max(0.0, low - missing), min(end, high + missing)
