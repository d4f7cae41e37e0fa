from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from storage.match_keys import (
    has_marks,
    list_unit_paths,
    marked_words,
    to_confusable,
    to_id_key,
    to_name_key,
    to_number_key,
)

LETTERS = st.text(alphabet="aăâeêioôơuưyđAĂÂĐ \u0301\u0300\u0303\u0309\u0323bnghc", max_size=30)


def test_both_places_of_the_tone_are_one_word() -> None:
    assert marked_words("Hoà Thuý") == marked_words("hòa THÚY")
    assert marked_words("hoà") != marked_words("hoa")
    assert marked_words("hoà") != marked_words("hoá")
    assert marked_words("dang") != marked_words("đang")


@given(LETTERS)
def test_composed_and_decomposed_text_have_the_same_keys(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert marked_words(composed) == marked_words(decomposed)
    assert to_name_key(composed) == to_name_key(decomposed)


@given(st.text())
def test_any_text_has_keys(text: str) -> None:
    assert to_id_key(text) == to_number_key(text).upper()
    assert to_confusable(to_confusable(text)) == to_confusable(text)
    marked_words(text)


def test_a_number_has_one_key_however_it_is_written() -> None:
    keys = {to_number_key(text) for text in ("123/QĐ-UBND", "123 qd ubnd", "123qdubnd", "123/QÐ - UBND")}
    assert keys == {"123qdubnd"}


def test_marks_are_noticed() -> None:
    assert has_marks("Nguyễn") and has_marks("Dang Đ")
    assert not has_marks("Nguyen  Van An")


def test_a_unit_lies_in_all_above_it() -> None:
    assert list_unit_paths("92.916.31135") == ("92", "92.916", "92.916.31135")
    assert list_unit_paths(None) == ()
