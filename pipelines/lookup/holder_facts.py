"""Here live the facts that papers tell of a holder, and whether two could be one person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.lines import type_of
from pipelines.resources import Resources
from schemas.holder_links import birth_year, read_person_key
from schemas.holder_mentions import HolderMention, list_mentions, to_birth_key
from schemas.procedure_result import ProcedureResult

FULL_DATE_LENGTH = len("1985-03-05")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one holder: folded names, ISO days of birth (some only years), folded names of parents."""

    names: frozenset[str] = frozenset()
    births: frozenset[str] = frozenset()
    parents: frozenset[str] = frozenset()

    @property
    def years(self) -> frozenset[str]:
        return frozenset(born[:4] for born in self.births)

    @property
    def full_births(self) -> frozenset[str]:
        return frozenset(born for born in self.births if len(born) == FULL_DATE_LENGTH)

    @property
    def birth_keys(self) -> tuple[str, ...]:
        """Under what the catalogue keeps papers of holders of these names and years of birth."""
        return tuple(to_birth_key(name, year) for name in sorted(self.names) for year in sorted(self.years))

    def join(self, other: Facts) -> Facts:
        return Facts(self.names | other.names, self.births | other.births, self.parents | other.parents)

    def list_differences(self, other: Facts) -> tuple[str, ...]:
        """Of `birth_year`, `birth_date`, `name`, `parents` those that both know and that have nothing in common."""
        pairs = {
            "birth_year": (self.years, other.years),
            "birth_date": (self.full_births, other.full_births),
            "name": (self.names, other.names),
            "parents": (self.parents, other.parents),
        }
        return tuple(name for name, (mine, theirs) in pairs.items() if mine and theirs and mine.isdisjoint(theirs))

    def is_same_birth(self, other: Facts) -> bool:
        """Whether a name is the same and a day of birth agrees as far as it is known, and nothing differs."""
        return bool(self.names & other.names and self.years & other.years) and not self.list_differences(other)


def to_facts(mention: HolderMention) -> Facts:
    """What one mention tells."""
    births = {mention.born} if mention.born else set()
    return Facts(frozenset({mention.name} - {""}), frozenset(births), mention.parents)


def gather_facts(resources: Resources, keys: Iterable[str]) -> Facts:
    """What the keys themselves and the papers under them tell, all taken together."""
    facts = Facts()
    for key in keys:
        facts = facts.join(_read_key(key))
        for _, mention in list_held(resources, key):
            facts = facts.join(to_facts(mention))
    return facts


def list_held(resources: Resources, holder_id: str) -> Iterator[tuple[ProcedureResult, HolderMention]]:
    """The results in use that name an id, with the mentions that do."""
    ids = resources.catalogue.find_held_results(holder_id)
    return _list_in_use(resources, ids, lambda mention: mention.holder_id == holder_id)


def list_born(resources: Resources, facts: Facts) -> Iterator[tuple[ProcedureResult, HolderMention]]:
    """The results in use with a holder of the same name and birth, with the mentions of them."""
    ids = resources.catalogue.find_born_results(facts.birth_keys)
    return _list_in_use(resources, ids, lambda mention: facts.is_same_birth(to_facts(mention)))


def _list_in_use(
    resources: Resources, ids: Sequence[str], holds: Callable[[HolderMention], bool]
) -> Iterator[tuple[ProcedureResult, HolderMention]]:
    for result in resources.catalogue.list_results_by_id(ids):
        if result.state == "withdrawn":
            continue
        for mention in list_mentions(result, type_of(resources.types, result.document_type)):
            if holds(mention):
                yield result, mention


def _read_key(key: str) -> Facts:
    person, year = read_person_key(key), birth_year(key)
    if person:
        return Facts(frozenset({person[0]}), frozenset({person[1]}), person[2])
    return Facts(births=frozenset({str(year)} if year else ()))
