"""Vietnamese in the codes of the time before Unicode comes back as it was typed."""

from __future__ import annotations

import subprocess
import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.legacy_encodings import LegacyEncoding, from_legacy

TCVN3, CAPITALS, VNI = LegacyEncoding.TCVN3, LegacyEncoding.TCVN3_CAPITALS, LegacyEncoding.VNI
_PLAIN = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
SMALL = (*(unicodedata.normalize("NFC", vowel + tone) for vowel in _PLAIN for tone in _TONES), "đ")
CAPITAL = tuple(letter.upper() for letter in SMALL)
# TCVN3 has capitals without tone only.
TCVN3_LETTERS = (*SMALL, *"ĂÂÊÔƠƯĐ")

# The marks behind a vowel as the VNI keyboard's table lists them.
_VNI_ALONE = {"ơ": "ô", "ư": "ö", "đ": "ñ", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "í": "í", "ì": "ì"}
_VNI_TONE = {"": "", "\u0300": "ø", "\u0301": "ù", "\u0303": "õ", "\u0309": "û", "\u0323": "ï"}
_VNI_HAT = {"": "â", "\u0300": "à", "\u0301": "á", "\u0303": "ã", "\u0309": "å", "\u0323": "ä"}
_VNI_BREVE = {"": "ê", "\u0300": "è", "\u0301": "é", "\u0303": "ü", "\u0309": "ú", "\u0323": "ë"}


@cache
def to_tcvn3(letter: str) -> str:
    """By the C library's own table, as a program shows it that takes the code for Latin-1."""
    command = ["iconv", "-f", "UTF-8", "-t", "TCVN5712-1"]
    return subprocess.run(command, input=letter.encode(), capture_output=True, check=True).stdout.decode("latin-1")


def to_vni(letter: str) -> str:
    if letter != letter.lower():
        return to_vni(letter.lower()).upper()
    if letter in _VNI_ALONE:
        return _VNI_ALONE[letter]
    base, *marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _TONES), "")
    if "\u0302" in marks:
        return base + _VNI_HAT[tone]
    if "\u0306" in marks:
        return base + _VNI_BREVE[tone]
    horned = unicodedata.normalize("NFC", base + "\u031b")
    return (_VNI_ALONE[horned] if "\u031b" in marks else base) + _VNI_TONE[tone]


def words_of(letters: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from((*letters, *"bcdghklmnpqrstvx", *"0123456789", *" .,;:/()")), max_size=40)


@pytest.mark.parametrize("letter", TCVN3_LETTERS)
def test_every_letter_of_tcvn3_comes_back(letter: str) -> None:
    assert from_legacy(to_tcvn3(letter), TCVN3) == letter


@pytest.mark.parametrize("letter", SMALL)
def test_a_capitals_font_draws_small_codes_as_capitals(letter: str) -> None:
    assert from_legacy("b" + to_tcvn3(letter), CAPITALS) == "B" + letter.upper()


@pytest.mark.parametrize("letter", (*SMALL, *CAPITAL))
def test_every_letter_of_vni_comes_back(letter: str) -> None:
    assert from_legacy(to_vni(letter), VNI) == letter


@given(words_of(TCVN3_LETTERS))
def test_any_text_in_tcvn3_comes_back(text: str) -> None:
    assert from_legacy("".join(map(to_tcvn3, text)), TCVN3) == text


@given(words_of((*SMALL, *CAPITAL)))
def test_any_text_in_vni_comes_back(text: str) -> None:
    assert from_legacy("".join(map(to_vni, text)), VNI) == text


@given(st.text(max_size=60))
def test_any_text_at_all_is_converted_without_a_crash(text: str) -> None:
    for encoding in LegacyEncoding:
        assert isinstance(from_legacy(text, encoding), str)


def test_marks_of_vni_follow_the_case_of_their_vowel() -> None:
    assert from_legacy("HOøA XAõ Ñaëng", VNI) == "HÒA XÃ Đặng"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("nh-ng ng-êi t- ph¸p", "nhưng người tư pháp"),
        ("45/GPXD-UBND", "45/GPXD-UBND"),
        ("Hµ-Néi", "Hà-Nội"),
        ("§éc lËp - Tù do", "Độc lập - Tự do"),
    ],
)
def test_a_horn_that_became_a_hyphen_is_found_and_a_hyphen_stays(written: str, text: str) -> None:
    assert from_legacy(written, TCVN3) == text


def test_codes_read_by_a_vietnamese_code_page_or_a_symbol_font_are_codes_still() -> None:
    raw = bytes.fromhex("a7e9636ccb70").decode("cp1258")
    assert from_legacy(raw, TCVN3) == "Độclập"
    assert from_legacy("".join(chr(0xF000 + ord(char)) for char in "§éc"), TCVN3) == "Độc"


def test_a_tone_behind_a_capital_joins_it_and_a_degree_stays_a_degree() -> None:
    assert from_legacy("A³ 30°C", TCVN3) == "Á 30°C"
