"""Here lives the removal of lines that nobody printed: what readers make of frames, patterns and pen strokes."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.geometry import Box
from schemas.language import is_known
from schemas.ocr_page import Word

# Lines of which no word is surer than this are frame, pattern or pen on drawn certificates, hardly ever print.
_LEAST_SURE = 0.45
_LETTERS_OF_A_WORD = 3
# Print beside a weak word, within this many of its heights, makes it a part of a line: a number written by hand.
_BESIDE = 2.0


def is_stray(line: Sequence[Word], page: Sequence[Word]) -> bool:
    """Whether a line of a page is no print: nothing but punctuation, or hardly believed and alone in its row."""
    if not any(char.isalnum() for word in line for char in word.text):
        return True
    if any((word.confidence or 0.0) >= _LEAST_SURE or _says_something(word) for word in line):
        return False
    return not any(_stands_beside(word, other) for word in line for other in page)


def _says_something(word: Word) -> bool:
    """Whether a word has the letters of one, however doubtful: `Số:` before a number written by hand is a label."""
    return sum(char.isalpha() for char in word.text) >= _LETTERS_OF_A_WORD or is_known(word.text)


def _stands_beside(weak: Word, other: Word) -> bool:
    if (other.confidence or 0.0) < _LEAST_SURE:
        return False
    return _gap(weak.box, other.box) <= _BESIDE * other.box.height and _is_level(weak.box, other.box)


def _gap(first: Box, second: Box) -> int:
    return max(first.left, second.left) - min(first.right, second.right)


def _is_level(first: Box, second: Box) -> bool:
    return first.top < second.center_y < first.bottom
