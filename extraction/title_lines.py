"""Here live the candidates for the title of a paper: lines in capitals, alone and with those that follow."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.lines import Segment, key_of
from extraction.zones import Zones

_UPPER_SHARE = 0.62  # titles stand above this share of the page
_MOST_LINES = 4  # a title with its subject takes no more rows
_ROWS_BETWEEN, _PITCH = 3, 3.2  # rows, line heights within which the next line of a title stands


def list_titles(segments: Sequence[Segment], zones: Zones) -> list[str]:
    """Keys of everything on a first page that may be its title: each line, each with the ones under it."""
    upper = [s for s in segments if s.box.center_y < _UPPER_SHARE * s.page.upright_height_px]
    keys: list[str] = []
    for at, segment in enumerate(upper):
        if not _may_open(segment, upper, at):
            continue
        key = ""
        for line in _column_from(upper, at):
            key += line.key
            keys.append(key)
    if zones.title is not None and zones.subject is not None:
        keys.append(key_of(zones.title.text) + key_of(zones.subject.text))
    return keys


def _may_open(segment: Segment, upper: Sequence[Segment], at: int) -> bool:
    """A title opens in capitals, which may end within its first line's few letters (`SỞ Y tế`)."""
    texts = segment.text
    if sum(char.isalpha() for char in texts) < 8 and at + 1 < len(upper):
        texts += f" {upper[at + 1].text}"
    return opens_in_capitals(texts)


def opens_in_capitals(text: str) -> bool:
    """Whether the first letters are capitals, a few lost ones allowed."""
    letters = [char for char in text if char.isalpha()][:8]
    return bool(letters) and sum(char.isupper() for char in letters) >= 0.7 * len(letters)


def _column_from(upper: Sequence[Segment], at: int) -> list[Segment]:
    """A line and those under it, row by row: what stands beside them (a column's print, a stamp) is left out.

    A stamp may make rows of its own between two lines of a title; they are stepped over.
    """
    column = [upper[at]]
    for segment in upper[at + 1 :]:
        last = column[-1]
        if len(column) == _MOST_LINES or segment.row > last.row + _ROWS_BETWEEN:
            break
        is_near = segment.row == last.row + 1 or segment.box.center_y - last.box.center_y < _PITCH * last.usual_height
        if segment.row > last.row and is_near and _is_under(segment, last):
            column.append(segment)
    return column


def _is_under(lower: Segment, above: Segment) -> bool:
    return lower.box.left < above.box.right and above.box.left < lower.box.right
