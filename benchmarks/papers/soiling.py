"""Here lives what real offices do to pages beyond wear: toner, stray marks, creases, flash, desks with a grain.

All take and give uint8 (height, width, 3) RGB; the same generator state, the same harm.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.papers.damage import Pixels, as_pixels

Field = npt.NDArray[np.float32]
_KERNEL = np.ones((3, 3), dtype=np.uint8)


def change_toner(page: Pixels, share: float) -> Pixels:
    """Ink that spreads (share above 0, to 1: a whole pixel on all sides) or that thins (below 0)."""
    moved = cv2.erode(page, _KERNEL) if share > 0 else cv2.dilate(page, _KERNEL)
    return as_pixels(cv2.addWeighted(moved, abs(share), page, 1 - abs(share), 0))


def starve_toner(page: Pixels, rng: np.random.Generator, strength: float) -> Pixels:
    """Patches and thin vertical bands where the drum gave little: ink there fades by up to `strength` of its dark."""
    height, width = page.shape[:2]
    patches = np.clip((_clouds(rng, height, width, 40) - 0.5) * 3, 0, 1)
    bands = np.clip((_clouds(rng, 1, width, 60) - 0.6) * 4, 0, 1)
    fade = (np.maximum(patches, bands) * strength)[..., None]
    light = page.astype(np.float32)
    return as_pixels(light + (255 - light) * fade)


def stretch_levels(page: Pixels, black: float, white: float) -> Pixels:
    """Full black becomes `black`, paper `white`; what passes 255 burns out, as where a scanner is set too bright."""
    table = np.clip(np.linspace(black, white, 256), 0, 255).astype(np.uint8)
    return as_pixels(cv2.LUT(page, table))


def to_gray(page: Pixels) -> Pixels:
    gray = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    return as_pixels(np.repeat(gray[..., None], 3, axis=2))


def to_bilevel(page: Pixels, threshold: int) -> Pixels:
    """Black and white alone, as faxes and thrifty scanners keep pages."""
    gray = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    return as_pixels(np.repeat(np.where(gray < threshold, 0, 255).astype(np.uint8)[..., None], 3, axis=2))


def leave_stray_marks(page: Pixels, rng: np.random.Generator, dpi: int) -> Pixels:
    """Crumbs in loose clusters, now and then a dark edge, a line of the feeder, the shadow of a staple."""
    height, width = page.shape[:2]
    for _ in range(int(rng.integers(2, 6))):
        centre = rng.uniform(0, 1, 2) * (width, height)
        for _ in range(int(rng.integers(1, 14))):
            x, y = (centre + rng.normal(0, 0.06, 2) * width).astype(int)
            radius_px = max(1, round(float(rng.exponential(0.12)) * dpi / 25.4))
            cv2.circle(page, (int(x), int(y)), radius_px, (60, 60, 62), -1, cv2.LINE_AA)
    if rng.random() < 0.35:
        _darken_edge(page, rng, dpi)
    if rng.random() < 0.25:
        x = int(rng.uniform(0.03, 0.97) * width)
        strip = page[:, x : x + max(1, dpi // 200)]
        strip[:] = as_pixels(strip.astype(np.float32) * 0.72)
    if rng.random() < 0.3:
        x, y = int(width * 0.05), int(height * 0.035)
        cv2.line(page, (x, y), (x + round(dpi * 0.4), y - round(dpi * 0.12)), (96, 96, 98), max(1, dpi // 90))
    return page


def _darken_edge(page: Pixels, rng: np.random.Generator, dpi: int) -> None:
    width = page.shape[1]
    reach = round(float(rng.uniform(1.5, 6)) * dpi / 25.4)
    shadow = np.linspace(float(rng.uniform(0.25, 0.6)), 1, reach, dtype=np.float32)[None, :, None]
    if rng.random() < 0.5:
        page[:, :reach] = as_pixels(page[:, :reach] * shadow)
    else:
        page[:, width - reach :] = as_pixels(page[:, width - reach :] * shadow[:, ::-1])


def crease(page: Pixels, rng: np.random.Generator) -> Pixels:
    """One to three hard folds at any angle: a bright rim beside a dark one, fading out."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = np.ones((height, width), dtype=np.float32)
    for _ in range(int(rng.integers(1, 4))):
        angle = float(rng.choice([0.0, np.pi / 2]) + rng.normal(0, 0.12))
        place = rng.uniform(0.25, 0.75, 2) * (width, height)
        away = (x - place[0]) * np.float32(np.sin(angle)) - (y - place[1]) * np.float32(np.cos(angle))
        depth, reach = np.float32(rng.uniform(0.08, 0.26)), np.float32(rng.uniform(3, 16))
        light += depth * np.sign(away) * np.exp(-np.abs(away) / reach)
        light -= np.float32(0.25) * np.exp(-np.square(away / 1.6))
    return as_pixels(np.clip(page * light[..., None], 0, 255))


