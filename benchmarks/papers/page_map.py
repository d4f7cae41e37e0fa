"""Here lives where each point of a flat page goes when it is worn: projective steps and the bend of a curled sheet.

Points lie between pixels: pixel i reaches from i to i + 1. OpenCV counts from pixel centres, so its matrices are
shifted by half a pixel before they are kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.geometry import IDENTITY, Box, Transform

Points = npt.NDArray[np.float64]
_HALF = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])


@dataclass(frozen=True, slots=True)
class Curl:
    """A sheet that rises in its middle: column x moves up by `depth_px * sin(pi * x / width_px)`."""

    depth_px: float
    width_px: int


@dataclass(frozen=True, slots=True)
class PageMap:
    """What was done to the places on a page, first step first."""

    steps: tuple[Transform | Curl, ...] = ()

    def then(self, step: Transform | Curl) -> PageMap:
        return PageMap((*self.steps, step))

    def follow(self, points: Points) -> Points:
        """Where points of the flat page lie on the worn one.

        Args:
            points: float64, shape (count, 2), x and y in pixels.
        """
        for step in self.steps:
            points = _bend(points, step) if isinstance(step, Curl) else _project(points, step)
        return points


UNMOVED = PageMap()


def _bend(points: Points, curl: Curl) -> Points:
    x, y = points[:, 0], points[:, 1]
    return np.column_stack([x, y - curl.depth_px * np.sin((x - 0.5) / curl.width_px * np.pi)])


def _project(points: Points, transform: Transform) -> Points:
    matrix = np.array(transform).reshape(3, 3)
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    flat: Points = moved[:, :2] / moved[:, 2:]
    return flat


def from_centres(matrix: npt.ArrayLike) -> Transform:
    """An OpenCV matrix, shape (2, 3) or (3, 3), as a map of points between pixels."""
    square = np.eye(3)
    given = np.asarray(matrix, dtype=np.float64)
    square[: given.shape[0]] = given
    return _transform(_HALF @ square @ np.linalg.inv(_HALF))


def scaled(share_x: float, share_y: float) -> Transform:
    """The page made smaller or larger."""
    return _transform(np.diag([share_x, share_y, 1.0]))


def turned(turned_deg: int, width_px: int, height_px: int) -> Transform:
    """The page turned clockwise by quarters; the sizes are those before the turn."""
    quarters = {
        0: IDENTITY,
        90: (0.0, -1.0, float(height_px), 1.0, 0.0, 0.0, 0.0, 0.0, 1.0),
        180: (-1.0, 0.0, float(width_px), 0.0, -1.0, float(height_px), 0.0, 0.0, 1.0),
        270: (0.0, 1.0, 0.0, -1.0, 0.0, float(width_px), 0.0, 0.0, 1.0),
    }
    return quarters[turned_deg]


def box_around(points: Points, width_px: int, height_px: int) -> Box | None:
    """The box of whole pixels around points, cut to the page; None for what lies outside or on its rim."""
    left, top = np.floor(points.min(axis=0)).astype(int)
    right, bottom = np.ceil(points.max(axis=0)).astype(int)
    box = Box(max(0, int(left)), max(0, int(top)), min(width_px, int(right)), min(height_px, int(bottom)))
    return box if box.width > 0 and box.height > 0 else None


def _transform(matrix: npt.NDArray[np.float64]) -> Transform:
    a, b, c, d, e, f, g, h, i = (float(value) for value in matrix.ravel())
    return a, b, c, d, e, f, g, h, i
