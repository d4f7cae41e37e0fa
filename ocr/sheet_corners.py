"""Here lives the search for a sheet of paper lying on a darker ground: photographs taken by telephone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import cv2
import numpy as np

from ocr.pixels import Array, Matrix, Pixels

# Sheets are looked for on pictures of this size.
SEARCH_LONG_SIDE = 400
# A sheet fills at least this share of a photograph worth reading; more than the upper one is the picture's own edge.
_AREA_SHARE = (0.3, 0.975)
# Gray levels by which three of the picture's borders must be darker than its paper: flatbed scans end here.
_DARKER_BY = 12
_SIDES_DARKER = 3
_BORDER_SHARE = 0.02
# Print is closed over with a square of this share of the picture; the ground keeps its tone.
_CLOSING_SHARE = 0.022
# Slopes of a sheet's edges against the picture's, how deep in the picture edges lie, and what is looked at.
_MOST_SLOPE, _SLOPE_STEP = 0.3, 0.02
_DEEPEST_SHARE = 0.5
_LINES_A_SIDE, _APART_PX = 3, 6
# Pixels to each side of an edge whose means are compared, and the share of the expected step that counts as whole.
_STEP_PX, _WHOLE_STEP = 4, 0.6
# Share of each edge that must be seen, and of all four on the mean; the rest may be under a hand or a second sheet.
# A line across the whole picture, of which the sheet is a part, shows less.
_LEAST_SIDE, _LEAST_MEAN, _LEAST_LINE = 0.4, 0.55, 0.2
# Paper that reaches the border of the picture has no edge there; it is told by a step this small beside the others.
_PAPER_SHARE = 0.35
_MOST_OUTSIDE, _LEAST_RATIO = 0.04, 0.6
_SAMPLES = 60


class _Edge(NamedTuple):
    """A straight line on one side's response: across = `middle` + `slope` * (along - length / 2).

    Sides are in the order top, right, bottom, left.
    """

    middle: float
    slope: float


_BORDER = _Edge(0.0, 0.0)


def find_sheet_corners(darkest: Pixels) -> Matrix | None:
    """Corners of the sheet, float64 (4, 2), clockwise from top left, or None where the picture is the sheet.

    Args:
        darkest: uint8 (height, width), the smallest channel of a picture shrunk to `SEARCH_LONG_SIDE`: paper is light
            in all of them, wood and skin are not.

    Source: of the straight lines along which the picture gets lighter inwards the four that are best seen, because
    outlines of light areas fail on grained desks, beside a second sheet and under a hand (measured, ADR 0031).
    """
    side = max(3, round(max(darkest.shape) * _CLOSING_SHARE) | 1)
    ground = cv2.medianBlur(cv2.morphologyEx(darkest, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), 5)
    steps = _border_steps(ground)
    if sum(step > _DARKER_BY for step in steps) < _SIDES_DARKER:
        return None
    responses = _edge_responses(ground, steps)
    best_score, best = 0.0, None
    found = [_find_edges(response) for response in responses]
    for side, step in enumerate(steps):
        if step <= max(_DARKER_BY, _PAPER_SHARE * float(np.median(steps))):
            found[side].append(_BORDER)
    for edges in product(*found):
        corners = _corners(edges, ground.shape)
        if corners is None:
            continue
        seen = [
            _LEAST_SIDE if edge is _BORDER else _seen_share(response, edge, corners, side)
            for side, (response, edge) in enumerate(zip(responses, edges, strict=True))
        ]
        score = float(np.mean(seen))
        if min(seen) >= _LEAST_SIDE and score >= _LEAST_MEAN and score > best_score:
            best_score, best = score, edges
    return None if best is None else _corners([_fit(*pair) for pair in zip(responses, best, strict=True)], ground.shape)


def _border_steps(ground: Array) -> list[float]:
    """By how much the borders (top, right, bottom, left) of the picture are darker than its paper."""
    height, width = ground.shape
    band = max(2, round(min(height, width) * _BORDER_SHARE))
    inner = ground[height // 5 : height - height // 5, width // 5 : width - width // 5]
    paper = float(np.percentile(inner, 60))
    borders = ground[:band], ground[:, width - band :], ground[height - band :], ground[:, :band]
    return [paper - float(np.median(border)) for border in borders]


def _edge_responses(ground: Array, steps: Sequence[float]) -> list[Array]:
    """For each side (top, right, bottom, left) how much each pixel looks like the sheet's edge, float32 0-1.

    Each is turned to (along the side, across it from outside).
    """
    smooth = cv2.blur(ground, (3, 3)).astype(np.float32)
    kernel = np.array([[-1.0] * _STEP_PX + [0.0] + [1.0] * _STEP_PX], np.float32) / _STEP_PX
    # Where a second sheet lies at the border, its step says nothing of the ground between the two.
    usual = 0.5 * float(np.median(steps))
    found = []
    for turned, step in zip((smooth.T, smooth[:, ::-1], smooth[::-1].T, smooth), steps, strict=True):
        rise = cv2.filter2D(np.ascontiguousarray(turned), cv2.CV_32F, kernel, borderType=cv2.BORDER_REPLICATE)
        found.append(np.clip(rise / (_WHOLE_STEP * max(step, usual, _DARKER_BY)), 0.0, 1.0))
    return found


def _find_edges(response: Array) -> list[_Edge]:
    """The lines along which most of a side looks like an edge, best first."""
    length, reach = response.shape[0], round(response.shape[1] * _DEEPEST_SHARE)
    slopes = np.arange(-_MOST_SLOPE, _MOST_SLOPE + 0.001, _SLOPE_STEP)
    sums = np.empty((len(slopes), reach), np.float32)
    for row, slope in enumerate(slopes):
        # Each row is shifted so that a line of this slope stands upright where it crosses the middle.
        shear = np.array([[1.0, slope, -slope * length / 2], [0.0, 1.0, 0.0]])
        upright = cv2.warpAffine(response, shear, (reach, length), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
        sums[row] = cv2.reduce(upright, 0, cv2.REDUCE_AVG).ravel()
    edges: list[_Edge] = []
    for _ in range(_LINES_A_SIDE):
        row, middle = (int(place) for place in np.unravel_index(int(sums.argmax()), sums.shape))
        if sums[row, middle] < _LEAST_LINE:
            break
        edges.append(_Edge(float(middle), float(slopes[row])))
        sums[:, max(0, middle - _APART_PX) : middle + _APART_PX + 1] = 0.0
    return edges


def _corners(edges: Sequence[_Edge], shape: tuple[int, ...]) -> Matrix | None:
    """Where the edges (top, right, bottom, left) meet, clockwise from top left; None where that makes no sheet."""
    height, width = shape[:2]
    top, right, bottom, left = edges
    # x or y of each edge as start + slope * the other.
    across = [_line(left.middle, left.slope, height), _line(width - 1 - right.middle, -right.slope, height)]
    down = [_line(top.middle, top.slope, width), _line(height - 1 - bottom.middle, -bottom.slope, width)]
    corners = np.array([_meet(across[x], down[y]) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))])
    outside = max(-corners.min(), (corners - [width, height]).max()) / max(shape)
    sides = np.linalg.norm(corners - corners[[1, 2, 3, 0]], axis=1)
    is_even = all(min(pair) > _LEAST_RATIO * max(pair) for pair in (sides[::2], sides[1::2]))
    hull = corners.astype(np.float32)
    smallest, largest = (share * height * width for share in _AREA_SHARE)
    is_sheet = outside < _MOST_OUTSIDE and is_even and smallest <= cv2.contourArea(hull) <= largest
    return corners if is_sheet and cv2.isContourConvex(hull) else None


def _line(middle: float, slope: float, length: int) -> tuple[float, float]:
    return middle - slope * length / 2, slope


def _meet(across: tuple[float, float], down: tuple[float, float]) -> tuple[float, float]:
    """The point on two lines x = a + b y and y = c + d x; slopes are small, so there is one."""
    x = (across[0] + across[1] * down[0]) / (1.0 - across[1] * down[1])
    return x, down[0] + down[1] * x


def _seen_share(response: Array, edge: _Edge, corners: Matrix, side: int) -> float:
    """How much of an edge between its corners is seen, 0-1; what lies outside of the picture is not."""
    ends = corners[side], corners[(side + 1) % 4]
    axis = side % 2
    along = np.linspace(ends[0][axis], ends[1][axis], _SAMPLES)[2:-2].astype(int)
    across = np.rint(edge.middle + edge.slope * (along - response.shape[0] / 2)).astype(int)
    is_on = (along >= 0) & (along < response.shape[0]) & (across >= 1) & (across < response.shape[1] - 1)
    along, across = along[is_on], across[is_on]
    near = np.maximum(np.maximum(response[along, across - 1], response[along, across + 1]), response[along, across])
    return float(near.sum() / _SAMPLES)


def _fit(response: Array, edge: _Edge) -> _Edge:
    """The edge moved to the middle of the step that it follows, by less than a pixel of doubt."""
    if edge is _BORDER:
        return edge
    length, width = response.shape
    along = np.arange(length)
    across = np.rint(edge.middle + edge.slope * (along - length / 2)).astype(int)
    is_on = (across >= _STEP_PX) & (across < width - _STEP_PX)
    along, across = along[is_on], across[is_on]
    near = np.arange(-_STEP_PX, _STEP_PX + 1)
    weights = response[along[:, None], across[:, None] + near]
    is_seen = weights.max(axis=1, initial=0.0) > 0.5
    if is_seen.sum() < _SAMPLES:
        return edge
    along, across, weights = along[is_seen], across[is_seen], weights[is_seen]
    found = across + (weights * near).sum(axis=1) / weights.sum(axis=1)
    for _ in range(3):
        slope, start = np.polyfit(along - length / 2, found, 1)
        missed = np.abs(found - start - slope * (along - length / 2))
        is_close = missed <= max(0.5, 2 * float(np.median(missed)))
        along, found = along[is_close], found[is_close]
    return _Edge(float(start), float(slope))