def flash(page: Pixels, rng: np.random.Generator) -> Pixels:
    """The glare of a lamp on the sheet: whitest in its middle, where print keeps a third of its dark."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    centre = rng.uniform(0.25, 0.75, 2) * (width, height)
    reach = np.float32(rng.uniform(0.1, 0.2) * width)
    squared = np.square((x - centre[0]) / reach) + np.square((y - centre[1]) / (reach * np.float32(1.4)))
    glare = (np.exp(-squared / 2) * np.float32(rng.uniform(0.35, 0.68)))[..., None]
    lit = page.astype(np.float32)
    return as_pixels(lit + (255 - lit) * glare)


def lay_desk(height_px: int, width_px: int, rng: np.random.Generator) -> Pixels:
    """A desk top: wood along its grain, speckled stone or woven cloth, from pale to dark."""
    colour = np.array(((128, 92, 60), (84, 60, 44), (120, 116, 110), (62, 72, 92), (150, 120, 84))[rng.integers(0, 5)])
    style = int(rng.integers(0, 3))
    if style == 0:
        along = _clouds(rng, height_px, width_px, 6, stretch=40) - 0.5
        texture = along * 0.5 + (_clouds(rng, height_px, width_px, 120, stretch=3) - 0.5) * 0.3
    elif style == 1:
        texture = (_clouds(rng, height_px, width_px, 3) - 0.5) * 0.5 + (
            _clouds(rng, height_px, width_px, 200) - 0.5
        ) * 0.2
    else:
        y, x = np.mgrid[0:height_px, 0:width_px].astype(np.float32)
        texture = np.sin(x * np.float32(0.9)) * np.sin(y * np.float32(0.9)) * np.float32(0.12)
        texture += (_clouds(rng, height_px, width_px, 90) - 0.5) * 0.25
    desk = colour.astype(np.float32) * (1 + texture[..., None]) * np.float32(rng.uniform(0.75, 1.1))
    return as_pixels(np.clip(desk, 0, 255))


def _clouds(rng: np.random.Generator, height: int, width: int, grain_px: int, stretch: int = 1) -> Field:
    """Smooth noise, 0-1, its grain `stretch` times as long across as down."""
    rows, columns = max(2, height // grain_px), max(2, width // (grain_px * stretch))
    coarse = rng.random((rows, columns), dtype=np.float32)
    field: Field = np.clip(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)
    return field


def spill_coffee(page: Pixels, rng: np.random.Generator, centre: tuple[float, float], radius_px: float) -> Pixels:
    """The ring of a cup that stood on the sheet, and a blot in which the ink has run a little."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wobble = (_clouds(rng, height, width, 90) - 0.5) * np.float32(radius_px * 0.14)
    away = np.hypot(x - np.float32(centre[0]), y - np.float32(centre[1])) + wobble
    ring = np.exp(-np.square((away - radius_px) / np.float32(radius_px * 0.013)))
    blot = 0.5 - 0.5 * np.tanh((away - radius_px * 0.62) / np.float32(radius_px * 0.1))
    strength = np.clip(0.55 * ring + blot * (0.4 + 0.45 * _clouds(rng, height, width, 60)), 0, 0.85)[..., None]
    run = cv2.GaussianBlur(page, (0, 0), radius_px * 0.013).astype(np.float32)
    wet = np.clip(blot * 1.3, 0, 1)[..., None]
    told = page * (1 - wet) + run * wet
    coffee = np.array([92, 58, 30], dtype=np.float32)
    return as_pixels(told * (1 - strength) + coffee * strength * (told / np.float32(255) * 0.75 + 0.25))
