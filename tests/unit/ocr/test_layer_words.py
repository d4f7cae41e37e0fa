"""Whatever a PDF draws, its characters become words of their own letters or none."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ocr.layer_characters import Character, LayerFont
from ocr.layer_words import read_words

FONTS = (LayerFont(0, "ABCDEF+Times"), LayerFont(1, ".VnTimeH"), LayerFont(2, "VNI-Times"), LayerFont(3, ""))
SIDE = st.floats(-1e4, 1e4, allow_nan=False, allow_infinity=False)


@st.composite
def characters(draw: st.DrawFn) -> Character:
    left, top = draw(SIDE), draw(SIDE)
    width, height = draw(st.floats(0, 50)), draw(st.floats(0, 50))
    text = draw(st.text(max_size=2) | st.sampled_from(("ư", "\u00ad", "\ufb01", "\u0301", "\ue123", " ", "§", "ø")))
    font = draw(st.sampled_from(FONTS))
    is_upright, is_seen = draw(st.booleans()), draw(st.booleans())
    return Character(text, font, left, top, left + width, top + height, height, 0.0, is_upright, is_seen)


@given(st.lists(characters(), max_size=40))
def test_any_characters_become_clean_words_with_a_place(drawn: list[Character]) -> None:
    for word in read_words(drawn):
        assert word.text == unicodedata.normalize("NFC", word.text).strip() != ""
        assert word.left < word.right
        assert word.top < word.bottom


@given(st.lists(st.text("abcđ", min_size=1, max_size=6), min_size=1, max_size=12))
def test_words_set_apart_by_gaps_alone_are_words(texts: list[str]) -> None:
    drawn, x = [], 0.0
    for text in texts:
        for char in text:
            drawn.append(Character(char, FONTS[0], x, 0.0, x + 5.0, 12.0, 12.0, 0.0, True, True))
            x += 5.0
        x += 4.0
    assert [word.text for word in read_words(drawn)] == texts
