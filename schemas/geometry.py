"""Here lives flat geometry: boxes in pixels and the 3x3 maps between page images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels of one page image, origin top left, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def center_x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def center_y(self) -> float:
        return (self.top + self.bottom) / 2


def join_boxes(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all; None for none."""
    kept = list(boxes)
    if not kept:
        return None
    return Box(
        min(b.left for b in kept),
        min(b.top for b in kept),
        max(b.right for b in kept),
        max(b.bottom for b in kept),
    )


def overlap_share(first: Box, second: Box) -> float:
    """Area of the intersection as a share of the smaller box, 0 to 1."""
    width = min(first.right, second.right) - max(first.left, second.left)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    smaller = min(first.width * first.height, second.width * second.height)
    if width <= 0 or height <= 0 or smaller <= 0:
        return 0.0
    return width * height / smaller


# A projective map, row by row; maps (x, y, 1) columns.
Transform = tuple[float, float, float, float, float, float, float, float, float]
IDENTITY: Transform = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


def map_point(transform: Transform, x: float, y: float) -> tuple[float, float]:
    """The image of one point."""
    a, b, c, d, e, f, g, h, i = transform
    scale = g * x + h * y + i
    return (a * x + b * y + c) / scale, (d * x + e * y + f) / scale


def map_box(transform: Transform, box: Box, width_px: int, height_px: int) -> Box:
    """The upright box around a mapped box, cut to a page of `width_px` by `height_px`."""
    corners = [
        map_point(transform, x, y)
        for x, y in (
            (box.left, box.top),
            (box.right, box.top),
            (box.right, box.bottom),
            (box.left, box.bottom),
        )
    ]
    xs = [x for x, _ in corners]
    ys = [y for _, y in corners]
    return Box(
        max(0, min(width_px, round(min(xs)))),
        max(0, min(height_px, round(min(ys)))),
        max(0, min(width_px, round(max(xs)))),
        max(0, min(height_px, round(max(ys)))),
    )
