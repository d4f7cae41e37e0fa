"""Here live the keys under which names, ids and document numbers of the stores meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from schemas.text import clean, fold, fold_words

# Letters that scans and typists confuse with digits.
_CONFUSED = str.maketrans({"o": "0", "i": "1", "l": "1"})
# The five tone marks; where they stand in a word is a matter of style (hoà, hòa).
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[0-9]+|[a-z]+")


def to_name_key(name: str) -> str:
    """`Nguyễn  Văn Ân` gives `nguyen van an`."""
    return " ".join(fold_words(name))


def to_id_key(identifier: str) -> str:
    """Letters and digits, upper case: `001 085-000123` gives `001085000123`."""
    return "".join(fold_words(identifier)).upper()


def to_number_key(number: str) -> str:
    """`123/QĐ-UBND`, `123 qd ubnd` and `123qdubnd` all give `123qdubnd`."""
    return "".join(fold_words(number))


def to_sorted_key(name: str) -> str:
    """A name whose words may stand in any order: `An Nguyễn Văn` and `Nguyễn Văn An` give `an nguyen van`."""
    return " ".join(sorted(fold_words(name)))


def list_number_parts(number: str) -> tuple[str, ...]:
    """Runs of digits, without leading zeros, and of letters: `0045/GPXD` gives `45`, `gpxd`."""
    return tuple(part.lstrip("0") or "0" for part in _RUN.findall(" ".join(fold_words(number))))


def to_confusable(key: str) -> str:
    """A key with O as 0 and I, L as 1, for papers read or typed wrongly."""
    return key.lower().translate(_CONFUSED)


def marked_words(text: str) -> tuple[str, ...]:
    """The words of a text with their marks, the tone moved to the end: `Hoà` and `hòa` meet, `hoa` does not."""
    return tuple(_move_tone(word) for word in _WORD.findall(unicodedata.normalize("NFC", clean(text)).lower()))


def to_marked_key(name: str) -> str:
    """A name as `marked_words`, joined with blanks."""
    return " ".join(marked_words(name))


def has_marks(text: str) -> bool:
    """Whether a text carries any Vietnamese mark, so that its marks mean something."""
    return fold(text) != " ".join(clean(text).lower().split())


def list_unit_paths(unit: str | None) -> tuple[str, ...]:
    """A unit and all above it: `92.916.31135` gives `92`, `92.916`, `92.916.31135`."""
    if not unit:
        return ()
    parts = unit.split(".")
    return tuple(".".join(parts[: count + 1]) for count in range(len(parts)))


# The language has some ten thousand syllables; papers repeat them without end.
@lru_cache(maxsize=1 << 15)
def _move_tone(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in decomposed if char in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES)) + tones
