"""Pens and stamps are told from print in number and date spots."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.training.drawn_lines import DrawnLine, Filling, draw_line
from ocr.handwriting import find_handwriting, look_at_spots, open_hand_model
from schemas.geometry import Box, overlap_share
from schemas.ocr_page import Word

# Not among the seeds that the model was trained on.
_SEED = 990_001


def _lines(filling: Filling, count: int = 40) -> list[DrawnLine]:
    return [draw_line(np.random.default_rng((_SEED, index)), filling) for index in range(count)]


def _on_page(line: DrawnLine) -> np.ndarray:
    """The line in the head of a page otherwise white."""
    height, width = line.pixels.shape
    page = np.full((4 * height, width), 255, np.uint8)
    page[:height] = line.pixels
    return page


def test_nearly_all_written_spots_are_found() -> None:
    spots = [
        spot
        for line in _lines("written")
        for spot in look_at_spots(_on_page(line), line.words)
        if any(overlap_share(glyph.box, spot.spot.room) > 0.5 for glyph in line.glyphs if glyph.filling == "written")
    ]
    assert len(spots) > 60
    assert sum(spot.is_written for spot in spots) >= 0.9 * len(spots)


def test_the_boxes_cover_most_of_what_was_written() -> None:
    covered = written = 0
    for line in _lines("written"):
        boxes = find_handwriting(_on_page(line), line.words)
        digits = [glyph.box for glyph in line.glyphs if glyph.filling == "written"]
        covered += sum(any(overlap_share(digit, box) > 0.5 for box in boxes) for digit in digits)
        written += len(digits)
    assert covered > 0.8 * written


def test_printed_spots_are_left_alone() -> None:
    spots = [spot for line in _lines("printed") for spot in look_at_spots(_on_page(line), line.words)]
    assert len(spots) > 80
    assert sum(spot.is_written for spot in spots) <= 0.05 * len(spots)


def test_spots_left_empty_are_not_written_in_whatever_dust_lies_there() -> None:
    spots = [spot for line in _lines("empty", 30) for spot in look_at_spots(_on_page(line), line.words)]
    assert len(spots) > 50
    assert sum(spot.is_written for spot in spots) <= 0.05 * len(spots)


def test_boxes_lie_where_the_pen_went() -> None:
    for line in _lines("written", 20):
        for box in find_handwriting(_on_page(line), line.words):
            assert any(overlap_share(glyph.box, box) > 0.2 for glyph in line.glyphs if glyph.filling == "written")


def test_a_line_of_text_taken_for_a_number_is_not_written_in() -> None:
    line = _lines("written", 1)[0]
    looked = next(spot for spot in look_at_spots(_on_page(line), line.words) if spot.pieces)
    text = replace(looked, pieces=looked.pieces[:1] * 27, chances=np.ones(27, np.float32))
    assert looked.is_written
    assert not text.is_written


def test_a_page_without_words_has_no_spots() -> None:
    assert find_handwriting(np.full((300, 200), 255, np.uint8), ()) == ()


def test_the_model_gives_chances() -> None:
    model = open_hand_model()
    chances = model.written_chances(np.random.default_rng(1).random((5, len(model.mean)), np.float32))
    assert chances.shape == (5,)
    assert ((chances >= 0) & (chances <= 1)).all()


_boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 380), st.integers(0, 90), st.integers(1, 150), st.integers(1, 60),
)  # fmt: skip
_words = st.lists(
    st.builds(Word, st.sampled_from(["Số:", "ngày", "tháng", "năm", "2022", "/QĐ-UBND"]), _boxes, st.just(0.9)),
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(_words, st.integers(0, 2**32 - 1), st.sampled_from([0, 30, 255]))
def test_noise_under_any_words_is_looked_at_without_a_fall(words: list[Word], seed: int, depth: int) -> None:
    noise = np.random.default_rng(seed).integers(255 - depth, 256, (100, 400), np.uint8)
    for box in find_handwriting(noise, words):
        assert 0 <= box.left < box.right <= 402
