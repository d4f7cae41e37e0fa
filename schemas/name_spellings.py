"""Here live other spellings of a name: what its letters may have been before recognition lost or traded a mark."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from unicodedata import normalize

from rapidfuzz.distance import Levenshtein

from schemas.known_spellings import list_name_syllables, list_surnames, tone_key
from schemas.text import fold

_SYLLABLES_LOOKED_AT = 2


def respell_name(name: str, weak: int | None = None) -> tuple[str, ...]:
    """The name with one syllable spelled otherwise, the likeliest syllable first: the one that no name is made of, the
    one that was read least surely, the last, by which people are told apart.

    Args:
        name: as a person reads it; its case stays.
        weak: the place of the syllable that was read least surely.
    """
    words = name.split()
    if not words:
        return ()
    is_capital = 2 * sum(char.isupper() for char in name) > sum(char.isalpha() for char in name)
    # Some small letters have no capital: then there is nothing to mend.
    if is_capital and (capitals := name.upper()) != name:
        return (capitals, *respell_name(capitals, weak))
    strange = [place for place, word in enumerate(words) if word.lower() not in (_known() if place else _surnames())]
    places = dict.fromkeys([*strange, *([] if weak is None else [weak]), len(words) - 1])
    found: list[str] = []
    for place in [place for place in places if place < len(words)][:_SYLLABLES_LOOKED_AT]:
        near = _list_near(words[place].lower())
        for other in near if place else [other for other in near if other in _surnames()]:
            found.append(" ".join((*words[:place], _in_case_of(words[place], other), *words[place + 1 :])))
    return tuple(found)


def _list_near(word: str) -> list[str]:
    """Syllables of the same letters and other marks; where there is none, those that are a letter away."""
    key = fold(word)
    near = [other for other in _by_letters().get(key, ()) if tone_key(other) != tone_key(word)]
    if not near and word not in _known():
        keys = [other for other in _by_letters() if Levenshtein.distance(key, other, score_cutoff=1) <= 1]
        near = [other for each in keys for other in _by_letters()[each]]
    # Of `hoà` and `hòa` one is enough.
    near = list({tone_key(other): other for other in near}.values())
    return sorted(near, key=lambda other: Levenshtein.distance(normalize("NFD", word), normalize("NFD", other)))


def _in_case_of(word: str, other: str) -> str:
    return other.upper() if word.isupper() and len(word) > 1 else other.capitalize()


@cache
def _known() -> frozenset[str]:
    return list_name_syllables() | _surnames()


@cache
def _surnames() -> frozenset[str]:
    return frozenset(name.lower() for name in list_surnames())


@cache
def _by_letters() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in sorted(_known()):
        found.setdefault(fold(word), []).append(word)
    return {key: tuple(words) for key, words in found.items()}
