"""Here live the joints of an address: commas between units that lie in one another, and ends that were lost or added.

Only units that are known are joined; a place elsewhere stays as it was read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from schemas.known_spellings import in_case_of, known_phrases, mend_spelling
from schemas.text import fold
from schemas.unit_mentions import KINDS
from schemas.unit_values import Unit
from schemas.units import load_units

_WORD = re.compile(r"[^\W\d_]+")
# What dots of a leader or the edge of a sheet are read as, behind the last word: one letter.
_STRAY_END = re.compile(r"[\s.,;]+[^\W\d_][\s.,;]*$")
# `phường.Tân An`; `TP.Cần Thơ` is an abbreviation.
_GLUED_STOP = re.compile(r"(?<=[a-zà-ỹ]{2})\.(?=[A-ZĐÀ-Ỹ][a-zà-ỹ])")
_DISTRICTS = frozenset({"quan", "huyen"})
_KINDS = tuple({tuple(kind.split()): None for kinds in KINDS.values() for kind in kinds})
# A kind and as many words as a province has, with one of a stamp: more is another line.
_MOST_WRECKED = 5

_Key = tuple[str, ...]


def put_commas(text: str) -> tuple[str, tuple[str, ...]]:
    """An address with commas before units that follow the unit lying in them, and what was put where.

    Nothing is put into an address without any comma: its typist used none.
    """
    if "," not in text:
        return text, ()
    words = [(fold(found.group()), found.start(), found.end()) for found in _WORD.finditer(text)]
    folded = tuple(word for word, _, _ in words)
    places = [words[at - 1][2] for at in _list_joints(folded) if text[words[at - 1][2] : words[at][1]] == " "]
    for place in reversed(places):
        text = f"{text[:place]},{text[place:]}"
    return text, ("comma between units put back",) if places else ()


def _list_joints(folded: _Key) -> Iterator[int]:
    """Places of words that open a unit right behind one that lay in it."""
    above, longest = _superiors()
    for end in range(2, len(folded) - 1):
        for start in range(max(0, end - longest), end - 1):
            names = above.get(folded[start:end], frozenset())
            if any(folded[end : end + len(name)] == name for name in names):
                yield end
                break


def complete_end(text: str) -> tuple[str, str] | None:
    """An address that breaks off in the name of the province of its last unit, with that name, and the mend.

    `quận Cái Răng, thành` goes on `phố Cần Thơ`, and behind a district so does what was wrecked: `thành phố Can1nơ`.
    None where nothing is begun, two provinces begin so, or a place that is known stands there.
    """
    head, comma, begun = text.rpartition(",")
    opening, last = _folded(begun), _folded(head.rpartition(",")[2])
    names = _superiors()[0].get(last, frozenset()) & _province_names()
    if not comma or not opening or any(opening[: len(name)] == name for name in names) or opening in _other_places():
        return None
    cut = {name for name in names if name[: len(opening)] == opening}
    wrecked = {name for name in names if opening[: len(_kind_of(name))] == _kind_of(name)}
    may_be_wreck = last[0] in _DISTRICTS and len(opening) <= _MOST_WRECKED
    whole = cut or (wrecked if may_be_wreck else set())
    if len(whole) != 1:
        return None
    spelled = mend_spelling(" ".join(_title_case(whole.pop()))).text
    return f"{head}, {spelled}", f"{begun.strip()} read as {spelled}, the province of the unit before"


def has_unknown_district(text: str) -> bool:
    """Whether a district that its province never had stands before one of ours: `quận Môn, thành phố Cần Thơ`."""
    parts = [_folded(part) for part in text.split(",")]
    return any(
        bool(part)
        and part[0] in _DISTRICTS
        and above in _provinces()
        and above not in _superiors()[0].get(part, frozenset())
        for part, above in pairwise(parts)
    )


def part_glued_words(text: str) -> tuple[str, tuple[str, ...]]:
    """A stop between two words of a known place read as the blank that it is (`phường.Tân An`), and the mend."""
    tidy, notes = text, []
    for found in _GLUED_STOP.finditer(text):
        parted = f"{tidy[: found.start()]} {tidy[found.end() :]}"
        if any(start < found.start() < end for start, end in mend_spelling(parted).sure):
            tidy = parted
            notes.append("stop between words read as a blank")
    return tidy, tuple(notes)


def _folded(text: str) -> _Key:
    return tuple(fold(word) for word in _WORD.findall(text))


def _kind_of(name: _Key) -> _Key:
    """`thanh pho` of `thanh pho can tho`: no kind is a beginning of another."""
    return next(kind for kind in _KINDS if name[: len(kind)] == kind)


def _title_case(words: _Key) -> Iterator[str]:
    """Folded words of a unit's name with capitals, those of its kind without."""
    kind = len(_kind_of(words))
    yield from words[:kind]
    for word in words[kind:]:
        yield in_case_of("Aa", word)


def drop_stray_end(text: str) -> str | None:
    """An address without the one letter behind a known unit at its end; None where none stands there."""
    found = _STRAY_END.search(text)
    if found is None:
        return None
    kept = text[: found.start()]
    return kept if any(end == len(kept) for _, end in mend_spelling(kept).sure) else None


@cache
def _superiors() -> tuple[Mapping[_Key, frozenset[_Key]], int]:
    """Under the folded words of a unit with its kind: those of every unit that it lay in, each with its kinds."""
    units = load_units()
    found: dict[_Key, set[_Key]] = defaultdict(set)
    for unit in units.list_all():
        above = unit.parent
        while above is not None:
            parent = units.get(above)
            for name in _names_of(unit):
                found[name] |= set(_names_of(parent))
            above = parent.parent
    return {name: frozenset(names) for name, names in found.items()}, max(map(len, found))


@cache
def _provinces() -> frozenset[_Key]:
    """Folded names of our provinces as they are called, of all times."""
    return frozenset(_folded(unit.name) for unit in load_units().list_all() if unit.level == "province")


@cache
def _province_names() -> frozenset[_Key]:
    """The same behind each kind that a province may have been."""
    return frozenset(name for unit in load_units().list_all() if unit.level == "province" for name in _names_of(unit))


@cache
def _other_places() -> frozenset[_Key]:
    """Folded phrases that are spelled beyond doubt, bare kinds of units left out."""
    return frozenset(known_phrases()) - frozenset(_KINDS)


def _names_of(unit: Unit) -> Iterator[_Key]:
    """The unit's name behind each kind that its level has: a district was a `huyện` and became a `quận`."""
    short = tuple(fold(word) for word in _WORD.findall(unit.short_name))
    for kind in KINDS[unit.level]:
        yield (*kind.split(), *short)
