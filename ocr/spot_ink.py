"""Here lives the ink of a writing spot: its pieces, each drawn to the size and the line of the print beside it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from ocr.pixels import Array, Pixels
from ocr.print_line import PrintLine, measure_print, stroke_width
from ocr.writing_spots import WritingSpot
from schemas.geometry import Box, join_boxes

Patch = npt.NDArray[np.float32]
Figures = npt.NDArray[np.float32]
# A patch shows a piece of ink at this size: the line's capitals are 16 of 32 rows high and end 8 rows above its foot.
PATCH_HEIGHT, PATCH_WIDTH, _CAPITAL_ROWS, _FOOT_ROWS = 32, 24, 16, 8
FIGURE_COUNT = 8
# How far beyond the room one looks for the print that the line is measured by, and above and below, in word heights.
_BESIDE, _ABOVE = 6.0, 1.2
# Smaller pieces are dots, leaders, dust and tone marks; larger ones rules, frames and seals. In capital heights.
_GRAIN, _SMALLEST, _LARGEST = 0.22, 0.45, 2.6
# Ink is what is darker than this share of the way from paper to the print beside.
_INK_SHARE = 0.4
# Less contrast than this is no print; lower print is enlarged, so that pale thin strokes keep their shape.
_FAINTEST, _SMALL_PRINT_PX = 40.0, 22
# A pen is often paler than print: what counts as ink in a room, as a share of its own darkest, and at the least.
_PALEST, _PEN_SHARE = 30.0, 0.25
# Digits run together stand this far apart, and wider than one digit is from here on, in capital heights.
_DIGIT_WIDTH, _TWO_DIGITS = 0.85, 1.4
# Print that a room's edge cut: a sliver of a letter.
_SLIVER = 0.3
# An edge of the room moves to a blank column that is this near, in capital heights.
_SNAP = 0.45


@dataclass(frozen=True, slots=True)
class InkPiece:
    """One piece of ink inside a spot.

    `box` in pixels of the page. `patch`: float32 (32, 24), 1 ink, at the scale and height of the printed line.
    `figures`: float32 (8,): top and foot over the printed line, width and height, stroke, its unevenness and its
    ratio to the print's, darkness against the print's; lengths in capital heights.
    """

    box: Box
    patch: Patch
    figures: Figures


def find_ink_pieces(lit: Pixels, spot: WritingSpot) -> tuple[InkPiece, ...]:
    """The pieces of ink in a spot that are of a digit's size, left to right.

    Args:
        lit: uint8 (height, width), upright page, white ground.
        spot: see `find_writing_spots`.
    """
    cut = _cut_out(lit, spot)
    if cut is None:
        return ()
    crop, room, (left, top), factor = cut
    paper, dark = float(np.percentile(crop, 90)), float(np.percentile(crop, 1))
    ink = (crop < paper - _INK_SHARE * max(_FAINTEST, paper - dark)).astype(np.uint8)
    line = measure_print(crop, ink, room, paper)
    if line is None:
        return ()
    room = _snap(ink, room, line)
    ink = _pen_ink(crop, room, line, paper)
    return tuple(
        InkPiece(_back_on_page(box, left, top, factor), patch, figures)
        for box, patch, figures in _cut_pieces(crop, ink, room, line, paper)
    )


def _cut_out(lit: Pixels, spot: WritingSpot) -> tuple[Pixels, Box, tuple[int, int], int] | None:
    """The spot with the print around it: pixels, the room in them, where they were cut, how often enlarged."""
    height, width = lit.shape
    reach, above = round(_BESIDE * spot.room.height), round(_ABOVE * spot.room.height)
    left, top = max(0, spot.room.left - reach), max(0, spot.room.top - above)
    crop = lit[top : min(height, spot.room.bottom + above), left : min(width, spot.room.right + reach)]
    right = min(spot.room.right - left, crop.shape[1])
    room = Box(max(0, spot.room.left - left), spot.room.top - top, right, spot.room.bottom - top)
    if crop.size == 0 or room.width < 2 or room.height < 2:
        return None
    if room.height >= _SMALL_PRINT_PX:
        return crop, room, (left, top), 1
    large = np.asarray(cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    return large, Box(*(2 * side for side in room)), (left, top), 2


def _back_on_page(box: Box, left: int, top: int, factor: int) -> Box:
    return Box(
        box.left // factor + left,
        box.top // factor + top,
        -(-box.right // factor) + left,
        -(-box.bottom // factor) + top,
    )


def _pen_ink(crop: Pixels, room: Box, line: PrintLine, paper: float) -> Pixels:
    """What is ink inside the room: a pen may be far paler than the print."""
    rows = slice(max(0, round(line.foot - line.capital)), max(1, round(line.foot)))
    inside = crop[rows, room.left : room.right]
    dark = paper - float(np.percentile(inside, 1)) if inside.size else 0.0
    return (crop < paper - max(_PALEST, _PEN_SHARE * dark)).astype(np.uint8)


def _snap(ink: Pixels, room: Box, line: PrintLine) -> Box:
    """The room with its edges moved to the nearest blank columns."""
    top, foot = max(0, round(line.foot - line.capital)), max(1, round(line.foot))
    blank = ink[top:foot].sum(axis=0) == 0
    reach = round(_SNAP * line.capital)

    def nearest(x: int) -> int:
        for step in range(reach + 1):
            for place in (x - step, x + step):
                if 0 <= place < len(blank) and blank[place]:
                    return place
        return x

    return Box(nearest(room.left), room.top, nearest(room.right - 1) + 1, room.bottom)


def _gather(stats: Array, line: PrintLine) -> list[list[int]]:
    """Numbers of the components that make one piece each: strokes above one another belong together (a hand's `5`)."""
    pieces: list[tuple[Box, list[int]]] = []
    for number in sorted(range(1, len(stats)), key=lambda n: int(stats[n, cv2.CC_STAT_LEFT])):
        x, y, w, h = (int(stats[number, column]) for column in range(4))
        box = Box(x, y, x + w, y + h)
        if not _may_bestroke_width(box, line):
            continue
        if pieces and _stand_over(pieces[-1][0], box, line.capital):
            whole = join_boxes((pieces[-1][0], box))
            assert whole is not None, "two boxes have a hull"
            pieces[-1] = (whole, [*pieces[-1][1], number])
        else:
            pieces.append((box, [number]))
    return [members for _, members in pieces]


def _may_bestroke_width(box: Box, line: PrintLine) -> bool:
    if max(box.width, box.height) < _GRAIN * line.capital or box.height > _LARGEST * line.capital:
        return False
    # A rule under a header is flat and as wide as the room; a number in one stroke is as high as a digit.
    if box.width > 9 * line.capital or (box.height < 0.2 * line.capital and box.width > 0.8 * line.capital):
        return False
    return box.top >= line.foot - 2.5 * line.capital and box.bottom <= line.foot + 0.9 * line.capital


def _stand_over(first: Box, second: Box, capital: float) -> bool:
    # One of them is the bar of a `5` or `7`; a letter of the line above that hangs down is none.
    if min(first.height, second.height) > 0.45 * capital:
        return False
    across = min(first.right, second.right) - max(first.left, second.left)
    down = max(first.top, second.top) - min(first.bottom, second.bottom)
    return across > 0.5 * min(first.width, second.width) and down < 0.35 * capital


def _cut_pieces(
    crop: Pixels, ink: Pixels, room: Box, line: PrintLine, paper: float
) -> list[tuple[Box, Patch, Figures]]:
    across = slice(room.left, room.right)
    crop, ink = crop[:, across], ink[:, across]
    thickness = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found: list[tuple[Box, Patch, Figures]] = []
    for members in _gather(stats, line):
        for box in _split(labels, members, _hull(stats, members), line.capital):
            if not _is_digit_sized(box, room.width, line):
                continue
            part = (slice(box.top, box.bottom), slice(box.left, box.right))
            mask = np.isin(labels[part], members)
            darkness = paper - float(np.median(crop[part][mask]))
            figures = _figure(box, stroke_width(thickness[part][mask]), darkness, line)
            on_crop = Box(box.left + room.left, box.top, box.right + room.left, box.bottom)
            found.append((on_crop, _draw_patch(mask, box, line), figures))
    return found


def _hull(stats: Array, members: list[int]) -> Box:
    lefts, tops = stats[members, cv2.CC_STAT_LEFT], stats[members, cv2.CC_STAT_TOP]
    rights, bottoms = lefts + stats[members, cv2.CC_STAT_WIDTH], tops + stats[members, cv2.CC_STAT_HEIGHT]
    return Box(int(lefts.min()), int(tops.min()), int(rights.max()), int(bottoms.max()))


def _split(labels: Array, members: list[int], box: Box, capital: float) -> list[Box]:
    """The piece, or where digits run together the parts between its thinnest columns."""
    count = round(box.width / (_DIGIT_WIDTH * capital))
    if count < 2 or box.width < _TWO_DIGITS * capital:
        return [box]
    mask = np.isin(labels[box.top : box.bottom, box.left : box.right], members)
    weight = mask.sum(axis=0)
    step, shift = box.width / count, max(1, round(0.25 * box.width / count))
    cuts = [0]
    for index in range(1, count):
        middle = round(index * step)
        near = weight[middle - shift : middle + shift + 1]
        cuts.append(middle - shift + int(near.argmin()))
    cuts.append(box.width)
    parts = []
    for left, right in pairwise(cuts):
        rows = np.flatnonzero(mask[:, left:right].any(axis=1))
        if rows.size:
            top, bottom = box.top + int(rows[0]), box.top + int(rows[-1]) + 1
            parts.append(Box(box.left + left, top, box.left + right, bottom))
    return parts


def _is_digit_sized(box: Box, room_width: int, line: PrintLine) -> bool:
    """Small ones are stops, tone marks and dust; ink wholly above or below belongs to other lines."""
    if box.height < _SMALLEST * line.capital or box.bottom < line.foot - 0.7 * line.capital:
        return False
    is_cut = box.left == 0 or box.right == room_width
    return box.top <= line.foot - 0.2 * line.capital and not (is_cut and box.width < _SLIVER * line.capital)


def _figure(box: Box, stroke: tuple[float, float], darkness: float, line: PrintLine) -> Figures:
    above = line.foot - line.capital - box.top
    lengths = (above, box.bottom - line.foot, box.width, box.height, stroke[0])
    ratios = (stroke[1], stroke[0] / max(1.0, line.stroke), darkness / line.darkness)
    return np.array([*(length / line.capital for length in lengths), *ratios], np.float32)


def _draw_patch(mask: npt.NDArray[np.bool_], box: Box, line: PrintLine) -> Patch:
    """The piece at the line's scale: its middle across, the line's foot eight rows above the patch's foot."""
    scale = _CAPITAL_ROWS / line.capital
    soft = np.pad(np.asarray(mask, np.float32), 2)
    # Averaging before shrinking keeps thin strokes.
    if scale < 1:
        soft = np.asarray(cv2.GaussianBlur(soft, (0, 0), 0.4 / scale), np.float32)
    center_x, foot = box.width / 2 + 2, line.foot - box.top + 2
    place = np.array(
        [[scale, 0, PATCH_WIDTH / 2 - scale * center_x], [0, scale, PATCH_HEIGHT - _FOOT_ROWS - scale * foot]]
    )
    return np.asarray(cv2.warpAffine(soft, place, (PATCH_WIDTH, PATCH_HEIGHT), flags=cv2.INTER_LINEAR), np.float32)
