"""Which way up a page lies is told by its letters and by how much of it can be read, never by confidence alone."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr.engine import EngineReading
from ocr.ink import brightest_channel
from ocr.pixels import Pixels
from ocr.print_direction import find_turn_deg, line_direction
from ocr.print_size import enlargement
from ocr.way_up import is_good, lies_on_side, read_best_way_up
from schemas.geometry import Box
from schemas.ocr_page import Word


def words_of(text: str, confidence: float, *, tall: bool = False, count: int = 1) -> EngineReading:
    size = (30, 80) if tall else (80, 30)
    words = tuple(
        Word(part, Box(10 + 100 * at, 10, 10 + 100 * at + size[0], 10 + size[1]), confidence)
        for at, part in enumerate(text.split() * count)
    )
    return EngineReading(words, (tuple(range(len(words))),))


GOOD = words_of("Cấp cho ông Nguyễn Văn Thắng", 0.9, count=10)
GARBAGE = words_of("OộH dVL ʇụ2 Jg xV- qẸ", 0.3, count=10)
SIDEWAYS = words_of("phường thành phố Nguyễn Thắng", 0.95, tall=True, count=5)


def asked(readings: dict[int, EngineReading]) -> tuple[int, list[int]]:
    turns: list[int] = []

    def read(turn_deg: int) -> EngineReading:
        turns.append(turn_deg)
        return readings[turn_deg]

    return read_best_way_up(read)[0], turns


def test_a_page_that_reads_well_is_read_once() -> None:
    assert asked({0: GOOD}) == (0, [0])


def test_a_page_upside_down_costs_one_more_reading() -> None:
    assert asked({0: GARBAGE, 180: GOOD}) == (180, [0, 180])


def test_sure_words_that_lie_on_their_side_do_not_make_a_page_upright() -> None:
    assert lies_on_side(SIDEWAYS.words)
    assert not is_good(SIDEWAYS.words)
    assert asked({0: SIDEWAYS, 90: GOOD}) == (90, [0, 90])


def test_of_poor_readings_the_one_that_yields_most_wins_and_not_the_surest() -> None:
    few = words_of("ba", 0.99)
    many = words_of("cấp cho x9x qqq ggg hhh jjj kkk", 0.3, count=10)
    readings = {
        0: EngineReading((), ()),
        180: words_of("xqz qqz 77z", 0.5),
        90: many,
        270: words_of("zz qq jj hh", 0.4),
    }
    assert asked(readings)[0] == 90
    assert is_good(few.words)


def test_poor_text_is_no_blank_page() -> None:
    nothing = EngineReading((), ())
    assert asked({0: nothing, 180: nothing, 90: nothing, 270: words_of("HẾT", 0.9, tall=True)})[0] == 270


def framed(gray: Pixels) -> Pixels:
    """The page with what leads a projection profile astray: bars down both sides and a comb of rules between."""
    page = gray.copy()
    for x in range(20, page.shape[1] - 10, 45):
        cv2.line(page, (x, 0), (x, page.shape[0]), 120, 2)
    return page


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_lines_are_seen_through_bars_that_run_across_them(paper: Image.Image, turn_deg: int) -> None:
    page = framed(brightest_channel(np.array(paper)))
    page = np.ascontiguousarray(np.rot90(page, turn_deg // 90))
    assert line_direction(page) == ("across" if turn_deg % 180 == 0 else "down")


@pytest.mark.parametrize("skew_deg", [0.0, 3.0, -3.0])
@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_letters_alone_tell_head_from_feet(paper: Image.Image, turn_deg: int, skew_deg: float) -> None:
    page = brightest_channel(np.array(paper))
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew_deg, 0.95)
    page = np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=255), np.uint8)
    assert find_turn_deg(np.ascontiguousarray(np.rot90(page, turn_deg // 90))) == turn_deg


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_dots_to_write_on_are_no_marks_under_letters(paper: Image.Image, turn_deg: int) -> None:
    page = brightest_channel(np.array(paper))
    for row in range(6):
        page[80 + row * 50 + 36 : 80 + row * 50 + 38, 100:1200:7] = 40
    assert find_turn_deg(np.ascontiguousarray(np.rot90(page, turn_deg // 90))) == turn_deg


def test_a_page_without_letters_is_left_as_it_lies() -> None:
    assert find_turn_deg(np.full((600, 400), 255, np.uint8)) == 0


def test_small_print_is_enlarged_to_a_usual_size_and_usual_print_is_left_alone(
    draw_page: Callable[..., Image.Image],
) -> None:
    gray = brightest_channel(np.array(draw_page(dpi=150)))
    assert enlargement(gray, 150) == (1.0, 150)
    small = np.asarray(cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    factor, dpi = enlargement(small, 600)
    assert 1.8 < factor <= 4.0
    # The stated 600 is wrong; the print tells, as far as typefaces are alike.
    assert 75 * factor * 0.6 < dpi < 75 * factor * 1.8
