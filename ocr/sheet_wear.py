"""Here lives the wear of sheets that is no ink: punched holes, staples, dark edges, folds and lines of the feeder."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.marks import Marks, find_marks, paint
from ocr.pixels import Pixels

# Holes, edges and staples are looked for among pieces this dark, pale ones on quiet pages too.
OBJECTS = (40, 25)
# A blurred staple is thin enough for one only where it is darkest.
OBJECTS_AMONG_FAINT = (70,)
_RIM_MM, _RIM_DEEP_MM, _RIM_SHARE = 2.0, 12.0, 0.97
# A dark edge begins at the sheet's own, or is a thin line beside it; a line of writing does neither.
_RIM_BEGINS_MM, _RIM_THIN_MM = 0.7, 3.5
# Two digits of a page's number that touch are as large as a hole and as full, but not as round.
_HOLE_MM, _HOLE_FILL, _HOLE_ROUND, _HOLE_AT_MM = (4.6, 7.5), (0.7, 0.86), 0.87, 25.0
_STAPLE_MM, _STAPLE_THICK_MM, _STAPLE_AT_MM = (6.0, 15.0), 0.7, 30.0
# A fold or a feeder's line runs over this share of the sheet's cells of a millimetre, leaning by up to `_MOST_LEAN`.
_LINE_SHARP, _LINE_SHARE, _MOST_LEAN, _LINE_HALF_MM = (6, 2), 0.87, 0.08, 1.3

Flags = npt.NDArray[np.bool_]


def find_objects(dark: Pixels, px_per_mm: float, levels: tuple[int, ...] = OBJECTS) -> Pixels:
    """Holes, edges and staples with their rims: 255 there."""
    found = np.zeros_like(dark)
    for level in levels:
        marks = find_marks(at_least(dark, level))
        is_worn = is_object(marks, px_per_mm)
        is_worn[0] = False
        found |= paint(marks, is_worn)
    reach = 2 * round(0.8 * px_per_mm) + 1
    return np.asarray(cv2.dilate(found, np.ones((reach, reach), np.uint8)), np.uint8)


def is_object(marks: Marks, px_per_mm: float) -> Flags:
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
    is_rim &= share_in(marks, _rim(marks.labels.shape, px_per_mm)) > _RIM_SHARE
    is_hole = (longer > _HOLE_MM[0]) & (longer < _HOLE_MM[1]) & (shorter > _HOLE_ROUND * longer) & (depth < _HOLE_AT_MM)
    is_hole &= (fill > _HOLE_FILL[0]) & (fill < _HOLE_FILL[1])
    is_staple = (across < _STAPLE_AT_MM) & (down < _STAPLE_AT_MM) & (longer > _STAPLE_MM[0])
    is_staple &= (longer < _STAPLE_MM[1]) & (area / np.maximum(np.hypot(width, height), 1e-6) < _STAPLE_THICK_MM)
    return np.asarray(is_rim | is_hole | is_staple, np.bool_)


def find_lines(sharp: Pixels, seen_through: float, px_per_mm: float) -> tuple[Pixels, Pixels]:
    """Folds and lines of the feeder from edge to edge, broken and slightly leaning ones too: 255 at those that run down
    and at those that run across. They stand out more than what is `seen_through` the sheet does."""
    least_sharp = max(_LINE_SHARP[0], round(seen_through + _LINE_SHARP[1]))
    cell = max(1, round(px_per_mm))
    marked = cv2.dilate(at_least(sharp, least_sharp), np.ones((cell, cell), np.uint8))[
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


def share_in(marks: Marks, area: Pixels) -> npt.NDArray[np.float64]:
    """Which share of each mark lies where `area` is not 0, float64 (count,)."""
    count = np.bincount(marks.labels[area > 0], minlength=len(marks.stats))
    return np.asarray(count / np.maximum(marks.stats[:, cv2.CC_STAT_AREA], 1), np.float64)


def _rim(shape: tuple[int, ...], px_per_mm: float) -> Pixels:
    """Where an edge of the sheet is near: 255 there."""
    deep = round(_RIM_DEEP_MM * px_per_mm)
    rim = np.full(shape, 255, np.uint8)
    rim[deep:-deep, deep:-deep] = 0
    return rim


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


def at_least(plane: Pixels, level: int) -> Pixels:
    """1 where the plane comes up to the level, else 0."""
    return np.asarray(cv2.threshold(plane, level - 1, 1, cv2.THRESH_BINARY)[1], np.uint8)
