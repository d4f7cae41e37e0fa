"""Numbers and dates in words, as typists write them."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.papers.words import date_in_words, decimal_comma, grouped, long_date, number_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (105, "một trăm lẻ năm"),
        (1991, "một nghìn chín trăm chín mươi mốt"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (100_000_000, "một trăm triệu"),
        (1_500_000_000, "một tỷ năm trăm triệu"),
    ],
)
def test_numbers_are_spoken_as_in_can_tho(number: int, words: str) -> None:
    assert number_in_words(number) == words


def test_april_is_the_fourth_month_with_its_own_word() -> None:
    assert date_in_words(date(1990, 4, 2)) == "Ngày hai, tháng tư, năm một nghìn chín trăm chín mươi"


def test_days_below_ten_and_the_first_two_months_are_padded() -> None:
    assert long_date(date(2022, 1, 5)) == "ngày 05 tháng 01 năm 2022"
    assert long_date(date(2022, 3, 15)) == "ngày 15 tháng 3 năm 2022"


def test_money_has_dots_and_areas_a_comma() -> None:
    assert grouped(1_500_000) == "1.500.000"
    assert decimal_comma(12_345) == "1.234,5"
