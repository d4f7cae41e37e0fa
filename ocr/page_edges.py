"""Here live the edges of a sheet: found where it lies on a darker ground, judged where they cut print."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.marks import find_marks
from ocr.pixels import Array, Matrix, Pixels
from ocr.thumbnail import shrink

# Sheets are looked for on pictures no larger than this.
SEARCH_LONG_SIDE = 800
# A sheet fills at least this share of a photograph worth reading; more than the upper one is the picture's own edge.
_AREA_SHARE = (0.3, 0.97)
# Gray levels by which the ground must be darker than the paper; without this test 4 of 15 poor flatbed scans
# were "straightened" along a fold (measured).
_DARKER_BY = 25
_SIDES_DARKER = 3
_MARGIN = 0.02
# Letters cut by the edge of a picture: how deep to look, their sides along the edge, how many make an edge cut.
_CUT_DEPTH_MM, _CUT_WIDTH_MM, _FEWEST_CUT, _CUT_INK = 6.0, (0.7, 8.0), 4, 110


def find_page_corners(gray: Pixels) -> Matrix | None:
    """Corners of the sheet, float64 (4, 2), clockwise from top left, or None where the picture is the sheet.

    Args:
        gray: uint8 (height, width).
    """
    scale = min(1.0, SEARCH_LONG_SIDE / max(gray.shape))
    small = shrink(gray, scale)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), 9)
    _, mask = cv2.threshold(paper, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = cv2.convexHull(max(outlines, key=cv2.contourArea))
    share = cv2.contourArea(outline) / paper.size
    if not _AREA_SHARE[0] <= share <= _AREA_SHARE[1]:
        return None
    corners = _four_corners(outline)
    if corners is None or not _ground_is_darker(paper, corners):
        return None
    found: Matrix = corners / scale
    return found


def _four_corners(outline: Array) -> Matrix | None:
    length = cv2.arcLength(outline, True)
    for tolerance in (0.02, 0.03, 0.05):
        shape = cv2.approxPolyDP(outline, tolerance * length, True).reshape(-1, 2).astype(np.float64)
        # A quadrilateral that leaves out much of the hull is a torn or rounded thing, not a sheet.
        if len(shape) == 4 and cv2.contourArea(shape.astype(np.float32)) > 0.93 * cv2.contourArea(outline):
            return _clockwise_from_top_left(shape)
    return None


def _clockwise_from_top_left(corners: Matrix) -> Matrix:
    total, difference = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    order = [total.argmin(), difference.argmin(), total.argmax(), difference.argmax()]
    ordered: Matrix = corners[order]
    return ordered


def _ground_is_darker(small: Array, corners: Matrix) -> bool:
    """Whether on three sides at least the strip outside is darker than the strip inside."""
    height, width = small.shape
    centre = corners.mean(axis=0)
    darker = 0
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = start + (end - start) * np.linspace(0.1, 0.9, 40)[:, None]
        outward = along - centre
        outside, inside = along + outward * 2 * _MARGIN, along - outward * 2 * _MARGIN
        seen = (outside >= 0).all(axis=1) & (outside[:, 0] < width) & (outside[:, 1] < height)
        if seen.sum() < 10:
            continue
        x, y = outside[seen].astype(int).T
        inner_x, inner_y = inside[seen].astype(int).T
        darker += bool(np.median(small[inner_y, inner_x]) - np.median(small[y, x]) > _DARKER_BY)
    return darker >= _SIDES_DARKER


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
