"""Here live the joints of an address: commas between units that lie in one another, and ends that were lost or added.

Only units that are known are joined; a place elsewhere stays as it was read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from schemas.known_spellings import in_case_of, mend_spelling
from schemas.text import fold
from schemas.unit_mentions import KINDS
from schemas.unit_values import Unit
from schemas.units import load_units

_WORD = re.compile(r"[^\W\d_]+")
# What dots of a leader or the edge of a sheet are read as, behind the last word: one letter.
_STRAY_END = re.compile(r"[\s.,;]+[^\W\d_][\s.,;]*$")

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
    """An address that ends in the first words of the unit above the last one, with its whole name, and the mend.

    `quận Cái Răng, thành` goes on `phố Cần Thơ`; None where nothing is begun, or two units begin so.
    """
    head, comma, begun = text.rpartition(",")
    opening = tuple(fold(word) for word in _WORD.findall(begun))
    last = tuple(fold(word) for word in _WORD.findall(head.rpartition(",")[2]))
    names = _superiors()[0].get(last, frozenset())
    whole = {name for name in names if comma and opening and name[: len(opening)] == opening and name != opening}
    # Each unit is printed with the kind that it had: one kind alone goes on as begun.
    if len(whole) != 1 or not re.fullmatch(r"\s*[^\W\d_]+(?: [^\W\d_]+)*\s*", begun):
        return None
    rest = whole.pop()[len(opening) :]
    spelled = mend_spelling(" ".join((begun.strip(), *(_title_case(rest)))))
    return f"{head}, {spelled.text}", f"{begun.strip()} completed from the unit before it"


def _title_case(words: _Key) -> Iterator[str]:
    """Folded words of a unit's name with capitals, those of its kind without."""
    kinds = {word for names in KINDS.values() for name in names for word in name.split()}
    for word in words:
        yield word if word in kinds else in_case_of("Aa", word)


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


def _names_of(unit: Unit) -> Iterator[_Key]:
    """The unit's name behind each kind that its level has: a district was a `huyện` and became a `quận`."""
    short = tuple(fold(word) for word in _WORD.findall(unit.short_name))
    for kind in KINDS[unit.level]:
        yield (*kind.split(), *short)
