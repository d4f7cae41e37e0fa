"""Here lives the invisible text of a searchable PDF: a word's letters stretched over its box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import atan2, degrees, hypot
from statistics import median
from typing import NamedTuple

from ocr.blank_font import ADVANCE, DESCENT, FONT_NAME, LAST_CODE, UNITS_PER_EM
from schemas.geometry import Box, Transform, map_point
from schemas.ocr_page import OcrPage, Word

_INVISIBLE_MODE = 3
_REPLACEMENT = 0xFFFD
# Words that lean less are written upright over the rectangle that is their box on the page.
_NEARLY_UPRIGHT_DEG = 5.0


class _Frame(NamedTuple):
    """Where a word is written, in the PDF page's own units: its lower left corner, its foot and its left side."""

    corner: tuple[float, float]
    along: tuple[float, float]
    up: tuple[float, float]


def text_commands(page: OcrPage, to_user_space: Transform) -> bytes:
    """Drawing commands that write a page's words, unseen, over their boxes in reading order.

    Args:
        page: the words.
        to_user_space: maps pixels of the original page to the PDF page's own units.
    """
    parts = [f"q\nBT\n{_INVISIBLE_MODE} Tr"]
    for line in page.lines:
        words = [page.words[index] for index in line]
        for word, box in zip(words, _boxes_to_write(words), strict=True):
            parts.append(_word_commands(word.text, _frame_of(box, page.to_original, to_user_space)))
    parts.append("ET\nQ\n")
    return "\n".join(parts).encode("ascii")


def _boxes_to_write(words: Sequence[Word]) -> list[Box]:
    """The words' boxes; a lone dash or stop made as tall as its line, else poppler takes it out of it."""
    spelt = [word.box for word in words if any(char.isalnum() for char in word.text)]
    if not spelt:
        return [word.box for word in words]
    top, bottom = round(median(box.top for box in spelt)), round(median(box.bottom for box in spelt))
    return [
        word.box
        if any(char.isalnum() for char in word.text)
        else word.box._replace(top=min(top, word.box.top), bottom=max(bottom, word.box.bottom))
        for word in words
    ]


def _frame_of(box: Box, to_original: Transform, to_user_space: Transform) -> _Frame:
    """The nearest parallelogram to a box as it lies on the page; upright where the page lies nearly so.

    Poppler parts a word whose letters climb by half a point, pdf.js starts a new piece at each turned word
    (measured, ADR 0030).
    """
    top_left, top_right, low_left, low_right = (
        map_point(to_user_space, *map_point(to_original, x, y))
        for x, y in ((box.left, box.top), (box.right, box.top), (box.left, box.bottom), (box.right, box.bottom))
    )
    along = tuple((top_right[i] - top_left[i] + low_right[i] - low_left[i]) / 2 for i in (0, 1))
    up = tuple((top_left[i] - low_left[i] + top_right[i] - low_right[i]) / 2 for i in (0, 1))
    angle_deg = degrees(atan2(along[1], along[0]))
    quarters = round(angle_deg / 90)
    corners = (top_left, top_right, low_left, low_right)
    if abs(angle_deg - 90 * quarters) <= _NEARLY_UPRIGHT_DEG:
        return _upright_frame(corners, quarters % 4)
    middle = tuple(sum(corner[i] for corner in corners) / 4 for i in (0, 1))
    foot = (middle[0] - (along[0] + up[0]) / 2, middle[1] - (along[1] + up[1]) / 2)
    return _Frame(foot, (along[0], along[1]), (up[0], up[1]))


def _upright_frame(corners: Sequence[tuple[float, float]], quarters: int) -> _Frame:
    """The rectangle around the corners, its foot turned by so many quarters counter-clockwise."""
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    low, high = min(y for _, y in corners), max(y for _, y in corners)
    width, height = right - left, high - low
    return (
        _Frame((left, low), (width, 0.0), (0.0, height)),
        _Frame((right, low), (0.0, height), (-width, 0.0)),
        _Frame((right, high), (-width, 0.0), (0.0, -height)),
        _Frame((left, high), (0.0, -height), (width, 0.0)),
    )[quarters]


def _word_commands(text: str, frame: _Frame) -> str:
    width, size = max(hypot(*frame.along), 0.01), max(hypot(*frame.up), 0.01)
    rise = -DESCENT / UNITS_PER_EM
    x, y = frame.corner[0] + frame.up[0] * rise, frame.corner[1] + frame.up[1] * rise
    codes = list(_codes(text))
    stretch = 100 * width / (len(codes) * size * ADVANCE / UNITS_PER_EM)
    # The blank behind the word keeps words apart for readers that do not measure gaps.
    letters = "".join(f"{code:04X}" for code in [*codes, 0x20])
    return (
        f"{FONT_NAME} {size:.2f} Tf {stretch:.2f} Tz {frame.along[0] / width:.5f} {frame.along[1] / width:.5f} "
        f"{frame.up[0] / size:.5f} {frame.up[1] / size:.5f} {x:.2f} {y:.2f} Tm <{letters}> Tj"
    )


def _codes(text: str) -> Iterator[int]:
    for char in text:
        code = ord(char)
        yield code if 0x20 <= code <= LAST_CODE - 2 and not 0xD800 <= code <= 0xDFFF else _REPLACEMENT
