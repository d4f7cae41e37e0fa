"""Here lives the preparation of a page for reading: upright, straight, evenly lit, without stamp and dust."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from ocr.colours import colour_share, print_gray, without_needless_channels
from ocr.ink import brightest_channel, darkest_channel, dirty_share, even_light, find_specks, level_ink
from ocr.leaders import find_leader_dots
from ocr.marks import find_print, whiten
from ocr.own_ink import Ink, find_own_ink
from ocr.page_edges import count_cut_edges, flatten_transform
from ocr.pixels import Array, Matrix, Pixels, as_gray_view, is_gray_view
from ocr.print_direction import find_turn_deg
from ocr.print_size import LARGE_SIDE, enlargement
from ocr.sheet_corners import SEARCH_LONG_SIDE, find_sheet_corners
from ocr.skew import find_skew_deg
from ocr.thumbnail import shrink
from schemas.geometry import Transform

_QUARTER_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
# Straightening by less changes no reading and blurs every stroke.
_LEAST_SKEW_DEG = 0.1
# Scans of twice this and more are halved (600 dpi become 300), unless that leaves less than a sheet at 250 dpi.
_FINE_DPI, _LEAST_SIDES = 270, (1_600, 2_900)
# An A3 sheet at 400 dpi has 31 million pixels; engines and OpenCV take no side of 32,768 and more.
_MOST_PIXELS, _MOST_LONG_SIDE = 40_000_000, 30_000


@dataclass(frozen=True, slots=True)
class Preparation:
    """Settings of the preparation; part of the recipe, so a change makes pages be read again.

    `dirty_share`: from here on the ground counts as patterned or noisy (drawn and real pages: below 0.02 clean,
    above 0.08 patterned). `white_share`: on such pages what is lighter than this share of white becomes white;
    on clean ones the same step costs thin strokes (17 for 22 of 53 fields right on real scans). `speck_mm`: see
    `drop_specks`. `turn_deg` (0, 90, 180, 270, clockwise) is a person's word on how the page lies, None where the page
    is asked.
    """

    flatten: bool = True
    straighten: bool = True
    dirty_share: float = 0.04
    white_share: float = 0.9
    speck_mm: float = 0.35
    turn_deg: int | None = None
    version: int = 4


@dataclass(frozen=True)
class PreparedPage:
    """A page ready for an engine.

    `lit` is uint8 (height, width): upright, straight, evenly lit, without seals, gray levels kept. `to_original` maps
    its pixels to the rendered page's. `turned_deg` (0, 90, 180, 270) and `skew_deg` are clockwise, what was done.
    `dpi` is that of `lit`, by its print where that was too small and enlarged. `cleaning` says how `gray` is made, None
    for a page that is taken as it is. `colour_share` is of the rendered page, 0-1; `cut_edges` (0-4) counts the
    sheet's edges that run through print; `ink` says how much stands on this side of the sheet.
    """

    lit: Pixels
    to_original: Transform
    turned_deg: int
    skew_deg: float
    is_flattened: bool
    dpi: int
    cleaning: Preparation | None = None
    colour_share: float = 0.0
    cut_edges: int = 0
    ink: Ink = "much"

    @cached_property
    def gray(self) -> Pixels:
        """`lit` once more for Tesseract: levels, specks and dot leaders; made when first asked for."""
        return self.lit if self.cleaning is None else clean_for_tesseract(self.lit, self.dpi, self.cleaning)


def prepare_page(rgb: Pixels, dpi: int, settings: Preparation) -> PreparedPage:
    """A rendered page made ready to read.

    Args:
        rgb: uint8 (height, width, 3).
        dpi: dots per inch of `rgb`.
        settings: see `Preparation`.

    Source of the order of steps: measured on drawn and real pages, ADR 0011; of their cost, ADR 0031.
    """
    coloured = colour_share(rgb)
    rgb, matrix, dpi, is_flattened = lay_flat(rgb, dpi, settings)
    ink = find_own_ink(rgb, dpi)
    rgb = without_needless_channels(rgb)
    rgb, matrix, dpi = _enlarge_small(rgb, matrix, dpi)
    gray = print_gray(rgb, dpi)
    lit = gray if _is_bilevel(gray) else even_light(gray)
    cut_edges = count_cut_edges(lit, dpi)
    turned_deg = find_turn_deg(lit) if settings.turn_deg is None else settings.turn_deg
    if turned_deg:
        lit, matrix = turn(lit, matrix, turned_deg)
    skew_deg = find_skew_deg(lit) if settings.straighten else 0.0
    if abs(skew_deg) >= _LEAST_SKEW_DEG:
        lit, matrix = _straighten(lit, matrix, -skew_deg)
    else:
        skew_deg = 0.0
    return PreparedPage(
        lit, _inverse(matrix), turned_deg, -skew_deg, is_flattened, dpi, settings, coloured, cut_edges, ink
    )


def lay_flat(rgb: Pixels, dpi: int, settings: Preparation) -> tuple[Pixels, Matrix, int, bool]:
    """The sheet alone, no larger than engines take: pixels, the map (3, 3) to them, dpi, whether it was bent."""
    rgb, matrix, dpi = _shrink_large(rgb, dpi)
    is_flattened = False
    if settings.flatten:
        rgb, matrix, is_flattened = _flatten(rgb, matrix)
    return rgb, matrix, dpi, is_flattened


def _shrink_large(rgb: Pixels, dpi: int) -> tuple[Pixels, Matrix, int]:
    """Very fine scans brought down by a whole factor to what engines read best, very large ones to what they can."""
    height, width = rgb.shape[:2]
    # A stated resolution may be wrong; a picture that is small all the same is left alone.
    short, long = sorted((height, width))
    step = max(1, min(int(dpi / _FINE_DPI), int(long / _LEAST_SIDES[1]), int(short / _LEAST_SIDES[0])))
    # Whole factors are averaged many times faster; the few rows left out are those that no dot would hold.
    whole = rgb[: height // step * step, : width // step * step]
    scale = min(1.0 / step, (_MOST_PIXELS / (height * width)) ** 0.5, _MOST_LONG_SIDE / long)
    if scale == 1.0:
        return rgb, np.eye(3), dpi
    size = max(1, round(whole.shape[1] * scale)), max(1, round(whole.shape[0] * scale))
    small = _on_channels(whole, lambda part: cv2.resize(part, size, interpolation=cv2.INTER_AREA))
    matrix = np.diag([size[0] / whole.shape[1], size[1] / whole.shape[0], 1.0])
    return small, matrix, max(1, round(dpi * scale))


def _flatten(rgb: Pixels, matrix: Matrix) -> tuple[Pixels, Matrix, bool]:
    """The sheet alone where the picture shows a darker ground around it."""
    scale = min(1.0, SEARCH_LONG_SIDE / max(rgb.shape[:2]))
    small = _on_channels(rgb, lambda part: shrink(part, scale))
    corners = find_sheet_corners(darkest_channel(small))
    if corners is None:
        return rgb, matrix, False
    flattening, size = flatten_transform(corners / scale)
    rgb = without_needless_channels(rgb)
    flat = _on_channels(rgb, lambda part: cv2.warpPerspective(part, flattening, size, borderValue=(255, 255, 255)))
    return flat, flattening @ matrix, True


def _enlarge_small(rgb: Pixels, matrix: Matrix, dpi: int) -> tuple[Pixels, Matrix, int]:
    """Small print enlarged; the stated resolution of such pictures is a guess, so it is judged by the print."""
    factor, print_dpi = enlargement(brightest_channel(rgb), dpi) if max(rgb.shape[:2]) <= LARGE_SIDE else (1.0, dpi)
    if factor == 1.0:
        return rgb, matrix, dpi
    large = _on_channels(rgb, lambda part: cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC))
    return large, np.diag([factor, factor, 1.0]) @ matrix, print_dpi


def _on_channels(rgb: Pixels, step: Callable[[Pixels], Array]) -> Pixels:
    """A step on all channels, or on the only one of a page without colour."""
    if is_gray_view(rgb):
        return as_gray_view(np.asarray(step(np.ascontiguousarray(rgb[:, :, 0])), np.uint8))
    return np.asarray(step(rgb), np.uint8)


def clean_for_tesseract(lit: Pixels, dpi: int, settings: Preparation) -> Pixels:
    """The print alone; grounds of clean gray pages are left as they are, because every step also wears down print.

    Args:
        lit: uint8 (height, width), evenly lit, text lines across.
        dpi: dots per inch.
        settings: see `Preparation`.
    """
    is_bilevel = _is_bilevel(lit)
    is_dirty = not is_bilevel and dirty_share(lit) >= settings.dirty_share
    page = level_ink(lit, settings.white_share) if is_dirty else lit
    marks = find_print(page)
    gone = np.zeros(len(marks.stats), np.bool_)
    if is_bilevel or is_dirty:
        gone = find_specks(marks, dpi, settings.speck_mm)
    return whiten(page, marks, gone | find_leader_dots(marks, dpi, gone))


def turn_prepared(page: PreparedPage, turn_deg: int) -> PreparedPage:
    """A prepared page turned further by 90, 180 or 270 degrees clockwise."""
    lit, matrix = turn(page.lit, _as_matrix(page.to_original, inverted=True), turn_deg)
    turned_deg = (page.turned_deg + turn_deg) % 360
    return replace(page, lit=lit, to_original=_inverse(matrix), turned_deg=turned_deg)


def turn(pixels: Pixels, matrix: Matrix, turn_deg: int) -> tuple[Pixels, Matrix]:
    """Pixels turned clockwise by 90, 180 or 270 degrees, and the map that led to them taken further."""
    height, width = pixels.shape[:2]
    steps = {
        90: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
        180: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        270: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
    }
    turned = np.asarray(cv2.rotate(pixels, _QUARTER_TURNS[turn_deg]), np.uint8)
    return turned, np.array(steps[turn_deg], np.float64) @ matrix


def _straighten(gray: Pixels, matrix: Matrix, clockwise_deg: float) -> tuple[Pixels, Matrix]:
    """Pixels turned by a small angle on white ground, large enough to lose no corner."""
    height, width = gray.shape
    radians = np.radians(clockwise_deg)
    cosine, sine = np.cos(radians), np.sin(radians)
    new_width = int(np.ceil(width * abs(cosine) + height * abs(sine)))
    new_height = int(np.ceil(width * abs(sine) + height * abs(cosine)))
    # y grows downwards, so this matrix turns clockwise as seen.
    around = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    around[:2, 2] = np.array([new_width, new_height]) / 2 - around[:2, :2] @ (np.array([width, height]) / 2)
    turned = cv2.warpAffine(gray, around[:2], (new_width, new_height), flags=cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(turned, np.uint8), around @ matrix


def _is_bilevel(gray: Pixels) -> bool:
    """Whether the page came as pure black and white, where there is no light to even."""
    sample = gray[::7, ::7]
    return bool(((sample > 8) & (sample < 247)).mean() < 0.002)


def _as_matrix(transform: Transform, *, inverted: bool) -> Matrix:
    matrix = np.array(transform, np.float64).reshape(3, 3)
    return np.asarray(np.linalg.inv(matrix), np.float64) if inverted else matrix


def _inverse(matrix: Matrix) -> Transform:
    inverse = np.linalg.inv(matrix)
    inverse /= inverse[2, 2]
    a, b, c, d, e, f, g, h, i = (float(value) for value in inverse.ravel())
    return a, b, c, d, e, f, g, h, i
