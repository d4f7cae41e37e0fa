"""Hard pages: the same words on worse paper, as often as asked, alike each time, and still to be seen."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.papers.catalogue import FORMS, invent_order
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.hard_sheets import harden
from benchmarks.papers.hard_wear import wear_hard
from benchmarks.papers.sheet import SealMark
from benchmarks.papers.soiling import lay_desk, starve_toner, stretch_levels, to_bilevel
from benchmarks.papers.wear import GRADES, Grade

_PAGE = np.full((200, 160, 3), 250, dtype=np.uint8)
_PAGE[60:70, 30:130] = 20


@pytest.mark.parametrize("grade", GRADES)
def test_a_hard_page_says_the_same_and_the_same_seed_draws_it_again(grade: Grade) -> None:
    plain = draw_paper("building_permit", grade, 31, dpi=100)
    hard, again = (draw_paper("building_permit", grade, 31, dpi=100, hard=True) for _ in range(2))
    assert hard.truth.fields == plain.truth.fields and hard.truth.lines == plain.truth.lines
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(hard.pages, again.pages, strict=True))
    if grade != "clean":
        assert not np.array_equal(hard.pages[0].pixels, plain.pages[0].pixels)


def test_words_of_hard_pages_stay_darker_than_their_paper() -> None:
    for seed, grade in ((5, "office"), (6, "poor"), (7, "phone"), (8, "poor")):
        drawn = draw_paper("death_extract", grade, seed, dpi=150, hard=True)  # type: ignore[arg-type]
        page = drawn.pages[0].pixels.min(axis=2)
        for word in drawn.printed_words[0]:
            box = word.box
            around = page[max(0, box.top - 6) : box.bottom + 6, max(0, box.left - 6) : box.right + 6]
            assert np.percentile(around, 2) < np.percentile(around, 80) - 12, (seed, word)


def test_six_licences_in_ten_are_on_patterned_stock_and_letters_never() -> None:
    order = invent_order("alcohol_retail_licence", np.random.default_rng(1))
    paper = FORMS[order.kind](order)
    grounds = [harden(order.kind, paper, np.random.default_rng(seed)).sheets[0].ground for seed in range(200)]
    assert 0.5 < np.mean([ground != "plain" for ground in grounds]) < 0.7
    assert {"framed", "leaf", "sky"} < set(grounds)
    decision = harden("committee_decision", paper, np.random.default_rng(1))
    assert decision.sheets[0].ground == "plain"


def test_a_hard_seal_lies_lower_over_the_name_and_the_order_is_left_as_it_was() -> None:
    order = invent_order("committee_decision", np.random.default_rng(1))
    paper = FORMS[order.kind](order)
    before = [mark.y_mm for mark in paper.sheets[-1].marks if isinstance(mark, SealMark)]
    lowered = 0
    for seed in range(20):
        after = harden(order.kind, paper, np.random.default_rng(seed)).sheets[-1]
        lowered += [mark.y_mm for mark in after.marks if isinstance(mark, SealMark)] != before
    assert 5 < lowered < 20
    assert [mark.y_mm for mark in paper.sheets[-1].marks if isinstance(mark, SealMark)] == before


def test_hard_offices_scan_in_colour_gray_and_one_bit() -> None:
    tinted = _PAGE.copy()
    tinted[..., 2] = 225
    looks = set()
    for seed in range(24):
        pixels = wear_hard(tinted, "office", np.random.default_rng(seed), dpi=200, may_turn=False).pixels
        is_gray = bool((pixels.max(axis=2) == pixels.min(axis=2)).all())
        looks.add("one-bit" if len(np.unique(pixels)) == 2 else "gray" if is_gray else "colour")
    assert looks == {"one-bit", "gray", "colour"}


def test_ink_fades_but_does_not_vanish_where_toner_starves_and_paper_stays() -> None:
    starved = starve_toner(_PAGE.copy(), np.random.default_rng(2), 0.7)
    assert starved[:50].min() >= 250
    assert starved[60:70, 30:130].min() >= 20 and starved[60:70, 30:130].max() < 190


def test_levels_and_thresholds_are_what_they_say() -> None:
    pale = stretch_levels(_PAGE, 100, 275)
    assert pale[0, 0, 0] == 255 and 100 < pale[65, 60, 0] < 120
    assert set(np.unique(to_bilevel(_PAGE, 128))) == {0, 255}


def test_desks_differ_and_have_a_grain() -> None:
    desks = [lay_desk(120, 160, np.random.default_rng(seed)) for seed in range(6)]
    assert all(desk.std() > 1 for desk in desks)
    assert len({round(float(desk.mean()), 2) for desk in desks}) == 6
