"""Here lives the measure of a printed line beside a spot: where it stands, how high, how strong and how dark."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.pixels import Array, Pixels
from schemas.geometry import Box

# Heights of capitals and digits of one line differ less than this; letters asked, and how many must agree.
_ALIKE, _MOST_LETTERS, _AGREEING = 0.07, 24, 2
# Lower than this share of a word's box is no letter; boxes on worn pages are half empty.
_LOWEST = 0.3
# Such boxes stand too high too, by up to this share.
_ASKEW = 0.2


@dataclass(frozen=True, slots=True)
class PrintLine:
    """The printed line beside a spot, in pixels: foot and height of its capitals, its strokes' width; its darkness."""

    foot: float
    capital: float
    stroke: float
    darkness: float


def measure_print(crop: Pixels, ink: Pixels, room: Box, paper: float) -> PrintLine | None:
    """The line by the letters on both sides of the room; None where fewer than two stand there."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    lefts, tops, widths, heights = (stats[1:, column] for column in range(4))
    middle = (room.top + room.bottom) / 2
    is_letter = (
        ((lefts + widths <= room.left + 1) | (lefts >= room.right - 1))
        & (heights > _LOWEST * room.height)
        & (heights < 1.8 * room.height)
        & (widths < 4 * room.height)
        & (tops < middle + _ASKEW * room.height)
        & (tops + heights > middle)
    )
    if is_letter.sum() < _AGREEING:
        return None
    # Letters near the room say most: a page is rarely quite straight.
    away = np.where(is_letter, np.maximum(room.left - lefts - widths, lefts - room.right), np.iinfo(np.int32).max)
    near = np.sort(np.argsort(away, kind="stable")[: min(_MOST_LETTERS, int(is_letter.sum()))])
    near = near[np.argsort(lefts[near], kind="stable")]
    feet = tops[near] + heights[near]
    foot = float(np.sort(feet)[len(feet) // 2])
    capital = _tallest(heights[near][np.abs(feet - foot) <= 0.12 * room.height + 1])
    inside = np.isin(labels, near + 1)
    stroke, _ = stroke_width(cv2.distanceTransform(ink, cv2.DIST_L2, 3)[inside])
    return PrintLine(foot, max(4.0, capital), stroke, max(1.0, paper - float(np.median(crop[inside]))))


def _tallest(heights: Array) -> float:
    """The greatest height that several letters share; where none do, that of the first, the `S` of `Số`."""
    shared = [float(h) for h in heights if (np.abs(heights - h) <= _ALIKE * h).sum() >= _AGREEING]
    return max(shared) if shared else float(heights[0])


def stroke_width(thickness: Array) -> tuple[float, float]:
    """Width of a stroke in pixels, and how uneven it is, from the distances of its ink to the edge."""
    mean = float(thickness.mean()) if thickness.size else 0.0
    spread = float(thickness.std() / mean) if mean else 0.0
    return max(0.0, 4.0 * mean - 2.0), spread
