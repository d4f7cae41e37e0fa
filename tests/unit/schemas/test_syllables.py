"""Which words can be Vietnamese syllables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.syllables import is_syllable, syllable_share

REAL = """
quốc quyết định giấy gì gìn giết giếng nghiêng khuỷu quyển quýt thuở huơ xoèn uỷ ủy hoà hòa giùm giữa yêu
huỳnh quỳnh thuế trịnh ghi kỳ kí quê quần quả nghĩa tuyết tuyệt khuếch huých đường phường nguyễn ngoằn soóc
cộng hòa xã hội chủ nghĩa việt nam độc lập tự do hạnh phúc uỷ ban nhân dân
"""
NOT = "cac kac ngia ghanh cet hcok xaa hqi tat tàt viêt nghuyễn quôc dịhc ceo kinhh krông việtt ŸẾ wa zin fax"


@pytest.mark.parametrize("word", REAL.split())
def test_words_of_real_documents_are_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(word.upper())


@pytest.mark.parametrize("word", NOT.split())
def test_misread_and_foreign_words_are_not_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_a_stopped_rhyme_needs_sac_or_nang() -> None:
    assert [word for word in ("tất", "tật", "tât", "tầt", "tẩt", "tẫt") if is_syllable(word)] == ["tất", "tật"]


def test_two_tones_make_no_syllable() -> None:
    assert not is_syllable("hoà́")


def test_garbage_of_a_foreign_engine_scores_low_and_real_text_high() -> None:
    assert syllable_share(["CONG Hcok xA HQI CHiJ NGHiA VIVT NAM Dc 1p Ty do Hph phtic"]) < 0.6
    assert syllable_share(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập Tự do Hạnh phúc"]) == 1.0


def test_numbers_and_single_letters_say_nothing() -> None:
    assert syllable_share(["123", "a", "B", "45/2019"]) == 0.0
    assert syllable_share(["x", "ngày", "12"]) == 1.0


@given(st.lists(st.text(max_size=12), max_size=8))
def test_the_share_is_always_a_share(words: list[str]) -> None:
    assert 0.0 <= syllable_share(words) <= 1.0


@given(st.text(max_size=10))
def test_case_does_not_decide(word: str) -> None:
    if word.lower().upper().lower() == word.lower():
        assert is_syllable(word.lower()) == is_syllable(word.lower().upper())
