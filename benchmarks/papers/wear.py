"""Here clean pages grow old: what scanners, copiers, folds and phones do to paper, by grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.papers.page_map import UNMOVED, Curl, PageMap, from_centres, scaled, turned
from schemas.geometry import IDENTITY, Transform

Pixels = npt.NDArray[np.uint8]
Grade = Literal["clean", "office", "poor", "phone"]
GRADES: tuple[Grade, ...] = ("clean", "office", "poor", "phone")
# A page is turned by a quarter or a half once in five on an office scanner.
_TURN_ODDS = 0.2


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
    page, skewed = _skew(pixels, skew_deg)
    page = _blur(page, float(rng.uniform(0.35, 0.8)) * dpi / 300)
    page = _add_noise(page, rng, float(rng.uniform(2.0, 5.0)))
    page, turned_deg, turn = _turn(page, rng, may_turn)
    return WornPage(page, dpi, int(rng.integers(60, 79)), turned_deg, skew_deg, PageMap((skewed, turn)))


def _wear_poor(pixels: Pixels, rng: np.random.Generator, dpi: int, *, may_turn: bool) -> WornPage:
    low_dpi = min(dpi, 150 if rng.random() < 0.4 else 200)
    skew_deg = float(rng.uniform(-4.0, 4.0))
    page, skewed = _skew(pixels, skew_deg)
    page_map = PageMap((skewed,))
    if low_dpi < dpi:
        page, smaller = _shrink(page, low_dpi / dpi)
        page_map = page_map.then(smaller)
    page = _bleed_through(page, float(rng.uniform(0.06, 0.14)))
    page = _fold(page, rng)
    low, high = rng.uniform(55, 95), rng.uniform(205, 232)
    page = (page.astype(np.float32) / 255 * (high - low) + low).astype(np.uint8)
    page = _blur(page, float(rng.uniform(0.4, 0.8)))
    page = _salt_and_pepper(_add_noise(page, rng, 6.0), rng, 0.0015)
    page, turned_deg, turn = _turn(page, rng, may_turn)
    return WornPage(page, low_dpi, int(rng.integers(30, 51)), turned_deg, skew_deg, page_map.then(turn))


def _photograph(pixels: Pixels, rng: np.random.Generator, dpi: int) -> WornPage:
    page, smaller = _shrink(pixels, 210 / dpi)
    page, curl = _curl(page, float(rng.uniform(4, 12)))
    height, width = page.shape[:2]
    margin = round(width * 0.09)
    desk_size = (width + 2 * margin, height + 2 * margin)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    shift = rng.uniform(-0.55, 0.55, (4, 2)) * margin
    target = (corners + margin + shift).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    desk = np.array([92, 74, 58], dtype=np.float32) * float(rng.uniform(0.8, 1.15))
    photo = _uint8(cv2.warpPerspective(page, matrix, desk_size, borderValue=desk.tolist(), flags=cv2.INTER_LINEAR))
    lit = _blur(_shade(photo, rng), float(rng.uniform(0.6, 1.0)))
    page_map = PageMap((smaller, curl, from_centres(matrix)))
    return WornPage(_add_noise(lit, rng, 4.0), 210, int(rng.integers(40, 63)), page_map=page_map)


def _shade(photo: Pixels, rng: np.random.Generator) -> Pixels:
    """Uneven light, one soft shadow from the side, a colour cast."""
    height, width = photo.shape[:2]
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    slope = rng.uniform(-0.22, 0.22, 2).astype(np.float32)
    light = 0.86 + slope[0] * (x - 0.5) + slope[1] * (y - 0.5)
    edge = np.float32(rng.uniform(0.55, 0.8))
    light *= 1 - np.float32(0.25) / (1 + np.exp(-(x + y * np.float32(0.3) - edge) * np.float32(14)))
    cast = np.array([1.03, 1.0, float(rng.uniform(0.86, 0.95))], dtype=np.float32)
    shaded: Pixels = np.clip(photo.astype(np.float32) * light[..., None] * cast, 0, 255).astype(np.uint8)
    return shaded


def _curl(page: Pixels, depth_px: float) -> tuple[Pixels, Curl]:
    height, width = page.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = y + np.float32(depth_px) * np.sin(x / width * np.pi).astype(np.float32)
    curled = _uint8(cv2.remap(page, x, bent, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    return curled, Curl(depth_px, width)


def _skew(pixels: Pixels, skew_deg: float) -> tuple[Pixels, Transform]:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -skew_deg, 1.0)
    skewed = _uint8(cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))
    return skewed, from_centres(matrix)


def _turn(page: Pixels, rng: np.random.Generator, may_turn: bool) -> tuple[Pixels, int, Transform]:
    chosen = rng.random() < _TURN_ODDS
    quarter = int(rng.integers(1, 4))
    if not (chosen and may_turn):
        return page, 0, IDENTITY
    height, width = page.shape[:2]
    turned_deg = quarter * 90
    return np.ascontiguousarray(np.rot90(page, -quarter)), turned_deg, turned(turned_deg, width, height)


def _add_noise(page: Pixels, rng: np.random.Generator, sigma: float) -> Pixels:
    # One tile of noise laid over the page at a random shift costs a tenth of fresh noise and looks the same.
    tile = (rng.standard_normal((512, 512), dtype=np.float32) * sigma).astype(np.int16)
    height, width = page.shape[:2]
    noise = np.tile(tile, (height // 512 + 1, width // 512 + 1))[:height, :width, None]
    return _uint8(np.clip(page.astype(np.int16) + noise, 0, 255))


def _salt_and_pepper(page: Pixels, rng: np.random.Generator, share: float) -> Pixels:
    height, width = page.shape[:2]
    count = int(height * width * share)
    rows, columns = rng.integers(0, height, count), rng.integers(0, width, count)
    page[rows, columns] = np.where(rng.random(count) < 0.5, 30, 235)[:, None]
    return page


def _bleed_through(page: Pixels, strength: float) -> Pixels:
    """The back's print shining through: the page mirrored, blurred and faint."""
    back = cv2.GaussianBlur(np.ascontiguousarray(page[:, ::-1]), (0, 0), 2.5)
    return _uint8(np.clip(page.astype(np.float32) - (255 - back.astype(np.float32)) * strength, 0, 255))


def _fold(page: Pixels, rng: np.random.Generator) -> Pixels:
    height = page.shape[0]
    for share in (1 / 3, 2 / 3):
        middle = int(height * (share + rng.uniform(-0.02, 0.02)))
        rows = np.arange(max(0, middle - 6), min(height, middle + 7))
        light = 1 + 0.22 * np.where(rows < middle, -1, 1) * (1 - np.abs(rows - middle) / 7)
        page[rows] = np.clip(page[rows].astype(np.float32) * light[:, None, None], 0, 255).astype(np.uint8)
    return page


def _blur(page: Pixels, sigma: float) -> Pixels:
    return _uint8(cv2.GaussianBlur(page, (0, 0), sigma))


def _shrink(page: Pixels, share: float) -> tuple[Pixels, Transform]:
    small = _uint8(cv2.resize(page, None, fx=share, fy=share, interpolation=cv2.INTER_AREA))
    return small, scaled(small.shape[1] / page.shape[1], small.shape[0] / page.shape[0])


def _uint8(array: npt.NDArray[Any]) -> Pixels:
    pixels: Pixels = array.astype(np.uint8, copy=False)
    return pixels
