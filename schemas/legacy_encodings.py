"""Here live the codes of Vietnamese before Unicode, TCVN3 (ABC) and VNI, and the way from them to NFC.

Both put Vietnamese letters on codes that every other program takes for Western ones: `§éc lËp` is TCVN3 and
`Ñoäc laäp` is VNI for `Độc lập`. Only the font draws them right, so only the font's name or the spelling tells.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from schemas.syllables import is_syllable


class LegacyEncoding(StrEnum):
    """`TCVN3_CAPITALS` is TCVN3 in a font whose small letters are drawn as capitals (`.VnTimeH`)."""

    TCVN3 = "tcvn3"
    TCVN3_CAPITALS = "tcvn3_capitals"
    VNI = "vni"


# TCVN 5712:1993, set VN3, as runs of codes; it has no capitals with a tone, which take a capitals font.
_TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_TCVN3 = {chr(first + place): letter for first, run in _TCVN3_RUNS.items() for place, letter in enumerate(run)}
# Tones on codes of their own, typed behind a capital; behind anything else they are ° ± ² ³ ´.
_TCVN3_TONES = {"\u00b0": "\u0300", "\u00b1": "\u0309", "\u00b2": "\u0303", "\u00b3": "\u0301", "\u00b4": "\u0323"}
_LOST_HORN = re.compile(r"[^\W\d_]*(?:-[^\W\d_]+)+-?|[^\W\d_]+-")

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_HAT, _BREVE = "\u0302", "\u0306"
# VNI writes a vowel and, as a second character, all that stands over and under it.
_VNI_TONES = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_HATS = {"â": "", "à": _GRAVE, "á": _ACUTE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVES = {"ê": "", "è": _GRAVE, "é": _ACUTE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_SINGLES = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _list_vni_pairs() -> dict[str, str]:
    small = {vowel + mark: vowel + tone for vowel in "aeouyôö" for mark, tone in _VNI_TONES.items()}
    small |= {vowel + mark: vowel + _HAT + tone for vowel in "aeo" for mark, tone in _VNI_HATS.items()}
    small |= {"a" + mark: "a" + _BREVE + tone for mark, tone in _VNI_BREVES.items()}
    pairs: dict[str, str] = {}
    for code, letter in small.items():
        vowel, mark = code[0], code[1]
        whole = unicodedata.normalize("NFC", _VNI_SINGLES.get(vowel, vowel) + letter[1:])
        # The vowel decides the case: typists mix the marks of both.
        for sign in (mark, mark.upper()):
            pairs |= {vowel + sign: whole, vowel.upper() + sign: whole.upper()}
    return pairs


_VNI = {
    **_list_vni_pairs(),
    **_VNI_SINGLES,
    **{code.upper(): letter.upper() for code, letter in _VNI_SINGLES.items()},
}
_VNI_PIECE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def _list_western() -> dict[int, str]:
    """Characters that stand for a code of the upper half, each with the Latin-1 character of that code."""
    western = {0xF000 + code: chr(code) for code in range(0x20, 0x100)}
    for code in range(0xA1, 0x100):
        # Programs of a Vietnamese Windows read the codes by its code page.
        western[ord(bytes([code]).decode("cp1258"))] = chr(code)
    # Two names of one glyph: mu and micro, bullet operator and middle dot.
    return western | {0x3BC: "\u00b5", 0x2219: "\u00b7"}


_WESTERN = _list_western()


def from_legacy(text: str, encoding: LegacyEncoding) -> str:
    """NFC text of one word or line that was written in a legacy encoding.

    Args:
        text: as a program reads it that knows nothing of the encoding: Latin-1, code page 1258 or the private codes
            U+F020 to U+F0FF of symbol fonts.
        encoding: what to take the codes for; characters without a meaning there stay as they are.
    """
    western = text.translate(_WESTERN)
    if encoding is LegacyEncoding.VNI:
        return unicodedata.normalize("NFC", _VNI_PIECE.sub(lambda match: _VNI[match[0]], western))
    letters = _find_lost_horns(_set_tones("".join(_TCVN3.get(char, char) for char in western)))
    return letters.upper() if encoding is LegacyEncoding.TCVN3_CAPITALS else letters


def _set_tones(text: str) -> str:
    letters: list[str] = []
    for char in text:
        tone = _TCVN3_TONES.get(char)
        whole = unicodedata.normalize("NFC", letters[-1] + tone) if tone and letters else ""
        if len(whole) == 1:
            letters[-1] = whole
        else:
            letters.append(char)
    return "".join(letters)


def _find_lost_horns(text: str) -> str:
    """`ư` has the code of the soft hyphen, which writers of PDF turn into a plain one: `nh-ng` was `nhưng`."""

    def mend(match: re.Match[str]) -> str:
        mended = match[0].replace("-", "ư")
        return mended if is_syllable(mended) else match[0]

    return _LOST_HORN.sub(mend, text)
