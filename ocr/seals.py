"""Here lives the search for round red seals and emblems: rings of red ink of the size that offices use."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import cv2
import numpy as np

from ocr.pixels import Array, Pixels
from ocr.thumbnail import shrink

# Seals of offices are 28 to 42 mm across (Thông tư 21/2012/TT-BCA), emblems on certificates 15 to 30 mm; one more
# millimetre each way for pages whose resolution is guessed.
_RADIUS_MM = (7.0, 22.0)
_SMALLEST_SEAL_MM = 13.0
_WORK_PX_PER_MM = 1.1
# Redder than this (red above the larger of green and blue) is ink, not paper.
_INK_REDNESS = 40
# A seal pressed unevenly keeps this share of its ring, and the ground just outside is that much less red.
_LEAST_RING, _LEAST_EDGE = 0.7, 0.35
# A giáp lai seal stands half on the next sheet; with less of it than this a curve of anything would do.
_LEAST_SEEN = 0.3
_WHOLLY_SEEN = 0.95
# How the edge of a candidate is followed: rays, steps along each, how far to both sides, how level it must be on what
# share of the rays.
_RAYS, _STEPS, _SEARCH_MM, _EDGE_MM, _LEVEL_SHARE = 96, 60, 2.5, 0.35, 0.55
_MOST_CANDIDATES = 40
# Fewer red pixels of the small picture make no ring.
_LEAST_INK = 30
# How far outside of a ring its empty rim is looked for.
_RIM_PX = 3
# More of a disc red than this: a picture, not a seal of lines and letters.
_PICTURE_FILL = 0.75


class Disc(NamedTuple):
    """A round mark in pixels of its page; `is_picture` for an emblem, on which nothing is printed."""

    x: float
    y: float
    radius: float
    is_picture: bool


def redness(rgb: Pixels) -> Pixels:
    """How much redder than green and blue each pixel is, 0-255: uint8 (height, width)."""
    red, green, blue = cv2.split(rgb)
    return np.asarray(cv2.subtract(red, cv2.max(green, blue)), np.uint8)


def find_seals(red: Pixels, dpi: int) -> tuple[Disc, ...]:
    """Round red marks, the surest first.

    Args:
        red: as `redness` gives it.
        dpi: dots per inch.

    Source: share of red along rings of every likely radius (a Hough transform for circles), with an empty rim.
    """
    scale = min(1.0, _WORK_PX_PER_MM / (dpi / 25.4))
    ink = np.asarray(shrink(red, scale) > _INK_REDNESS * 0.6)
    if ink.sum() < _LEAST_INK:
        return ()
    smallest, largest = (round(side * dpi / 25.4 * scale) for side in _RADIUS_MM)
    found = _find_rings(ink, max(4, smallest), largest, round(_SMALLEST_SEAL_MM * dpi / 25.4 * scale))
    found.sort(key=lambda item: -item[0])
    kept: list[Disc] = []
    for _, seen in found[:_MOST_CANDIDATES]:
        rough = Disc(seen.x / scale, seen.y / scale, seen.radius / scale, seen.is_picture)
        if any(np.hypot(rough.x - disc.x, rough.y - disc.y) < 0.7 * (rough.radius + disc.radius) for disc in kept):
            continue
        disc = _fit(red, rough, dpi)
        if disc is not None:
            kept.append(disc)
    return tuple(kept)


def _fit(red: Pixels, rough: Disc, dpi: int) -> Disc | None:
    """The circle that the outer edge of the red makes around a rough disc, None where it makes none.

    Seen from the middle the edge of a ring lies equally far in all directions; that of red print does not.
    """
    angles = np.linspace(0, 2 * np.pi, _RAYS, endpoint=False)
    reach = rough.radius + np.linspace(-_SEARCH_MM, _SEARCH_MM, _STEPS) * dpi / 25.4
    columns = np.rint(rough.x + np.outer(np.cos(angles), reach)).astype(int)
    rows = np.rint(rough.y + np.outer(np.sin(angles), reach)).astype(int)
    height, width = red.shape
    on_page = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    is_red = on_page & (red[rows.clip(0, height - 1), columns.clip(0, width - 1)] > _INK_REDNESS)
    seen = on_page.all(axis=1)
    has_edge = seen & is_red.any(axis=1)
    if not has_edge.any():
        return None
    edge = reach[_STEPS - 1 - is_red[:, ::-1].argmax(axis=1)]
    # To first order a shifted middle makes the distance a + b cos + c sin.
    terms = np.stack([np.ones(_RAYS), np.cos(angles), np.sin(angles)], axis=1)
    used, tolerance = has_edge, _EDGE_MM * dpi / 25.4
    fit = np.array([float(np.median(edge[has_edge])), 0.0, 0.0])
    for _ in range(4):
        used = has_edge & (np.abs(edge - terms @ fit) < 2 * tolerance)
        if used.sum() < 8:
            return None
        fit = np.linalg.lstsq(terms[used], edge[used], rcond=None)[0]
    level = has_edge & (np.abs(edge - terms @ fit) < tolerance)
    if level.sum() < _LEVEL_SHARE * seen.sum():
        return None
    return Disc(rough.x + float(fit[1]), rough.y + float(fit[2]), float(fit[0]), rough.is_picture)


def _find_rings(ink: Array, smallest: int, largest: int, smallest_seal: int) -> list[tuple[float, Disc]]:
    """Rings with their scores: the share of the ring that is red, larger rings first among equals.

    Args:
        ink: bool (height, width), red ink on the small picture.
        smallest: the least radius in its pixels.
        largest: the largest radius.
        smallest_seal: the least radius of a ring that is not filled.
    """
    thick = np.asarray(cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
    radii = range(smallest, largest + 1 + _RIM_PX)
    paper = np.ones_like(thick)
    # Rings at the edge of the picture are judged by what is seen of them.
    on_paper = {radius: _count_on_ring(paper, radius) for radius in radii}
    found = []
    for radius in range(smallest, largest + 1):
        rim_px = radius + _RIM_PX
        ring = _count_on_ring(thick, radius) / np.maximum(on_paper[radius], np.float32(1))
        rim = _count_on_ring(ink.view(np.uint8), rim_px) / np.maximum(on_paper[rim_px], np.float32(1))
        seen = on_paper[radius] / np.float32(len(_ring(radius)))
        is_good = (ring >= _LEAST_RING) & (ring - rim >= _LEAST_EDGE) & (seen >= _LEAST_SEEN)
        is_good &= ring >= cv2.dilate(ring, np.ones((5, 5), np.uint8))
        for y, x in zip(*np.nonzero(is_good), strict=True):
            is_picture = _fill(ink, int(x), int(y), radius - 1) > _PICTURE_FILL
            if seen[y, x] >= _WHOLLY_SEEN if is_picture else radius >= smallest_seal:
                score = float(ring[y, x] - rim[y, x]) + 0.01 * radius
                found.append((score, Disc(float(x) + 0.5, float(y) + 0.5, float(radius), is_picture)))
    return found


def _count_on_ring(mask: Pixels, radius: int) -> Pixels:
    """For each pixel how many of the ring around it are set; outside of the picture nothing is.

    A ring is a hundred pixels of a kernel of thousands: adding shifted pictures beats a filter.
    """
    height, width = mask.shape
    padded = cv2.copyMakeBorder(mask, 2 * radius, 2 * radius, radius, radius, cv2.BORDER_CONSTANT, value=0)
    # Rows one behind the other: a step to the side runs over into the border of the next row, which is empty.
    line, row_px = padded.ravel(), padded.shape[1]
    total = np.zeros(line.size - 2 * radius * row_px, np.uint8)
    for across, down in _ring(radius):
        start = (radius + down) * row_px + across
        total += line[start : start + total.size]
    return total.reshape(-1, row_px)[radius : radius + height, radius : radius + width]


def _fill(ink: Array, x: int, y: int, radius: int) -> float:
    """Share of a disc that is red, by the square that lies in it."""
    half = max(1, round(radius * 0.7))
    return float(ink[max(0, y - half) : y + half + 1, max(0, x - half) : x + half + 1].mean())


@cache
def _ring(radius: int) -> tuple[tuple[int, int], ...]:
    """Steps (across, down) from the middle of a ring one pixel wide to its pixels."""
    side = 2 * radius + 1
    ring = np.zeros((side, side), np.uint8)
    cv2.circle(ring, (radius, radius), radius, 1, 1)
    rows, columns = np.nonzero(ring)
    return tuple((int(column) - radius, int(row) - radius) for row, column in zip(rows, columns, strict=True))
