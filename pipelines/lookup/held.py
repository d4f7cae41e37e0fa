"""Here lives the question of the counter: which components of a procedure does the office already hold for a person?"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pipelines.lines import JsonLine
from pipelines.lookup.finding import Reveal, note_reveal
from pipelines.lookup.holder_search import HolderMatch
from pipelines.lookup.relatives import Person, list_papers_of, list_relatives, read_person
from pipelines.masking import show_number
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.field_values import find_value, list_values
from schemas.held_components import (
    AcceptedPaper,
    HeldComponent,
    HeldPaper,
    JudgedPaper,
    ProofStep,
    find_held,
    list_missing,
)
from schemas.holder_links import to_id
from schemas.procedure import Procedure, find_procedure, read_code
from schemas.procedure_declaration import Owner
from schemas.procedure_result import ProcedureResult
from schemas.search import EVERYTHING, Scope, SearchQuery
from schemas.text import mask_id
from schemas.validity import validity_on

_REGISTRATIONS = ("household_business_certificate", "enterprise_certificate", "cooperative_certificate")
# Where papers of a business print the code of its registration.
_CODE_FIELDS = ("document_number", "registration_number", "tax_code")
_PARCEL = re.compile(r"(?P<sheet>[\w .-]{1,20})/(?P<parcel>\d{1,6})")
# What applicants hand in beside results is told at no higher level than theirs (2, as a result's default).
_ORDINARY = 2
# Papers that print one business code; a counter looks at no more.
_MOST_PAPERS = 50


class AcceptedPapers(Protocol):
    """Who remembers papers accepted with earlier dossiers that are no results."""

    def list_accepted_papers(self, holder_ids: Sequence[str]) -> tuple[AcceptedPaper, ...]:
        """Those accepted from a holder with one of these ids (letters and digits), oldest first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a clerk asks: whose papers, on which day; the parcel as `sheet/number`, the code of the business."""

    holder_id: str
    on: date
    parcel: str | None = None
    business: str | None = None


def tell_held(
    resources: Resources,
    written_code: str,
    asked: Asked,
    reveal: Reveal | None = None,
    accepted: AcceptedPapers | None = None,
    scope: Scope = EVERYTHING,
) -> JsonLine:
    """The answer of `sohoa procedures held`.

    Args:
        reveal: shows ids in full, after the audit chain has taken note.
        scope: what the asking account may see; a paper proved to be a relative's by one outside it is not told.

    Raises:
        SetupError: "procedure_unknown", "procedure_not_in_force", "parcel_form", "usage".
    """
    started = time.perf_counter()
    procedure = find_procedure(resources.procedures, written_code, asked.on)
    papers = _keep_seen(resources, gather_papers(resources, procedure, asked, accepted), scope)
    components = find_held(procedure, papers, asked.on)
    if reveal:
        shown = (one.held.paper_id for component in components for one in component.papers)
        note_reveal(resources, reveal, list(dict.fromkeys(shown)))
    key = to_id(asked.holder_id)
    return {
        "code": procedure.code,
        "asked_code": read_code(written_code),
        "name": procedure.name,
        "on": asked.on.isoformat(),
        "holder_id": key if reveal else mask_id(key),
        "evidence": procedure.evidence,
        "components": [_component_to_json(one, asked.on, reveal) for one in components],
        "missing": list(list_missing(components)),
        "took_ms": round((time.perf_counter() - started) * 1000, 1),
    }


def gather_papers(
    resources: Resources, procedure: Procedure, asked: Asked, accepted: AcceptedPapers | None = None
) -> tuple[HeldPaper, ...]:
    """Every paper that could satisfy a component: the person's, and of whom else the procedure asks, with the proof.

    Raises:
        SetupError: "parcel_form", "usage".
    """
    person = _read_person(resources, asked.holder_id)
    owners = procedure.list_owners()
    own = tuple(_own(paper, person.matches[paper.result_id]) for paper in person.papers)
    kinship: tuple[Owner, ...] = ("spouse", "child", "parent")
    kin = [
        held
        for owner in kinship
        if owner in owners or (owner == "spouse" and "parcel" in owners)
        for relative in list_relatives(resources, person, owner, asked.on)
        for held in list_papers_of(resources, relative)
    ]
    papers = [*own, *kin]
    if "parcel" in owners:
        spouses = [held for held in kin if held.owner == "spouse"]
        papers += _list_of_parcel([*own, *spouses], asked.parcel)
    if "business" in owners:
        types = {
            key for one in procedure.components for it in one.accepts if it.owner == "business" for key in it.types
        }
        papers += _list_of_business(resources, person, asked.business, types)
    if accepted:
        papers += [
            HeldPaper(paper, owner, "exact" if paper.holder_id == person.keys[0] else "linked", "accepted_before")
            for paper in accepted.list_accepted_papers(person.keys)
            for owner in sorted(owners)
        ]
    return tuple(papers)


def _keep_seen(resources: Resources, papers: Sequence[HeldPaper], scope: Scope) -> tuple[HeldPaper, ...]:
    """Those that a scope covers, and whose proofs it covers too."""
    if scope == EVERYTHING:
        return tuple(papers)
    proofs = {step.result_id for held in papers for step in held.proof}
    known = resources.catalogue.list_results_by_id(tuple(sorted(proofs)))
    seen = {it.result_id for it in known if scope.covers((it.unit, it.custodian), it.sensitivity)}
    return tuple(
        held
        for held in papers
        if all(step.result_id in seen for step in held.proof) and _is_seen(resources, held.paper, scope)
    )


def _is_seen(resources: Resources, paper: ProcedureResult | AcceptedPaper, scope: Scope) -> bool:
    if isinstance(paper, ProcedureResult):
        return scope.covers((paper.unit, paper.custodian), paper.sensitivity)
    dossier = resources.catalogue.find_dossier(paper.dossier_code)
    return dossier is not None and scope.covers((dossier.unit,), _ORDINARY)


def _read_person(resources: Resources, holder_id: str) -> Person:
    key = to_id(holder_id)
    if not key:
        raise SetupError("usage", reason="--holder-id")
    return read_person(resources, key)


def _own(paper: ProcedureResult, match: HolderMatch) -> HeldPaper:
    return HeldPaper(paper, "self", match.match, match.reason)


def _list_of_parcel(papers: Sequence[HeldPaper], asked: str | None) -> list[HeldPaper]:
    """Papers about the parcel asked for; without one, those of the only parcel there is, else all of them as possible.

    A sheet and number are of the commune of that time, so the parcel never leads to papers of strangers.
    """
    placed = [(held, parcels) for held in papers if (parcels := _read_parcels(held.paper))]
    wanted = _read_asked_parcel(asked) if asked else None
    is_one = len({parcel for _, parcels in placed for parcel in parcels}) == 1
    return [
        HeldPaper(
            held.paper,
            "parcel",
            held.match if wanted or is_one else "possible",
            held.reason if wanted or is_one else "several_parcels",
            held.proof,
        )
        for held, parcels in placed
        if wanted is None or wanted in parcels
    ]


def _read_asked_parcel(asked: str) -> tuple[str, str]:
    found = _PARCEL.fullmatch(asked.strip())
    if not found:
        raise SetupError("parcel_form")
    return to_id(found["sheet"]), found["parcel"].lstrip("0")


def _read_parcels(paper: ProcedureResult | AcceptedPaper) -> frozenset[tuple[str, str]]:
    """(sheet, number) of each parcel that a paper names in its own fields."""
    if isinstance(paper, AcceptedPaper):
        return frozenset()
    sheet = to_id(find_value(paper, "map_sheet") or "")
    numbers = [number for value in list_values(paper, "parcel") for number in re.findall(r"\d+", value)]
    return frozenset((sheet, number.lstrip("0")) for number in numbers if sheet)


def _list_of_business(resources: Resources, person: Person, asked: str | None, types: set[str]) -> Iterator[HeldPaper]:
    """Papers that print a business's code: the one asked about, else those registered for the person."""
    if asked:
        for paper in _list_printing(resources, to_id(asked), types):
            yield HeldPaper(paper, "business", "exact", "business_code")
        return
    for registration, match in person.list_own(*_REGISTRATIONS):
        own = person.matches[registration.result_id]
        yield HeldPaper(registration, "business", own.match, own.reason)
        step = ProofStep(registration.result_id, registration.document_type, "own_business")
        for paper in _list_printing(resources, to_id(registration.document_number or ""), types):
            if paper.result_id != registration.result_id:
                yield HeldPaper(paper, "business", match, "business_code", (step,))


