"""Whatever was done to a page, a place on the prepared picture is found again on the picture that came in."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.pixels import Matrix, Pixels
from ocr.prepare import Preparation, PreparedPage, prepare_page, turn_prepared
from schemas.geometry import map_point
from tests.unit.ocr.conftest import draw

_RADIUS_PX = 13
# Where nothing is printed.
_SPOTS = ((1140.0, 60.0), (1150.0, 930.0), (60.0, 940.0), (60.0, 520.0), (640.0, 800.0))
_WIDTH, _HEIGHT = 1240, 1000


def marked_sheet() -> Pixels:
    sheet = np.array(draw())
    for x, y in _SPOTS:
        cv2.circle(sheet, (round(x), round(y)), _RADIUS_PX, (15, 15, 15), -1)
    return sheet


def scanned(skew_deg: float, turn_deg: int) -> tuple[Pixels, Matrix]:
    """A sheet that lay askew and turned on the glass, and the map from the sheet to the scan."""
    matrix = np.vstack([cv2.getRotationMatrix2D((_WIDTH / 2, _HEIGHT / 2), -skew_deg, 0.94), [0, 0, 1]])
    page = cv2.warpAffine(marked_sheet(), matrix[:2], (_WIDTH, _HEIGHT), borderValue=(255, 255, 255))
    steps = {
        0: np.eye(3),
        90: [[0, -1, _HEIGHT - 1], [1, 0, 0], [0, 0, 1]],
        180: [[-1, 0, _WIDTH - 1], [0, -1, _HEIGHT - 1], [0, 0, 1]],
        270: [[0, 1, 0], [-1, 0, _WIDTH - 1], [0, 0, 1]],
    }
    turned = np.ascontiguousarray(np.rot90(page, -turn_deg // 90))
    return np.asarray(turned, np.uint8), np.asarray(steps[turn_deg], np.float64) @ matrix


def photographed(shifts: list[float]) -> tuple[Pixels, Matrix]:
    """A sheet on a dark desk, seen at a slant."""
    source = np.array([[0, 0], [_WIDTH, 0], [_WIDTH, _HEIGHT], [0, _HEIGHT]], np.float32)
    target = source * np.float32(0.95) + 130 + np.array(shifts, np.float32).reshape(4, 2)
    matrix = np.asarray(cv2.getPerspectiveTransform(source, target.astype(np.float32)), np.float64)
    size = (_WIDTH + 260, _HEIGHT + 260)
    photo = cv2.warpPerspective(marked_sheet(), matrix, size, borderValue=(66, 60, 52))
    return np.asarray(photo, np.uint8), matrix


def farthest_miss(page: PreparedPage, to_picture: Matrix) -> float:
    """How far, in pixels of the picture that came in, any spot seen on the prepared page maps beside its place."""
    to_page = np.linalg.inv(np.array(page.to_original).reshape(3, 3))
    misses = []
    for spot in _SPOTS:
        x, y, weight = to_picture @ np.array([*spot, 1.0])
        expected = x / weight + 0.5, y / weight + 0.5
        column, row, depth = to_page @ np.array([*expected, 1.0])
        found = map_point(page.to_original, *centre_near(page.lit, column / depth, row / depth))
        misses.append(float(np.hypot(found[0] - expected[0], found[1] - expected[1])))
    return max(misses)


def centre_near(lit: Pixels, x: float, y: float) -> tuple[float, float]:
    """The middle of the large dark mark nearest to a place."""
    ink = cv2.morphologyEx((lit < 128).astype(np.uint8), cv2.MORPH_OPEN, np.ones((11, 11), np.uint8))
    count, _, _, centres = cv2.connectedComponentsWithStats(ink)
    assert count > 1, "the spots are gone"
    nearest = centres[1:][np.hypot(centres[1:, 0] - x, centres[1:, 1] - y).argmin()]
    return float(nearest[0]) + 0.5, float(nearest[1]) + 0.5


@settings(max_examples=12, deadline=None)
@given(skew_deg=st.floats(-6, 6), turn_deg=st.sampled_from([0, 90, 180, 270]), more_deg=st.sampled_from([0, 90, 180]))
def test_places_on_a_skewed_and_turned_scan_are_found_again(skew_deg: float, turn_deg: int, more_deg: int) -> None:
    picture, to_picture = scanned(skew_deg, turn_deg)
    page = prepare_page(picture, 150, Preparation())
    assert page.turned_deg == -turn_deg % 360
    if more_deg:
        page = turn_prepared(page, more_deg)
    assert farthest_miss(page, to_picture) < 1.5


@settings(max_examples=8, deadline=None)
@given(shifts=st.lists(st.floats(-60, 60), min_size=8, max_size=8))
def test_places_on_a_photographed_sheet_are_found_again(shifts: list[float]) -> None:
    picture, to_picture = photographed(shifts)
    page = prepare_page(picture, 150, Preparation())
    assert page.is_flattened
    assert farthest_miss(page, to_picture) < 1.5


@pytest.mark.parametrize(("factor", "dpi"), [(0.55, 300), (5, 750), (5.3, 795)])
def test_places_on_pictures_too_small_or_too_large_are_found_again(factor: float, dpi: int) -> None:
    picture, to_picture = scanned(1.2, 0)
    # Edges of pixels, not their middles, are what stays in place.
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    resized = np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=kind), np.uint8)
    height, width = resized.shape[:2]
    scale = np.diag([width / _WIDTH, height / _HEIGHT, 1.0])
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    page = prepare_page(resized, dpi, Preparation())
    assert (page.dpi < 400) and page.lit.shape != resized.shape[:2]
    assert farthest_miss(page, np.linalg.inv(half) @ scale @ half @ to_picture) < 1.5 * max(1.0, factor)
