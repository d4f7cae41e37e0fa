"""Here lives the preparation of a page for reading: upright, straight, evenly lit, without stamp and dust."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.colours import print_gray
from ocr.ink import brightest_channel, dirty_share, drop_specks, even_light, level_ink
from ocr.leaders import drop_leaders
from ocr.page_edges import find_page_corners, flatten_transform
from ocr.pixels import Matrix, Pixels
from ocr.print_size import enlargement
from ocr.skew import find_skew_deg
from ocr.way_up import line_direction
from schemas.geometry import Transform

_QUARTER_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
# Straightening by less changes no reading and blurs every stroke.
_LEAST_SKEW_DEG = 0.1


@dataclass(frozen=True, slots=True)
class Preparation:
    """Settings of the preparation; part of the recipe, so a change makes pages be read again.

    `dirty_share`: from here on the ground counts as patterned or noisy (drawn and real pages: below 0.02 clean,
    above 0.08 patterned). `white_share`: on such pages what is lighter than this share of white becomes white;
    on clean ones the same step costs thin strokes (17 for 22 of 53 fields right on real scans). `speck_mm`: see
    `drop_specks`.
    """

    flatten: bool = True
    straighten: bool = True
    dirty_share: float = 0.04
    white_share: float = 0.9
    speck_mm: float = 0.35
    version: int = 2


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A page ready for an engine.

    `gray` is uint8 (height, width), white ground. `to_original` maps its pixels to the rendered page's.
    `turned_deg` (0, 90, 180, 270) and `skew_deg` are clockwise, what was done. `lit` is the page before levels
    were stretched and specks dropped: quality is judged on it. `dpi` is that of `gray`, by its print where that was
    too small and enlarged.
    """

    gray: Pixels
    lit: Pixels
    to_original: Transform
    turned_deg: int
    skew_deg: float
    is_flattened: bool
    dpi: int


def prepare_page(rgb: Pixels, dpi: int, settings: Preparation) -> PreparedPage:
    """A rendered page made ready to read.

    Args:
        rgb: uint8 (height, width, 3).
        dpi: dots per inch of `rgb`.
        settings: see `Preparation`.

    Source of the order of steps: measured on drawn and real pages, ADR 0011.
    """
    rgb, matrix, is_flattened = _flatten(rgb) if settings.flatten else (rgb, np.eye(3), False)
    rgb, matrix, dpi = _enlarge(rgb, matrix, dpi)
    gray = print_gray(rgb, dpi)
    lit = gray if _is_bilevel(gray) else even_light(gray)
    turned_deg = 0
    if line_direction(lit) == "down":
        turned_deg = 90
        lit, matrix = turn(lit, matrix, turned_deg)
    skew_deg = find_skew_deg(lit) if settings.straighten else 0.0
    if abs(skew_deg) >= _LEAST_SKEW_DEG:
        lit, matrix = _straighten(lit, matrix, -skew_deg)
    else:
        skew_deg = 0.0
    cleaned = drop_leaders(_clean(lit, dpi, settings), dpi)
    return PreparedPage(cleaned, lit, _inverse(matrix), turned_deg, -skew_deg, is_flattened, dpi)


def _flatten(rgb: Pixels) -> tuple[Pixels, Matrix, bool]:
    """The sheet alone where the picture shows a darker ground around it."""
    corners = find_page_corners(brightest_channel(rgb))
    if corners is None:
        return rgb, np.eye(3), False
    matrix, size = flatten_transform(corners)
    flat = cv2.warpPerspective(rgb, matrix, size, borderValue=(255, 255, 255))
    return np.asarray(flat, np.uint8), matrix, True


def _enlarge(rgb: Pixels, matrix: Matrix, dpi: int) -> tuple[Pixels, Matrix, int]:
    """Small print enlarged; the stated resolution of such pictures is a guess, so it is judged by the print."""
    factor, print_dpi = enlargement(brightest_channel(rgb), dpi)
    if factor == 1.0:
        return rgb, matrix, dpi
    large = np.asarray(cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8)
    return large, np.diag([factor, factor, 1.0]) @ matrix, print_dpi


def _clean(lit: Pixels, dpi: int, settings: Preparation) -> Pixels:
    """The print alone; clean gray pages are left as they are, because every step also wears down print."""
    if _is_bilevel(lit):
        return drop_specks(lit, dpi, settings.speck_mm)
    if dirty_share(lit) < settings.dirty_share:
        return lit
    return drop_specks(level_ink(lit, settings.white_share), dpi, settings.speck_mm)


def turn_prepared(page: PreparedPage, turn_deg: int) -> PreparedPage:
    """A prepared page turned further by 90, 180 or 270 degrees clockwise."""
    gray, matrix = turn(page.gray, _as_matrix(page.to_original, inverted=True), turn_deg)
    lit, _ = turn(page.lit, np.eye(3), turn_deg)
    turned_deg = (page.turned_deg + turn_deg) % 360
    return PreparedPage(gray, lit, _inverse(matrix), turned_deg, page.skew_deg, page.is_flattened, page.dpi)


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
