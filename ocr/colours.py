"""Here lives the way from colours to one gray: print of any colour stays dark, seals and signatures fade."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.ink import brightest_channel
from ocr.marks import find_marks, paint
from ocr.pixels import Pixels, as_gray_view, is_gray_view
from ocr.seals import Disc, find_seals, redness
from ocr.thumbnail import halve

# Fewer coloured pixels than this: a gray page, whatever its channels.
_COLOURED_SHARE = 0.0005
# Largest less smallest channel of ink that is not black; yellowed paper and noise stay below.
_COLOURED_SPREAD = 70
_SAMPLE_STEP = 4
# Enough for letters to stay apart from frames.
_LETTER_DPI = 160
# Pale grounds and patterns stay below, the faintest red letters above (red above the larger of green and blue).
_PALE_REDNESS = 45
# Higher than the largest letter of a title: a frame or a picture. Letters of a title may touch and make a long word.
_LETTER_MM = 15.0
# Print over an emblem's rim is darker, the emblem is lighter.
_BLACK = 110
# A pen's stroke this wide is a signature; stamped or written names fall apart into letters and words.
_SIGNATURE_MM = 11.0
_BLUENESS = 35


def colour_share(rgb: Pixels) -> float:
    """Share of the page that is coloured, 0-1; yellowed paper and a camera's cast do not count.

    Args:
        rgb: uint8 (height, width, 3).
    """
    if is_gray_view(rgb):
        return 0.0
    red, green, blue = cv2.split(_sample(rgb))
    spread = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    return float((spread > _COLOURED_SPREAD).mean())


def without_needless_channels(rgb: Pixels) -> Pixels:
    """The page itself where it shows red ink, else its brightest channel as a gray view: all that reading needs."""
    return rgb if _has_red(rgb) else as_gray_view(brightest_channel(rgb))


def _has_red(rgb: Pixels) -> bool:
    """Whether a page shows red ink. Blue and green need no care, the brightest channel has it."""
    if is_gray_view(rgb):
        return False
    return float((redness(_sample(rgb)) > _PALE_REDNESS).mean()) >= _COLOURED_SHARE


def _sample(rgb: Pixels) -> Pixels:
    height, width = (max(1, side // _SAMPLE_STEP) for side in rgb.shape[:2])
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def print_gray(rgb: Pixels, dpi: int) -> Pixels:
    """One gray from colours: black, blue and red print dark; red seals, emblems and signatures over them light.

    Args:
        rgb: uint8 (height, width, 3).
        dpi: dots per inch.

    Returns:
        uint8 (height, width).

    Red goes with the brightest channel, which erases seals and would erase red titles and labels; so red letters
    outside of seals are put back.
    """
    gray = brightest_channel(rgb)
    if not _has_red(rgb):
        return gray
    red = redness(rgb)
    seals = find_seals(red, dpi)
    letters = _letters(red, dpi)
    for seal in seals:
        # A little beyond the ring, whose rim is blurred.
        cv2.circle(letters, _pixel(seal), round(seal.radius * 1.06 + 0.01 * dpi), 0, -1)
    darker = cv2.bitwise_and(cv2.LUT(red, _put_back()), letters)
    gray = np.asarray(cv2.subtract(gray, darker), np.uint8)
    _clear_seals(gray, rgb, seals, dpi)
    return gray


def _put_back() -> Pixels:
    """By how much a pixel of each redness is darkened; steep, so that dull red becomes as dark as black print."""
    return np.asarray(np.clip((np.arange(256) - _PALE_REDNESS / 2) * 1.4, 0, 255), np.uint8)


def _letters(red: Pixels, dpi: int) -> Pixels:
    """Where red ink has the size of letters: 255 there, else 0; frames, rules and pictures stay out."""
    ink, step = np.asarray(cv2.threshold(red, _PALE_REDNESS, 255, cv2.THRESH_BINARY)[1], np.uint8), 1
    # Sizes of letters are told apart on a coarse picture as well, at a quarter of the cost.
    while dpi / step > _LETTER_DPI:
        ink, step = halve(ink), 2 * step
    marks = find_marks(ink)
    shorter = np.minimum(marks.stats[:, cv2.CC_STAT_WIDTH], marks.stats[:, cv2.CC_STAT_HEIGHT])
    is_letter = np.asarray(shorter <= _LETTER_MM / 25.4 * dpi / step)
    is_letter[0] = False
    letters = paint(marks, is_letter)
    height, width = red.shape
    if step > 1:
        letters = np.asarray(cv2.resize(letters, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    # Letters' rims are paler than their strokes.
    return np.asarray(cv2.dilate(letters, np.ones((3, 3), np.uint8)), np.uint8)


def _clear_seals(gray: Pixels, rgb: Pixels, seals: Sequence[Disc], dpi: int) -> None:
    """White where no black print is: in emblems, and along the signature strokes that cross a seal.

    Seals themselves are left to the brightest channel: whitened by level, names under them lose their thin strokes.
    """
    height, width = gray.shape
    for seal in seals:
        if not seal.is_picture:
            _clear_signature(gray, rgb, seal, dpi)
            continue
        x, y = _pixel(seal)
        # Sheaves and rays stand around the red disc.
        reach = round(seal.radius * 1.25)
        top, bottom = max(0, y - reach), min(height, y + reach + 1)
        left, right = max(0, x - reach), min(width, x + reach + 1)
        disc = np.zeros((bottom - top, right - left), np.uint8)
        cv2.circle(disc, (x - left, y - top), reach, 1, -1)
        part = gray[top:bottom, left:right]
        part[(disc > 0) & (part > _BLACK)] = 255


def _clear_signature(gray: Pixels, rgb: Pixels, seal: Disc, dpi: int) -> None:
    x, y = _pixel(seal)
    reach = round(seal.radius)
    rows = slice(max(0, y - 2 * reach), y + 2 * reach)
    columns = slice(max(0, x - 2 * reach), x + 4 * reach)
    part = rgb[rows, columns]
    bluer = cv2.subtract(part[:, :, 2], part[:, :, 0])
    marks = find_marks(np.asarray(cv2.threshold(bluer, _BLUENESS, 255, cv2.THRESH_BINARY)[1], np.uint8))
    is_stroke = np.asarray(marks.longer_sides > _SIGNATURE_MM / 25.4 * dpi)
    is_stroke[0] = False
    strokes = cv2.dilate(paint(marks, is_stroke), np.ones((3, 3), np.uint8))
    found = gray[rows, columns]
    # The rim of a stroke over black print is blue too; what is dark is print.
    found[(strokes > 0) & (found > _BLACK)] = 255


def _pixel(seal: Disc) -> tuple[int, int]:
    return round(seal.x), round(seal.y)
