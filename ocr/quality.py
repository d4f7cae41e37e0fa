"""Here live the figures by which a page's picture and its reading are judged."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.pixels import Array, Pixels
from ocr.prepare import PreparedPage
from schemas.ocr_page import Word
from schemas.syllables import syllable_share

_HALF_SURE = 0.5
# Darker than this is print, as against faint marks.
_INK = 128
_BLANK = {"none": 1.0, "doubtful": 0.5}


def page_quality(page: PreparedPage, dpi: int) -> dict[str, float]:
    """Figures of the picture.

    Args:
        page: as it was prepared.
        dpi: dots per inch of the page as rendered.

    Returns:
        `dpi`; `sharpness` (standard deviation of the Laplacian over ink, below about 25 is blurred); `contrast`
        (ground minus ink, 0-1); `ink_share` (0-1 of the area); `colour_share` (0-1 of the area, below 0.0005 a mono
        page); `cut_edges` (0-4, edges of the sheet that run through print); `blank` (1 where nothing stands on
        this side of the sheet, 0.5 where that is in doubt, else 0).
    """
    levels = cv2.calcHist([page.lit], [0], None, [256], [0, 256]).ravel()
    ink_count, count = float(levels[:_INK].sum()), float(levels.sum())
    contrast = sharpness = 0.0
    if 0 < ink_count < count:
        contrast = (_INK + _middle(levels[_INK:]) - _middle(levels[:_INK])) / 255
        sharpness = _sharpness(page.lit)
    return {
        "dpi": float(dpi),
        "sharpness": round(sharpness, 1),
        "contrast": round(contrast, 3),
        "ink_share": round(ink_count / count, 5),
        "colour_share": round(page.colour_share, 5),
        "cut_edges": float(page.cut_edges),
        "blank": _BLANK.get(page.ink, 0.0),
    }


def _middle(levels: Array) -> int:
    """The median level of a part of a histogram that is not empty, counted from its beginning."""
    below = np.cumsum(levels)
    return int(np.searchsorted(below, below[-1] / 2))


def _sharpness(lit: Pixels) -> float:
    sample = np.ascontiguousarray(lit[::2, ::2])
    ink = cv2.threshold(sample, _INK - 1, 255, cv2.THRESH_BINARY_INV)[1]
    around = np.asarray(cv2.dilate(ink, np.ones((3, 3), np.uint8)), np.uint8)
    return float(cv2.meanStdDev(cv2.Laplacian(sample, cv2.CV_16S), mask=around)[1].item())


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


def is_only_noise(words: Sequence[Word]) -> bool:
    """Whether an engine found nothing but dust and bleed-through: no letter or digit that it is half sure of."""
    return not any(
        any(char.isalnum() for char in word.text) and (word.confidence is None or word.confidence >= _HALF_SURE)
        for word in words
    )
