"""Here live the single harms that pages suffer: moved, blurred, shaded, soiled; each alone and repeatable."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.papers.page_map import Curl, from_centres, scaled, turned
from schemas.geometry import IDENTITY, Transform

Pixels = npt.NDArray[np.uint8]
# A page is turned by a quarter or a half once in five on an office scanner.
_TURN_ODDS = 0.2


def shade(photo: Pixels, rng: np.random.Generator) -> Pixels:
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


def curl_page(page: Pixels, depth_px: float) -> tuple[Pixels, Curl]:
    height, width = page.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = y + np.float32(depth_px) * np.sin(x / width * np.pi).astype(np.float32)
    curled = as_pixels(cv2.remap(page, x, bent, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    return curled, Curl(depth_px, width)


def skew_page(pixels: Pixels, skew_deg: float) -> tuple[Pixels, Transform]:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -skew_deg, 1.0)
    skewed = as_pixels(cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))
    return skewed, from_centres(matrix)


def turn_page(page: Pixels, rng: np.random.Generator, may_turn: bool) -> tuple[Pixels, int, Transform]:
    chosen = rng.random() < _TURN_ODDS
    quarter = int(rng.integers(1, 4))
    if not (chosen and may_turn):
        return page, 0, IDENTITY
    height, width = page.shape[:2]
    turned_deg = quarter * 90
    return np.ascontiguousarray(np.rot90(page, -quarter)), turned_deg, turned(turned_deg, width, height)


def add_noise(page: Pixels, rng: np.random.Generator, sigma: float) -> Pixels:
    # One tile of noise laid over the page at a random shift costs a tenth of fresh noise and looks the same.
    tile = (rng.standard_normal((512, 512), dtype=np.float32) * sigma).astype(np.int16)
    height, width = page.shape[:2]
    noise = np.tile(tile, (height // 512 + 1, width // 512 + 1))[:height, :width, None]
    return as_pixels(np.clip(page.astype(np.int16) + noise, 0, 255))


def sow_specks(page: Pixels, rng: np.random.Generator, share: float) -> Pixels:
    height, width = page.shape[:2]
    count = int(height * width * share)
    rows, columns = rng.integers(0, height, count), rng.integers(0, width, count)
    page[rows, columns] = np.where(rng.random(count) < 0.5, 30, 235)[:, None]
    return page


def bleed_through(page: Pixels, strength: float) -> Pixels:
    """The back's print shining through: the page mirrored, blurred and faint."""
    back = cv2.GaussianBlur(np.ascontiguousarray(page[:, ::-1]), (0, 0), 2.5)
    return as_pixels(np.clip(page.astype(np.float32) - (255 - back.astype(np.float32)) * strength, 0, 255))


def fold_page(page: Pixels, rng: np.random.Generator) -> Pixels:
    height = page.shape[0]
    for share in (1 / 3, 2 / 3):
        middle = int(height * (share + rng.uniform(-0.02, 0.02)))
        rows = np.arange(max(0, middle - 6), min(height, middle + 7))
        light = 1 + 0.22 * np.where(rows < middle, -1, 1) * (1 - np.abs(rows - middle) / 7)
        page[rows] = np.clip(page[rows].astype(np.float32) * light[:, None, None], 0, 255).astype(np.uint8)
    return page


def blur_page(page: Pixels, sigma: float) -> Pixels:
    return as_pixels(cv2.GaussianBlur(page, (0, 0), sigma))


def shrink_page(page: Pixels, share: float) -> tuple[Pixels, Transform]:
    small = as_pixels(cv2.resize(page, None, fx=share, fy=share, interpolation=cv2.INTER_AREA))
    return small, scaled(small.shape[1] / page.shape[1], small.shape[0] / page.shape[0])


def as_pixels(array: npt.NDArray[Any]) -> Pixels:
    pixels: Pixels = array.astype(np.uint8, copy=False)
    return pixels
