"""Known phrases get their marks back, and say so."""

import pytest

from schemas.known_spellings import mend_spelling


@pytest.mark.parametrize(
    ("read", "printed", "note"),
    [
        ("số vào số CH 00283", "số vào sổ CH 00283", "số read as sổ"),
        ("Số vào số cấp GCN", "Số vào sổ cấp GCN", "số read as sổ"),
        ("sổ vào số: CS 1", "số vào sổ: CS 1", "sổ read as số"),
        ("cách tìm đường 6,0m", "cách tim đường 6,0m", "tìm read as tim"),
    ],
)
def test_phrases_of_land_papers_are_mended_and_told(read: str, printed: str, note: str) -> None:
    mended = mend_spelling(read)
    assert mended.text == printed
    assert note in mended.corrections


@pytest.mark.parametrize("text", ["số vào sổ CH 00283", "cách tim đường 6,0m", "tìm đường đi", "vào số 5"])
def test_what_is_right_or_not_known_stays(text: str) -> None:
    mended = mend_spelling(text)
    assert mended.text == text
    assert mended.corrections == ()


def test_a_city_whose_kind_was_misread_is_mended_by_its_parts() -> None:
    mended = mend_spelling("thành phổ Cần Thơ")
    assert mended.text == "thành phố Cần Thơ"
    assert mended.corrections == ("phổ read as phố",)


def test_a_place_elsewhere_with_marks_of_its_own_is_not_made_one_of_the_region() -> None:
    assert mend_spelling("huyện Long Thành").text == "huyện Long Thành"


@pytest.mark.parametrize(
    "text",
    [
        "hộ gia đình bị thu hồi đất", "trợ cấp xã hội hằng tháng", "trợ cấp cho bà Đỗ Thị Mẫu", "cộng tác viên dân số",
        "công nhân viên chức", "KHEN THƯỞNG BÀ ĐỖ THỊ MẪU", "ông Nguyễn Quang Nam", "ông Nguyen Quang Nam",
        "ông Vũ Trường Giang", "Lê Hoàng Thái Binh", "xã Lãng Sơn, tỉnh Bắc Giang",
    ],
)  # fmt: skip
def test_words_and_names_that_only_share_letters_with_a_known_phrase_stay_as_printed(text: str) -> None:
    assert mend_spelling(text).text == text
    assert mend_spelling(text).corrections == ()


@pytest.mark.parametrize(
    ("read", "printed"),
    [("SỞ Y TÉ", "SỞ Y TẾ"), ("ÚY BAN NHÂN DÂN QUẬN NINH KIÊU", "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU"),
     ("tỉnh Quang Nam", "tỉnh Quảng Nam"), ("kê hoạch", "kế hoạch")],
)  # fmt: skip
def test_marks_that_recognition_lost_are_put_back(read: str, printed: str) -> None:
    assert mend_spelling(read).text == printed
