"""Here live the edges of a sheet: the map that lays a photographed one flat, and whether they cut print."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.marks import find_marks
from ocr.pixels import Matrix, Pixels

# Letters cut by the edge of a picture: how deep to look, their sides along the edge, how many make an edge cut.
_CUT_DEPTH_MM, _CUT_WIDTH_MM, _FEWEST_CUT, _CUT_INK = 6.0, (0.7, 8.0), 4, 110


def flatten_transform(corners: Matrix) -> tuple[Matrix, tuple[int, int]]:
    """The map (3, 3) from the picture to the flattened sheet, and its (width, height) in pixels."""
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return np.asarray(matrix, np.float64), (width, height)


def count_cut_edges(lit: Pixels, dpi: int) -> int:
    """How many of the four edges (0-4) run through print, as when a sheet lay askew on the glass.

    Args:
        lit: uint8 (height, width), evenly lit, not yet straightened: its edges are those of the picture.
        dpi: dots per inch.
    """
    depth_px = round(_CUT_DEPTH_MM / 25.4 * dpi)
    if min(lit.shape) < 4 * depth_px:
        return 0
    strips = lit[:depth_px], lit[::-1][:depth_px], lit.T[:depth_px], lit.T[::-1][:depth_px]
    return sum(_cuts_print(np.ascontiguousarray(strip), dpi) for strip in strips)


def _cuts_print(strip: Pixels, dpi: int) -> bool:
    """Whether several pieces of the size of letters reach the first row; a scanner's dark rim is one long piece."""
    marks = find_marks(np.asarray(cv2.threshold(strip, _CUT_INK, 1, cv2.THRESH_BINARY_INV)[1], np.uint8))
    _, top, width, height, _ = marks.stats[1:].T / dpi * 25.4
    narrow, wide = _CUT_WIDTH_MM
    is_letter = (top == 0) & (width >= narrow) & (width <= wide) & (height >= narrow) & (height < 0.9 * _CUT_DEPTH_MM)
    return int(is_letter.sum()) >= _FEWEST_CUT
