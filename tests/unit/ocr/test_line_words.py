"""Chosen texts become words: leaders go, boxes stay in their line and close around the ink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.line_words import close_around_ink, list_texts, to_words
from ocr.merging import Choice, Group
from ocr.pixels import Pixels
from ocr.posteriors import LinePosteriors
from schemas.geometry import Box
from schemas.ocr_page import Word
from tests.unit.ocr.told_lines import fast_word, slow_words, tell

HEIGHT = 60
LINE = Box(0, 10, 2000, 50)


def printed(line: LinePosteriors) -> Pixels:
    """A page on which every word of the line is a bar of ink, from its first to its last step."""
    page = np.full((HEIGHT, LINE.right), 250, np.uint8)
    for word in line.words:
        page[20:40, int(line.x_px(word.first_step)) : int(line.x_px(word.end_step))] = 30
    return page


def words_of(line: LinePosteriors, said: list[str] | None = None) -> list[Word]:
    groups = [Group((word,), ()) for word in line.words]
    texts = said or [word.text for word in line.words]
    choices = [Choice(text, 5.0) for text in texts]
    return to_words(groups, choices, line, LINE, printed(line), [False] * len(groups))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sinh....", ["sinh"]),
        ("năm……", ["năm"]),
        ("…Nguyễn", ["Nguyễn"]),
        ("Thôn___", ["Thôn"]),
        ("như trên./.", ["như", "trên./."]),
        ("trên.", ["trên."]),
        ("--", ["-"]),
        ("......", []),
        ("1.Cấp", ["1.", "Cấp"]),
        ("VT,KT", ["VT,", "KT"]),
        ("1.250.000", ["1.250.000"]),
        ("", []),
    ],
)
def test_leaders_are_no_part_of_words_and_swallowed_blanks_are_put_back(text: str, words: list[str]) -> None:
    assert list_texts(Choice(text, 1.0)) == words


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(("Cần", "Thơ", "ngày", "12", "phường")), min_size=1, max_size=6))
def test_words_stand_side_by_side_in_their_line_around_their_ink(read: list[str]) -> None:
    line = tell(" ".join(read))
    found = words_of(line)
    assert [word.text for word in found] == read
    for word, own in zip(found, line.words, strict=True):
        assert word.box == (line.x_px(own.first_step), 20, line.x_px(own.end_step), 40)
        assert word.confidence is not None
        assert 0 <= word.confidence <= 1


def test_two_words_that_the_fast_reader_took_for_one_share_its_place() -> None:
    first, second = words_of(tell("NguyễnVăn"), ["Nguyễn Văn"])
    assert (first.text, second.text) == ("Nguyễn", "Văn")
    assert first.box.left == 0
    assert first.box.right <= second.box.left
    assert first.box.width > second.box.width


def test_words_stand_where_the_slow_reader_saw_as_many() -> None:
    line = tell("CầnThơ")
    slow = slow_words("Cần Thơ")
    groups = [Group(line.words, slow)]
    page = np.full((HEIGHT, LINE.right), 250, np.uint8)
    found = to_words(groups, [Choice("Cần Thơ", 1.0)], line, LINE, page, [True])
    assert [word.box for word in found] == [word.box for word in slow]


def test_a_word_that_the_slow_reader_saw_as_the_rule_beneath_it_stands_where_the_fast_one_saw_it() -> None:
    line = tell("Thơ")
    (slow,) = slow_words("_Thơ")
    under = replace(slow, box=Box(slow.box.left, LINE.bottom - 2, slow.box.right, LINE.bottom))
    (word,) = to_words([Group(line.words, (under,))], [Choice("Thơ", 1.0)], line, LINE, printed(line), [True])
    assert (word.box.top, word.box.bottom) == (20, 40)


def test_a_group_taken_for_nothing_leaves_no_word() -> None:
    line = tell("Cần Thơ")
    groups = [Group((word,), ()) for word in line.words]
    choices = [Choice("Cần", 1.0), Choice("", 1.0)]
    assert [word.text for word in to_words(groups, choices, line, LINE, printed(line), [True] * 2)] == ["Cần"]


def test_a_word_that_runs_over_the_end_of_its_line_is_cut_there() -> None:
    line = tell("Thơ")
    far = Group((fast_word("Thơ", first_step=500),), ())
    (word,) = to_words([far], [Choice("Thơ", 1.0)], line, LINE, np.full((HEIGHT, 2000), 250, np.uint8), [False])
    assert LINE.left <= word.box.left < word.box.right


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_closed_box_holds_all_ink_and_nothing_more(data: st.DataObject) -> None:
    page = np.full((30, 40), 255, np.uint8)
    for _ in range(data.draw(st.integers(0, 4))):
        page[data.draw(st.integers(0, 29)), data.draw(st.integers(0, 39))] = 0
    left, top = data.draw(st.integers(0, 38)), data.draw(st.integers(0, 28))
    box = Box(left, top, data.draw(st.integers(left + 1, 40)), data.draw(st.integers(top + 1, 30)))
    closed = close_around_ink(box, page, 128.0)
    inside = page[box.top : box.bottom, box.left : box.right] < 128
    kept = page[closed.top : closed.bottom, closed.left : closed.right] < 128
    assert kept.sum() == inside.sum()
    if not inside.any():
        assert closed == box
        return
    assert box.left <= closed.left < closed.right <= box.right
    assert box.top <= closed.top < closed.bottom <= box.bottom
    assert all(side.any() for side in (kept[0], kept[-1], kept[:, 0], kept[:, -1]))
