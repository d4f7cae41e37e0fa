"""Here live the spots of a form's body where somebody may have written: digits that were read with doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import median

from ocr.writing_spots import WritingSpot
from schemas.geometry import Box
from schemas.ocr_page import Word

# Engines are rarely this unsure of printed digits and mostly of written ones: one word a page or less is looked at.
_DOUBTED = 0.65
_LEAST_CHARS, _LEAST_DIGITS = 3, 2
# A page nobody can read is full of doubt; looking at all of it would take longer than it is worth.
_MOST_SPOTS = 24
# A number's printed end stands in a letterhead, where `find_writing_spots` looks.
_SIGN = re.compile(r"[/⁄][A-ZĐ]{2}")
# Writing is taller than print; the line is no higher than the page's words by this factor.
_TALLEST = 1.2


def find_fill_in_spots(words: Sequence[Word]) -> tuple[WritingSpot, ...]:
    """The doubtful numbers of a page, one spot a word; words without confidence are no spots.

    Args:
        words: of the upright page, in any order.
    """
    return tuple(islice(_doubtful_numbers(words), _MOST_SPOTS))


def _doubtful_numbers(words: Sequence[Word]) -> Iterator[WritingSpot]:
    usual = median(word.box.height for word in words) if words else 0
    for word in words:
        if word.confidence is None or word.confidence >= _DOUBTED or not _may_be_number(word.text):
            continue
        height, center = min(word.box.height, _TALLEST * usual), word.box.center_y
        room = Box(word.box.left - 2, round(center - height / 2), word.box.right + 2, round(center + height / 2))
        yield WritingSpot("fill_in", room, word.confidence)


def _may_be_number(text: str) -> bool:
    if len(text) < _LEAST_CHARS or _SIGN.search(text):
        return False
    return sum(char.isdigit() for char in text) >= _LEAST_DIGITS
