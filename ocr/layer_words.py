"""Here lives the way from drawn characters to words: what belongs together, and what it says in NFC."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product

from ocr.layer_characters import Character, LayerFont
from ocr.legacy_fonts import find_encodings
from schemas.legacy_encodings import LegacyEncoding, from_legacy
from schemas.syllables import is_syllable, syllable_share
from schemas.text import squeeze

# Shares of the font's size. A blank inside a word is at most a quarter; bold is feigned by drawing a letter again
# less than a seventh beside itself; marks are set back over their letter by up to a whole one.
_WORD_GAP, _SAME_PLACE, _STEP_BACK = 0.25, 0.15, 1.0
_SAME_LINE = 0.5
# Codes without a meaning, and all but Latin, Vietnamese and combining letters, punctuation, currency, roman numbers,
# arrows, signs of arithmetic, boxes and ticks.
_ODD = re.compile(
    "[^\u0020-\u007e\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u218f\u2190-\u22ff\u25a0-\u27bf]|\ufffd"
)
# What stands in no Vietnamese word, but on the codes of letters in broken fonts: signs, and letters of other languages.
_ODD_SIGNS = "¡¢£¤¥¦¨©ª¬®¯´µ¶¸¹º¼½¾¿"
_MARKED_LETTERS = set("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư")
_ODD_IN_WORD = set(_ODD_SIGNS) | ({chr(code) for code in range(0xC0, 0x250)} - _MARKED_LETTERS - set("×÷"))
# Private codes of the Symbol and Wingdings fonts: bullet, empty and ticked boxes, tick and cross.
_SYMBOLS = str.maketrans({0xF0B7: "•", 0xF06F: "☐", 0xF0A8: "☐", 0xF0FE: "☑", 0xF0FD: "☒", 0xF0FC: "✓", 0xF0FB: "✗"})
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_SOFT_HYPHEN = re.compile(r"([^\W\d_]*)\u00ad([^\W\d_]*)")
# A font whose words are mostly no syllables is broken, or foreign: both are better read from the print.
_LEAST_FONT_SHARE, _MOST_ODD_SHARE, _FEWEST_LETTERS = 0.5, 0.3, 12


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word of a text layer, in points from the shown page's top left corner.

    `is_sound` is False where its font is broken or maps a character to nothing; `is_converted` says that it was
    written in a legacy encoding.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    is_seen: bool
    is_sound: bool
    is_converted: bool


def read_words(characters: Sequence[Character]) -> tuple[LayerWord, ...]:
    """The words of a page in the order they are drawn, sideways ones left out."""
    groups = _gather(_drawn_once(character for character in characters if character.is_upright))
    pieces: dict[LayerFont, list[str]] = defaultdict(list)
    for group in groups:
        for font, text in _runs(group):
            pieces[font].append(text)
    encodings = find_encodings(pieces)
    broken = {font for font, texts in pieces.items() if _is_broken(texts, encodings.get(font))}
    words = (_to_word(group, encodings, broken) for group in groups)
    return tuple(word for word in words if word.text and word.left < word.right and word.top < word.bottom)


def _drawn_once(characters: Iterable[Character]) -> list[Character]:
    """Characters without the copies by which bold print and shadows are feigned."""
    kept: list[Character] = []
    places: set[tuple[str, LayerFont, int, int]] = set()
    for character in characters:
        cell = max(_SAME_PLACE * character.size_pt, 0.01)
        column, row = int(character.left / cell), int(character.top / cell)
        near = product((column - 1, column, column + 1), (row - 1, row, row + 1))
        key = (character.text, character.font)
        if not character.text.isspace() and any((*key, *place) in places for place in near):
            continue
        places.add((*key, column, row))
        kept.append(character)
    return kept


def _gather(characters: Iterable[Character]) -> list[list[Character]]:
    groups: list[list[Character]] = []
    is_open = False
    for character in characters:
        if not character.text or character.text.isspace():
            # A blank that sets back, as justified print may have, still ends a word.
            is_open = False
        elif is_open and _goes_on(groups[-1], character):
            groups[-1].append(character)
        else:
            groups.append([character])
            is_open = True
    return groups


def _goes_on(group: Sequence[Character], following: Character) -> bool:
    last = group[-1]
    size = max(last.size_pt, following.size_pt)
    overlap = min(last.bottom, following.bottom) - max(last.top, following.top)
    end = max(character.right for character in group[-3:])
    return (
        last.is_seen == following.is_seen
        and overlap > _SAME_LINE * min(last.size_pt, following.size_pt)
        and following.left - end - last.spacing_pt <= _WORD_GAP * size
        and following.left >= last.left - _STEP_BACK * size
    )


def _runs(group: Sequence[Character]) -> list[tuple[LayerFont, str]]:
    return [(font, "".join(item.text for item in items)) for font, items in groupby(group, key=lambda item: item.font)]


def _is_broken(texts: Sequence[str], encoding: LegacyEncoding | None) -> bool:
    shown = [_to_plain(from_legacy(text, encoding) if encoding else text) for text in texts]
    letter_count = sum(char.isalpha() for text in shown for char in text)
    odd_count = sum(_is_odd(text) for text in shown)
    if letter_count < _FEWEST_LETTERS and not odd_count:
        return False
    return syllable_share(shown) < _LEAST_FONT_SHARE or odd_count > _MOST_ODD_SHARE * len(shown)


def _is_odd(text: str) -> bool:
    has_letter = any(char.isalpha() for char in text)
    return bool(_ODD.search(text)) or (has_letter and not _ODD_IN_WORD.isdisjoint(text))


def _to_word(
    group: Sequence[Character], encodings: Mapping[LayerFont, LegacyEncoding], broken: set[LayerFont]
) -> LayerWord:
    runs = _runs(group)
    raw = "".join(from_legacy(text, encodings[font]) if font in encodings else text for font, text in runs)
    text = _to_plain(raw)
    return LayerWord(
        text=text,
        left=min(character.left for character in group),
        top=min(character.top for character in group),
        right=max(character.right for character in group),
        bottom=max(character.bottom for character in group),
        is_seen=group[0].is_seen,
        is_sound=not (_is_odd(text) or any(font in broken for font, _ in runs)),
        is_converted=any(font in encodings for font, _ in runs),
    )


def _to_plain(text: str) -> str:
    """NFC without ligatures; a soft hyphen stays, as a plain one, where it does not part a syllable."""

    def mend(match: re.Match[str]) -> str:
        return match[1] + match[2] if is_syllable(match[1] + match[2]) else f"{match[1]}-{match[2]}"

    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return squeeze(_SOFT_HYPHEN.sub(mend, unicodedata.normalize("NFC", text.translate(_SYMBOLS))))
