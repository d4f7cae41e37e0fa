"""What a line recogniser believes: ways through its steps, words, blanks it swallowed, stops it passed over."""

from __future__ import annotations

from itertools import groupby, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.posteriors import LinePosteriors, swallowed_blanks
from tests.unit.ocr.told_lines import tell

SMALL = {"a": 1, "b": 2}


@st.composite
def small_lines(draw: st.DrawFn) -> LinePosteriors:
    """Up to five steps over two characters and the empty one."""
    steps = draw(st.integers(1, 5))
    weights = draw(st.lists(st.floats(0.01, 1.0), min_size=3 * steps, max_size=3 * steps))
    chances = np.array(weights).reshape(steps, 3)
    return LinePosteriors(np.log(chances / chances.sum(axis=1, keepdims=True)), SMALL, 0.0, 1.0)


def collapse(way: tuple[int, ...]) -> str:
    """What a way through the steps says: repeats are one character, the empty one parts them."""
    return "".join(" ab"[column] for column, _ in groupby(way) if column)


def best_way(line: LinePosteriors, text: str) -> float:
    """By trying every way."""
    ways = product(range(3), repeat=len(line.log_probs))
    chances = [sum(line.log_probs[step, at] for step, at in enumerate(way)) for way in ways if collapse(way) == text]
    return max(chances, default=-1e9)


@settings(max_examples=60, deadline=None)
@given(small_lines(), st.lists(st.text("ab", max_size=3), min_size=1, max_size=4))
def test_a_text_scores_as_the_best_of_all_ways_that_say_it(line: LinePosteriors, texts: list[str]) -> None:
    scores = line.score(texts, 0, len(line.log_probs))
    for text, score in zip(texts, scores, strict=True):
        expected = best_way(line, text)
        assert score == pytest.approx(expected) if expected > -1e8 else score < -1e8


@settings(max_examples=60, deadline=None)
@given(small_lines(), st.text("ab", max_size=5))
def test_no_text_scores_better_than_the_likeliest_reading(line: LinePosteriors, text: str) -> None:
    likeliest = collapse(tuple(int(column) for column in line.log_probs.argmax(axis=1)))
    best, other = line.score([likeliest, text], 0, len(line.log_probs))
    assert best == pytest.approx(line.log_probs.max(axis=1).sum())
    assert other <= best + 1e-9


def test_a_character_printed_twice_needs_a_step_between() -> None:
    line = LinePosteriors(np.log([[0.1, 0.8, 0.1], [0.1, 0.8, 0.1]]), SMALL, 0.0, 1.0)
    once, twice = line.score(["a", "aa"], 0, 2)
    assert once == pytest.approx(2 * np.log(0.8))
    assert twice < -1e8


def test_a_text_with_a_character_that_the_recogniser_cannot_write_is_impossible() -> None:
    line = tell("so 5")
    assert line.score(["so 5", "so 五"], 0, len(line.log_probs))[1] < -1e8


@pytest.mark.parametrize(("printed", "written"), [("5–6", "5-6"), ("m²", "m2"), ("[a]", "(a)"), ("a\u00a0b", "a b")])
def test_characters_that_it_cannot_write_are_judged_by_what_it_writes_for_them(printed: str, written: str) -> None:
    line = tell(written)
    first, second = line.score([printed, written], 0, len(line.log_probs))
    assert first == second


def test_no_steps_leave_every_text_impossible() -> None:
    assert (tell("ab").score(["a", ""], 3, 3) < -1e8).all()


@pytest.mark.parametrize(
    ("read", "parts"),
    [
        ("VT,KT", ["VT,", "KT"]),
        ("1.Cấp", ["1.", "Cấp"]),
        ("12.Cấp", ["12.", "Cấp"]),
        ("-Lưu", ["-", "Lưu"]),
        ("Sinh:01", ["Sinh:", "01"]),
        ("45;Điều", ["45;", "Điều"]),
    ],
)
def test_a_swallowed_blank_is_put_back(read: str, parts: list[str]) -> None:
    assert [word.text for word in tell(read).words] == parts


@pytest.mark.parametrize("text", ["1,5", "TP.HCM", "10:30", "45/GPXD", "1.250.000", "A-B", "a.b", "", "-"])
def test_no_blank_is_put_into_numbers_and_abbreviations(text: str) -> None:
    assert swallowed_blanks(text) == []


@given(st.text("abĐ19,.:;- ", max_size=12))
def test_putting_blanks_back_changes_no_character_and_ends(text: str) -> None:
    ends = [0, *swallowed_blanks(text), len(text)]
    parts = [text[start:end] for start, end in pairwise(ends)]
    assert "".join(parts) == text
    assert all(part for part in parts[:-1])


def test_words_are_cut_at_blanks_with_their_steps_and_their_weakest_character() -> None:
    line = tell("Cần Thơ", doubts={1: {"ầ": 0.6, "â": 0.3}})
    first, second = line.words
    assert (first.text, first.first_step, first.end_step) == ("Cần", 0, 5)
    assert (second.text, second.first_step, second.end_step) == ("Thơ", 8, 13)
    assert first.confidence == pytest.approx(0.6, abs=0.01)
    assert second.confidence == pytest.approx(0.99, abs=0.01)


@pytest.mark.parametrize(
    ("text", "stop", "read"),
    [
        ("có hiệu lực", 0.02, "lực."),
        ("có hiệu lực", 0.005, "lực"),
        ("ngày ký./", 0.3, "ký./."),
        ("như sau:", 0.3, "sau:"),
        ("năm 2019", 0.02, "2019."),
    ],
)
def test_a_final_stop_that_was_half_seen_is_written(text: str, stop: float, read: str) -> None:
    assert tell(text, stop=stop).words[-1].text == read


def test_an_empty_line_has_no_words() -> None:
    empty = LinePosteriors(np.log(np.full((4, 3), [0.9, 0.05, 0.05])), SMALL, 0.0, 1.0)
    assert empty.words == ()


def test_steps_lie_on_the_page_where_the_line_does() -> None:
    line = LinePosteriors(np.zeros((4, 3)), SMALL, left_px=100.0, step_px=2.5)
    assert [line.x_px(step) for step in (0, 4)] == [100.0, 110.0]
