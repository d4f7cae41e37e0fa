"""Where the units of an address meet, and where an address ends."""

from __future__ import annotations

import pytest

from schemas.address_ends import complete_end, drop_stray_end, has_unknown_district, part_glued_words, put_commas
from schemas.field_kinds import read_value


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("xã Mỹ Khánh, huyện Phong Điền thành phố Cần Thơ", "xã Mỹ Khánh, huyện Phong Điền, thành phố Cần Thơ"),
        ("số 1, phường Tân An quận Ninh Kiều, TP. Cần Thơ", "số 1, phường Tân An, quận Ninh Kiều, TP. Cần Thơ"),
        ("ấp 1, xã Thới An huyện Ô Môn tỉnh Cần Thơ", "ấp 1, xã Thới An, huyện Ô Môn, tỉnh Cần Thơ"),
    ],
)
def test_a_comma_before_the_unit_above_is_put_back_and_told(read: str, printed: str) -> None:
    reading = read_value("address", read)
    assert reading.value == printed
    assert "comma between units put back" in reading.corrections


@pytest.mark.parametrize(
    "text",
    [
        "huyện Phong Điền thành phố Cần Thơ",  # none at all: its typist used none
        "số 1, huyện Phong Điền tỉnh Thừa Thiên Huế",  # another Phong Điền
        "số 1, đường Quận Ninh Kiều",
        "số 1, quận Ninh Kiều - thành phố Cần Thơ",
    ],
)
def test_what_is_no_unit_in_its_own_stays_unparted(text: str) -> None:
    assert put_commas(text) == (text, ())


@pytest.mark.parametrize(
    ("read", "whole"),
    [
        ("phường Lê Bình, quận Cái Răng, thành", "phường Lê Bình, quận Cái Răng, thành phố Cần Thơ"),
        ("phường Lê Bình, quận Cái Răng, thành phố", "phường Lê Bình, quận Cái Răng, thành phố Cần Thơ"),
        ("phường Lê Bình, quận Cái Răng, thành phố Cần", "phường Lê Bình, quận Cái Răng, thành phố Cần Thơ"),
        ("phường Lê Bình, quận Cái Răng, thành phố Can1nơ", "phường Lê Bình, quận Cái Răng, thành phố Cần Thơ"),
        ("phường Cái Răng, thành", "phường Cái Răng, thành phố Cần Thơ"),
    ],
)
def test_an_end_that_can_be_but_one_is_completed_and_doubted(read: str, whole: str) -> None:
    reading = read_value("address", read)
    assert (reading.value, reading.doubt) == (whole, "cut_off")
    assert reading.corrections


@pytest.mark.parametrize(
    "text",
    [
        "số 38/1, đường Hùng Vương, thành",
        "quận Cái Răng",
        "xã Mẫu, huyện Ví Dụ, thành",
        "quận Cái Răng, thành phố Cần Thơ",
    ],
)
def test_an_end_that_is_whole_or_that_nothing_tells_is_not_completed(text: str) -> None:
    assert complete_end(text) is None


def test_an_address_that_breaks_off_is_doubted() -> None:
    assert read_value("address", "số 38/1, đường Hùng Vương, thành").doubt == "cut_off"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("phường Ninh Kiều, thành phố Cần Thơ L.", "phường Ninh Kiều, thành phố Cần Thơ"),
        ("phường Ninh Kiều, thành phố Cần Thơ", None),
        ("ấp Thạnh Lộc B", None),  # hamlets are told apart by letters
        ("xã Mẫu, khu vực Ví Dụ A", None),
    ],
)
def test_only_a_letter_behind_a_known_unit_is_dropped(text: str, kept: str | None) -> None:
    assert drop_stray_end(text) == kept


def test_a_stop_inside_a_known_place_is_the_blank_that_it_was() -> None:
    assert part_glued_words("phường.Lê Bình, TP.Cần Thơ")[0] == "phường Lê Bình, TP.Cần Thơ"
    assert part_glued_words("đường Ví.Dụ") == ("đường Ví.Dụ", ())


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("quận Môn, thành phố Cần Thơ", True),
        ("quận Ô Môn, thành phố Cần Thơ", False),
        ("huyện Thốt Nốt, thành phố Cần Thơ", False),
        ("huyện Châu Thành, tỉnh Cần Thơ", False),  # a province of before, whose districts we do not know
        ("quận 1, thành phố Hồ Chí Minh", False),
    ],
)
def test_a_district_that_its_province_never_had_is_known_for_that(text: str, unknown: bool) -> None:
    assert has_unknown_district(text) is unknown
