"""Here lives who belongs to a person: spouse, children, parents, as far as filed papers of the office prove it.

A tie rests on a paper that names both. Where it prints the relative's id, or says that the declarant is the parent, the
ids carry it; where it prints names and births alone, whatever is found of the relative stays `possible`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipelines.lines import type_of
from pipelines.lookup.holder_facts import Facts, gather_facts, list_born, to_facts
from pipelines.lookup.holder_search import HolderMatch, match_holder
from pipelines.resources import Resources
from schemas.field_values import find_value
from schemas.held_components import HeldPaper, ProofStep, weaker
from schemas.holder_links import list_group, read_person_key, to_id, to_name
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
    "declared_by_spouse": ("người đi khai sinh là vợ, chồng, có số giấy tờ", "the declarant is the spouse, with an id"),
    "parent_by_name": ("ghi họ tên, năm sinh của cha, mẹ", "prints the parent's name and year of birth"),
    "recognised_by_id": ("ghi nhận cha, mẹ, con, có số định danh", "recognises parent and child, by ids"),
    "own_business": ("giấy chứng nhận đăng ký của người này", "this person's own registration"),
}
# Why a paper is taken for one of a relative, a parcel, a business or an earlier dossier; others: `MATCH_REASONS`.
TIE_REASONS = {
    "business_code": ("in mã đăng ký kinh doanh", "prints the code of the business"),
    "relative_id": ("đúng số định danh của người ấy", "the id of that person"),
    "relative_name": ("chỉ cùng họ tên, ngày sinh với người ấy", "only name and birth of that person"),
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
    proof: tuple[ProofStep, ...]


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

    def list_proofs(self, on: date, *types: str) -> Iterator[tuple[ProcedureResult, Match]]:
        """As `list_own`, only papers in force on a day; of unknown validity they prove nothing for sure."""
        for paper, match in self.list_own(*types):
            lives = is_in_force(paper.intervals, on)
            if lives is not False:
                yield paper, match if lives else "possible"


def read_person(resources: Resources, key: str) -> Person:
    """Whom an id names: everything that papers under it and under linked ids tell.

    Args:
        key: letters and digits.
    """
    matches = match_holder(resources, key)
    keys = list_group(resources.catalogue.list_holder_events([key]), key)
    papers = resources.catalogue.list_results_by_id(tuple(matches))
    return Person(keys, gather_facts(resources, keys), papers, matches)


def list_relatives(resources: Resources, person: Person, owner: Owner, on: date) -> tuple[Relative, ...]:
    """Everybody of one kind (`spouse`, `child`, `parent`) whom papers in force on a day tie to the person."""
    found: list[Relative] = []
    if owner == "spouse":
        found = [*_list_spouses(resources, person, on)]
    elif owner == "parent":
        found = [*_list_parents(resources, person, on), *_list_recognised(resources, person, owner, on)]
    elif owner == "child":
        found = [*_list_children(resources, person, on), *_list_recognised(resources, person, owner, on)]
    unique = {(one.holder_id, one.facts.birth_keys): one for one in sorted(found, key=_sureness, reverse=True)}
    return tuple(unique.values())


def list_papers_of(resources: Resources, relative: Relative) -> tuple[HeldPaper, ...]:
    """The relative's papers; never surer than the tie."""
    if not relative.holder_id:
        born = {paper.result_id: paper for paper, _ in list_born(resources, relative.facts)}
        return tuple(
            HeldPaper(paper, relative.owner, "possible", "relative_name", relative.proof) for paper in born.values()
        )
    matches = match_holder(resources, relative.holder_id)
    return tuple(
        HeldPaper(
            paper,
            relative.owner,
            weaker(relative.match, matches[paper.result_id].match),
            "relative_id" if matches[paper.result_id].reason == "same_id" else matches[paper.result_id].reason,
            relative.proof,
        )
        for paper in resources.catalogue.list_results_by_id(tuple(matches))
    )


def _sureness(relative: Relative) -> int:
    return ("exact", "linked", "possible").index(relative.match)


def _mentions(resources: Resources, paper: ProcedureResult) -> tuple[HolderMention, ...]:
    return list_mentions(paper, type_of(resources.types, paper.document_type))


def _list_spouses(resources: Resources, person: Person, on: date) -> Iterator[Relative]:
    for paper, match in person.list_proofs(on, MARRIAGE):
        mentions = _mentions(resources, paper)
        own = [one for one in mentions if _is_person(one, person)]
        others = [one for one in mentions if one not in own]
        if len(own) == 1 and len(others) == 1:
            yield _to_relative("spouse", paper, others[0], match, "spouses_by_id", "spouses_by_name")


