"""Which Vietnamese syllables are likely, alone and after another."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.language import NEUTRAL, is_known, log_probability, name_log_probability, variants


@pytest.mark.parametrize(
    ("before", "right", "wrong"),
    [
        ("Cần", "Thơ", "Tho"),
        (None, "Cần", "Cân"),
        (None, "Điều", "Điêu"),
        ("đối", "tượng", "tương"),
        ("Chính", "phủ", "phú"),
        (None, "GIẤY", "GIÃY"),
        ("vào", "sổ", "số"),
        ("VI", "PHẠM", "PHẬM"),
        ("Chủ", "tịch", "tích"),
        ("20", "tháng", "thàng"),
    ],
)
def test_words_that_recognition_marks_wrongly_are_likelier_as_they_were_printed(
    before: str | None, right: str, wrong: str
) -> None:
    assert log_probability(right, before) > log_probability(wrong, before) + 2


def test_what_cannot_be_a_syllable_is_the_least_likely_of_all() -> None:
    assert log_probability("tịcb") < log_probability("nghiễng") < log_probability("nghiêng")


@pytest.mark.parametrize("word", ["UBND", "QĐ", "QĐ-UBND", "12/2021", "001", "m2", "CCCD", "GPXD"])
def test_numbers_and_abbreviations_are_outside_the_model(word: str) -> None:
    assert log_probability(word, "số") == NEUTRAL


def test_capitals_that_lost_their_marks_are_no_abbreviation() -> None:
    assert log_probability("HUYEN") < NEUTRAL < log_probability("HUYỆN", "ỦY") + 10


def test_case_marks_of_punctuation_and_the_place_of_the_tone_mark_do_not_matter() -> None:
    assert log_probability("HOÀ,", "cộng") == log_probability("hòa", "CỘNG") > -4


def test_variants_keep_letters_and_case_and_come_likeliest_first() -> None:
    assert set(variants("PHÚ")) >= {"PHỤ", "PHỦ", "PHÙ", "PHÚ"}
    scores = [log_probability(found) for found in variants("phu")]
    assert scores == sorted(scores, reverse=True)
    assert "Cần" in variants("Cãn")
    assert variants("dường")[0] == "dương"
    assert "đường" not in variants("dường")
    assert "định" in variants("dịnh")
    assert variants("12/2021") == ()


def test_a_name_starts_with_a_family_name_and_goes_on_with_syllables_of_names() -> None:
    assert name_log_probability("Nguyễn") > name_log_probability("Nguyên") + 2
    assert name_log_probability("Văn", "Nguyễn") > name_log_probability("Vãn", "Nguyễn") + 5


def test_a_name_is_likelier_with_capitals_than_the_same_syllables_without() -> None:
    assert log_probability("Khải", "Minh") > log_probability("khải", "minh")
    assert log_probability("Văn", "Trần") > log_probability("Vân", "Trần") + 2


def test_known_syllables_are_told_from_possible_ones() -> None:
    assert is_known("Tượng")
    assert not is_known("nghiễng")
    assert not is_known("2021")


@given(st.text(max_size=12), st.none() | st.text(max_size=12))
def test_any_text_has_a_finite_score(word: str, before: str | None) -> None:
    score = log_probability(word, before)
    assert -35 < score < 0
    assert name_log_probability(word, before) < 0
    assert isinstance(is_known(word), bool)


@given(st.sampled_from(("giấy", "phép", "xây", "dựng", "ủy", "ban", "huyện", "đường", "hòa", "quyết", "số", "thủy")))
def test_every_variant_has_the_letters_of_the_word(word: str) -> None:
    def letters(text: str) -> str:
        return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))

    assert word in variants(word)
    assert {letters(found) for found in variants(word)} == {letters(word)}
