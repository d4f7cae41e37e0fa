"""Here lives the search for a person: what names their id, what names a linked one, and what may be theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipelines.lookup.holder_facts import Facts, gather_facts, list_born, list_held, to_facts
from pipelines.resources import Resources
from schemas.holder_links import is_citizen_id, list_group, read_person_key, to_id
from schemas.holder_mentions import HolderMention
from schemas.search import EVERYTHING, Match, Scope, SearchAnswer, SearchHit, SearchQuery

# Why a result is among the hits, in Vietnamese and English.
MATCH_REASONS = {
    "same_id": ("đúng số định danh", "the id asked for"),
    "linked_id": ("mang số đã được liên kết", "names a linked id"),
    "linked_person": ("họ tên, ngày sinh, cha mẹ đã được liên kết", "linked name, day of birth and parent"),
    "linked_id_differs": (
        "mang số đã liên kết nhưng họ tên hoặc ngày sinh khác",
        "linked id, but name or birth differs",
    ),
    "same_name_birth": ("không ghi số; cùng họ tên, ngày sinh", "no id; same name and day of birth"),
    "other_id_same_name_birth": ("số cũ khác; cùng họ tên, ngày sinh", "another old id; same name and day of birth"),
    "printed_together": ("giấy in cả hai số", "one paper prints both ids"),
    "proposed_id": ("mang số cũ có thể là của người này", "names an old id that may be theirs"),
}
_TIERS: tuple[Match, ...] = ("exact", "linked", "possible")


@dataclass(frozen=True, slots=True)
class HolderMatch:
    """How sure a result is this person's, and why (a key of `MATCH_REASONS`)."""

    match: Match
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An old id, or a person without one, that may be the same person; `result_id` is the paper that says so."""

    holder_id: str
    result_id: str
    mention: HolderMention
    reason: str


def match_holder(resources: Resources, holder_id: str) -> dict[str, HolderMatch]:
    """Every result that is, or may be, of the person with this id; the surest match of each.

    `exact` and `linked` rest on ids and on what people linked, never on a name. A paper under a linked id that
    contradicts the person's own papers is only `possible`: old ids were given twice.
    """
    key = to_id(holder_id)
    group = list_group(resources.catalogue.list_holder_events([key]), key)
    exact = resources.catalogue.find_held_results(key)
    matches = {result_id: HolderMatch("exact", "same_id") for result_id in exact}
    facts = gather_facts(resources, _own_keys(group, key))
    for other in group[1:]:
        facts = _add_linked(resources, matches, facts, other, group)
    proposals = list_proposals(resources, group, facts)
    for proposal in proposals:
        matches.setdefault(proposal.result_id, HolderMatch("possible", proposal.reason))
    for proposed in sorted({proposal.holder_id for proposal in proposals} - {""}):
        for result, mention in list_held(resources, proposed):
            if not facts.list_differences(to_facts(mention)):
                matches.setdefault(result.result_id, HolderMatch("possible", "proposed_id"))
    return matches


def list_proposals(resources: Resources, group: tuple[str, ...], facts: Facts) -> tuple[Proposal, ...]:
    """Papers that speak for one person more: both ids printed on one, or the same name and birth.

    Never one under another 12-digit id, or under an old id that is linked to one.
    """
    found = [
        Proposal(printed, result.result_id, mention, "printed_together")
        for key in group
        if read_person_key(key) is None
        for result, mention in list_held(resources, key)
        for printed in sorted(mention.printed_ids - set(group))
        if _is_free(resources, printed, group)
    ]
    for result, mention in list_born(resources, facts):
        ids = mention.printed_ids | ({mention.holder_id} - {""})
        if ids & set(group) or not all(_is_free(resources, one, group) for one in ids):
            continue
        reason = "other_id_same_name_birth" if ids else "same_name_birth"
        found.append(Proposal(mention.holder_id, result.result_id, mention, reason))
    return tuple(found)


def search_holder(
    resources: Resources, query: SearchQuery, matches: Mapping[str, HolderMatch], scope: Scope = EVERYTHING
) -> SearchAnswer:
    """One page of the answer to a question about a person: the surest first, inside it in the index's order."""
    hits: list[SearchHit] = []
    total, facets = 0, {}  # type: int, dict[str, Counter[str]]
    for tier in _TIERS:
        ids = tuple(result_id for result_id, one in matches.items() if one.match == tier)
        if not ids:
            continue
        room, skipped = query.limit - len(hits), max(query.offset - total, 0)
        asked = replace(query, holder_id=None, result_ids=ids, limit=max(room, 1), offset=skipped)
        answer = resources.index.search(asked, scope)
        hits += [replace(hit, match=tier) for hit in answer.hits[: max(room, 0)]]
        total += answer.total
        for name, counts in answer.facets.items():
            facets.setdefault(name, Counter()).update(counts)
    return SearchAnswer(total, tuple(hits), {name: dict(counts) for name, counts in facets.items()})


def _own_keys(group: tuple[str, ...], key: str) -> list[str]:
    """The id asked for and the 12-digit one of the same person: what they tell is not in doubt."""
    return [key, *(other for other in group[1:] if is_citizen_id(other) or read_person_key(other))]


def _add_linked(
    resources: Resources, matches: dict[str, HolderMatch], facts: Facts, key: str, group: tuple[str, ...]
) -> Facts:
    """Put the results under one linked key in their place; the facts with what they tell."""
    person = read_person_key(key)
    if person:
        own = Facts(frozenset({person[0]}), frozenset({person[1]}), person[2])
        for result, mention in list_born(resources, own):
            if mention.parents & own.parents and (mention.holder_id in group or not mention.printed_ids):
                matches.setdefault(result.result_id, HolderMatch("linked", "linked_person"))
        return facts
    for result, mention in list_held(resources, key):
        told = to_facts(mention)
        if facts.list_differences(told):
            matches.setdefault(result.result_id, HolderMatch("possible", "linked_id_differs"))
        else:
            matches.setdefault(result.result_id, HolderMatch("linked", "linked_id"))
            facts = facts.join(told)
    return facts


def _is_free(resources: Resources, holder_id: str, group: tuple[str, ...]) -> bool:
    """Whether an id may be this person's: no other 12-digit number, and not linked to one."""
    if is_citizen_id(holder_id) and any(is_citizen_id(key) for key in group):
        return holder_id in group
    linked = list_group(resources.catalogue.list_holder_events([holder_id]), holder_id)
    mine = {key for key in group if is_citizen_id(key)}
    return not mine or {key for key in linked if is_citizen_id(key)} <= mine
