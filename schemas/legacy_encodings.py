"""Here live the codes of Vietnamese before Unicode, TCVN3 (ABC) and VNI, and the way from them to NFC.

Both put Vietnamese letters on codes that every other program takes for Western ones: `§éc lËp` is TCVN3 and
`Ñoäc laäp` is VNI for `Độc lập`. Only the font draws them right, so only the font's name or the spelling tells.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from schemas.syllables import is_syllable, syllable_share


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

# Letters that no old code stands for, whatever a program takes it for.
_UNICODE_LETTER = re.compile("[\u1ea0-\u1ef9]")
# What an old code shows as and Vietnamese does not use: codes of the upper half but for its letters and usual signs.
_ODD = re.compile("[\x80-\xff\uf020-\uf0ff](?<![ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý\xa0°²³·«»±×÷ÐðĐđ])")
# By letters; the same words read in a wrong code are syllables in a third of the letters or less.
_CLEAR_SHARE, _CLEAR_LEAD = 0.5, 0.2
_FEWEST_LETTERS = 40
# A file's first so many codes tell what it is written in.
_TELLING_CODES = 20_000


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


@lru_cache(maxsize=1 << 14)
def judge_encoding(text: str) -> tuple[bool, LegacyEncoding | None]:
    """Whether the spelling of one cell or line decides what it is written in, and what that is (None: Unicode).

    `Lê` says nothing (it is `Lờ` in TCVN3), `NguyÔn` and `Nguyễn` do.
    """
    if _UNICODE_LETTER.search(unicodedata.normalize("NFC", text)):
        return True, None
    if not _ODD.search(text):
        return False, None
    best, share, lead = _rank_readings(text, text)
    return share >= _CLEAR_SHARE and lead >= _CLEAR_LEAD, best


def decode_vietnamese(data: bytes) -> str | None:
    """Text of a file in UTF-8, UTF-16 (with its mark) or code page 1258; in TCVN3 or VNI, its codes as Latin-1.

    None where it is none of these.
    """
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    western, windows = data.decode("latin-1"), data.decode("cp1258", "replace")
    best, share, lead = _rank_readings(western[:_TELLING_CODES], windows[:_TELLING_CODES])
    letters = sum(char.isalpha() for char in western[:_TELLING_CODES])
    if letters < _FEWEST_LETTERS or share < _CLEAR_SHARE or lead < _CLEAR_LEAD:
        return None
    return unicodedata.normalize("NFC", windows) if best is None else western


def _rank_readings(western: str, plain: str) -> tuple[LegacyEncoding | None, float, float]:
    """The reading under which most is spelt well, its share of syllables, and its lead before the next."""
    shares: list[tuple[float, LegacyEncoding | None]] = [(syllable_share([unicodedata.normalize("NFC", plain)]), None)]
    for encoding in (LegacyEncoding.TCVN3, LegacyEncoding.VNI):
        shares.append((syllable_share([from_legacy(western, encoding)]), encoding))
    shares.sort(key=lambda each: -each[0])
    return shares[0][1], shares[0][0], shares[0][0] - shares[1][0]
