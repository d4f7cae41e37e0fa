"""Numbers written out in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.numbers_in_words import read_number

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def _spell_below_thousand(number: int, full: bool) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0 and ones and words:
        words.append("lẻ")
    elif tens:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    if ones:
        words.append("mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 and tens else _DIGITS[ones])
    return " ".join(words)


def _spell(number: int) -> str:
    parts: list[str] = []
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, number = divmod(number, scale)
        if group:
            parts.append(f"{_spell_below_thousand(group, bool(parts))} {name}".strip())
    return " ".join(parts) or "không"


@given(st.integers(1, 999_999_999_999))
def test_a_number_spelled_out_is_read_back(number: int) -> None:
    assert read_number(_spell(number)) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [("một chín bảy sáu", 1976), ("hai ngàn không trăm mười hai", 2012), ("một trăm linh tám", 108), ("chạp", 12)],
)
def test_habits_of_spelling(words: str, number: int) -> None:
    assert read_number(words) == number


@pytest.mark.parametrize("words", ["", "năm con", "hai mươi hai hai mươi", "trăm", "abc"])
def test_what_is_no_number_is_not_guessed(words: str) -> None:
    assert read_number(words) is None
