"""Here lives the only normalisation of text: NFC for what is kept, `fold` for what is compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# U+00D0 (eth) and U+0189 are look-alikes of Đ met in real files (domain research, Unicode section).
_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_D_STROKE = str.maketrans("đĐ", "dD")


def clean(text: str) -> str:
    """NFC text without invisible characters, full-width digits made plain, white space kept."""
    text = unicodedata.normalize("NFC", text.translate(_LOOKALIKES))
    text = _INVISIBLE.sub("", text)
    return "".join(unicodedata.normalize("NFKC", char) if "\uff01" <= char <= "\uff5e" else char for char in text)


def squeeze(text: str) -> str:
    """`clean` text on one line: every run of white space becomes one blank."""
    return _SPACES.sub(" ", clean(text)).strip()


def strip_marks(text: str) -> str:
    """Text without Vietnamese marks, case kept (`Đặng` gives `Dang`); same length as its NFC form."""
    decomposed = unicodedata.normalize("NFD", clean(text).translate(_D_STROKE))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """The key under which texts meet: no marks, đ as d, lower case, one blank between words.

    Stored text and query both pass here, so that every index agrees by construction. Remembered,
    because matching labels asks for the same words some hundred thousand times a paper.
    """
    return _SPACES.sub(" ", strip_marks(text).lower()).strip()


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of a text: runs of letters and digits."""
    return tuple(re.findall(r"[0-9a-z]+", fold(text)))


def mask_id(value: str) -> str:
    """An id as others may see it: first 3 and last 4 where 10 or more characters, else last 3."""
    if len(value) >= 10:
        return value[:3] + "*" * (len(value) - 7) + value[-4:]
    return "*" * max(len(value) - 3, 0) + value[-3:]
