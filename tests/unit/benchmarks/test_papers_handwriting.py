"""Papers with handwriting: what is written, by one hand, never twice alike, and where the truth says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.papers.catalogue import FORMS, KINDS, MORE_KINDS, invent_order, set_paper
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.faces import Style, vietnamese_letters
from benchmarks.papers.handwriting import Handwriting, invent_hand, invent_handwriting, write_words, written_width_mm
from benchmarks.papers.outlines import outline_words, place_words
from benchmarks.papers.pen_strokes import can_write, sign_strokes
from benchmarks.papers.raster import rasterise
from benchmarks.papers.sheet import Sheet, TextMark
from benchmarks.papers.wear import WornPage

_HAND = invent_hand(np.random.default_rng(3))


def test_the_pen_writes_every_vietnamese_letter_and_digit_and_no_two_alike() -> None:
    signs = sorted(vietnamese_letters() | set("0123456789"))
    assert all(can_write(sign) for sign in signs)
    shapes = {repr([stroke.tolist() for stroke in sign_strokes(sign, 0)]) for sign in signs}
    assert len(shapes) == len(signs)
    assert not can_write("w")


def test_the_same_place_has_the_same_strokes_and_another_place_others() -> None:
    def strokes(x_mm: float) -> list[list[float]]:
        return [
            [stroke[0, 0] - x_mm, stroke[0, 1]] for _, word in write_words("318 12", _HAND, x_mm, 50) for stroke in word
        ]

    assert strokes(30) == strokes(30)
    assert strokes(30) != strokes(60)


@given(st.integers(0, 10_000), st.sampled_from(["318", "47/2021", "Nguyễn Thị Phượng", "ĐẶNG HỮU NGHĨA"]))
def test_writing_fills_about_the_width_that_was_kept_for_it(seed: int, text: str) -> None:
    hand = invent_hand(np.random.default_rng(seed))
    points = np.concatenate([stroke for _, word in write_words(text, hand, 50, 50) for stroke in word])
    slack_mm = hand.small_mm * 1.3
    assert points[:, 0].min() > 50 - slack_mm
    assert points[:, 0].max() < 50 + written_width_mm(text, hand) + slack_mm
    assert abs(points[:, 1].max() - 50) < hand.small_mm * 1.3 + 2


def test_the_box_of_a_written_word_is_that_of_its_ink() -> None:
    for seed in range(8):
        hand = invent_hand(np.random.default_rng(seed))
        sheet = Sheet()
        sheet.put(60.3, 80.0, "Phượng", Style(hand=hand))
        pixels = rasterise(sheet, 200)
        rows, columns = np.nonzero(pixels.min(axis=2) < 150)
        (word,) = place_words(sheet, WornPage(pixels, 200, 92), 200)
        ink = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert word.is_handwritten
        assert np.abs(np.subtract(word.box, ink)).max() <= 2


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_pen_a_paper_is_the_one_it_always_was(kind: str) -> None:
    order = invent_order(kind, np.random.default_rng(21))
    silent = replace(order, handwriting=Handwriting(_HAND, number=False, date=False, fill_ins=False))
    for first, second in zip(FORMS[kind](order).sheets, FORMS[kind](silent).sheets, strict=True):
        assert first.marks == second.marks


@pytest.mark.parametrize("kind", (*KINDS, *MORE_KINDS))
def test_a_pen_changes_how_a_paper_looks_and_not_what_it_says(kind: str) -> None:
    for seed in range(6):
        order = invent_order(kind, np.random.default_rng(seed))
        written = replace(order, handwriting=invent_handwriting(kind, np.random.default_rng(seed)))
        printed_paper, written_paper = set_paper(order), set_paper(written)
        assert printed_paper.fields == written_paper.fields
        for first, second in zip(printed_paper.sheets, written_paper.sheets, strict=True):
            assert " ".join(first.lines).split() == " ".join(second.lines).split()
            marks = [mark for mark in second.marks if isinstance(mark, TextMark)]
            assert max(mark.baseline_mm for mark in marks) < second.height_mm - 8, (kind, seed)


def test_the_truth_tells_pen_from_print() -> None:
    drawn = draw_paper("committee_decision", "office", 40, dpi=150, handwriting=True)
    plain = draw_paper("committee_decision", "office", 40, dpi=150)
    number = str(drawn.truth.fields["document_number"]).split("/")[0]
    written = [word.text for word in drawn.printed_words[0] if word.is_handwritten]
    assert drawn.has_written_number and number in written
    assert not plain.has_written_number
    assert not any(word.is_handwritten for page in plain.printed_words for word in page)
    assert drawn.truth.fields == plain.truth.fields


def test_most_papers_have_their_number_written_and_some_civil_ones_are_filled_in_whole() -> None:
    asked = [invent_handwriting("birth_certificate", np.random.default_rng(seed)) for seed in range(200)]
    assert all(one.number or one.date for one in asked)
    assert 0.8 < np.mean([one.number for one in asked]) < 0.98
    assert 0.25 < np.mean([one.fill_ins for one in asked]) < 0.55
    assert not any(invent_handwriting("building_permit", np.random.default_rng(s)).fill_ins for s in range(50))


def test_a_written_digit_is_a_word_apart_from_the_print_that_follows_it() -> None:
    sheet = Sheet()
    sheet.paragraph([("Số: ", Style()), ("45", Style(hand=_HAND)), ("/GPXD", Style())])
    assert [(word.text, word.is_handwritten) for word in outline_words(sheet, 100)] == [
        ("Số:", False),
        ("45", True),
        ("/GPXD", False),
    ]
    assert sheet.lines == ["Số: 45/GPXD"]
