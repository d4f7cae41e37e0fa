"""Here live the figures by which a page's picture and its reading are judged."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.pixels import Pixels
from schemas.ocr_page import Word
from schemas.syllables import syllable_share

# Print between 5 and 72 point; what is smaller is dust, what is larger is a drawing or a fold.
_LETTER_MM = (0.9, 20.0)
# Gray of the faintest pencil or third carbon copy, after the light is evened.
_FAINTEST_INK = 200
_HALF_SURE = 0.5


def page_quality(lit: Pixels, cleaned: Pixels, dpi: int) -> dict[str, float]:
    """Figures of the picture.

    Args:
        lit: uint8 (height, width), evenly lit, gray levels kept.
        cleaned: the same page as the engine gets it.
        dpi: dots per inch.

    Returns:
        `dpi`; `sharpness` (standard deviation of the Laplacian over ink, below about 25 is blurred); `contrast`
        (ground minus ink, 0-1); `ink_share` (0-1 of the area).
    """
    ink = cleaned < 128
    ink_share = float(ink.mean())
    contrast = sharpness = 0.0
    if ink.any():
        contrast = float(np.median(lit[~ink][::16]) - np.median(lit[ink])) / 255 if not ink.all() else 0.0
        edges = cv2.Laplacian(lit[::2, ::2], cv2.CV_16S)
        around = cv2.dilate(ink[::2, ::2].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        sharpness = float(edges[around].std())
    return {
        "dpi": float(dpi),
        "sharpness": round(sharpness, 1),
        "contrast": round(contrast, 3),
        "ink_share": round(ink_share, 5),
    }


def reading_quality(words: Sequence[Word]) -> dict[str, float]:
    """`mean_confidence` (by letters, 0-1), `syllable_share` (0-1), `word_count`."""
    scored = [(word.confidence, len(word.text)) for word in words if word.confidence is not None]
    letters = sum(length for _, length in scored)
    mean = sum(confidence * length for confidence, length in scored) / letters if letters else 0.0
    return {
        "mean_confidence": round(mean, 4),
        "syllable_share": round(syllable_share([word.text for word in words]), 4),
        "word_count": float(len(words)),
    }


def has_ink(lit: Pixels, dpi: int) -> bool:
    """Whether anything on the page is as large as a letter, however faint; where not, no engine need look at it.

    Args:
        lit: uint8 (height, width), evenly lit, gray levels kept.
        dpi: dots per inch.
    """
    marks = (lit < _FAINTEST_INK).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    if count < 2:
        return False
    smallest, largest = (side * dpi / 25.4 for side in _LETTER_MM)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    return bool(((heights >= smallest) & (heights <= largest)).any())


def is_only_noise(words: Sequence[Word]) -> bool:
    """Whether an engine found nothing but dust and bleed-through: no letter or digit that it is half sure of."""
    return not any(
        any(char.isalnum() for char in word.text) and (word.confidence is None or word.confidence >= _HALF_SURE)
        for word in words
    )
