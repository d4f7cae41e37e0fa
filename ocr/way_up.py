"""Here lives which way up a page lies: the direction of its lines, and which reading of it is the upright one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from ocr.engine import EngineReading
from ocr.pixels import Pixels
from ocr.print_size import Boxes, letter_boxes
from ocr.skew import lies_sideways
from ocr.thumbnail import shrink
from schemas.ocr_page import Word
from schemas.syllables import is_syllable

Direction = Literal["across", "down"]
_WORK_LONG_SIDE = 1800
_FEWEST_LETTERS = 40
_ASKED_LETTERS = 600
# Share of letters whose next letter stands beside them rather than above or below.
_SURELY_ACROSS, _SURELY_DOWN = 0.6, 0.4
# Right way up even poor print and foreign languages score above this (0.43 to 0.89 measured), upside down or
# sideways nothing does (0.08 to 0.22).
_GOOD_SCORE = 0.35
# Words of three letters and more are wider than tall; of a page on its side the engine finds them tall.
_LEAST_LETTERS = 3


def line_direction(gray: Pixels) -> Direction:
    """Whether the text lines run across or down the picture.

    Args:
        gray: uint8 (height, width), evenly lit.

    The next letter of a letter stands in its line. Frames, tables and patterns, which lead a projection profile
    astray, have no letters; the profile is asked where letters are few or undecided.
    """
    scale = min(1.0, _WORK_LONG_SIDE / max(gray.shape))
    share = _beside_share(letter_boxes(shrink(gray, scale)))
    if share is None or _SURELY_DOWN < share < _SURELY_ACROSS:
        return "down" if lies_sideways(gray) else "across"
    return "across" if share >= _SURELY_ACROSS else "down"


def _beside_share(boxes: Boxes) -> float | None:
    if len(boxes) < _FEWEST_LETTERS:
        return None
    # float32: pages have a few thousand letters, asked against a few hundred of them.
    left, top, width, height = (boxes[:, side].astype(np.float32) for side in range(4))
    x, y = left + width / 2, top + height / 2
    asked = np.linspace(0, len(boxes) - 1, min(_ASKED_LETTERS, len(boxes))).astype(int)
    across = np.maximum(0, np.abs(x[asked, None] - x[None]) - (width[asked, None] + width[None]) / 2)
    down = np.maximum(0, np.abs(y[asked, None] - y[None]) - (height[asked, None] + height[None]) / 2)
    distance = across + down
    distance[np.arange(len(asked)), asked] = np.inf
    nearest = distance.argmin(axis=1)
    step_x, step_y = np.abs(x[asked] - x[nearest]), np.abs(y[asked] - y[nearest])
    return float((step_x > step_y).mean())


def read_best_way_up(read: Callable[[int], EngineReading]) -> tuple[int, EngineReading]:
    """The clockwise turn (0, 90, 180, 270) under which a page reads best, and that reading.

    Args:
        read: reads the page turned by so many degrees.

    A good first reading is the only one; a poor one is tried upside down, and on its sides where the words found
    lie on their side or nothing else reads well.
    """
    readings = {0: read(0)}
    turns = [90, 270, 180] if lies_on_side(readings[0].words) else [180, 90, 270]
    for turn_deg in turns:
        if any(is_good(reading.words) for reading in readings.values()):
            break
        readings[turn_deg] = read(turn_deg)
    best = max(readings, key=lambda turn_deg: _rank(readings[turn_deg].words))
    return best, readings[best]


def is_good(words: Sequence[Word]) -> bool:
    """Whether words are the reading of an upright page: sure enough, spelt as Vietnamese, set across."""
    letters = sum(len(word.text) for word in words)
    if not letters or lies_on_side(words):
        return False
    sure = sum((word.confidence or 0.0) * len(word.text) for word in words) / letters
    worded = [word for word in words if any(char.isalpha() for char in word.text)]
    spelt = sum(len(word.text) for word in worded if is_syllable(word.text.strip(".,;:()-/")))
    share = spelt / max(1, sum(len(word.text) for word in worded))
    return sure * (0.4 + 0.6 * share) >= _GOOD_SCORE


def lies_on_side(words: Sequence[Word]) -> bool:
    """Whether most longer words found are taller than wide."""
    boxes = [word.box for word in words if sum(char.isalpha() for char in word.text) >= _LEAST_LETTERS]
    return sum(box.height > box.width for box in boxes) * 2 > len(boxes)


def _rank(words: Sequence[Word]) -> tuple[bool, float, float]:
    # Of readings without one sound word that with the most letters is kept: poor text is no blank page.
    return is_good(words), _yield(words), sum((word.confidence or 0.0) * len(word.text) for word in words)


def _yield(words: Sequence[Word]) -> float:
    """Letters of upright, well-spelt words, each worth its confidence: a wrong way up gives few, however sure."""
    return sum(
        (word.confidence or 0.0) * len(word.text)
        for word in words
        if word.box.width > word.box.height and len(word.text) > 1 and is_syllable(word.text.strip(".,;:()-/"))
    )
