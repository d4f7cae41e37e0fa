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
    placing = _after(to_user_space, page.to_original)
    for line in page.lines:
        words = [page.words[index] for index in line]
        for word, box in zip(words, _boxes_to_write(words), strict=True):
            parts.append(_word_commands(word.text, _frame_of(box, placing)))
    parts.append("ET\nQ\n")
    return "\n".join(parts).encode("ascii")


def _boxes_to_write(words: Sequence[Word]) -> list[Box]:
    """The words' boxes; a lone dash or stop made as tall as its line, else poppler takes it out of it."""
    has_letters = [any(char.isalnum() for char in word.text) for word in words]
    if all(has_letters) or not any(has_letters):
        return [word.box for word in words]
    spelt = [word.box for word, spells in zip(words, has_letters, strict=True) if spells]
    top, bottom = round(median(box.top for box in spelt)), round(median(box.bottom for box in spelt))
    return [
        word.box if spells else word.box._replace(top=min(top, word.box.top), bottom=max(bottom, word.box.bottom))
        for word, spells in zip(words, has_letters, strict=True)
    ]


def _after(second: Transform, first: Transform) -> Transform:
    """The map that does `first`, then `second`."""
    a, b, c, d, e, f, g, h, i = first
    rows = (second[0:3], second[3:6], second[6:9])
    return tuple(
        value for x, y, z in rows for value in (x * a + y * d + z * g, x * b + y * e + z * h, x * c + y * f + z * i)
    )  # type: ignore[return-value]


def _frame_of(box: Box, placing: Transform) -> _Frame:
    """The nearest parallelogram to a box as it lies on the page; upright where the page lies nearly so.

    Poppler parts a word whose letters climb by half a point, pdf.js starts a new piece at each turned word
    (measured, ADR 0030).
    """
    left_top, right_top = map_point(placing, box.left, box.top), map_point(placing, box.right, box.top)
    left_low, right_low = map_point(placing, box.left, box.bottom), map_point(placing, box.right, box.bottom)
    along_x = (right_top[0] - left_top[0] + right_low[0] - left_low[0]) / 2
    along_y = (right_top[1] - left_top[1] + right_low[1] - left_low[1]) / 2
    angle_deg = degrees(atan2(along_y, along_x))
    quarters = round(angle_deg / 90)
    xs = (left_top[0], right_top[0], left_low[0], right_low[0])
    ys = (left_top[1], right_top[1], left_low[1], right_low[1])
    if abs(angle_deg - 90 * quarters) <= _NEARLY_UPRIGHT_DEG:
        return _upright_frame(xs, ys, quarters % 4)
    up_x, up_y = (xs[0] - xs[2] + xs[1] - xs[3]) / 2, (ys[0] - ys[2] + ys[1] - ys[3]) / 2
    corner = (sum(xs) / 4 - (along_x + up_x) / 2, sum(ys) / 4 - (along_y + up_y) / 2)
    return _Frame(corner, (along_x, along_y), (up_x, up_y))


def _upright_frame(xs: Sequence[float], ys: Sequence[float], quarters: int) -> _Frame:
    """The rectangle around the corners, its foot turned by so many quarters counter-clockwise."""
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    width, height = right - left, high - low
    if quarters == 0:
        return _Frame((left, low), (width, 0.0), (0.0, height))
    if quarters == 1:
        return _Frame((right, low), (0.0, height), (-width, 0.0))
    if quarters == 2:
        return _Frame((right, high), (-width, 0.0), (0.0, -height))
    return _Frame((left, high), (0.0, -height), (width, 0.0))


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
