"""Here pages suffer as in real offices: pale and one-bit scans, starved copies, faxes, phones over grained desks.

The grades keep their names and their measures (200 or 300 dpi and up to 1.6 degrees for
office, 150 or 200 dpi and 4 degrees for poor copies, 177 to 245 dpi for phones); only the harms are more and mixed.
"""

from __future__ import annotations

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
from benchmarks.papers.page_map import PageMap, from_centres
from benchmarks.papers.soiling import (
    change_toner,
    crease,
    flash,
    lay_desk,
    leave_stray_marks,
    starve_toner,
    stretch_levels,
    to_bilevel,
    to_gray,
)
from benchmarks.papers.wear import Grade, WornPage

# Of ten real office scans three are one-bit, three too pale, the others colour or gray.
_OFFICE_LOOKS = ("colour", "pale", "gray", "bilevel")
_OFFICE_ODDS = (0.35, 0.25, 0.15, 0.25)
_POOR_LOOKS = ("copy", "fax", "starved")
_POOR_ODDS = (0.45, 0.2, 0.35)
# One-bit pages are kept without loss in offices; a fine JPEG comes near.
_BILEVEL_QUALITY = 95


def wear_hard(
    pixels: Pixels, grade: Grade, rng: np.random.Generator, *, dpi: int = 300, may_turn: bool = True
) -> WornPage:
    """The page as a hard case of this grade; `clean` stays clean. Same generator state, same page."""
    if grade == "clean":
        return WornPage(pixels, dpi, 92)
    if grade == "phone":
        return _photograph(pixels, rng, dpi)
    if grade == "poor":
        return _copy_badly(pixels, rng, dpi, may_turn=may_turn)
    return _scan(pixels, rng, dpi, may_turn=may_turn)


def _scan(pixels: Pixels, rng: np.random.Generator, dpi: int, *, may_turn: bool) -> WornPage:
    skew_deg = float(rng.uniform(-1.6, 1.6))
    page, dpi, page_map = _feed(pixels, rng, dpi, skew_deg, (200, 300))
    look = str(rng.choice(_OFFICE_LOOKS, p=_OFFICE_ODDS))
    page = change_toner(blur_page(page, float(rng.uniform(0.3, 0.7)) * dpi / 300), float(rng.uniform(-0.35, 0.35)))
    page = leave_stray_marks(page, rng, dpi)
    if look == "pale":
        page = stretch_levels(page, float(rng.uniform(70, 125)), 275)
    page = add_noise(page, rng, float(rng.uniform(1.5, 5)))
    if look == "gray":
        page = to_gray(page)
    quality = int(rng.integers(60, 79))
    if look == "bilevel":
        page, quality = to_bilevel(page, int(rng.integers(120, 185))), _BILEVEL_QUALITY
    page, turned_deg, turn = turn_page(page, rng, may_turn)
    return WornPage(page, dpi, quality, turned_deg, skew_deg, page_map.then(turn))


def _copy_badly(pixels: Pixels, rng: np.random.Generator, dpi: int, *, may_turn: bool) -> WornPage:
    skew_deg = float(rng.uniform(-4.0, 4.0))
    look = str(rng.choice(_POOR_LOOKS, p=_POOR_ODDS))
    page, dpi, page_map = _feed(pixels, rng, dpi, skew_deg, (200, 200) if look == "fax" else (150, 200))
    page = bleed_through(page, float(rng.uniform(0.05, 0.15)))
    if rng.random() < 0.6:
        page = fold_page(page, rng)
    page = change_toner(page, float(rng.uniform(-0.25, 0.6)))
    if look == "starved":
        page = starve_toner(page, rng, float(rng.uniform(0.4, 0.68)))
    page = stretch_levels(page, float(rng.uniform(45, 100)), float(rng.uniform(205, 240)))
    page = leave_stray_marks(blur_page(page, float(rng.uniform(0.4, 0.8))), rng, dpi)
    page = sow_specks(add_noise(page, rng, 6.0), rng, float(rng.uniform(0.0005, 0.003)))
    quality = int(rng.integers(30, 51))
    if look == "fax":
        page, quality = to_bilevel(page, int(rng.integers(140, 172))), _BILEVEL_QUALITY
    page, turned_deg, turn = turn_page(page, rng, may_turn)
    return WornPage(page, dpi, quality, turned_deg, skew_deg, page_map.then(turn))


def _feed(
    pixels: Pixels, rng: np.random.Generator, dpi: int, skew_deg: float, choices: tuple[int, int]
) -> tuple[Pixels, int, PageMap]:
    """The page askew at one of two resolutions, never finer than it was drawn."""
    page, skewed = skew_page(pixels, skew_deg)
    chosen_dpi = min(dpi, choices[int(rng.integers(0, 2))])
    if chosen_dpi == dpi:
        return page, dpi, PageMap((skewed,))
    page, smaller = shrink_page(page, chosen_dpi / dpi)
    return page, chosen_dpi, PageMap((skewed, smaller))


def _photograph(pixels: Pixels, rng: np.random.Generator, dpi: int) -> WornPage:
    photo_dpi = int(rng.integers(177, 246))
    page, smaller = shrink_page(pixels, photo_dpi / dpi)
    if rng.random() < 0.5:
        page = crease(page, rng)
    page, curl = curl_page(page, float(rng.uniform(3, 14)))
    height, width = page.shape[:2]
    margin = round(width * 0.11)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    centre = np.array([width / 2, height / 2])
    angle = np.radians(float(rng.uniform(-3, 3)))
    lean = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shift = rng.uniform(-0.4, 0.4, (4, 2)) * margin + margin
    target = ((corners - centre) @ lean.T * 0.985 + centre + shift).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    desk = lay_desk(height + 2 * margin, width + 2 * margin, rng)
    photo = cv2.warpPerspective(
        page,
        matrix,
        (desk.shape[1], desk.shape[0]),
        dst=desk,
        borderMode=cv2.BORDER_TRANSPARENT,
        flags=cv2.INTER_LINEAR,
    )
    lit = shade(as_pixels(photo), rng)
    if rng.random() < 0.4:
        lit = flash(lit, rng)
    lit = add_noise(blur_page(lit, float(rng.uniform(0.6, 1.1))), rng, float(rng.uniform(3, 6)))
    page_map = PageMap((smaller, curl, from_centres(matrix)))
    return WornPage(lit, photo_dpi, int(rng.integers(40, 63)), page_map=page_map)