def _list_parents(resources: Resources, person: Person, on: date) -> Iterator[Relative]:
    """The parents that the person's birth certificate names: who declared the birth, and whom they are married to."""
    for paper, match in person.list_own(*BIRTHS):
        sure = weaker(match, _tie_of_birth(paper, on))
        told = [_read_parent(paper, side) for side in ("mother", "father")]
        declarants = [one for one in told if one.holder_id]
        for one in told:
            if one.name:
                yield _to_relative("parent", paper, one, sure, "declared_by_parent", "parent_by_name")
        for declarant in declarants:
            parent = _to_relative("parent", paper, declarant, sure, "declared_by_parent", "parent_by_name")
            for spouse in _list_spouses(resources, read_person(resources, declarant.holder_id), on):
                if any(spouse.facts.is_same_birth(to_facts(one)) for one in told if one is not declarant):
                    match = weaker(sure, spouse.match)
                    yield replace(spouse, owner="parent", match=match, proof=(*parent.proof, *spouse.proof))


def _read_parent(paper: ProcedureResult, side: str) -> HolderMention:
    name, born = to_name(find_value(paper, f"{side}_name") or ""), find_value(paper, f"{side}_birth_date") or ""
    return HolderMention(name, born, _find_declarant(paper, name) if name else "", frozenset(), frozenset())


def _list_children(resources: Resources, person: Person, on: date) -> list[Relative]:
    """Whose birth the person or their spouse declared; only where there is none, whose certificate names them.

    A name alone would bring the births of namesakes (ADR 0068), so the spouse's name, else a year of birth, is beside.
    Names are dear to ask for: a common couple costs a third of a second at a million results, an id 3 ms.
    """
    spouses = [one for one in _list_spouses(resources, person, on) if one.holder_id]
    ids = [key for key in person.keys if read_person_key(key) is None]
    found = _find_children(resources, person, spouses, [*ids, *(one.holder_id for one in spouses)], on)
    if found:
        return found
    partners = {f'"{name}"' for one in spouses for name in one.facts.names} or person.facts.years
    named = [f'"{name}" {partner}' for name in sorted(person.facts.names) for partner in sorted(partners)]
    return _find_children(resources, person, spouses, named, on)


def _find_children(
    resources: Resources, person: Person, spouses: Sequence[Relative], questions: Sequence[str], on: date
) -> list[Relative]:
    """The children on the birth certificates that answer questions to the index."""
    papers: dict[str, ProcedureResult] = {}
    for asked in questions:
        for kind in BIRTHS:
            query = SearchQuery(text=asked, document_type=kind, limit=_MOST_CHILDREN)
            ids = [hit.result_id for hit in resources.index.search(query, EVERYTHING).hits]
            papers |= {paper.result_id: paper for paper in resources.catalogue.list_results_by_id(ids)}
    return [
        child
        for paper in papers.values()
        if paper.state != "withdrawn"
        for child in _read_child(resources, person, spouses, paper, _tie_of_birth(paper, on))
    ]


def _tie_of_birth(paper: ProcedureResult, on: date) -> Match:
    """How surely a birth certificate ties parent and child: one that was revoked still hints at it."""
    return "linked" if paper.state == "confirmed" and is_in_force(paper.intervals, on) else "possible"


def _read_child(
    resources: Resources, person: Person, spouses: Sequence[Relative], paper: ProcedureResult, base: Match
) -> Iterator[Relative]:
    child = next(iter(_mentions(resources, paper)), None)
    if child is None or _is_person(child, person):
        return
    parents = [_read_parent(paper, side) for side in ("mother", "father")]
    declarants = {one.holder_id for one in parents} - {""}
    spouse = next((one for one in spouses if one.holder_id in declarants), None)
    is_named = any(person.facts.is_same_birth(to_facts(one)) for one in parents if one.name)
    if declarants & set(person.keys):
        yield _to_relative("child", paper, child, base, "declared_by_parent", "declared_by_parent")
    elif spouse and is_named:
        told = _to_relative("child", paper, child, weaker(base, spouse.match), "declared_by_spouse", "parent_by_name")
        yield replace(told, proof=(*spouse.proof, *told.proof))
    elif is_named:
        told = _to_relative("child", paper, child, "possible", "parent_by_name", "parent_by_name")
        yield told


def _find_declarant(paper: ProcedureResult, parent_name: str) -> str:
    """The id of who declared the birth, where they bear this parent's name; else ""."""
    name, number = find_value(paper, "declarant_name"), find_value(paper, "declarant_id")
    return to_id(number) if number and name and to_name(name) == parent_name else ""


def _list_recognised(resources: Resources, person: Person, owner: Owner, on: date) -> Iterator[Relative]:
    """The other side of a recognition, where the years of birth tell who of the two is the parent."""
    for paper, match in person.list_proofs(on, "recognition_extract"):
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
    return Relative(owner, told.holder_id, to_facts(told), match if told.holder_id else "possible", (proof,))


def _is_person(mention: HolderMention, person: Person) -> bool:
    if mention.holder_id or mention.printed_ids:
        return mention.holder_id in person.keys or bool(mention.printed_ids & set(person.keys))
    return person.facts.is_same_birth(to_facts(mention))
