"""Here lives the only normalisation of text: NFC for what is kept, `fold` for what is compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# U+00D0 (eth) and U+0189 are look-alikes of Đ met in real files (domain research, Unicode section).
_LOOKALIKES = {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"}
_LOOKALIKE = re.compile(f"[{''.join(_LOOKALIKES)}]")
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
# Those that turn the direction of writing (U+202A to U+202E, U+2066 to U+2069) among them: no Vietnamese text needs
# one, and a name that holds one is printed backwards with all that follows.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_TO_CLEAN = re.compile("|".join(odd.pattern for odd in (_LOOKALIKE, _FULL_WIDTH, _INVISIBLE)))
# Neither a plain letter nor a mark upon one: where a text has none such, marks fall at one stroke (indexes fold
# millions of pages).
_COMMON_MARKS = "".join(char for char in map(chr, range(0x300, 0x370)) if unicodedata.combining(char))
_UNCOMMON = re.compile(f"[^\0-\x7f{_COMMON_MARKS}]")


def clean(text: str) -> str:
    """NFC text without invisible characters, full-width digits made plain, white space kept."""
    if text.isascii():
        return text
    if not _TO_CLEAN.search(text):
        return unicodedata.normalize("NFC", text)
    text = _LOOKALIKE.sub(lambda found: _LOOKALIKES[found.group()], text)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _FULL_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)


def squeeze(text: str) -> str:
    """`clean` text on one line: every run of white space becomes one blank."""
    return " ".join(clean(text).split())


def strip_marks(text: str) -> str:
    """Text without Vietnamese marks, case kept (`Đặng` gives `Dang`); same length as its NFC form."""
    decomposed = unicodedata.normalize("NFD", clean(text).replace("đ", "d").replace("Đ", "D"))
    if not _UNCOMMON.search(decomposed):
        return decomposed.encode("ascii", "ignore").decode()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """The key under which texts meet: no marks, đ as d, lower case, one blank between words.

    Stored text and query both pass here, so that every index agrees by construction. Remembered,
    because matching labels asks for the same words some hundred thousand times a paper.
    """
    return " ".join(strip_marks(text).lower().split())


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of a text: runs of letters and digits."""
    return tuple(re.findall(r"[0-9a-z]+", fold(text)))


def mask_id(value: str) -> str:
    """An id as others may see it: first 3 and last 4 where 10 or more characters, else last 3."""
    if len(value) >= 10:
        return value[:3] + "*" * (len(value) - 7) + value[-4:]
    return "*" * max(len(value) - 3, 0) + value[-3:]
