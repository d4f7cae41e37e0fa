"""Words against the truth: confidence, places, the way up, handwriting; and how sure a figure is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.papers.truth import PrintedWord
from benchmarks.scoring.intervals import find_interval
from benchmarks.scoring.reading_order import list_pairs_below
from benchmarks.scoring.word_figures import WordFigures, judge_words, over_union
from schemas.geometry import Box

_LINES = ("Số: 45/GPXD", "Cần Thơ, ngày 05 tháng 3 năm 2021")
_BOXES = {text: Box(100 * place, 0, 100 * place + 80, 30) for place, text in enumerate(" ".join(_LINES).split())}
_PRINTED = tuple(PrintedWord(text, box, False) for text, box in _BOXES.items())


def _page(lines: tuple[str, ...], confidence: float = 0.99, **more: Any) -> dict[str, Any]:
    words = [
        {"text": text, "box": list(_BOXES.get(text, Box(0, 500, 10, 510))), "confidence": confidence}
        for text in " ".join(lines).split()
    ]
    return {"text": "\n".join(lines), "words": words, "turned_deg": 0, **more}


def test_words_read_as_printed_are_right_wherever_their_line_stands() -> None:
    figures = judge_words(_page((_LINES[1], _LINES[0])), _LINES, _PRINTED, 0)
    assert (figures.read, figures.sure, figures.sure_right) == (10, 10, 10)
    assert (figures.placed, figures.well_placed) == (10, 10)
    assert figures.bin_words == figures.bin_right == (0,) * 9 + (10,)


def test_a_word_with_a_wrong_mark_is_wrong_however_sure_the_reader_was() -> None:
    figures = judge_words(_page(("Số: 45/GPXD", "Cẩn Thơ, ngày 05 tháng 3 năm 2021")), _LINES, _PRINTED, 0)
    assert (figures.sure, figures.sure_right, figures.placed) == (10, 9, 9)


def test_leaders_are_no_words_and_do_not_shift_the_others() -> None:
    figures = judge_words(_page(("Số: .......... 45/GPXD", _LINES[1])), _LINES, _PRINTED, 0)
    assert (figures.read, figures.sure_right) == (10, 10)


def test_a_right_word_in_the_wrong_place_is_badly_placed() -> None:
    page = _page(_LINES)
    page["words"][1]["box"] = [0, 200, 80, 230]
    figures = judge_words(page, _LINES, _PRINTED, 0)
    assert (figures.placed, figures.well_placed) == (10, 9)


def test_words_of_a_text_layer_have_no_confidence_and_count_in_no_bin() -> None:
    page = _page(_LINES)
    for word in page["words"]:
        word["confidence"] = None
    figures = judge_words(page, _LINES, (), None)
    assert (figures.read, sum(figures.bin_words), figures.placed, figures.pages) == (0, 0, 0, 0)


def test_a_page_is_upright_when_what_the_device_turned_was_turned_back() -> None:
    turned = [judge_words(_page(_LINES, turned_deg=back), _LINES, (), 90).upright for back in (270, 0, 90)]
    assert turned == [1, 0, 0]


def test_handwritten_spots_are_found_by_boxes_that_meet_them_and_printed_ones_raise_false_alarms() -> None:
    printed = tuple(PrintedWord(word.text, word.box, word.text == "05") for word in _PRINTED)
    day, number = list(_BOXES["05"]), list(_BOXES["45/GPXD"])
    seen = judge_words(_page(_LINES, handwritten=[day, number]), _LINES, printed, 0)
    assert (seen.hand_spots, seen.hand_found, seen.print_spots, seen.print_alarms) == (1, 1, 3, 1)
    unseen = judge_words(_page(_LINES, handwritten=[]), _LINES, printed, 0)
    assert (unseen.hand_found, unseen.print_alarms) == (0, 0)
    # A reader that does not look for handwriting is not measured.
    assert judge_words(_page(_LINES), _LINES, printed, 0).hand_spots == 0


_COLUMNS = ("UBND QUẬN", "PHÒNG KINH TẾ", "CỘNG HÒA", "Độc lập", "Điều 1. Cấp phép cho ông Lê Văn Mẫu.")
_PLACES = ((0, 0), (0, 40), (500, 0), (500, 40), (0, 100))


def _place_columns(turn: int) -> tuple[PrintedWord, ...]:
    """Two columns over one wide line, on a page turned by a quarter or not."""
    words = []
    for line, (x, y) in zip(_COLUMNS, _PLACES, strict=True):
        for place, text in enumerate(line.split()):
            left = x + 70 * place
            flat = Box(left, y, left + 60, y + 30)
            # A quarter to the right on a page 1000 high: what was on top is on the right now.
            turned = Box(1000 - flat.bottom, flat.left, 1000 - flat.top, flat.right)
            words.append(PrintedWord(text, turned if turn else flat, False))
    return tuple(words)


@pytest.mark.parametrize("turn", [0, 90])
def test_only_lines_right_below_one_another_have_a_sure_order(turn: int) -> None:
    pairs = list_pairs_below(_COLUMNS, _place_columns(turn), turn)
    assert sorted(pairs) == [(0, 1), (1, 4), (2, 3), (3, 4)]


def _order(*lines: str) -> tuple[int, int]:
    page = {"text": "\n".join(lines), "words": [], "turned_deg": 0}
    figures = judge_words(page, _COLUMNS, _place_columns(0), 0)
    return figures.well_ordered, figures.ordered


def test_columns_may_be_read_in_any_order_but_no_line_before_the_one_above_it() -> None:
    first, second, third, fourth, last = _COLUMNS
    assert _order(first, second, third, fourth, last) == (4, 4)
    assert _order(third, first, fourth, second, last) == (4, 4)
    assert _order(third, fourth, first, second, last) == (4, 4)
    assert _order(second, first, third, fourth, last) == (3, 4)
    assert _order(last, first, second, third, fourth) == (2, 4)


def test_lost_lines_have_no_order_and_words_that_do_not_agree_with_lines_neither() -> None:
    assert _order(*_COLUMNS[:4]) == (2, 2)
    assert list_pairs_below(_COLUMNS, _place_columns(0)[1:], 0) == []


def test_figures_of_pages_add_up() -> None:
    page = judge_words(_page(_LINES), _LINES, _PRINTED, 0)
    both = page + page
    assert both.read == 20
    assert both.bin_words[-1] == 20
    assert page + WordFigures() == page


_SIDES = st.integers(0, 50)
_RECTANGLES = st.builds(lambda x, y, w, h: Box(x, y, x + w + 1, y + h + 1), _SIDES, _SIDES, _SIDES, _SIDES)


@given(_RECTANGLES, _RECTANGLES)
def test_overlap_is_a_share_the_same_from_both_sides_and_whole_only_for_the_same_box(first: Box, second: Box) -> None:
    share = over_union(first, second)
    assert 0 <= share <= 1
    assert share == over_union(second, first)
    assert (share == 1) == (first == second)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 400)), min_size=3, max_size=12))
def test_an_interval_holds_the_figures_of_no_paper_beyond_the_best_and_the_worst(shares: list[tuple[int, int]]) -> None:
    interval = find_interval(shares)
    assert interval is not None
    each = [100 * part / whole for part, whole in shares]
    assert min(each) - 0.1 <= interval[0] <= interval[1] <= max(each) + 0.1


def test_two_papers_are_too_few_for_an_interval() -> None:
    assert find_interval([(1, 10), (2, 10)]) is None


def test_equal_papers_leave_no_doubt() -> None:
    assert find_interval([(1, 10)] * 5) == (10.0, 10.0)
