"""Here live the marks of a page: connected pieces of ink, found once for all steps that take some of them away."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from ocr.pixels import Array, Pixels

_INK = 160
_MOST_SHORT_LABELS = 65_000


class Marks(NamedTuple):
    """Pieces of ink; number 0 is the ground.

    `labels` (height, width) names each pixel's mark; `stats` int32 (count, 5) are OpenCV's left, top, width, height
    and area; `centres` float64 (count, 2) x and y.
    """

    labels: Array
    stats: npt.NDArray[np.int32]
    centres: npt.NDArray[np.float64]

    @property
    def longer_sides(self) -> npt.NDArray[np.int32]:
        """Width or height, whichever is larger, int32 (count,)."""
        return np.asarray(np.maximum(self.stats[:, cv2.CC_STAT_WIDTH], self.stats[:, cv2.CC_STAT_HEIGHT]), np.int32)


def find_marks(ink: Pixels) -> Marks:
    """The connected pieces of a mask.

    Args:
        ink: uint8 (height, width), 0 where there is none.
    """
    # Short labels cost a third of long ones, but run over silently.
    kind = cv2.CV_16U if _most_labels(ink) < _MOST_SHORT_LABELS else cv2.CV_32S
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=kind)
    return Marks(labels, np.asarray(stats, np.int32), np.asarray(centres, np.float64))


def find_print(gray: Pixels) -> Marks:
    """The pieces of ink of a page, uint8 (height, width) on white ground."""
    return find_marks(np.asarray(cv2.threshold(gray, _INK - 1, 1, cv2.THRESH_BINARY_INV)[1], np.uint8))


def _most_labels(ink: Pixels) -> int:
    """Pixels without ink before them: no scan of the mask can begin more pieces than that."""
    if min(ink.shape) < 3:
        return ink.size
    before = cv2.max(ink[1:, :-2], ink[:-1, 1:-1])
    before = cv2.max(cv2.max(before, ink[:-1, :-2]), ink[:-1, 2:])
    inside = cv2.countNonZero(cv2.subtract(ink[1:, 1:-1], before))
    return inside + 2 * sum(ink.shape)


def paint(marks: Marks, is_chosen: npt.NDArray[np.bool_]) -> Pixels:
    """The chosen marks alone: uint8 (height, width), 255 there and 0 elsewhere.

    Args:
        marks: all marks of the page.
        is_chosen: bool (count,).
    """
    table = np.zeros(65_536 if marks.labels.dtype == np.uint16 else len(is_chosen), np.uint8)
    table[: len(is_chosen)] = np.where(is_chosen, 255, 0)
    if marks.labels.dtype == np.uint16:
        return np.asarray(cv2.LUT(marks.labels, table.reshape(1, -1)), np.uint8)
    return table[marks.labels]


def whiten(gray: Pixels, marks: Marks, is_chosen: npt.NDArray[np.bool_]) -> Pixels:
    """The page with the chosen marks and their pale rims made white."""
    # A rim of one pixel holds no other mark's ink: that would be the same mark.
    rims = cv2.dilate(paint(marks, is_chosen), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.max(gray, rims), np.uint8)
