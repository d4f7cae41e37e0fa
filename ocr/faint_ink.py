"""Here lives the finding of ink too faint or too noisy for any stroke of it to stand out alone: rows, patches, folds.

What shines through and the noise of a poor copier are alike all over the sheet; each place is compared with what the
sheet's busier tenth shows of them. All figures are of how far dots stand out from what is near, gray levels. Tuned on
drawn sheets: of 100 blank ones none came over a line, words and stamps at a third of their ink did (ADR 0048, 0067).
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr.marks import find_marks
from ocr.pixels import Array, Pixels

# A crumb or a grain is dark, faint ink is not: darker dots count no more than this.
_MOST_SHARP = 12
# Noise is averaged away over a millimetre along a row and three across it; a word of three letters runs through this
# many millimetres in turn, a crumb through one or two.
_TALL_MM, _LONG_MM = 3, 4
_SQUARE_MM, _BUSY = 10, 90
# A fuller row than the busier tenth has: this many times as full, more where the sheet is uneven, and this much more.
_ROW_TIMES, _ROW_UNEVEN, _ROW_MORE = 1.4, 1.2, 0.25
# On a ground without any grain this is the least; the faintest words drawn have 1.1.
_LEAST_ROW = 0.7
# The same of squares without their crumbs, as wide as a third of a stamp.
_PATCH_MM, _PATCH_TIMES, _PATCH_MORE = 12, 1.1, 0.12
# Along a fold drawn sheets vary by up to 1.28 times, a word makes 1.75 and more of it; where print shines through by
# 2.4 times the busier tenth of the rows, a word by 6.
_FOLD_TIMES, _FOLD_MORE, _FOLD_ROWS = 1.4, 0.7, 3.5
# Dark edges end within this.
_RIM_MM = 3


def measure_faint_ink(sharp: Pixels, down: Pixels, across: Pixels, px_per_mm: float) -> float:
    """How much fuller the fullest row, patch or place on a fold is than the rest of the sheet explains.

    Args:
        sharp: uint8 (height, width), by how much each dot stands out from what is near; 0 at holes and edges.
        down: uint8 (height, width), 255 where a fold runs from the upper edge to the lower.
        across: the same of folds from side to side.
        px_per_mm: dots a millimetre of all three.

    Returns:
        Over 1 there is ink; what blank sheets come to stays below (ADR 0067 says how far).
    """
    cells = _to_cells(cv2.bitwise_and(sharp, cv2.bitwise_not(down | across)), px_per_mm)
    rows = np.maximum(_fill_rows(cells), _fill_rows(_turn(cells)).T)[_RIM_MM:-_RIM_MM, _RIM_MM:-_RIM_MM]
    high, wide = (side // _SQUARE_MM for side in rows.shape)
    squares = rows[: high * _SQUARE_MM, : wide * _SQUARE_MM].reshape(high, _SQUARE_MM, wide, _SQUARE_MM)
    middle, busy = (float(level) for level in np.percentile(squares.max(axis=(1, 3)), (50, _BUSY)))
    fullest_row = float(rows.max()) / max(_LEAST_ROW, _ROW_TIMES * busy + _ROW_UNEVEN * (busy - middle) + _ROW_MORE)
    folded = (sharp, across), (_turn(sharp), _turn(down))
    on_folds = (_fullest_on_fold(plane, folds, busy, px_per_mm) for plane, folds in folded)
    return max(fullest_row, _fullest_patch(cells), *on_folds)


def _fullest_patch(cells: Array) -> float:
    half = _PATCH_MM // 2
    patches = cv2.blur(cv2.medianBlur(cells, 3), (_PATCH_MM, _PATCH_MM))[half:-half, half:-half]
    middle, busy = np.percentile(patches, (50, _BUSY))
    # A ground without noise has no measure of its unevenness; there rows say enough.
    return float(patches.max() / (busy * (_PATCH_TIMES + busy / middle - 1) + _PATCH_MORE)) if middle > 0 else 0.0


def _fullest_on_fold(sharp: Pixels, folds: Pixels, busy_row: float, px_per_mm: float) -> float:
    """How much fuller one place is of a fold across, otherwise alike from end to end; folds that touch count as one."""
    marks = find_marks(folds)
    rim = _RIM_MM * px_per_mm
    fullest = 0.0
    for at in range(1, len(marks.stats)):
        top, height = marks.stats[at, cv2.CC_STAT_TOP], marks.stats[at, cv2.CC_STAT_HEIGHT]
        # The sheet's own edge runs across too, and hands and lids darken it here and there.
        if top < rim or top + height > len(sharp) - rim:
            continue
        is_fold = marks.labels[top : top + height] == at
        band = np.where(is_fold, np.minimum(sharp[top : top + height], _MOST_SHARP), 0).astype(np.float32)
        along = band.sum(axis=0)[None] / px_per_mm
        cells = cv2.resize(along, (round(along.shape[1] / px_per_mm), 1), interpolation=cv2.INTER_AREA)
        fill = cv2.erode(cells, np.ones((1, _LONG_MM), np.uint8))[0, _RIM_MM:-_RIM_MM]
        middle, busy = np.percentile(fill, (50, _BUSY))
        least = max(_FOLD_TIMES * busy + _FOLD_MORE, middle + _FOLD_ROWS * busy_row)
        fullest = max(fullest, float(fill.max() / least))
    return fullest


def _turn(plane: Array) -> Array:
    return np.ascontiguousarray(plane.T)


def _to_cells(sharp: Array, px_per_mm: float) -> Array:
    """The mean of each square millimetre, float32."""
    height, width = (round(side / px_per_mm) for side in sharp.shape)
    capped = np.minimum(sharp, _MOST_SHARP).astype(np.float32)
    return np.asarray(cv2.resize(capped, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _fill_rows(cells: Array) -> Array:
    """How full the emptiest millimetre is of the row that lies around each cell, the row running across."""
    tall = cv2.blur(cells, (1, _TALL_MM))
    return np.asarray(cv2.erode(tall, np.ones((1, _LONG_MM), np.uint8)), np.float32)
