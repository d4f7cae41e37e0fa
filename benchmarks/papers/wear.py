"""Here clean pages grow old: what scanners, copiers, folds and phones do to paper, by grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from benchmarks.papers.damage import (
    Pixels,
    add_noise,
    as_pixels,
    bleed_through,
    blur_page,
    curl_page,
    fold_page,
    shade,
    shrink_page,
    skew_page,
    sow_specks,
    turn_page,
)
from benchmarks.papers.page_map import UNMOVED, PageMap, from_centres

Grade = Literal["clean", "office", "poor", "phone"]
GRADES: tuple[Grade, ...] = ("clean", "office", "poor", "phone")


@dataclass(frozen=True, slots=True)
class WornPage:
    """A worn page as its device delivers it.

    `pixels` is uint8 (height, width, 3) RGB; `jpeg_quality` 1-100; `turned_deg` and `skew_deg` are clockwise, what
    the device did to the upright page; `page_map` leads from points of the flat page to points of this one.
    """

    pixels: Pixels
    dpi: int
    jpeg_quality: int
    turned_deg: int = 0
    skew_deg: float = 0.0
    page_map: PageMap = UNMOVED


def wear(pixels: Pixels, grade: Grade, rng: np.random.Generator, *, dpi: int = 300, may_turn: bool = True) -> WornPage:
    """The page as a device of this grade sees it. Same generator state, same page."""
    if grade == "clean":
        return WornPage(pixels, dpi, 92)
    if grade == "phone":
        return _photograph(pixels, rng, dpi)
    if grade == "poor":
        return _wear_poor(pixels, rng, dpi, may_turn=may_turn)
    return _wear_office(pixels, rng, dpi, may_turn=may_turn)


def _wear_office(pixels: Pixels, rng: np.random.Generator, dpi: int, *, may_turn: bool) -> WornPage:
    skew_deg = float(rng.uniform(-1.6, 1.6))
    page, skewed = skew_page(pixels, skew_deg)
    page = blur_page(page, float(rng.uniform(0.35, 0.8)) * dpi / 300)
    page = add_noise(page, rng, float(rng.uniform(2.0, 5.0)))
    page, turned_deg, turn = turn_page(page, rng, may_turn)
    return WornPage(page, dpi, int(rng.integers(60, 79)), turned_deg, skew_deg, PageMap((skewed, turn)))


def _wear_poor(pixels: Pixels, rng: np.random.Generator, dpi: int, *, may_turn: bool) -> WornPage:
    low_dpi = min(dpi, 150 if rng.random() < 0.4 else 200)
    skew_deg = float(rng.uniform(-4.0, 4.0))
    page, skewed = skew_page(pixels, skew_deg)
    page_map = PageMap((skewed,))
    if low_dpi < dpi:
        page, smaller = shrink_page(page, low_dpi / dpi)
        page_map = page_map.then(smaller)
    page = bleed_through(page, float(rng.uniform(0.06, 0.14)))
    page = fold_page(page, rng)
    low, high = rng.uniform(55, 95), rng.uniform(205, 232)
    page = (page.astype(np.float32) / 255 * (high - low) + low).astype(np.uint8)
    page = blur_page(page, float(rng.uniform(0.4, 0.8)))
    page = sow_specks(add_noise(page, rng, 6.0), rng, 0.0015)
    page, turned_deg, turn = turn_page(page, rng, may_turn)
    return WornPage(page, low_dpi, int(rng.integers(30, 51)), turned_deg, skew_deg, page_map.then(turn))


def _photograph(pixels: Pixels, rng: np.random.Generator, dpi: int) -> WornPage:
    page, smaller = shrink_page(pixels, 210 / dpi)
    page, curl = curl_page(page, float(rng.uniform(4, 12)))
    height, width = page.shape[:2]
    margin = round(width * 0.09)
    desk_size = (width + 2 * margin, height + 2 * margin)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    shift = rng.uniform(-0.55, 0.55, (4, 2)) * margin
    target = (corners + margin + shift).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    desk = np.array([92, 74, 58], dtype=np.float32) * float(rng.uniform(0.8, 1.15))
    photo = as_pixels(cv2.warpPerspective(page, matrix, desk_size, borderValue=desk.tolist(), flags=cv2.INTER_LINEAR))
    lit = blur_page(shade(photo, rng), float(rng.uniform(0.6, 1.0)))
    page_map = PageMap((smaller, curl, from_centres(matrix)))
    return WornPage(add_noise(lit, rng, 4.0), 210, int(rng.integers(40, 63)), page_map=page_map)
