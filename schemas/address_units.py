"""Here lives the ground that an address names: which of a few units it lies in, or honestly none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from schemas.text import fold_words
from schemas.unit_mentions import KINDS, Mention, expand_words, list_forms, list_mentions
from schemas.units import Unit, Units

# Words that open the name of a unit above the commune.
_SUPERIOR_KINDS = tuple(kind.split() for kind in dict.fromkeys((*KINDS["district"], *KINDS["province"])))
# First words of kinds: what stands before the first of them is house and street.
_OPENING = frozenset(kind.split()[0] for kinds in KINDS.values() for kind in kinds)
# Addresses of one district name few communes; nothing of house or holder is remembered.
_TAILS_REMEMBERED = 2048


class AddressReader:
    """Reads addresses against the candidates that may answer for the papers of one issuer on one day.

    An address of before names the old commune, mostly with its district; one of today the new commune and none.
    Where both readings are open and lead to different units, a person decides.
    """

    def __init__(self, units: Units, issuer: Unit, candidates: Sequence[str], on: date) -> None:
        self._units, self._on, self._candidates = units, on, frozenset(candidates)
        grounds = _list_grounds(units, issuer, candidates)
        self._communes = list_forms(grounds, any_kind=False)
        self._superiors = list_forms((u for u in units.list_all() if u.level != "commune"), any_kind=True)
        self._read = lru_cache(maxsize=_TAILS_REMEMBERED)(self._read_tail)
        self._streets = tuple(
            (fold_words(street.name), street) for u in grounds for street in units.list_streets(u.path)
        )

    def find(self, address: str) -> str | None:
        """The one candidate in which the address lies, or None."""
        words = expand_words(address)
        opening = next((at for at, word in enumerate(words) if word in _OPENING), 0)
        mentions, superiors, is_elsewhere = self._read(words[opening:])
        if not mentions or is_elsewhere:
            return None
        found = {target for mention in mentions for target in self._list_targets(mention, superiors, words)}
        return next(iter(found)) if len(found) == 1 else None

    def _read_tail(self, words: tuple[str, ...]) -> tuple[tuple[Mention, ...], tuple[Mention, ...], bool]:
        """The communes named, the units above named, and whether one that is none of ours is."""
        superiors = list_mentions(words, self._superiors)
        communes = list_mentions(words, self._communes)
        # "Đông Phước o" may be Đông Phước A, misread.
        is_unsure = any(len("".join(words[it.end : it.end + 1])) == 1 for it in communes)
        return () if is_unsure else communes, superiors, _names_another(words, superiors)

    def _list_targets(self, named: Mention, superiors: Sequence[Mention], words: Sequence[str]) -> Iterator[str | None]:
        """Where each unit that the words may mean lies on the day; None for one that no rule places."""
        for unit in named.units:
            if not all(any(_is_above(above, unit, self._units) for above in m.units) for m in superiors):
                continue
            steps = self._units.list_successors(unit.path, self._on)
            if not steps:
                yield unit.path if unit.path in self._candidates else None
            elif len(steps) == 1:
                yield steps[0].unit if steps[0].unit in self._candidates else None
            else:
                yield self._find_by_street(unit.path, words)

    def _find_by_street(self, path: str, words: Sequence[str]) -> str | None:
        text = f" {' '.join(words)} "
        lying = {street.unit for name, street in self._streets if street.predecessor == path and _holds(text, name)}
        return next(iter(lying)) if len(lying) == 1 else None


def _list_grounds(units: Units, issuer: Unit, candidates: Sequence[str]) -> tuple[Unit, ...]:
    """The communes an address may name: the candidates, and those of before on the issuer's ground."""
    found = {path: units.get(path) for path in candidates}
    if issuer.level == "district":
        found |= {unit.path: unit for unit in units.list_below(issuer.path)}
    else:
        before = (step.predecessor for path in candidates for step in units.list_predecessors(path))
        found |= {path: units.get(path) for path in before}
    return tuple(found.values())


def _is_above(above: Unit, unit: Unit, units: Units) -> bool:
    """Whether a unit lies, or the one it went into lies, within another."""
    if unit.path == above.path or unit.path.startswith(above.path + "."):
        return True
    # "Tỉnh Hậu Giang" stands above its communes of before only; "Thành phố Cần Thơ" above whatever it has now.
    return above.level == "province" and any(
        step.unit == above.path for step in units.list_successors(unit.path.split(".")[0], date.max)
    )


def _names_another(words: Sequence[str], known: Iterable[Mention]) -> bool:
    """Whether a word of kind above the commune stands before a name that is none of ours."""
    covered = [(mention.start, mention.end) for mention in known]
    for at, word in enumerate(words):
        kind = next((k for k in _SUPERIOR_KINDS if word == k[0] and list(words[at : at + len(k)]) == k), None)
        name = words[at + len(kind)] if kind and at + len(kind) < len(words) else ""
        # "Đường tỉnh 922" and "tỉnh lộ" are roads.
        if name and name != "lo" and not name.isdigit() and not any(start <= at < end for start, end in covered):
            return True
    return False


def _holds(text: str, name: Sequence[str]) -> bool:
    return f" {' '.join(name)} " in text
