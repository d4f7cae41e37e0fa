"""In the body of a form only numbers that were read with doubt are looked at for writing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.training.drawn_lines import DrawnLine, draw_line
from benchmarks.training.handwriting import list_fill_ins
from ocr.fill_in_spots import find_fill_in_spots
from ocr.handwriting import WrittenSpot, look_at_spots
from schemas.geometry import Box
from schemas.ocr_page import Word

# Not among the seeds that the model was trained on.
_SEED = 990_002
_LABEL = Word("dân", Box(100, 110, 200, 140), 0.99)


def _number(text: str = "0921400000", confidence: float | None = 0.2, height: int = 30) -> Word:
    return Word(text, Box(300, 100, 500, 100 + height), confidence)


def test_a_number_read_with_doubt_is_a_spot_that_says_how_sure_the_engine_was() -> None:
    (spot,) = find_fill_in_spots([_LABEL, _number()])
    assert (spot.kind, spot.sureness) == ("fill_in", 0.2)
    assert spot.room.left <= 300
    assert spot.room.right >= 500


@pytest.mark.parametrize("word", [_number(confidence=0.98), _number(confidence=None), _number("Hưng"), _number("l5)")])
def test_sure_readings_words_and_scraps_are_no_spots(word: Word) -> None:
    assert find_fill_in_spots([_LABEL, word]) == ()


def test_the_number_of_a_letterhead_is_left_to_the_search_there() -> None:
    assert find_fill_in_spots([_LABEL, _number("42/GPXD")]) == ()


def test_tall_writing_does_not_make_the_line_taller_than_its_print() -> None:
    (spot,) = find_fill_in_spots([_LABEL, _LABEL, _LABEL, _number(height=90)])
    assert spot.room.height <= 40


@given(st.lists(st.builds(_number, st.text(max_size=9), st.none() | st.floats(0, 1), st.integers(1, 80)), max_size=60))
def test_a_page_full_of_doubt_costs_no_more_than_its_share(words: list[Word]) -> None:
    assert len(find_fill_in_spots(words)) <= 24


def _looked_at(filling: str) -> list[WrittenSpot]:
    """Fill-ins of drawn lines, read by an engine that was hardly sure."""
    found = []
    for index in range(24):
        line: DrawnLine = draw_line(np.random.default_rng((_SEED, index)), filling)  # type: ignore[arg-type]
        boxes = [spot.room for spot in list_fill_ins(line)]
        words = [replace(word, confidence=0.99) for word in line.words if not any(map(str.isdigit, word.text))]
        numbers = [Word("0000", box, 0.3) for box in boxes]
        page = np.full((4 * line.pixels.shape[0], line.pixels.shape[1]), 255, np.uint8)
        page[: line.pixels.shape[0]] = line.pixels
        # Without their labels no spot of a letterhead is in the way.
        others = [word for word in words if word.text[:1].islower() is False and not word.text.startswith("S")]
        found += [spot for spot in look_at_spots(page, [*others, *numbers]) if spot.spot.kind == "fill_in"]
    return found


def test_printed_fill_ins_are_left_alone_even_when_badly_read() -> None:
    spots = _looked_at("printed")
    assert len(spots) > 30
    assert sum(spot.is_written for spot in spots) <= 0.05 * len(spots)


def test_most_written_fill_ins_are_found() -> None:
    # A quarter of them is the printed year.
    spots = [spot for spot in _looked_at("written") if spot.pieces]
    assert sum(spot.is_written for spot in spots) >= 0.55 * len(spots)
