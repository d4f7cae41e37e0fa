"""Here lives who belongs to a person: spouse, children, parents, as far as filed papers of the office prove it.

A tie rests on a paper that names both. Where it prints the relative's id, or says that the declarant is the parent, the
ids carry it; where it prints names and births alone, whatever is found of the relative stays `possible`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipelines.lines import type_of
from pipelines.lookup.holder_facts import Facts, list_born, to_facts
from pipelines.lookup.holder_search import HolderMatch, match_holder
from pipelines.resources import Resources
from schemas.field_values import find_value
from schemas.held_components import HeldPaper, ProofStep, weaker
from schemas.holder_links import to_id, to_name
from schemas.holder_mentions import HolderMention, list_mentions
from schemas.procedure_declaration import Owner
from schemas.procedure_result import ProcedureResult
from schemas.search import EVERYTHING, Match, SearchQuery
from schemas.validity import is_in_force

BIRTHS = ("birth_certificate", "birth_extract")
MARRIAGE = "marriage_certificate"
# What a paper on the way says, in Vietnamese and English.
PROOFS = {
    "spouses_by_id": ("ghi số định danh của vợ, chồng", "prints the spouse's id"),
    "spouses_by_name": ("chỉ ghi họ tên, ngày sinh của vợ, chồng", "prints the spouse's name and birth only"),
    "declared_by_parent": ("người đi khai sinh là cha, mẹ, có số giấy tờ", "the declarant is the parent, with an id"),
    "parent_by_name": ("ghi họ tên, năm sinh của cha, mẹ", "prints the parent's name and year of birth"),
    "recognised_by_id": ("ghi nhận cha, mẹ, con, có số định danh", "recognises parent and child, by ids"),
    "own_business": ("giấy chứng nhận đăng ký của người này", "this person's own registration"),
}
# Why a paper is taken for one of a parcel, a business or an earlier dossier; others are `MATCH_REASONS`.
TIE_REASONS = {
    "business_code": ("in mã đăng ký kinh doanh", "prints the code of the business"),
    "several_parcels": ("người này có nhiều thửa đất, hãy nêu thửa", "several parcels are held: name the one"),
    "accepted_before": ("đã nhận ở hồ sơ trước", "accepted with an earlier dossier"),
}
# Births of one parent's name and id on papers; more are a clerk's search, not an answer.
_MOST_CHILDREN = 50
# Nobody is a parent of somebody born fewer years later; tells parent and child of a recognition apart.
_LEAST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody tied to the person asked about; `holder_id` "" where no paper prints it."""

    owner: Owner
    holder_id: str
    facts: Facts
    match: Match
    proof: ProofStep


@dataclass(frozen=True, slots=True)
class Person:
    """The person asked about: keys that are theirs, what papers tell of them, their papers with how sure each is."""

    keys: tuple[str, ...]
    facts: Facts
    papers: Sequence[ProcedureResult]
    matches: Mapping[str, HolderMatch]

    def list_own(self, *types: str) -> Iterator[tuple[ProcedureResult, Match]]:
        """Their papers of these types with how sure each is theirs; an unconfirmed one proves nothing for sure."""
        for paper in self.papers:
            if paper.document_type in types and paper.state != "withdrawn":
                match = self.matches[paper.result_id].match
                yield paper, match if paper.state == "confirmed" else "possible"


def list_relatives(resources: Resources, person: Person, owner: Owner, on: date) -> tuple[Relative, ...]:
    """Everybody of one kind (`spouse`, `child`, `parent`) whom papers in force on a day tie to the person."""
    found: list[Relative] = []
    if owner == "spouse":
        found = [*_list_spouses(resources, person, on)]
    elif owner == "parent":
        found = [*_list_parents(resources, person), *_list_recognised(resources, person, owner)]
    elif owner == "child":
        found = [*_list_children(resources, person), *_list_recognised(resources, person, owner)]
    unique = {(one.holder_id, one.facts.birth_keys): one for one in sorted(found, key=_sureness, reverse=True)}
    return tuple(unique.values())


def list_papers_of(resources: Resources, relative: Relative) -> tuple[HeldPaper, ...]:
    """The relative's papers; never surer than the tie."""
    if not relative.holder_id:
        born = {paper.result_id: paper for paper, _ in list_born(resources, relative.facts)}
        return tuple(
            HeldPaper(paper, relative.owner, "possible", "same_name_birth", (relative.proof,))
            for paper in born.values()
        )
    matches = match_holder(resources, relative.holder_id)
    return tuple(
        HeldPaper(
            paper,
            relative.owner,
            weaker(relative.match, matches[paper.result_id].match),
            matches[paper.result_id].reason,
            (relative.proof,),
        )
        for paper in resources.catalogue.list_results_by_id(tuple(matches))
    )


def _sureness(relative: Relative) -> int:
    return ("exact", "linked", "possible").index(relative.match)