def _list_printing(resources: Resources, code: str, types: set[str]) -> Iterator[ProcedureResult]:
    if not code:
        return
    ids = dict.fromkeys(resources.catalogue.find_numbered_results(code))
    for kind in sorted(types - set(_REGISTRATIONS)):
        answer = resources.index.search(SearchQuery(text=code, document_type=kind, limit=_MOST_PAPERS), EVERYTHING)
        ids |= dict.fromkeys(hit.result_id for hit in answer.hits)
    for paper in resources.catalogue.list_results_by_id(tuple(ids)):
        if any(to_id(find_value(paper, name) or "") == code for name in _CODE_FIELDS):
            yield paper


def _component_to_json(one: HeldComponent, on: date, reveal: Reveal | None) -> JsonLine:
    component = one.component
    papers = [_paper_to_json(judged, on, reveal) for judged in one.papers]
    return {
        "key": component.key,
        "name": component.name,
        "required": component.required,
        "one_of": component.one_of,
        "when": component.when or None,
        "reusable": bool(component.accepts),
        "status": one.status,
        "needs_person": bool(one.papers) and not one.is_certain,
        "best": papers[0] if papers else None,
        "others": papers[1:],
    }


def _paper_to_json(judged: JudgedPaper, on: date, reveal: Reveal | None) -> JsonLine:
    held, paper = judged.held, judged.held.paper
    told = {
        "status": judged.status,
        "lack": judged.lack,
        "ended_on": judged.ended_on.isoformat() if judged.ended_on else None,
        "owner": held.owner,
        "match": held.match,
        "match_reason": held.reason,
        "proof": [
            {"result_id": step.result_id, "document_type": step.document_type, "says": step.says} for step in held.proof
        ],
    }
    if isinstance(paper, AcceptedPaper):
        return told | _accepted_to_json(paper)
    ids = paper.holder_ids if reveal else tuple(mask_id(value) for value in paper.holder_ids)
    return told | {
        "result_id": paper.result_id,
        "version": paper.version,
        "document_type": paper.document_type,
        "title": paper.title,
        "document_number": show_number(paper, reveals=reveal is not None),
        "issue_date": paper.issue_date,
        "issuing_body": paper.issuing_body,
        "holder_name": "; ".join(paper.holder_names) or None,
        "holder_id": "; ".join(ids) or None,
        "validity": validity_on(paper.intervals, on),
        "valid_until": paper.valid_until,
        "state": paper.state,
        "confirmed_by": paper.confirmed_by,
        "accepted_paper": None,
        "dossier": None,
    }


def _accepted_to_json(paper: AcceptedPaper) -> JsonLine:
    """A paper that is no result, under the same keys."""
    empty = dict.fromkeys(
        ("result_id", "version", "document_type", "document_number", "issuing_body", "holder_name", "holder_id",
         "validity", "state", "confirmed_by")
    )  # fmt: skip
    return empty | {
        "title": paper.title,
        "issue_date": paper.accepted_on.isoformat(),
        "valid_until": paper.valid_until.isoformat() if paper.valid_until else None,
        "accepted_paper": paper.paper_id,
        "dossier": paper.dossier_code,
    }
