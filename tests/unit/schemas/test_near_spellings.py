"""A letter of a known phrase is put right; a word that may be a word stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.field_kinds import read_value
from schemas.known_spellings import mend_spelling
from schemas.marks_by_language import mend_marks
from schemas.near_spellings import lacks_vowel, mend_print, raise_small_capitals


@pytest.mark.parametrize(
    ("read", "printed", "note"),
    [
        ("ỦY BAN NHÂN DN", "ỦY BAN NHÂN DÂN", "DN read as DÂN"),
        ("Ủy ban nhn dân xã Mẫu", "Ủy ban nhân dân xã Mẫu", "nhn read as nhân"),
        ("phường Tân An, thành ph Cần Thơ", "phường Tân An, thành phố Cần Thơ", "ph read as phố"),
        ("PHÓ TRƯỞNG PHNG", "PHÓ TRƯỞNG PHÒNG", "PHNG read as PHÒNG"),
        ("GIẤY CHỨNG NHN ĐĂNG KÝ HỘ KINH DOANH", "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "NHN read as NHẬN"),
    ],
)
def test_a_letter_of_a_known_phrase_is_put_right_and_told(read: str, printed: str, note: str) -> None:
    mended = mend_print(read)
    assert mended.text == printed
    assert note in mended.corrections


def test_marks_of_the_words_beside_a_mended_letter_are_put_back_too() -> None:
    assert mend_print("UY BAN NHÂN DN").text == "ỦY BAN NHÂN DÂN"


@pytest.mark.parametrize(
    "text",
    [
        "LÝ MINH THNH",  # a name
        "ông Nguyễn Thành Ph Cần Thơ",
        "CÔNG TY TNHH MTV VÍ DỤ",
        "ỦY BAN NHÂN DÂN",
        "ỦY BAN NHÂN DANH",  # a word: no letter is missing
        "phòng tài khoản",
        "ỦY BAN, NHÂN DN",  # a comma between: no phrase
        "quận Ô lMön",  # a wreck
    ],
)
def test_names_words_and_abbreviations_stay(text: str) -> None:
    assert mend_print(text) == mend_spelling(text)
    assert mend_print(text).text == text


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("PHÒNG TÀI CHÍNH KẾ - HOẠCH", "PHÒNG TÀI CHÍNH - KẾ HOẠCH"),
        ("PHÒNG - TAI CHÍNH KẾ HOẠCH quận", "PHÒNG TÀI CHÍNH - KẾ HOẠCH quận"),
        ("Sở Lao động Thương - binh và Xã hội", "Sở Lao động - Thương binh và Xã hội"),
    ],
)
def test_the_dash_of_an_office_goes_where_the_office_prints_it(read: str, printed: str) -> None:
    mended = mend_spelling(read)
    assert mended.text == printed
    assert mended.corrections
    assert len(mended.text) == len(read)


@pytest.mark.parametrize(
    "text", ["PHÒNG TÀI CHÍNH - KẾ HOẠCH", "PHÒNG TÀI CHÍNH KẾ HOẠCH", "PHÒNG - TÀI CHÍNH - KẾ HOẠCH"]
)
def test_a_dash_that_is_right_or_absent_or_not_alone_stays(text: str) -> None:
    assert mend_spelling(text).text == text


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("ĐỖ QUỐC HậU", "ĐỖ QUỐC HẬU"),
        ("GIẤY CHỨNG NHậN KẾT HÔN", "GIẤY CHỨNG NHẬN KẾT HÔN"),
        ("HậU VĂN ĐỖ được cấp", "HẬU VĂN ĐỖ được cấp"),
    ],
)
def test_a_small_letter_among_capitals_is_raised(read: str, printed: str) -> None:
    assert raise_small_capitals(read) == printed


@pytest.mark.parametrize(
    "text",
    ["NHậN", "Trần HậU", "TpHCM QUẬN", "ĐIỆN 110 kV", "SỐ IV, mᵃ", "GCN QSDđ", "SỞ Y tế", "QĐ-UBNDậ TỈNH", "Ngã Ba"],
)
def test_units_signs_and_words_without_capitals_beside_them_stay(text: str) -> None:
    assert raise_small_capitals(text) == text


@given(st.text())
def test_raising_keeps_every_place(text: str) -> None:
    raised = raise_small_capitals(text)
    assert len(raised) == len(text)
    assert raised.casefold() == text.casefold()


def test_a_raised_value_says_so() -> None:
    reading = read_value("person_name", "ĐỖ QUỐC HậU")
    assert (reading.value, reading.doubt) == ("ĐỖ QUỐC HẬU", None)
    assert "small letter among capitals raised" in reading.corrections


@pytest.mark.parametrize(
    ("word", "lacks"),
    [("THNH", True), ("NHN", True), ("TNHH", False), ("MTV", False), ("UBND", False), ("DN", False), ("THỊNH", False)],
)
def test_a_syllable_without_its_vowel_is_told_from_an_abbreviation(word: str, lacks: bool) -> None:
    assert lacks_vowel(word) is lacks


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("bố sung hồ sơ vay vốn", "bổ sung hồ sơ vay vốn"),
        ("cửa hàng kinh doanh tống hợp", "cửa hàng kinh doanh tổng hợp"),
        ("làm thu tục mua bán", "làm thủ tục mua bán"),
    ],
)
def test_marks_that_no_sentence_has_are_put_right(read: str, printed: str) -> None:
    text, notes = mend_marks(read)
    assert text == printed
    assert len(notes) == 1


@pytest.mark.parametrize(
    "text",
    [
        "bố mẹ cho con đi học", "tống đạt văn bản", "thu tiền sử dụng đất", "lam thu tuc mua ban",
        "Đào Thị Bố Sung", "bố, sung", "không làm dừng các tệp khác",
        "chạy trọn trên một máy", "Hiện tại đang có vợ là bà Bùi Ngọc Đào",
    ],
)  # fmt: skip
def test_sentences_that_may_be_meant_stay(text: str) -> None:
    assert mend_marks(text) == (text, ())
