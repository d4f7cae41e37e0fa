"""Here lives the removal of dot leaders: rows of dots to write on, which engines read as strings of letters."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.pixels import Pixels

# A leader's dot, and the widest blank between two of them.
_DOT_MM, _BLANK_MM = 0.7, 1.3
# Shorter rows are an ellipsis or full stops that happen to stand in line.
_SHORTEST_MM = 7.0
_FEWEST_DOTS = 6


def drop_leaders(gray: Pixels, dpi: int) -> Pixels:
    """The page without rows of dots.

    Args:
        gray: uint8 (height, width), white ground, text lines across within half a degree.
        dpi: dots per inch.
    """
    ink = (gray < 160).astype(np.uint8)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    mm = dpi / 25.4
    sides = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    is_dot = sides <= max(2.0, _DOT_MM * mm)
    is_dot[0] = False
    if is_dot.sum() < _FEWEST_DOTS:
        return gray
    dots = is_dot[labels].astype(np.uint8)
    # Each dot reaches half a blank to both sides; rows of them grow together, marks over letters do not.
    reach = 2 * round(_BLANK_MM * mm / 2) + 1
    joined = cv2.dilate(dots, np.ones((1, reach), np.uint8))
    _, rows, row_stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    dot_rows = rows[centres[is_dot, 1].astype(int), centres[is_dot, 0].astype(int)]
    counts = np.bincount(dot_rows, minlength=len(row_stats))
    # Dots of one row stand level; dust that touches by chance climbs.
    is_leader = (
        (row_stats[:, cv2.CC_STAT_WIDTH] >= _SHORTEST_MM * mm)
        & (row_stats[:, cv2.CC_STAT_HEIGHT] <= 2.0 * max(2.0, _DOT_MM * mm))
        & (counts >= _FEWEST_DOTS)
    )
    is_leader[0] = False
    gone = cv2.dilate((is_leader[rows] & (dots > 0)).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    cleaned = gray.copy()
    cleaned[gone] = 255
    return cleaned
