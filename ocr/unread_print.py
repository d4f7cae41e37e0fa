"""Here lives the search for print that no word covers: rows of letters that a first reading passed over."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np

from ocr.marks import find_marks
from ocr.pixels import Array, Pixels
from schemas.geometry import Box, join_boxes
from schemas.ocr_page import Word

_INK = 140
# Words surer than this tell the size of the page's print; words less sure than that cover nothing.
_SURE, _COVERING = 0.8, 0.3
_FEWEST_SURE = 6
# Sides of letters and the least ink in one, as shares of the height of a line's words.
_LETTER_HEIGHT, _LETTER_WIDTH, _LETTER_INK = (0.28, 1.6), (0.1, 2.5), 0.04
# Half of the widest blank inside a row, half of a row's height, and the blank within which rows belong together.
_REACH, _HALF_ROW, _TOGETHER = 0.45, 0.3, 3.0
_FEWEST_LETTERS = 3
# Letters on the ring of a seal climb; printed rows stay flat.
_FLAT, _LEAST_WIDTH, _ROW_LETTERS = 1.6, 2.5, 4


class Unread(NamedTuple):
    """Print without words, in pixels of the upright page.

    `rows` are flat rows of letters, those with most letters first; `blocks` are where such rows and loose letters
    stand close together, likewise. `word_height_px` is the height of the page's usual word.
    """

    rows: tuple[Box, ...]
    blocks: tuple[Box, ...]
    word_height_px: float


class _Row(NamedTuple):
    box: Box
    letters: int


def find_unread(gray: Pixels, words: Sequence[Word]) -> Unread | None:
    """Where a page shows letters that no word covers; None where there are none or too few words to measure by.

    Args:
        gray: uint8 (height, width), upright, print dark on white ground.
        words: of the first reading.
    """
    sure = [word.box.height for word in words if (word.confidence or 0.0) > _SURE and len(word.text) > 1]
    if len(sure) < _FEWEST_SURE:
        return None
    height = float(median(sure))
    rows = _gather_rows(_uncovered_letters(gray, words, height), height, gray.shape)
    flat = [
        row
        for row in rows
        if row.box.height <= _FLAT * height and row.box.width >= _LEAST_WIDTH * height and row.letters >= _ROW_LETTERS
    ]
    blocks = [block for block in _join_near(rows, height) if block.letters >= _ROW_LETTERS]
    if not blocks:
        return None
    return Unread(_boxes_by_letters(flat), _boxes_by_letters(blocks), height)


def _boxes_by_letters(rows: Sequence[_Row]) -> tuple[Box, ...]:
    return tuple(row.box for row in sorted(rows, key=lambda row: -row.letters))


def _uncovered_letters(gray: Pixels, words: Sequence[Word], height: float) -> Array:
    """Boxes (left, top, width, height) of ink of a letter's size outside of words, int32 (count, 4)."""
    dark = np.asarray(cv2.threshold(gray, _INK - 1, 1, cv2.THRESH_BINARY_INV)[1], np.uint8)
    _, stats, centres = find_marks(dark)
    covered = np.zeros(gray.shape, np.uint8)
    margin = int(0.15 * height)
    for word in words:
        if word.confidence is None or word.confidence >= _COVERING:
            box = word.box
            rows = slice(max(0, box.top - margin), box.bottom + margin)
            covered[rows, max(0, box.left - margin) : box.right + margin] = 1
    wide, high, ink = stats[:, 2] / height, stats[:, 3] / height, stats[:, 4] / height**2
    is_letter = (
        (high >= _LETTER_HEIGHT[0])
        & (high <= _LETTER_HEIGHT[1])
        & (wide >= _LETTER_WIDTH[0])
        & (wide <= _LETTER_WIDTH[1])
        & (ink >= _LETTER_INK)
        & (covered[centres[:, 1].astype(int), centres[:, 0].astype(int)] == 0)
    )
    is_letter[0] = False
    return np.asarray(stats[is_letter][:, :4], np.int32)


def _gather_rows(letters: Array, height: float, shape: tuple[int, ...]) -> list[_Row]:
    """Letters that stand side by side."""
    if not len(letters):
        return []
    joined = np.zeros(shape, np.uint8)
    reach, half = int(_REACH * height), max(1, int(_HALF_ROW * height))
    middles = [(int(x + wide // 2), int(y + high // 2)) for x, y, wide, high in letters]
    for (x, _, wide, _), (_, middle) in zip(letters, middles, strict=True):
        joined[max(0, middle - half) : middle + half, max(0, x - reach) : x + wide + reach] = 1
    labels, stats, _ = find_marks(joined)
    found = np.bincount([labels[y, x] for x, y in middles], minlength=len(stats))
    return [
        _Row(Box(int(x), int(y), int(x + wide), int(y + high)), int(found[label]))
        for label, (x, y, wide, high, _) in enumerate(stats)
        if label and found[label] >= _FEWEST_LETTERS
    ]


def _join_near(rows: Sequence[_Row], height: float) -> list[_Row]:
    """Rows that stand within a few lines of each other, as one."""
    blocks: list[_Row] = []
    for row in rows:
        grown = row
        # A grown block may touch blocks that the row itself did not.
        while near := [block for block in blocks if _are_near(block.box, grown.box, _TOGETHER * height)]:
            blocks = [block for block in blocks if block not in near]
            box = join_boxes([grown.box, *(block.box for block in near)])
            assert box is not None, "a row is there"
            grown = _Row(box, grown.letters + sum(block.letters for block in near))
        blocks.append(grown)
    return blocks


def _are_near(first: Box, second: Box, reach: float) -> bool:
    across = max(first.left, second.left) - min(first.right, second.right)
    down = max(first.top, second.top) - min(first.bottom, second.bottom)
    return across < reach and down < reach
