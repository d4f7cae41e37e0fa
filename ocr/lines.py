"""Here lives the order of lines on a page: rows top to bottom, within a row left to right."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from schemas.geometry import Box, join_boxes
from schemas.ocr_page import Word

# A blank this many times the line's height parts two columns; blanks inside a line are under one.
_COLUMN_GAP = 2.5
# Lines share a row when their middles differ by less than this part of the lower one's height.
_ROW_SHARE = 0.5


def split_columns(words: Sequence[Word], line: Sequence[int]) -> list[tuple[int, ...]]:
    """A row of words cut where a blank is too wide to lie inside one printed line."""
    ordered = sorted(line, key=lambda index: words[index].box.left)
    height = median(words[index].box.height for index in ordered)
    parts: list[list[int]] = [[ordered[0]]]
    for before, index in zip(ordered, ordered[1:], strict=False):
        if words[index].box.left - words[before].box.right > _COLUMN_GAP * height:
            parts.append([])
        parts[-1].append(index)
    return [tuple(part) for part in parts]


def order_lines(words: Sequence[Word], lines: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Lines cut at column gaps and sorted as a person reads rows: down the page, then across."""
    parts = [part for line in lines if line for part in split_columns(words, line)]
    boxed = sorted(((_line_box(words, part), part) for part in parts), key=lambda item: item[0].center_y)
    rows: list[list[tuple[Box, tuple[int, ...]]]] = []
    for box, part in boxed:
        if rows and _same_row(rows[-1][0][0], box):
            rows[-1].append((box, part))
        else:
            rows.append([(box, part)])
    return tuple(part for row in rows for _, part in sorted(row, key=lambda item: item[0].left))


def _line_box(words: Sequence[Word], line: Sequence[int]) -> Box:
    box = join_boxes(words[index].box for index in line)
    assert box is not None, "a line has words"
    return box


def _same_row(first: Box, second: Box) -> bool:
    return abs(first.center_y - second.center_y) < _ROW_SHARE * min(first.height, second.height)
