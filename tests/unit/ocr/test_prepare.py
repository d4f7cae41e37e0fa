"""Preparation keeps track of every pixel: a point found on the prepared page is found again on the paper."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr.ink import brightest_channel, dirty_share, drop_specks, even_light, level_ink
from ocr.pixels import Pixels
from ocr.prepare import Preparation, prepare_page, turn_prepared
from ocr.skew import find_skew_deg, lies_sideways
from schemas.geometry import map_point

_MARK = 34


def marked_page(x: int, y: int, width: int = 900, height: int = 700) -> Pixels:
    page = np.full((height, width, 3), 255, np.uint8)
    cv2.rectangle(page, (x, y), (x + _MARK, y + _MARK), (0, 0, 0), -1)
    return page


def centre_of_ink(gray: Pixels) -> tuple[float, float]:
    rows, columns = np.nonzero(gray < 128)
    return float(columns.mean()) + 0.5, float(rows.mean()) + 0.5


@settings(max_examples=30, deadline=None)
@given(x=st.integers(10, 850), y=st.integers(10, 650), turn_deg=st.sampled_from([0, 90, 180, 270]))
def test_a_mark_on_a_turned_page_maps_back_to_where_it_was(x: int, y: int, turn_deg: int) -> None:
    page = prepare_page(marked_page(x, y), 150, Preparation())
    if turn_deg:
        page = turn_prepared(page, turn_deg)
    found = map_point(page.to_original, *centre_of_ink(page.gray))
    assert found == pytest.approx((x + _MARK / 2 + 0.5, y + _MARK / 2 + 0.5), abs=1.0)


@settings(max_examples=8, deadline=None)
@given(skew_deg=st.floats(-6, 6))
def test_a_skewed_page_is_straightened_and_maps_back(skew_deg: float) -> None:
    page = np.full((1200, 1000, 3), 255, np.uint8)
    for row in range(100, 900, 40):
        # Strokes of letters: thin, and unevenly spaced, so that no slanted row of them looks like a line.
        for column in np.cumsum(np.random.default_rng(row).integers(8, 22, 52)) + 92:
            cv2.rectangle(page, (int(column), row), (int(column) + 3, row + 12), (0, 0, 0), -1)
    matrix = cv2.getRotationMatrix2D((500, 600), -skew_deg, 1)
    turned = np.asarray(cv2.warpAffine(page, matrix, (1000, 1200), borderValue=(255, 255, 255)), np.uint8)
    prepared = prepare_page(turned, 150, Preparation())
    assert find_skew_deg(prepared.lit) == pytest.approx(0, abs=0.2)
    x, y = map_point(prepared.to_original, *centre_of_ink(prepared.gray))
    expected = centre_of_ink(brightest_channel(turned))
    assert (x, y) == pytest.approx(expected, abs=1.5)


def test_lines_that_run_down_the_picture_are_seen(paper: Image.Image) -> None:
    across = brightest_channel(np.array(paper))
    assert not lies_sideways(across)
    assert lies_sideways(np.asarray(cv2.rotate(across, cv2.ROTATE_90_CLOCKWISE), np.uint8))


def test_a_photographed_sheet_is_flattened_and_its_print_maps_back(paper: Image.Image) -> None:
    sheet = np.array(paper)
    height, width = sheet.shape[:2]
    corners = np.array([[150, 120], [1300, 190], [1240, 1150], [90, 1080]], np.float32)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    desk = np.full((1300, 1450, 3), 60, np.uint8)
    cv2.warpPerspective(sheet, matrix, (1450, 1300), desk, borderMode=cv2.BORDER_TRANSPARENT)
    prepared = prepare_page(desk, 150, Preparation(straighten=False))
    assert prepared.is_flattened
    top_left = map_point(prepared.to_original, 0, 0)
    assert top_left == pytest.approx((150, 120), abs=8)


def test_a_dark_table_on_a_flat_scan_is_not_taken_for_a_sheet(paper: Image.Image) -> None:
    page = np.array(paper)
    cv2.rectangle(page, (60, 40), (1180, 960), (90, 90, 90), 6)
    assert not prepare_page(page, 150, Preparation()).is_flattened


def test_a_red_stamp_vanishes_and_black_print_stays() -> None:
    page = np.full((100, 200, 3), 255, np.uint8)
    page[20:40, 20:60] = (220, 30, 40)
    page[60:80, 20:60] = (20, 20, 20)
    gray = brightest_channel(page)
    assert gray[30, 40] > 200
    assert gray[70, 40] < 30


def test_a_shadow_over_the_page_becomes_white() -> None:
    shade = np.linspace(120, 255, 800).astype(np.uint8)
    page = np.repeat(shade[None, :], 400, axis=0)
    page[190:200, 300:340] = 20
    lit = even_light(page)
    assert int(lit[50:150].min()) > 235
    assert int(lit[195, 320]) < 80


def test_a_clean_page_is_not_worn_down_and_a_patterned_one_is_cleaned(paper: Image.Image) -> None:
    clean = np.array(paper)
    patterned = clean.copy()
    patterned[::6] = np.minimum(patterned[::6], 225)
    assert dirty_share(even_light(brightest_channel(clean))) < 0.02
    page = prepare_page(patterned, 150, Preparation(straighten=False))
    ground = page.gray[950:, :]
    assert float((ground > 250).mean()) > 0.99


def test_dust_goes_and_tone_marks_stay() -> None:
    page = np.full((300, 300), 255, np.uint8)
    cv2.rectangle(page, (50, 100), (65, 130), 0, -1)
    page[95:97, 56:58] = 0
    page[250:252, 250:252] = 0
    cleaned = drop_specks(page, 150, 0.35)
    assert cleaned[95, 56] == 0
    assert cleaned[250, 250] == 255


def test_levels_keep_the_order_of_grays() -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :], 64, axis=0)
    levelled = level_ink(ramp, 0.9)
    assert bool((np.diff(levelled[0].astype(int)) >= 0).all())
    assert int(levelled[0, 240]) == 255
