"""A photographed sheet is found on whatever it lies; a scan is never taken for a photograph."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.page_edges import count_cut_edges
from ocr.pixels import Matrix, Pixels
from ocr.prepare import Preparation, prepare_page
from ocr.sheet_corners import find_sheet_corners
from tests.unit.ocr.conftest import draw

_HEIGHT, _WIDTH, _MARGIN = 400, 310, 45
_CORNERS = np.array([[0, 0], [_WIDTH, 0], [_WIDTH, _HEIGHT], [0, _HEIGHT]], np.float32)
_SIDES = {"top": (0, 1, 0, -1), "right": (1, 2, 1, 0), "bottom": (2, 3, 0, 1), "left": (3, 0, -1, 0)}


def sheet() -> Pixels:
    print_ = np.asarray(draw(width_px=1_000, height_px=1_290))
    return np.asarray(cv2.resize(print_, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def desk(tone: float, grain: float) -> Pixels:
    rng = np.random.default_rng(int(tone))
    shape = _HEIGHT + 2 * _MARGIN, _WIDTH + 2 * _MARGIN
    grains = cv2.GaussianBlur(rng.standard_normal(shape).astype(np.float32), (0, 0), sigmaX=12, sigmaY=0.8)
    wood = tone + grain * grains / grains.std()
    return np.asarray(np.clip(wood[:, :, None] * np.array([1.05, 1.0, 0.9]), 0, 255), np.uint8)


def photographed(ground: Pixels, paper: Pixels, shifts: Matrix) -> tuple[Pixels, Matrix]:
    """The smallest channel of the picture, and where the sheet's corners are on it."""
    corners = (_CORNERS + _MARGIN + shifts).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(_CORNERS, corners)
    height, width = ground.shape[:2]
    cv2.warpPerspective(paper, matrix, (width, height), ground, borderMode=cv2.BORDER_TRANSPARENT)
    return np.asarray(ground.min(axis=2), np.uint8), corners.astype(np.float64)


def shifts_of(seed: int) -> Matrix:
    return np.random.default_rng(seed).uniform(-20, 20, (4, 2))


def farthest(found: Matrix | None, corners: Matrix) -> float:
    assert found is not None
    return float(np.linalg.norm(found - corners, axis=1).max())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("tone", "grain"), [(60, 3), (100, 24), (185, 6), (200, 3)])
def test_a_sheet_is_found_on_plain_grained_and_light_desks(tone: float, grain: float, seed: int) -> None:
    picture, corners = photographed(desk(tone, grain), sheet(), shifts_of(seed))
    assert farthest(find_sheet_corners(picture), corners) < 4


@pytest.mark.parametrize("seed", range(4))
def test_a_hand_on_the_edge_does_not_hide_the_sheet(seed: int) -> None:
    paper = sheet()
    ground = desk(90, 6)
    picture, corners = photographed(ground, paper, shifts_of(seed))
    middle = (corners[seed] + corners[(seed + 1) % 4]) / 2
    cv2.ellipse(picture, (int(middle[0]), int(middle[1])), (60, 22), 40 * seed, 0, 360, 135, -1)
    assert farthest(find_sheet_corners(picture), corners) < 4


@pytest.mark.parametrize("side", sorted(_SIDES))
def test_a_sheet_that_runs_out_of_the_picture_is_cut_at_its_border(side: str) -> None:
    shifts = np.zeros((4, 2))
    first, second, across, down = _SIDES[side]
    shifts[[first, second]] = np.array([across, down]) * 1.8 * _MARGIN
    picture, corners = photographed(desk(90, 6), sheet(), shifts)
    inside = np.clip(corners, 0, np.array(picture.shape[::-1]) - 1)
    assert farthest(find_sheet_corners(picture), inside) < 8


@pytest.mark.parametrize("dark", [("left",), ("top",), ("left", "top"), ("right", "bottom")])
def test_a_dark_lid_beside_a_scanned_sheet_makes_no_photograph(dark: tuple[str, ...]) -> None:
    widths = [40 if side in dark else 0 for side in ("top", "bottom", "left", "right")]
    top, bottom, left, right = widths
    scan = cv2.copyMakeBorder(sheet(), top, bottom, left, right, cv2.BORDER_CONSTANT, value=(30, 30, 30))
    assert find_sheet_corners(np.asarray(scan.min(axis=2), np.uint8)) is None


def test_folds_frames_and_tinted_paper_make_no_photograph() -> None:
    folded, framed, tinted = sheet(), sheet(), sheet()
    folded[:, : _WIDTH // 3] = folded[:, : _WIDTH // 3] // 5 * 4
    cv2.rectangle(framed, (20, 20), (_WIDTH - 20, _HEIGHT - 20), (60, 60, 60), 5)
    tinted = (tinted * np.array([0.8, 0.9, 0.75])).astype(np.uint8)
    tinted = np.asarray(cv2.copyMakeBorder(tinted, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=(255,) * 3), np.uint8)
    for scan in (folded, framed, tinted):
        assert find_sheet_corners(np.asarray(scan.min(axis=2), np.uint8)) is None


def test_letters_at_the_edge_of_a_picture_are_counted_as_a_cut_edge() -> None:
    page = np.asarray(draw().convert("L"))
    assert count_cut_edges(page, 150) == 0
    assert count_cut_edges(np.ascontiguousarray(page[:, 200:]), 150) == 1
    assert prepare_page(np.dstack([page[:, 200:]] * 3), 150, Preparation()).cut_edges == 1


def test_a_dark_rim_is_no_cut_print() -> None:
    page = np.array(draw().convert("L"))
    page[:9] = 20
    page[:, :14] = 25
    assert count_cut_edges(page, 150) == 0
