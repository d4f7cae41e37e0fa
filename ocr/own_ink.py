"""Here lives the telling of blank sheets from written ones: ink of the sheet's own against all that shines through."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.faint_ink import has_faint_ink
from ocr.ink import even_light
from ocr.marks import Marks, find_marks, paint
from ocr.pixels import Pixels, as_gray_view, is_gray_view
from ocr.thumbnail import shrink

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
# Holes, edges and staples are looked for among pieces this dark, pale ones on quiet pages too.
_OBJECTS = (40, 25)
# A blurred staple is thin enough for one only where it is darkest.
_OBJECTS_AMONG_FAINT = (70,)
_RIM_MM, _RIM_DEEP_MM, _RIM_SHARE = 2.0, 12.0, 0.97
# A dark edge begins at the sheet's own, or is a thin line beside it; a line of writing does neither.
_RIM_BEGINS_MM, _RIM_THIN_MM = 0.7, 3.5
# Two digits of a page's number that touch are as large as a hole and as full, but not as round.
_HOLE_MM, _HOLE_FILL, _HOLE_ROUND, _HOLE_AT_MM = (4.6, 7.5), (0.7, 0.86), 0.87, 25.0
_STAPLE_MM, _STAPLE_THICK_MM, _STAPLE_AT_MM = (6.0, 15.0), 0.7, 30.0
# A fold or a feeder's line runs over this share of the sheet's cells of a millimetre, leaning by up to `_MOST_LEAN`.
_LINE_SHARP, _LINE_SHARE, _MOST_LEAN, _LINE_HALF_MM = (6, 2), 0.87, 0.08, 1.3
# Letters on such a line stand out of it or are thicker, rows of them on the mean (8 point print: 1.6 mm).
_LINE_INSIDE, _LINE_THICK_MM, _LINE_ROW_THICK_MM = 0.95, 0.7, 1.3

Flags = npt.NDArray[np.bool_]


def has_own_ink(rgb: Pixels, dpi: int) -> bool:
    """Whether something was printed, written or stamped on this side of a sheet, however faint.

    Args:
        rgb: uint8 (height, width, 3), the sheet alone, lying in any direction.
        dpi: dots per inch.

    Not taken for ink: print that shines through, yellowed paper, dark edges of a scanner, punched holes, folds across
    the sheet, staples in its corners, crumbs. In doubt there is ink.
    """
    scale = min(1.0, _WORK_DPI / dpi)
    is_gray = is_gray_view(rgb)
    small = as_gray_view(shrink(np.ascontiguousarray(rgb[:, :, 0]), scale)) if is_gray else shrink(rgb, scale)
    px_per_mm = min(dpi, _WORK_DPI) / 25.4
    dark, coloured = _darkness(small)
    if min(dark.shape) < 3 * _TILE_MM * px_per_mm:
        return True
    fine = np.asarray(cv2.GaussianBlur(dark, (0, 0), _STROKE_MM * px_per_mm), np.uint8)
    sharp = np.asarray(cv2.subtract(fine, cv2.GaussianBlur(dark, (0, 0), _AROUND_MM * px_per_mm)), np.uint8)
    if _count_pieces(_at_least(fine, _PLAIN), _LEAST_MM, px_per_mm) > _MANY_PIECES:
        return True
    objects = _find_objects(fine, px_per_mm)
    seen_through = _busy_sharpness(_without(sharp, objects), px_per_mm)
    strong = _at_least(fine, _DARK) | _at_least(sharp, _between(_SHARP, _MORE_SHARP, seen_through))
    if coloured is not None:
        strong |= _at_least(np.asarray(cv2.GaussianBlur(coloured, (0, 0), _STROKE_MM * px_per_mm), np.uint8), _COLOURED)
    long = _at_least(sharp, _between(_SHARP_LONG, _MORE_SHARP_LONG, seen_through))
    planes = (
        (_join(strong, _JOINED_MM, px_per_mm), _LEAST_MM, _LINE_THICK_MM),
        (_join(strong, _ROW_JOINED_MM, px_per_mm), _ROW_MM, _LINE_ROW_THICK_MM),
        (_join(long, _ROW_JOINED_MM, px_per_mm), _LONG_MM, _LINE_ROW_THICK_MM),
    )
    pieces = [_count_pieces(_without(ink, objects), least_mm, px_per_mm) for ink, least_mm, _ in planes]
    if sum(pieces) > _MANY_PIECES:
        return True
    down, across = _find_lines(sharp, max(_LINE_SHARP[0], round(seen_through + _LINE_SHARP[1])), px_per_mm)
    lines = down | across
    if any(pieces) and any(
        _count_pieces(_without(ink, objects), least_mm, px_per_mm, lines, thick_mm)
        for ink, least_mm, thick_mm in planes
    ):
        return True
    own = _without(sharp, objects | _find_objects(fine, px_per_mm, _OBJECTS_AMONG_FAINT))
    return has_faint_ink(own, down, across, px_per_mm)


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
    is_ink = np.asarray(marks.longer_sides >= least_mm * px_per_mm) & ~_is_object(marks, px_per_mm)
    is_ink[0] = False
    if lines is not None and is_ink.any():
        thick_mm = marks.stats[:, cv2.CC_STAT_AREA] / np.maximum(marks.longer_sides, 1) / px_per_mm
        is_ink &= ~((_share_in(marks, lines) > _LINE_INSIDE) & (thick_mm < line_mm))
    return int(is_ink.sum())


def _darkness(rgb: Pixels) -> tuple[Pixels, Pixels | None]:
    """How much darker than the paper each pixel is, and how much less in one colour than in another; 0-255 each."""
    if is_gray_view(rgb):
        return np.asarray(255 - even_light(np.ascontiguousarray(rgb[:, :, 0])), np.uint8), None
    red, green, blue = (even_light(np.ascontiguousarray(part)) for part in cv2.split(rgb))
    darkest = cv2.min(cv2.min(red, green), blue)
    return np.asarray(255 - darkest, np.uint8), np.asarray(cv2.max(cv2.max(red, green), blue) - darkest, np.uint8)


def _at_least(plane: Pixels, level: int) -> Pixels:
    return np.asarray(cv2.threshold(plane, level - 1, 1, cv2.THRESH_BINARY)[1], np.uint8)


def _find_objects(dark: Pixels, px_per_mm: float, levels: tuple[int, ...] = _OBJECTS) -> Pixels:
    """Holes, edges and staples with their rims: 255 there."""
    found = np.zeros_like(dark)
    for level in levels:
        marks = find_marks(_at_least(dark, level))
        is_object = _is_object(marks, px_per_mm)
        is_object[0] = False
        found |= paint(marks, is_object)
    reach = 2 * round(0.8 * px_per_mm) + 1
    return np.asarray(cv2.dilate(found, np.ones((reach, reach), np.uint8)), np.uint8)


def _is_object(marks: Marks, px_per_mm: float) -> Flags:
    """Which marks are no ink by their shape and place, bool (count,)."""
    left, top, width, height, area = np.asarray(marks.stats, np.float64).T / px_per_mm
    area = area / px_per_mm
    sheet_height, sheet_width = (side / px_per_mm for side in marks.labels.shape)
    right, bottom = sheet_width - left - width, sheet_height - top - height
    across, down = np.minimum(left, right), np.minimum(top, bottom)
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    fill = area / np.maximum(width * height, 1e-6)
    begins, depth = np.minimum(across, down), np.minimum(across + width, down + height)
    is_rim = (begins < _RIM_BEGINS_MM) | ((begins < _RIM_MM) & (depth < _RIM_THIN_MM))
    is_rim &= _share_in(marks, _rim(marks.labels.shape, px_per_mm)) > _RIM_SHARE
    is_hole = (longer > _HOLE_MM[0]) & (longer < _HOLE_MM[1]) & (shorter > _HOLE_ROUND * longer) & (depth < _HOLE_AT_MM)
    is_hole &= (fill > _HOLE_FILL[0]) & (fill < _HOLE_FILL[1])
    is_staple = (across < _STAPLE_AT_MM) & (down < _STAPLE_AT_MM) & (longer > _STAPLE_MM[0])
    is_staple &= (longer < _STAPLE_MM[1]) & (area / np.maximum(np.hypot(width, height), 1e-6) < _STAPLE_THICK_MM)
    return np.asarray(is_rim | is_hole | is_staple, np.bool_)


def _share_in(marks: Marks, area: Pixels) -> npt.NDArray[np.float64]:
    """Which share of each mark lies where `area` is not 0, float64 (count,)."""
    count = np.bincount(marks.labels[area > 0], minlength=len(marks.stats))
    return np.asarray(count / np.maximum(marks.stats[:, cv2.CC_STAT_AREA], 1), np.float64)


def _rim(shape: tuple[int, ...], px_per_mm: float) -> Pixels:
    """Where an edge of the sheet is near: 255 there."""
    deep = round(_RIM_DEEP_MM * px_per_mm)
    rim = np.full(shape, 255, np.uint8)
    rim[deep:-deep, deep:-deep] = 0
    return rim


def _find_lines(sharp: Pixels, least_sharp: int, px_per_mm: float) -> tuple[Pixels, Pixels]:
    """Folds and lines of the feeder from edge to edge, broken and slightly leaning ones too: 255 at those that run down
    and at those that run across."""
    cell = max(1, round(px_per_mm))
    marked = cv2.dilate(_at_least(sharp, least_sharp), np.ones((cell, cell), np.uint8))[
        cell // 2 :: cell, cell // 2 :: cell
    ]
    down, across = np.zeros_like(sharp), np.zeros_like(sharp)
    thick = round(2 * _LINE_HALF_MM * px_per_mm)
    for found, cells, is_turned in ((down, marked, False), (across, marked.T, True)):
        # A leaning line steps from column to column elsewhere than the one it is compared with.
        wide = np.asarray(cv2.dilate(np.ascontiguousarray(cells), np.ones((1, 3), np.uint8)), np.uint8)
        for start, end in _lines_down(wide):
            ends = (round((start + 0.5) * cell), -cell), (round((end + 0.5) * cell), cells.shape[0] * cell + cell)
            first, last = ((y, x) if is_turned else (x, y) for x, y in ends)
            cv2.line(found, first, last, 255, thick)
    return down, across


def _lines_down(cells: Pixels) -> list[tuple[int, int]]:
    """Columns at which lines from the first row to the last begin and end."""
    rows, columns = cells.shape
    most = round(_MOST_LEAN * rows)
    lines = []
    for lean in range(-most, most + 1):
        steps = np.rint(np.linspace(0, lean, rows)).astype(int)
        places = np.arange(columns)[None, :] + steps[:, None]
        on_sheet = (places >= 0) & (places < columns)
        seen = np.take_along_axis(cells, places.clip(0, columns - 1), axis=1) * on_sheet
        full = (seen.sum(axis=0) >= _LINE_SHARE * rows) & on_sheet.all(axis=0)
        lines += [(int(start), int(start) + lean) for start in np.flatnonzero(full)]
    return lines