def _mentions(resources: Resources, paper: ProcedureResult) -> tuple[HolderMention, ...]:
    return list_mentions(paper, type_of(resources.types, paper.document_type))


def _list_spouses(resources: Resources, person: Person, on: date) -> Iterator[Relative]:
    for paper, match in person.list_own(MARRIAGE):
        mentions = _mentions(resources, paper)
        own = [one for one in mentions if _is_person(one, person)]
        others = [one for one in mentions if one not in own]
        if len(own) != 1 or len(others) != 1 or not is_in_force(paper.intervals, on):
            continue
        yield _to_relative("spouse", paper, others[0], match, "spouses_by_id", "spouses_by_name")


def _list_parents(resources: Resources, person: Person) -> Iterator[Relative]:
    """The parents that the person's birth certificate names, and the one of them who declared the birth."""
    for paper, match in person.list_own(*BIRTHS):
        for side in ("mother", "father"):
            name = to_name(find_value(paper, f"{side}_name") or "")
            born = find_value(paper, f"{side}_birth_date") or ""
            if not name:
                continue
            told = HolderMention(name, born, _find_declarant(paper, name), frozenset(), frozenset())
            yield _to_relative("parent", paper, told, weaker(match, "linked"), "declared_by_parent", "parent_by_name")


def _list_children(resources: Resources, person: Person) -> Iterator[Relative]:
    """Whose birth the person declared as the parent, and whose birth certificate names a parent of their name."""
    seen: set[str] = set()
    for asked in (*person.keys, *sorted(person.facts.names)):
        for kind in BIRTHS:
            query = SearchQuery(text=asked, document_type=kind, limit=_MOST_CHILDREN)
            ids = [hit.result_id for hit in resources.index.search(query, EVERYTHING).hits]
            for paper in resources.catalogue.list_results_by_id([one for one in ids if one not in seen]):
                seen.add(paper.result_id)
                yield from _read_child(resources, person, paper)


def _read_child(resources: Resources, person: Person, paper: ProcedureResult) -> Iterator[Relative]:
    child = next(iter(_mentions(resources, paper)), None)
    if child is None or paper.state == "withdrawn" or _is_person(child, person):
        return
    sides = [side for side in ("mother", "father") if _is_parent_named(paper, side, person.facts)]
    by_id = any(_find_declarant(paper, name) in person.keys for name in _list_parent_names(paper))
    if not by_id and not sides:
        return
    says = "declared_by_parent" if by_id else "parent_by_name"
    match: Match = "linked" if by_id and paper.state == "confirmed" else "possible"
    yield replace(_to_relative("child", paper, child, match, says, says), match=match)


def _list_parent_names(paper: ProcedureResult) -> list[str]:
    return [to_name(name) for side in ("mother", "father") if (name := find_value(paper, f"{side}_name"))]


def _is_parent_named(paper: ProcedureResult, side: str, facts: Facts) -> bool:
    """Whether a side's name and year of birth are the person's."""
    born = find_value(paper, f"{side}_birth_date") or ""
    told = Facts(frozenset({to_name(find_value(paper, f"{side}_name") or "")}), frozenset({born} - {""}))
    return facts.is_same_birth(told)


def _find_declarant(paper: ProcedureResult, parent_name: str) -> str:
    """The id of who declared the birth, where they bear this parent's name; else ""."""
    name, number = find_value(paper, "declarant_name"), find_value(paper, "declarant_id")
    return to_id(number) if number and name and to_name(name) == parent_name else ""


def _list_recognised(resources: Resources, person: Person, owner: Owner) -> Iterator[Relative]:
    """The other side of a recognition, where the years of birth tell who of the two is the parent."""
    for paper, match in person.list_own("recognition_extract"):
        mentions = _mentions(resources, paper)
        own = [one for one in mentions if _is_person(one, person)]
        others = [one for one in mentions if one not in own]
        if len(own) != 1 or len(others) != 1 or not own[0].born or not others[0].born:
            continue
        years = int(others[0].born[:4]) - int(own[0].born[:4])
        if (owner == "child" and years >= _LEAST_YEARS) or (owner == "parent" and years <= -_LEAST_YEARS):
            yield _to_relative(owner, paper, others[0], match, "recognised_by_id", "parent_by_name")


def _to_relative(
    owner: Owner, paper: ProcedureResult, told: HolderMention, match: Match, by_id: str, by_name: str
) -> Relative:
    says = by_id if told.holder_id else by_name
    proof = ProofStep(paper.result_id, paper.document_type, says)
    return Relative(owner, told.holder_id, to_facts(told), match if told.holder_id else "possible", proof)


def _is_person(mention: HolderMention, person: Person) -> bool:
    if mention.holder_id or mention.printed_ids:
        return mention.holder_id in person.keys or bool(mention.printed_ids & set(person.keys))
    return person.facts.is_same_birth(to_facts(mention))
