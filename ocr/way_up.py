"""Here lives which of several readings of a page is that of the upright one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ocr.engine import EngineReading
from schemas.ocr_page import Word
from schemas.syllables import is_syllable

# Right way up even poor print and foreign languages score above this (0.43 to 0.89 measured), upside down or
# sideways nothing does (0.08 to 0.22).
_GOOD_SCORE = 0.35
# Words of three letters and more are wider than tall; of a page on its side the engine finds them tall.
_LEAST_LETTERS = 3


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
