"""Here lives the order of lines on a page: rows top to bottom, within a row left to right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocr.column_order import Segment, in_reading_order
from schemas.geometry import Box, join_boxes
from schemas.ocr_page import Word

# A blank this many times the line's height parts two columns; blanks inside a line are under one.
_COLUMN_GAP = 2.5
# From here on a blank may part columns that stand close: it does if the rows around leave the same gutter open.
_GUTTER_GAP = 0.9
_NEIGHBOUR_ROW = (0.6, 2.2)
# Lines share a row when their middles differ by less than this part of the lower one's height.
_ROW_SHARE = 0.5


def split_columns(words: Sequence[Word], line: Sequence[int]) -> list[tuple[int, ...]]:
    """A row of words cut where a blank is too wide to lie inside one printed line."""
    ordered = sorted(line, key=lambda index: words[index].box.left)
    height = median(words[index].box.height for index in ordered)
    parts: list[list[int]] = [[ordered[0]]]
    for before, index in pairwise(ordered):
        if _parts_columns(words, words[before].box, words[index].box, height):
            parts.append([])
        parts[-1].append(index)
    return [tuple(part) for part in parts]


def _parts_columns(words: Sequence[Word], before: Box, after: Box, height: float) -> bool:
    gap = after.left - before.right
    if gap > _COLUMN_GAP * height:
        return True
    return gap > _GUTTER_GAP * height and any(_gutter_is_open(words, before, after, height, side) for side in (-1, 1))


def _gutter_is_open(words: Sequence[Word], before: Box, after: Box, height: float, side: int) -> bool:
    """Whether the row above (side -1) or below (1) has words on both sides of the gap and as wide a blank there."""
    middle, row_y = (before.right + after.left) / 2, (before.center_y + after.center_y) / 2
    nearest, farthest = (share * height for share in _NEIGHBOUR_ROW)
    row = [word.box for word in words if nearest < side * (word.box.center_y - row_y) < farthest]
    left = [box.right for box in row if box.center_x < middle]
    right = [box.left for box in row if box.center_x >= middle]
    return bool(left and right) and min(right) - max(left) > _GUTTER_GAP * height


def order_lines(words: Sequence[Word], lines: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Lines cut at column gaps and sorted as a person reads: down the page, column by column where two stand apart."""
    parts = [part for line in lines if line for part in split_columns(words, line)]
    boxed = sorted(((_line_box(words, part), part) for part in parts), key=lambda item: item[0].center_y)
    rows: list[list[Segment]] = []
    for box, part in boxed:
        segment = Segment(box, " ".join(words[index].text for index in part), part)
        if rows and _same_row(rows[-1][0].box, box):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    across = [sorted(row, key=lambda segment: segment.box.left) for row in rows]
    return tuple(segment.words for segment in in_reading_order(across))


def rows_of(words: Sequence[Word]) -> tuple[tuple[int, ...], ...]:
    """Word indices gathered into rows by height on the page, for words that come without lines."""
    rows: list[list[int]] = []
    for index in sorted(range(len(words)), key=lambda index: words[index].box.center_y):
        if rows and _same_row(words[rows[-1][-1]].box, words[index].box):
            rows[-1].append(index)
        else:
            rows.append([index])
    return tuple(tuple(row) for row in rows)


def _line_box(words: Sequence[Word], line: Sequence[int]) -> Box:
    box = join_boxes(words[index].box for index in line)
    assert box is not None, "a line has words"
    return box


def _same_row(first: Box, second: Box) -> bool:
    return abs(first.center_y - second.center_y) < _ROW_SHARE * min(first.height, second.height)
