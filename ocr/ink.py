"""Here live the steps that leave print and take away light, stamp, pattern and dust: gray in, gray out."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.marks import Marks, find_print, paint, whiten
from ocr.pixels import Pixels, is_gray_view

_NEARLY_WHITE = 243
# The ground is looked for on a picture this many times smaller.
_GROUND_STEP = 8
_MARK_REACH_MM = 0.6


def brightest_channel(rgb: Pixels) -> Pixels:
    """The largest of red, green and blue: red stamps vanish, blue ink and coloured patterns fade.

    Args:
        rgb: uint8 (height, width, 3).

    Returns:
        uint8 (height, width). Measured: names under a stamp are read twice as often.
    """
    if is_gray_view(rgb):
        return np.ascontiguousarray(rgb[:, :, 0])
    red, green, blue = cv2.split(rgb)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def darkest_channel(rgb: Pixels) -> Pixels:
    """The smallest of red, green and blue: only what is white or gray stays light.

    Args:
        rgb: uint8 (height, width, 3).

    Returns:
        uint8 (height, width).
    """
    if is_gray_view(rgb):
        return np.ascontiguousarray(rgb[:, :, 0])
    red, green, blue = cv2.split(rgb)
    return np.asarray(cv2.min(cv2.min(red, green), blue), np.uint8)


def even_light(gray: Pixels) -> Pixels:
    """The page divided by its own background, so that shadows and yellowed paper become white."""
    height, width = gray.shape
    if min(height, width) < _GROUND_STEP:
        return gray
    # Whole factors are averaged many times faster; the few rows left out change no ground.
    wanted = width // _GROUND_STEP, height // _GROUND_STEP
    whole = gray[: wanted[1] * _GROUND_STEP, : wanted[0] * _GROUND_STEP]
    small = cv2.resize(whole, wanted, interpolation=cv2.INTER_AREA)
    # Wider than a bold heading's stroke, narrower than a shadow's edge.
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 11)
    ground = cv2.resize(ground, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, ground, scale=255), np.uint8)


def dirty_share(lit: Pixels) -> float:
    """Share of the ground, away from print, that is not white: pattern, bleed-through, copier noise; 0-1.

    Args:
        lit: uint8 (height, width), as `even_light` leaves it.
    """
    sample = np.ascontiguousarray(lit[::2, ::2])
    print_and_rim = cv2.dilate(cv2.threshold(sample, 149, 255, cv2.THRESH_BINARY_INV)[1], np.ones((9, 9), np.uint8))
    ground = cv2.calcHist([sample], [0], cv2.bitwise_not(print_and_rim), [256], [0, 256]).ravel()
    return float(ground[:_NEARLY_WHITE].sum() / ground.sum()) if ground.any() else 0.0


def level_ink(gray: Pixels, white_share: float) -> Pixels:
    """Levels stretched so that the darkest print is black and all lighter than `white_share` of white is white."""
    dark = float(np.percentile(gray[::4, ::4], 0.5))
    white = 255.0 * white_share
    dark = min(dark, white - 64.0)
    levels = np.clip((np.arange(256, dtype=np.float64) - dark) * 255.0 / (white - dark), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(gray, levels), np.uint8)


def find_specks(marks: Marks, dpi: int, speck_mm: float) -> npt.NDArray[np.bool_]:
    """Which marks are too small to be print and too far from any letter to be its mark, bool (count,).

    Args:
        marks: of the whole page.
        dpi: dots per inch of the page.
        speck_mm: larger than a stray dot, smaller than a full stop of 9 point print.

    Measured: breaks up the dotted security pattern that Tesseract's segmentation takes for a picture.
    """
    is_speck = np.asarray(marks.longer_sides <= max(1.0, speck_mm / 25.4 * dpi))
    is_speck[0] = False
    if not is_speck.any():
        return is_speck
    is_letter = ~is_speck
    is_letter[0] = False
    # Tone marks, dots of i and full stops stand within a fraction of a letter's height of the letter.
    reach = 2 * max(1, round(_MARK_REACH_MM / 25.4 * dpi)) + 1
    near_letters = cv2.dilate(paint(marks, is_letter), np.ones((reach, reach), np.uint8))
    left, top, width, height = marks.stats[is_speck, :4].T
    right, bottom = left + width - 1, top + height - 1
    is_near = (near_letters[top, left] | near_letters[top, right] | near_letters[bottom, left]) > 0
    is_speck[is_speck] = ~(is_near | (near_letters[bottom, right] > 0))
    return is_speck


def drop_specks(gray: Pixels, dpi: int, speck_mm: float) -> Pixels:
    """The page without specks, see `find_specks`.

    Args:
        gray: uint8 (height, width), white ground.
        dpi: dots per inch of the page.
        speck_mm: see `find_specks`.
    """
    marks = find_print(gray)
    return whiten(gray, marks, find_specks(marks, dpi, speck_mm))
