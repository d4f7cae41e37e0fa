"""Here live strips: parts of a page cut out, stacked into one picture to be read in one go, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from ocr.pixels import Pixels
from schemas.geometry import Box, Transform


class Strip(NamedTuple):
    """A part of the upright page (`box`) and its picture, uint8 of the same size."""

    box: Box
    pixels: Pixels


def cut_plain(rgb: Pixels, to_original: Transform, box: Box) -> Strip:
    """A part of the upright page from the page as it was rendered, in plain gray.

    Args:
        rgb: uint8 (height, width, 3), as rendered.
        to_original: from pixels of the upright page to those of `rgb`.
        box: in pixels of the upright page.

    Seals and signatures stay, but so do strokes of print that the preparation wears down.
    """
    # Maps of the page count pixels by their corners, OpenCV by their middles.
    to_page = np.array([[1, 0, box.left + 0.5], [0, 1, box.top + 0.5], [0, 0, 1]], np.float64)
    to_middles = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]], np.float64)
    matrix = to_middles @ np.array(to_original, np.float64).reshape(3, 3) @ to_page
    part = cv2.warpPerspective(
        rgb, matrix, (box.width, box.height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=(255,) * 3
    )
    return Strip(box, np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), np.uint8))


def cut_prepared(gray: Pixels, box: Box) -> Strip:
    """A part of the upright page as it was prepared."""
    return Strip(box, gray[box.top : box.bottom, box.left : box.right])


def stack(strips: Sequence[Strip], gap_px: int) -> tuple[Pixels, tuple[Box, ...]]:
    """Strips one below the other on white, `gap_px` around each, and the place of each in that picture."""
    width = max(strip.box.width for strip in strips) + 2 * gap_px
    height = sum(strip.box.height + gap_px for strip in strips) + gap_px
    picture = np.full((height, width), 255, np.uint8)
    places: list[Box] = []
    top = gap_px
    for strip in strips:
        place = Box(gap_px, top, gap_px + strip.box.width, top + strip.box.height)
        picture[place.top : place.bottom, place.left : place.right] = strip.pixels
        places.append(place)
        top = place.bottom + gap_px
    return picture, tuple(places)


def on_page(box: Box, place: Box, strip: Box) -> Box:
    """A box found in the stacked picture inside `place`, in pixels of the upright page."""
    across, down = strip.left - place.left, strip.top - place.top
    return Box(
        max(strip.left, box.left + across),
        max(strip.top, box.top + down),
        min(strip.right, box.right + across),
        min(strip.bottom, box.bottom + down),
    )
