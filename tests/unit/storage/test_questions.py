"""What a typed text is taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.indexes._question import to_question
from storage.match_keys import list_number_parts, to_sorted_key


@pytest.mark.parametrize(
    ("text", "year", "rest"),
    [
        ("nguyen van hau 2021", 2021, "nguyen van hau"),
        ("2018 Lê Hoà Thuận", 2018, "le hoa thuan"),
        ("Đỗ Thị Hường, năm 2022.", 2022, "do thi huong"),
        ("nguyen van nam 2022", 2022, "nguyen van nam"),
        ("45/GPXD (2022)", 2022, "45 gpxd"),
        ("45 2021", 2021, "45"),
    ],
)
def test_a_year_that_stands_alone_is_the_year_of_issue(text: str, year: int, rest: str) -> None:
    question = to_question(text)
    assert question.year == year
    assert question.undated is not None and question.undated.name_key == rest


@pytest.mark.parametrize(
    "text", ["47/2021", "2021", "nguyen van an", "từ 2019 đến 2021", "an 1899", "an 20211", "(2021)"]
)
def test_no_other_digits_are_a_year_of_issue(text: str) -> None:
    assert to_question(text).undated is None


def test_marks_of_quotation_hold_a_phrase() -> None:
    assert to_question('"Thửa đất số 118" Mậu Thân').phrases == (("thua", "dat", "so", "118"),)
    assert to_question("“xây dựng” «nhà ở»").phrases == (("xay", "dung"), ("nha", "o"))
    assert to_question('nhà 5" "" "?"').phrases == ()


def test_a_number_has_parts_without_leading_zeros() -> None:
    assert list_number_parts("0045/GPXD") == ("45", "gpxd")
    assert list_number_parts("57A8000290") == ("57", "a", "8000290")
    assert list_number_parts("00/QĐ-UBND") == ("0", "qd", "ubnd")
    assert to_question("số 0045").number_parts == ("45",)
    assert to_question("quy hoạch").number_parts == ()


def test_words_of_a_name_meet_in_any_order() -> None:
    assert to_sorted_key("An Nguyễn Văn") == to_sorted_key("nguyen  VĂN Ân") == "an nguyen van"


@given(st.text(max_size=80))
def test_any_text_is_a_question(text: str) -> None:
    question = to_question(text)
    assert (question.undated is None) == (question.year is None)
    assert all(word.isascii() for word in question.words)
