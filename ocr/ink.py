"""Here live the steps that leave print and take away light, stamp, pattern and dust: gray in, gray out."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.pixels import Pixels

_NEARLY_WHITE = 243
_MARK_REACH_MM = 0.6


def brightest_channel(rgb: Pixels) -> Pixels:
    """The largest of red, green and blue: red stamps vanish, blue ink and coloured patterns fade.

    Args:
        rgb: uint8 (height, width, 3).

    Returns:
        uint8 (height, width). Measured: names under a stamp are read twice as often.
    """
    red, green, blue = cv2.split(rgb)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def even_light(gray: Pixels) -> Pixels:
    """The page divided by its own background, so that shadows and yellowed paper become white."""
    small = cv2.resize(gray, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    # Wider than a bold heading's stroke, narrower than a shadow's edge.
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 11)
    ground = cv2.resize(ground, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, ground, scale=255), np.uint8)


def dirty_share(lit: Pixels) -> float:
    """Share of the ground, away from print, that is not white: pattern, bleed-through, copier noise; 0-1.

    Args:
        lit: uint8 (height, width), as `even_light` leaves it.
    """
    sample = lit[::2, ::2]
    print_and_rim = cv2.dilate((sample < 150).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    ground = sample[~print_and_rim]
    return float((ground < _NEARLY_WHITE).mean()) if ground.size else 0.0


def level_ink(gray: Pixels, white_share: float) -> Pixels:
    """Levels stretched so that the darkest print is black and all lighter than `white_share` of white is white."""
    dark = float(np.percentile(gray[::4, ::4], 0.5))
    white = 255.0 * white_share
    dark = min(dark, white - 64.0)
    levels = np.clip((np.arange(256, dtype=np.float64) - dark) * 255.0 / (white - dark), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(gray, levels), np.uint8)


def drop_specks(gray: Pixels, dpi: int, speck_mm: float) -> Pixels:
    """The page without dots too small to be print and too far from any letter to be its mark.

    Args:
        gray: uint8 (height, width), white ground.
        dpi: dots per inch of the page.
        speck_mm: larger than a stray dot, smaller than a full stop of 9 point print.

    Measured: breaks up the dotted security pattern that Tesseract's segmentation takes for a picture.
    """
    ink = (gray < 160).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 2:
        return gray
    speck_px = max(1.0, speck_mm / 25.4 * dpi)
    sides = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    is_speck = sides <= speck_px
    is_speck[0] = False
    letters = (~is_speck)[labels] & (ink > 0)
    # Tone marks, dots of i and full stops stand within a fraction of a letter's height of the letter.
    reach = 2 * max(1, round(_MARK_REACH_MM / 25.4 * dpi)) + 1
    near_letters = cv2.dilate(letters.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    kept = np.unique(labels[near_letters])
    is_speck[kept] = False
    cleaned = gray.copy()
    gone = cv2.dilate(is_speck[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    cleaned[gone & ~letters & ~near_letters] = 255
    return cleaned
