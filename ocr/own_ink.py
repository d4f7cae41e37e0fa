"""Here lives the telling of blank sheets from written ones: ink of the sheet's own against all that shines through."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from ocr.faint_ink import measure_faint_ink
from ocr.ink import even_light
from ocr.marks import find_marks, paint
from ocr.pixels import Pixels, as_gray_view, is_gray_view
from ocr.sheet_wear import OBJECTS_AMONG_FAINT, at_least, find_lines, find_objects, is_object, share_in
from ocr.thumbnail import shrink

# `doubtful`: none was found, and so much shines through or lies on the sheet as grain that faint ink could hide in it.
Ink = Literal["none", "doubtful", "little", "much"]

# Strokes of a hard pencil are two dots wide here; noise of finer scans is averaged away.
_WORK_DPI = 150
# Print of the other side is seen blurred, never darker than `_DARK` nor more coloured than `_COLOURED`, and alike all
# over the sheet: its strokes stand out from what is within half a millimetre of them by little more than those of the
# page's busier tenth do. `_SHARP` bounds in gray levels what lets a short and a long piece be ink of its own (tuned on
# drawn sheets, ADR 0048).
_DARK, _COLOURED = 64, 42
_SHARP, _MORE_SHARP = (12, 19), (1.2, 5.0)
_SHARP_LONG, _MORE_SHARP_LONG = (6, 14), (1.0, 2.0)
_TILE_MM, _BUSY_TILE, _BUSY_DOT = 10.0, 90, 98
_STROKE_MM, _AROUND_MM = 0.135, 0.37
# A lone digit of 8 point print is 1.9 mm high, crumbs are smaller; a ring or a line of writing is longer than a word.
_LEAST_MM, _LONG_MM = 1.7, 10.0
# Crumbled strokes of one-bit and coarse scans lie closer than this, letters of a fine line that broke closer than
# that; fewer dots are noise.
_JOINED_MM, _ROW_JOINED_MM, _FEWEST_DOTS = 0.5, 1.5, 4
_ROW_MM = 6.0
# More pieces than a broken fold falls into: a written page, at once where all are this dark.
_MANY_PIECES, _PLAIN = 150, 100
# Letters on such a line stand out of it or are thicker, rows of them on the mean (8 point print: 1.6 mm).
_LINE_INSIDE, _LINE_THICK_MM, _LINE_ROW_THICK_MM = 0.95, 0.7, 1.3

# What shines through or lies there as grain hides faint ink from here on, and what came this near to being ink by
# itself may be some (drawn sheets, ADR 0067).
_HIDES, _MAY_BE_INK = 5.9, 0.8


def find_own_ink(rgb: Pixels, dpi: int) -> Ink:
    """How much was printed, written or stamped on this side of a sheet, however faint.

    Args:
        rgb: uint8 (height, width, 3), the sheet alone, lying in any direction.
        dpi: dots per inch.

    Not taken for ink: print that shines through, yellowed paper, dark edges of a scanner, punched holes, folds across
    the sheet, staples in its corners, crumbs. What is `doubtful` must be kept: nothing says that it is blank.
    """
    scale = min(1.0, _WORK_DPI / dpi)
    is_gray = is_gray_view(rgb)
    small = as_gray_view(shrink(np.ascontiguousarray(rgb[:, :, 0]), scale)) if is_gray else shrink(rgb, scale)
    px_per_mm = min(dpi, _WORK_DPI) / 25.4
    dark, coloured = _darkness(small)
    if min(dark.shape) < 3 * _TILE_MM * px_per_mm:
        return "much"
    fine = _blurred(dark, _STROKE_MM, px_per_mm)
    sharp = np.asarray(cv2.subtract(fine, _blurred(dark, _AROUND_MM, px_per_mm)), np.uint8)
    if _count_pieces(at_least(fine, _PLAIN), _LEAST_MM, px_per_mm) > _MANY_PIECES:
        return "much"
    objects = find_objects(fine, px_per_mm)
    seen_through = _busy_sharpness(_without(sharp, objects), px_per_mm)
    strong = at_least(fine, _DARK) | at_least(sharp, _between(_SHARP, _MORE_SHARP, seen_through))
    if coloured is not None:
        strong |= at_least(_blurred(coloured, _STROKE_MM, px_per_mm), _COLOURED)
    long = at_least(sharp, _between(_SHARP_LONG, _MORE_SHARP_LONG, seen_through))
    planes = (
        (_join(strong, _JOINED_MM, px_per_mm), _LEAST_MM, _LINE_THICK_MM),
        (_join(strong, _ROW_JOINED_MM, px_per_mm), _ROW_MM, _LINE_ROW_THICK_MM),
        (_join(long, _ROW_JOINED_MM, px_per_mm), _LONG_MM, _LINE_ROW_THICK_MM),
    )
    pieces = [_count_pieces(_without(ink, objects), least_mm, px_per_mm) for ink, least_mm, _ in planes]
    if sum(pieces) > _MANY_PIECES:
        return "much"
    down, across = find_lines(sharp, seen_through, px_per_mm)
    if any(pieces) and any(
        _count_pieces(_without(ink, objects), least_mm, px_per_mm, down | across, thick_mm)
        for ink, least_mm, thick_mm in planes
    ):
        return "little"
    own = _without(sharp, objects | find_objects(fine, px_per_mm, OBJECTS_AMONG_FAINT))
    return _judge_faint(measure_faint_ink(own, down, across, px_per_mm), seen_through)


def _judge_faint(found: float, seen_through: float) -> Ink:
    if found > 1:
        return "little"
    return "doubtful" if found > _MAY_BE_INK or seen_through > _HIDES else "none"


def _blurred(plane: Pixels, by_mm: float, px_per_mm: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), by_mm * px_per_mm), np.uint8)


def _busy_sharpness(sharp: Pixels, px_per_mm: float) -> float:
    """By how much strokes stand out in the busier tenth of the sheet: those that shine through, where any do."""
    sample = sharp[::2, ::2]
    side = max(1, round(_TILE_MM / 2 * px_per_mm))
    rows, columns = (length // side for length in sample.shape)
    tiles = sample[: rows * side, : columns * side].reshape(rows, side, columns, side).swapaxes(1, 2)
    dots = np.percentile(tiles.reshape(rows * columns, side * side), _BUSY_DOT, axis=1)
    return float(np.percentile(dots, _BUSY_TILE))


def _between(bounds: tuple[int, int], line: tuple[float, float], seen_through: float) -> int:
    factor, more = line
    return int(min(max(factor * seen_through + more, bounds[0]), bounds[1]))


def _without(ink: Pixels, objects: Pixels) -> Pixels:
    return np.asarray(cv2.bitwise_and(ink, cv2.bitwise_not(objects)), np.uint8)


def _join(ink: Pixels, joined_mm: float, px_per_mm: float) -> Pixels:
    """Pieces with the gaps of crumbled strokes closed, without lone dots."""
    marks = find_marks(ink)
    is_kept = np.asarray(marks.stats[:, cv2.CC_STAT_AREA] >= _FEWEST_DOTS)
    is_kept[0] = False
    side = max(2, round(joined_mm * px_per_mm))
    kept = paint(marks, is_kept)
    return np.asarray(cv2.morphologyEx(kept, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8)


def _count_pieces(
    ink: Pixels, least_mm: float, px_per_mm: float, lines: Pixels | None = None, line_mm: float = 0.0
) -> int:
    """How many pieces are as long as that, no object and no part, thinner than `line_mm`, of a line across."""
    marks = find_marks(ink)
    is_ink = np.asarray(marks.longer_sides >= least_mm * px_per_mm) & ~is_object(marks, px_per_mm)
    is_ink[0] = False
    if lines is not None and is_ink.any():
        thick_mm = marks.stats[:, cv2.CC_STAT_AREA] / np.maximum(marks.longer_sides, 1) / px_per_mm
        is_ink &= ~((share_in(marks, lines) > _LINE_INSIDE) & (thick_mm < line_mm))
    return int(is_ink.sum())


def _darkness(rgb: Pixels) -> tuple[Pixels, Pixels | None]:
    """How much darker than the paper each pixel is, and how much less in one colour than in another; 0-255 each."""
    if is_gray_view(rgb):
        return np.asarray(255 - even_light(np.ascontiguousarray(rgb[:, :, 0])), np.uint8), None
    red, green, blue = (even_light(np.ascontiguousarray(part)) for part in cv2.split(rgb))
    darkest = cv2.min(cv2.min(red, green), blue)
    return np.asarray(255 - darkest, np.uint8), np.asarray(cv2.max(cv2.max(red, green), blue) - darkest, np.uint8)
