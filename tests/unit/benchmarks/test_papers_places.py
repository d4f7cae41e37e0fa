"""Where the drawer says that a word stands, there is its ink: on flat pages, skewed, turned, curled, photographed."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.papers.catalogue import KINDS, MORE_KINDS, invent_order, set_paper
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.faces import Style
from benchmarks.papers.hard_wear import wear_hard
from benchmarks.papers.outlines import outline_words, place_words
from benchmarks.papers.page_map import Curl, PageMap, box_around, from_centres, scaled, turned
from benchmarks.papers.raster import rasterise
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.wear import GRADES, Grade, WornPage, wear
from schemas.geometry import Box

_DPI = 200
_STYLE = Style("serif", 14)


def _wear_sheet(sheet: Sheet, grade: Grade, seed: int, *, hard: bool = False) -> WornPage:
    wear_page = wear_hard if hard else wear
    return wear_page(rasterise(sheet, _DPI), grade, np.random.default_rng(seed), dpi=_DPI)


def _ink_box(word: WornPage, empty: WornPage) -> Box:
    """What a word changed on an otherwise empty page that was worn alike."""
    change = empty.pixels.astype(np.int16).min(axis=2) - word.pixels.astype(np.int16).min(axis=2)
    rows, columns = np.nonzero(change > change.max() * 0.4)
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize("seed", [1, 6])
def test_the_box_of_a_word_is_that_of_its_ink_on_a_page_that_holds_nothing_else(grade: Grade, seed: int) -> None:
    empty = _wear_sheet(Sheet(), grade, seed)
    for x_mm, baseline_mm in ((25.3, 40.0), (150.0, 20.0), (30.0, 270.0), (120.0, 150.0)):
        sheet = Sheet()
        sheet.put(x_mm, baseline_mm, "Nguyễn", _STYLE)
        page = _wear_sheet(sheet, grade, seed)
        (word,) = place_words(sheet, page, _DPI)
        ink = _ink_box(page, empty)
        assert np.abs(np.subtract(word.box, ink)).max() <= 2, (word.box, ink)


@pytest.mark.parametrize("grade", ["office", "poor", "phone"])
@pytest.mark.parametrize("seed", range(1, 5))
def test_on_a_hard_page_too_the_box_of_a_word_is_that_of_its_ink(grade: Grade, seed: int) -> None:
    sheet = Sheet()
    sheet.put(110.0, 120.0, "Nguyễn", _STYLE)
    page = _wear_sheet(sheet, grade, seed, hard=True)
    (word,) = place_words(sheet, page, _DPI)
    ink = _ink_box(page, _wear_sheet(Sheet(), grade, seed, hard=True))
    # Toner may have spread by a pixel or have left a rim pale.
    assert np.abs(np.subtract(word.box, ink)).max() <= 3, (word.box, ink)


def test_the_words_of_a_line_share_its_ink_and_keep_their_own() -> None:
    sheet = Sheet()
    sheet.put(30.0, 50.0, "Ủy ban nhân dân quận Ninh Kiều", Style("serif-italic", 13))
    page = _wear_sheet(sheet, "clean", 1)
    words = place_words(sheet, page, _DPI)
    assert [word.text for word in words] == ["Ủy", "ban", "nhân", "dân", "quận", "Ninh", "Kiều"]
    left = page.pixels.copy()
    for word in words:
        box = left[word.box.top : word.box.bottom, word.box.left : word.box.right]
        assert box.min() < 90
        box[:] = 253
    # Only the pale rims of letters reach outside their boxes.
    assert left.min() > 120
    assert all(first.box.right <= second.box.left + 1 for first, second in pairwise(words))


def test_a_word_whose_style_changes_in_its_middle_is_one_word() -> None:
    sheet = Sheet()
    sheet.paragraph([("Số: ", _STYLE), ("45", Style("serif-bold", 14)), ("/GPXD ngày", _STYLE)])
    assert [word.text for word in outline_words(sheet, _DPI)] == ["Số:", "45/GPXD", "ngày"]


@pytest.mark.parametrize("kind", (*KINDS, *MORE_KINDS))
def test_the_words_are_those_of_the_printed_lines(kind: str) -> None:
    paper = set_paper(invent_order(kind, np.random.default_rng(11)))
    for sheet in paper.sheets:
        words = sorted(word.text for word in outline_words(sheet, 100))
        assert words == sorted(unicodedata.normalize("NFC", word) for line in sheet.lines for word in line.split())


@pytest.mark.parametrize("grade", GRADES)
def test_every_word_of_a_drawn_paper_lies_on_its_page_and_holds_dark_ink(grade: Grade) -> None:
    drawn = draw_paper("death_extract", grade, 12, dpi=_DPI)
    assert len(drawn.printed_words) == len(drawn.pages)
    for words, page in zip(drawn.printed_words, drawn.pages, strict=True):
        height_px, width_px = page.pixels.shape[:2]
        assert len(words) > 100
        darkness = page.pixels.min(axis=2)
        for word in words:
            assert 0 <= word.box.left < word.box.right <= width_px
            assert 0 <= word.box.top < word.box.bottom <= height_px
            inside = darkness[word.box.top : word.box.bottom, word.box.left : word.box.right]
            assert inside.min() < np.median(darkness) - 40, word


@given(
    x=st.integers(0, 39), y=st.integers(0, 59), quarters=st.integers(0, 3), share=st.sampled_from([(0.5, 0.5), (1, 1)])
)
def test_a_marked_pixel_is_found_where_the_map_says(x: int, y: int, quarters: int, share: tuple[float, float]) -> None:
    page = np.zeros((60, 40), dtype=np.uint8)
    page[y, x] = 255
    after = np.rot90(page, -quarters)
    corners = np.array([[x, y], [x + 1, y + 1]], dtype=np.float64)
    place = PageMap((turned(quarters * 90, 40, 60),)).follow(corners)
    box = box_around(place, after.shape[1], after.shape[0])
    assert box is not None
    assert after[box.top : box.bottom, box.left : box.right].tolist() == [[255]]
    smaller = PageMap((turned(quarters * 90, 40, 60), scaled(*share))).follow(corners)
    assert np.allclose(smaller, place * np.array(share))


def test_a_matrix_of_pixel_centres_moves_whole_pixels_whole() -> None:
    moved = PageMap((from_centres([[1, 0, 7], [0, 1, -2]]),)).follow(np.array([[3.0, 5.0]]))
    assert np.allclose(moved, [[10, 3]])
    # A half turn about the centre pixel of three leaves that pixel in place.
    half_turn = PageMap((from_centres([[-1, 0, 2], [0, -1, 2]]),)).follow(np.array([[1.0, 1.0], [2.0, 2.0]]))
    assert np.allclose(half_turn, [[2, 2], [1, 1]])


def test_a_curled_sheet_rises_in_its_middle_and_what_leaves_the_page_has_no_box() -> None:
    points = np.array([[50.5, 30.0], [0.5, 30.0]])
    assert np.allclose(PageMap((Curl(8.0, 100),)).follow(points), [[50.5, 22.0], [0.5, 30.0]])
    assert box_around(np.array([[-9.0, -9.0], [0.0, 0.0]]), 10, 10) is None
