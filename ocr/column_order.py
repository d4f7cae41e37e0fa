"""Here lives the order of columns: letterhead and signature block are read left column first, tables row by row.

Nghị định 30/2020/NĐ-CP, Phụ lục I, sets the issuing body beside the national motto and the recipients beside the
signature; people copy and transcribe each of these pieces whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.geometry import Box

# Each column of a block has as many lines at least: a single row of two is a row.
_FEWEST_LINES = 2
# A gutter narrower than this share of a line's height is a blank.
_LEAST_GUTTER = 0.5
# A left column's last lines follow one another within this many heights.
_FOLLOWS = 1.6
# Number and date of a letter stand in one row under its head.
_DATED = re.compile(r"ngày.*tháng|tháng.*năm", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a row between two wide blanks: its box, its text, the indices of its words."""

    box: Box
    text: str
    words: tuple[int, ...]


def in_reading_order(rows: Sequence[Sequence[Segment]]) -> list[Segment]:
    """Segments of rows, which come down the page and from left to right, as a person reads them."""
    ordered: list[Segment] = []
    at = 0
    while at < len(rows):
        block = _block_from(rows, at)
        if block is None:
            ordered.extend(rows[at])
            at += 1
        else:
            left, right, at = block
            ordered += [*left, *right]
    return ordered


def _block_from(rows: Sequence[Sequence[Segment]], start: int) -> tuple[list[Segment], list[Segment], int] | None:
    """Two columns that begin in a row, and the row behind them; None where none begin."""
    if len(rows[start]) != 2 or _is_dated(rows[start]):
        return None
    left, right = [rows[start][0]], [rows[start][1]]
    gutter = left[0].box.right, right[0].box.left
    # How much is certain to belong: short lines of the text below may stand clear of the gutter too.
    sure = (1, 1, start + 1)
    for at in range(start + 1, len(rows)):
        split = _split(rows[at], gutter)
        if split is None or _is_dated(rows[at]):
            break
        on_left, on_right, gutter = split
        left += on_left
        right += on_right
        if on_right or _follows(left):
            sure = (len(left), len(right), at + 1)
    kept_left, kept_right, end = left[: sure[0]], right[: sure[1]], sure[2]
    if min(len(kept_left), len(kept_right)) < _FEWEST_LINES:
        return None
    return kept_left, kept_right, end


def _is_dated(row: Sequence[Segment]) -> bool:
    return any(_DATED.search(segment.text) for segment in row)


def _split(
    row: Sequence[Segment], gutter: tuple[int, int]
) -> tuple[list[Segment], list[Segment], tuple[int, int]] | None:
    """A row's segments left and right of a gutter and the gutter that both leave; None where one crosses it."""
    middle = sum(gutter) / 2
    on_left = [segment for segment in row if segment.box.center_x < middle]
    on_right = [segment for segment in row if segment.box.center_x >= middle]
    if len(on_left) > 1 or len(on_right) > 1:
        return None
    begin = max([gutter[0], *(segment.box.right for segment in on_left)])
    end = min([gutter[1], *(segment.box.left for segment in on_right)])
    height = min(segment.box.height for segment in row)
    return (on_left, on_right, (begin, end)) if end - begin > _LEAST_GUTTER * height else None


def _follows(column: Sequence[Segment]) -> bool:
    before, last = column[-2].box, column[-1].box
    return last.top - before.bottom < _FOLLOWS * min(before.height, last.height)
