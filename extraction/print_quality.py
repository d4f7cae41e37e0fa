"""Here lives the look at the print itself: is a value's text safe to take as read?"""

from __future__ import annotations

import math
import re
from itertools import pairwise

from extraction.strategies import Paper
from schemas.address_ends import has_unknown_district
from schemas.document_type import FieldSpec
from schemas.extraction import FieldReading
from schemas.field_kinds.names import is_organisation
from schemas.known_spellings import (
    has_lost_mark,
    has_unusual_name,
    has_unusual_small_word,
    has_unusual_syllable,
    mend_spelling,
)
from schemas.near_spellings import lacks_vowel
from schemas.syllables import is_syllable
from schemas.text import fold

# Floors of the reading's confidence by kind; found by measurement on public scans, see ADR 0017.
_FLOOR = 0.80
_FLOORS = {
    "document_number": 0.88, "register_number": 0.88, "date": 0.88, "citizen_id": 0.88,
    "person_name": 0.85, "text": 0.86, "post": 0.7, "authority": 0.6, "parcel": 0.88, "map_sheet": 0.88, "money": 0.88,
    "area": 0.88, "land_serial": 0.88, "registry_number": 0.88,
}  # fmt: skip
_UNITS = frozenset({"m", "km", "ha", "cm", "mm", "tum", "v", "x", "k", "s", "n"})
# Marks that pens, seals and page edges leave; no office types them in a value.
_NOISE = re.compile(r"[_|~^<>{}\\§¬¡¿«»=]")
# A loose letter or two behind a stop is what is left of a dotted leader.
_LOOSE_END = re.compile(r"[.;:,] \W?\w{1,2}$|\D [a-zđ]$")
_ODD_STOP = re.compile(r"[.;:] [a-zà-ỹđ]")
# A stop inside a name (`Ninh.Kiều`; `TP.Cần Thơ` is an abbreviation), a quote that opens and never closes.
_GLUED_STOP = re.compile(r"[^\W\d_]{3,}[.:;][^\W\d_]|[:;]$")
_OPENING_QUOTE = re.compile(r"(?:^|\s)['‘’`\"“”](?=\w)")
_QUOTES = "'‘’`\"“”"
_SPOKEN_ZONES = frozenset({"subject", "title"})
# A long sentence read word by word at 0.96 is rarely right in every mark: a person reads it over where the chance
# that all words are right is less. The cells of a table have no words of their own here, and titles are few and known:
# there the weakest word stands for all, which is hard on long texts and kind to short ones.
_ALL_RIGHT, _ALL_AS_WEAKEST = 0.85, 0.5
_LETTERED = frozenset({"person_name", "organisation", "address", "holder", "authority", "post", "place", "text"})
_NAMED = frozenset({"organisation", "place", "address"})
_NO_WORD = "indefinite"  # the canonical term of `Lâu dài`: nothing that was printed
_WORDY = frozenset({"person_name", "organisation", "text", "address", "holder", "term"})


def doubt_about_print(kind: str, spec: FieldSpec, reading: FieldReading, paper: Paper) -> str | None:
    """A problem code where the print does not carry the value safely, else None."""
    if reading.confidence is None or reading.value is None:
        return None
    if reading.confidence < _FLOORS.get(kind, _FLOOR):
        return "low_confidence"
    if spec.zone == "signer_name" and len(reading.value.split()) < 3:
        # A first syllable lost under the seal leaves a plausible shorter name.
        return "name_implausible"
    if _is_personal(kind, reading.value) and any(has_unusual_name(name) for name in reading.value.split(" và ")):
        return "name_implausible"
    if kind == "address" and has_unusual_small_word(reading.value):
        return "low_confidence"
    if kind == "address" and has_unknown_district(reading.value):
        return "low_confidence"
    if kind == "address" and (_ODD_STOP.search(reading.value) or is_cut_address(reading.value)):
        return "low_confidence"
    is_spoken = spec.zone in _SPOKEN_ZONES or (spec.kind == "table" and kind == "text")
    if is_spoken and not _are_all_right(spec, reading, paper):
        return "low_confidence"
    if is_spoken and (_ODD_STOP.search(reading.value) or has_unusual_syllable(reading.value)):
        return "low_confidence"
    is_wordy = kind in _WORDY and reading.value != _NO_WORD
    if is_wordy and (not _are_words_possible(reading.value) or has_lost_mark(reading.value)):
        return "low_confidence"
    if kind in _LETTERED and _mixes_letters(reading.value):
        return "low_confidence"
    if (kind in _NAMED or spec.zone == "title") and _has_stray_mark(reading.value):
        return "low_confidence"
    return None


def _are_all_right(spec: FieldSpec, reading: FieldReading, paper: Paper) -> bool:
    span = paper.zones.subject if spec.zone == "subject" else None
    if span is not None and span.confidences:
        return math.prod(span.confidences) >= _ALL_RIGHT
    return (reading.confidence or 0.0) ** len((reading.value or "").split()) >= _ALL_AS_WEAKEST


def _has_stray_mark(text: str) -> bool:
    is_open = bool(_OPENING_QUOTE.search(text)) and sum(text.count(quote) for quote in _QUOTES) % 2 == 1
    return is_open or bool(_GLUED_STOP.search(text)) or bool(re.search(r"\s[:;]", text))


def _mixes_letters(text: str) -> bool:
    """A digit or a small letter inside capitals, a capital inside a small word: `H0ÀNG`, `DlÊN`, `phưỜng`."""
    for word in re.findall(r"\w{3,}", text):
        inner = word[1:-1]
        if word[0].isalpha() and word[-1].isalpha() and any(char.isdigit() for char in inner):
            return True
        letters = [char for char in word if char.isalpha()]
        if any(low.islower() and up.isupper() for low, up in pairwise(letters)):
            return True
    return False


def _is_personal(kind: str, value: str) -> bool:
    return kind == "person_name" or (kind == "holder" and not is_organisation(value))


def _are_words_possible(text: str) -> bool:
    """Every word of letters is a possible syllable, or a short group of capitals (an abbreviation).

    Among capitals alone an abbreviation is none that one vowel makes a syllable.
    """
    if text.isupper() and any(map(lacks_vowel, re.findall(r"[^\W\d_]+", text))):
        return False
    for word in re.findall(r"[^\W\d_]+", text):
        if not is_syllable(word) and not (word.isupper() and len(word) <= 7) and word.lower() not in _UNITS:
            return False
    return not _NOISE.search(text) and not _LOOSE_END.search(text)


def is_cut_address(text: str) -> bool:
    """Whether an address ends in a city, province or district that is none we know: its last word was lost."""
    last = text.rpartition(",")[2].strip()
    if not fold(last).startswith(("thanh pho", "tinh ", "quan ", "huyen ")):
        return False
    return not any(end == len(last) for _, end in mend_spelling(last).sure)
