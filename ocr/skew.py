"""Here live the angle of the text lines and whether they run across or down the picture."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.pixels import Pixels
from ocr.thumbnail import shrink

_WORK_LONG_SIDE = 1000
_MOST_SKEW_DEG = 8.0
_COARSE_STEP_DEG, _FINE_STEP_DEG = 0.5, 0.05
# More points do not sharpen the profile, they only cost time.
_MOST_POINTS = 60_000
# How much sharper the profile of columns must be than that of rows before a page is taken as lying on its side.
_SIDEWAYS_RATIO = 1.6


def _ink_points(gray: Pixels) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], float]:
    scale = min(1.0, _WORK_LONG_SIDE / max(gray.shape))
    small = shrink(gray, scale)
    # Blackhat keeps strokes and drops photographs, shadows and the dark rim of a flatbed.
    strokes = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones((9, 9), np.uint8))
    y, x = np.nonzero(strokes > 60)
    if len(x) > _MOST_POINTS:
        kept = np.random.default_rng(0).choice(len(x), _MOST_POINTS, replace=False)
        x, y = x[kept], y[kept]
    return x.astype(np.float64), y.astype(np.float64), scale


def _sharpness(positions: npt.NDArray[np.float64]) -> float:
    """How strongly points gather in rows: sum of squared steps of their histogram."""
    if not len(positions):
        return 0.0
    rows = np.bincount((positions - positions.min()).astype(np.int64))
    return float((np.diff(rows) ** 2).sum())


def find_skew_deg(gray: Pixels) -> float:
    """Clockwise angle of the text lines in degrees, -8 to 8; 0 for a page without lines.

    Args:
        gray: uint8 (height, width), text lines running roughly across.

    Source: projection profile, coarse then fine; within 0.1 degree on drawn pages.
    """
    x, y, _ = _ink_points(gray)
    if len(x) < 200:
        return 0.0

    def score(angle_deg: float) -> float:
        return _sharpness(y - x * np.tan(np.radians(angle_deg)))

    coarse = max(np.arange(-_MOST_SKEW_DEG, _MOST_SKEW_DEG + 0.01, _COARSE_STEP_DEG), key=score)
    fine = np.arange(coarse - _COARSE_STEP_DEG, coarse + _COARSE_STEP_DEG + 0.001, _FINE_STEP_DEG)
    best = float(max(fine, key=score))
    # A profile that is no sharper than the unturned one is no reason to resample the page.
    return best if score(best) > 1.02 * score(0.0) else 0.0


def lies_sideways(gray: Pixels) -> bool:
    """Whether the text lines run down the picture, so that the page needs a quarter turn."""
    x, y, _ = _ink_points(gray)
    if len(x) < 200:
        return False
    angles = np.tan(np.radians(np.arange(-4, 4.1, 1.0)))
    across = max(_sharpness(y - x * slope) for slope in angles)
    down = max(_sharpness(x - y * slope) for slope in angles)
    return down > _SIDEWAYS_RATIO * across
