"""Rows of dots to write on go; full stops, marks and letters stay."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr.leaders import drop_leaders
from ocr.pixels import Pixels

_DPI = 150


def dotted(gray: Pixels, y: int, left: int, right: int, slope: float = 0.0) -> Pixels:
    page = gray.copy()
    for x in range(left, right, 6):
        cv2.rectangle(page, (x, round(y + (x - left) * slope)), (x + 1, round(y + (x - left) * slope) + 1), 0, -1)
    return page


@pytest.mark.parametrize("slope", [0.0, 0.006])
def test_a_row_of_dots_goes_even_when_it_climbs_a_little(slope: float) -> None:
    blank = np.full((200, 900), 255, np.uint8)
    cleaned = drop_leaders(dotted(blank, 100, 50, 850, slope), _DPI)
    assert int(cleaned.min()) == 255


def test_print_loses_nothing_to_the_search_for_leaders(draw_page: Callable[..., Image.Image]) -> None:
    gray = np.asarray(draw_page().convert("L"))
    assert (drop_leaders(gray, _DPI) == gray).all()


def test_the_words_before_a_leader_stay_whole(draw_page: Callable[..., Image.Image]) -> None:
    gray = np.array(draw_page(("Địa chỉ thường trú:",)).convert("L"))
    cleaned = drop_leaders(dotted(gray, 104, 420, 1100), _DPI)
    assert (cleaned[:, :400] == gray[:, :400]).all()
    assert int(cleaned[95:115, 430:1090].min()) == 255


def test_three_full_stops_are_no_leader() -> None:
    page = dotted(np.full((100, 300), 255, np.uint8), 50, 100, 118)
    assert (drop_leaders(page, _DPI) == page).all()
