"""Lines as a recogniser sees them that was told what to see, and how sure to be of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ocr.posteriors import LinePosteriors, ReadWord
from schemas.geometry import Box
from schemas.ocr_page import Word

_VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_LETTERS = _VOWELS + "bcdđghklmnpqrstvxfjwz"
ALPHABET = " " + _LETTERS + _LETTERS.upper() + "0123456789.,:;-/()"
COLUMNS = {character: column for column, character in enumerate(ALPHABET, start=1)}
_RARE = 1e-6
SURE = 0.99


def tell(
    text: str, doubts: Mapping[int, Mapping[str, float]] | None = None, stop: float = _RARE, sure: float = SURE
) -> LinePosteriors:
    """A line seen as `text`: one step a character with one empty step behind each.

    `doubts` gives for places in the text the probabilities of characters there; `stop` is the probability of a full
    stop in the last empty step; a step is ten pixels wide.
    """
    steps = np.full((2 * len(text), 1 + len(ALPHABET)), _RARE)
    for place, character in enumerate(text):
        for seen, chance in (doubts or {}).get(place, {character: sure}).items():
            steps[2 * place, COLUMNS[seen]] = chance
    steps[-1:, COLUMNS["."]] = stop
    steps[:, 0] += 1 - steps.sum(axis=1)
    return LinePosteriors(np.log(steps), COLUMNS, left_px=0.0, step_px=10.0)


def fast_word(text: str, first_step: int = 0, confidence: float = SURE) -> ReadWord:
    return ReadWord(text, first_step, first_step + 2 * len(text) - 1, confidence)


def slow_words(text: str, confidence: float = 0.95) -> tuple[Word, ...]:
    """The words of a text, side by side."""
    return tuple(
        Word(word, Box(100 * place, 0, 100 * place + 90, 30), confidence) for place, word in enumerate(text.split())
    )
