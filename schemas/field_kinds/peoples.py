"""Here live ethnicities: the 54 peoples of the official list, in the spellings that offices print."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from schemas.field_kinds.reading import KindReading, unread
from schemas.text import fold, squeeze

_FILE = Path(__file__).with_name("peoples.csv")
_ENOUGH_LETTERS = 3  # `Cơ` may be the people Co or the rest of Cơ Tu
_LONGEST_STRAY = 3
_EDGES = " .,;:-–—_|'\"“”()[]*…"


@cache
def people_spellings() -> Mapping[str, tuple[str, ...]]:
    """Every spelling of every people by its folded form without blanks and dashes, in list order."""
    found: dict[str, tuple[str, ...]] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            for spelling in (row["name"], *row["spellings"].split("|")):
                if spelling:
                    found[_key(spelling)] = (*found.get(_key(spelling), ()), spelling)
    return found


def read_ethnicity(raw: str) -> KindReading:
    """A people as printed, lost marks mended; doubt `ethnicity_unknown` for a name not on the list.

    The name stands all the same: foreigners are registered too, and nobody is given another people.
    """
    text = squeeze(raw).strip(_EDGES)
    if not any(char.isalpha() for char in text):
        return unread("no_value")
    spellings = people_spellings().get(_key(text))
    opening = _without_leader(text) if spellings is None else None
    if opening:
        whole = read_ethnicity(opening)
        return replace(whole, sure=(), corrections=(*whole.corrections, "signs behind the name dropped"))
    if spellings is None:
        return KindReading(text, doubt="ethnicity_unknown")
    known = {spelling.lower() for spelling in spellings}
    if text.lower() in known:
        return KindReading(text, sure=((0, len(squeeze(raw))),))
    if len(spellings) > 1 or len(_key(text)) < _ENOUGH_LETTERS:
        return KindReading(text, doubt="ethnicity_unknown")
    mended = spellings[0].upper() if text.isupper() else spellings[0]
    return KindReading(mended, corrections=(f"{text} read as {mended}",))


def _without_leader(text: str) -> str | None:
    """`Kinh` of `Kinh T`, `Kinh 0//00`: leaders are read as one word, short or without letters, that is in no name."""
    opening, _, last = text.rpartition(" ")
    is_people = len(_key(opening)) >= _ENOUGH_LETTERS and _key(opening) in people_spellings()
    has_letters = any(char.isalpha() for char in last)
    is_stray = not has_letters or (len(last) <= _LONGEST_STRAY and _key(last) not in _words_of_names())
    return opening if is_people and is_stray else None


@cache
def _words_of_names() -> frozenset[str]:
    names = (name for spellings in people_spellings().values() for name in spellings)
    return frozenset(_key(word) for name in names for word in name.replace("-", " ").split())


def _key(name: str) -> str:
    return "".join(char for char in fold(name) if char.isalnum())
