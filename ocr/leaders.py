"""Here lives the search for dot leaders: rows of dots to write on, which engines read as strings of letters."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.marks import Marks, find_marks, find_print, paint, whiten
from ocr.pixels import Pixels
from ocr.thumbnail import halve

# A leader's dot, and the widest blank between two of them.
_DOT_MM, _BLANK_MM = 0.7, 1.3
# Shorter rows are an ellipsis or full stops that happen to stand in line.
_SHORTEST_MM = 7.0
_FEWEST_DOTS = 6
# Rows are followed at no more than this: enough for their dots to stay apart.
_WORK_DPI = 200


def find_leader_dots(marks: Marks, dpi: int, is_dust: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.bool_]:
    """Which marks are dots of leaders, bool (count,); text lines run across within half a degree.

    Args:
        marks: of the whole page.
        dpi: dots per inch.
        is_dust: bool (count,), marks that stand in no row.
    """
    mm = dpi / 25.4
    is_dot = np.asarray(marks.longer_sides <= max(2.0, _DOT_MM * mm))
    is_dot[0] = False
    if is_dust is not None:
        is_dot &= ~is_dust
    if is_dot.sum() < _FEWEST_DOTS:
        return np.zeros_like(is_dot)
    dots, step = paint(marks, is_dot), 1
    while dpi / step > _WORK_DPI:
        dots, step = halve(dots), 2 * step
    mm /= step
    # Each dot reaches half a blank to both sides; rows of them grow together, marks over letters do not.
    reach = 2 * round(_BLANK_MM * mm / 2) + 1
    rows = find_marks(np.asarray(cv2.dilate(dots, np.ones((1, reach), np.uint8)), np.uint8))
    height, width = dots.shape
    x, y = (marks.centres[is_dot] / step).astype(int).T
    row_of_dot = rows.labels[y.clip(0, height - 1), x.clip(0, width - 1)]
    counts = np.bincount(row_of_dot, minlength=len(rows.stats))
    # Dots of one row stand level; dust that touches by chance climbs.
    is_leader = (
        (rows.stats[:, cv2.CC_STAT_WIDTH] >= _SHORTEST_MM * mm)
        & (rows.stats[:, cv2.CC_STAT_HEIGHT] <= 2.0 * max(2.0, _DOT_MM * mm))
        & (counts >= _FEWEST_DOTS)
    )
    is_leader[0] = False
    found = np.zeros_like(is_dot)
    found[is_dot] = is_leader[row_of_dot]
    return found


def drop_leaders(gray: Pixels, dpi: int) -> Pixels:
    """The page without rows of dots.

    Args:
        gray: uint8 (height, width), white ground, text lines across within half a degree.
        dpi: dots per inch.
    """
    marks = find_print(gray)
    return whiten(gray, marks, find_leader_dots(marks, dpi))
