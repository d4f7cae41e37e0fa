"""Here lives the size of the print on a page, and by how much small print is enlarged before it is read."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.marks import find_marks
from ocr.pixels import Pixels

Boxes = npt.NDArray[np.int32]

# Letters without ascender of 13 point print, the usual size of letters and forms, are this high.
_X_HEIGHT_MM = 2.05
# Below this many pixels Tesseract loses marks and letters; 150 dpi scans stand at 12 and are hurt by enlarging
# wherever they are patterned (measured).
_SMALL_X_HEIGHT_PX, _WANTED_X_HEIGHT_PX = 10.5, 21.0
_MOST_ENLARGEMENT = 4.0
# Longer pictures are no small ones.
LARGE_SIDE = 2000
_FEWEST_LETTERS = 60
_MOST_PIXELS = 40_000_000


def letter_boxes(gray: Pixels) -> Boxes:
    """Boxes (left, top, width, height) of what has the shape and a common size of letters, int32 (count, 4).

    Args:
        gray: uint8 (height, width), print darker than its ground.
    """
    return find_letters(gray)[0]


def find_letters(gray: Pixels) -> tuple[Boxes, Boxes]:
    """`letter_boxes`, and the boxes of all smaller pieces of ink that are more than dust, likewise.

    Args:
        gray: uint8 (height, width), print darker than its ground.
    """
    # Against the light around, so that shadows and pale copies count alike.
    ink = cv2.adaptiveThreshold(gray, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 36)
    stats = find_marks(np.asarray(ink, np.uint8)).stats[1:]
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    shaped = (height >= 4) & (width >= 2) & (width < 4 * height) & (height < 5 * width) & (area >= 8)
    shaped &= np.maximum(width, height) < max(gray.shape) / 20
    pieces = np.asarray(stats[(height >= 2) & (area >= 3), :4], np.int32)
    boxes = np.asarray(stats[shaped, :4], np.int32)
    if not len(boxes):
        return boxes, pieces
    # Marks over letters and dust are as many as letters; what is much larger is a seal or a drawing.
    sizes = np.maximum(boxes[:, 2], boxes[:, 3])
    middle = np.median(sizes[sizes >= np.median(sizes)])
    return np.asarray(boxes[(sizes > 0.45 * middle) & (sizes < 2.5 * middle)], np.int32), pieces


def enlargement(gray: Pixels, dpi: int) -> tuple[float, int]:
    """By how much to enlarge a page (1 to 4), and its dots per inch after that.

    Args:
        gray: uint8 (height, width), print darker than its ground.
        dpi: as stated or guessed, given back where the print is large enough.
    """
    if max(gray.shape) > LARGE_SIDE:
        return 1.0, dpi
    boxes = letter_boxes(gray)
    if len(boxes) < _FEWEST_LETTERS:
        return 1.0, dpi
    # Letters of a page are about half without ascender; shorter side, because the page may lie on its side.
    x_height_px = float(np.percentile(boxes[:, 3], 35))
    if x_height_px >= _SMALL_X_HEIGHT_PX:
        return 1.0, dpi
    factor = min(_MOST_ENLARGEMENT, _WANTED_X_HEIGHT_PX / x_height_px, (_MOST_PIXELS / gray.size) ** 0.5)
    return factor, round(25.4 * x_height_px * factor / _X_HEIGHT_MM)
