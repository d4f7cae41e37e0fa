"""What a name and the end of an address may have been, offered to who checks them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.address_tails import respell_address
from schemas.name_spellings import respell_name
from schemas.text import fold
from schemas.units import load_units


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Dương Thị Cấm Ngân", "Dương Thị Cẩm Ngân"),
        ("TRẦN THỊ MỸ YÊN", "TRẦN THỊ MỸ YẾN"),
        ("ĐỖ HÔÀNG PHÚC", "ĐỖ HOÀNG PHÚC"),
        ("Nguyên Văn An", "Nguyễn Văn An"),
        ("LÊ QUỐC HậU", "LÊ QUỐC HẬU"),
    ],
)
def test_the_likeliest_spelling_of_a_misread_name_comes_first(read: str, meant: str) -> None:
    assert respell_name(read)[0] == meant


def test_the_syllable_that_was_read_least_surely_is_spelled_otherwise_before_the_last_one() -> None:
    told = respell_name("Trần Thị Thúy Hoa", weak=2)
    assert told[0].startswith("Trần Thị Th") and "Thúy" not in told[0] and told[0].endswith("Hoa")


@given(st.text(max_size=40), st.none() | st.integers(0, 9))
@example("\U0001d400\U0001d400\U0001d41a", None)  # a small letter that has no capital
def test_any_text_may_be_asked_for_other_spellings(text: str, weak: int | None) -> None:
    assert text not in respell_name(text, weak) or not text.strip()
    assert isinstance(respell_address(text, load_units()), tuple)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (
            "số 3, đường Mẫu, phường Lê Bình, quận Cái Răng, thành",
            "số 3, đường Mẫu, phường Lê Bình, quận Cái Răng, thành phố Cần Thơ",
        ),
        (
            "ấp Mẫu, xã Mỹ Khánh, huyện Phong Điền thành phố Cần Thơ",
            "ấp Mẫu, xã Mỹ Khánh, huyện Phong Điền, thành phố Cần Thơ",
        ),
        (
            "số 3, Phường An Khanh, Quận Ninh Kiều, Thành phố Cần Thơ L",
            "số 3, Phường An Khánh, Quận Ninh Kiều, Thành phố Cần Thơ",
        ),
    ],
)
def test_the_end_of_an_address_is_offered_as_the_units_are_named(read: str, meant: str) -> None:
    assert respell_address(read, load_units())[0] == meant


def test_an_address_that_is_right_or_lies_elsewhere_is_left() -> None:
    right = "số 3, đường Mẫu, phường Lê Bình, quận Cái Răng, thành phố Cần Thơ"
    assert respell_address(right, load_units()) == ()
    assert respell_address("số 9, phố Mẫu, phường Trà Bá, thành phố Pleiku, tỉnh Gia Lai", load_units()) == ()
    assert respell_address("", load_units()) == () and fold(right)
