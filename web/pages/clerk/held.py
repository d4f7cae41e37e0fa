"""Here lives the counter's second page: what is held of a procedure for the person asked about, and its use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from pipelines.lines import JsonLine
from pipelines.lookup.avoidable_asks import AcceptedBefore
from pipelines.lookup.held import Asked, tell_held
from pipelines.lookup.reading_copies import space_entry_id
from pipelines.lookup.reuse import list_entries_of, reuse_result
from pipelines.people.signing_in import find_scope
from schemas.days import today
from schemas.dossier import read_dossier_code
from schemas.errors import InputRejected, SetupError
from schemas.problems import Problem
from schemas.procedure import find_procedure
from schemas.procedure_declaration import Owner
from schemas.search import Scope
from schemas.text import clean
from web.pages.clerk.finding import list_living_procedures, read_person_ids, seal_person
from web.rendering import Pages, load_texts
from web.sealing import seal, unseal
from web.visitors import Asker, Needs, NotAllowed

router = APIRouter()
Finder = Annotated[Asker, Depends(Needs("find"))]
# From the best to the least.
_STATUSES = ("held", "held_in_review", "held_expired", "not_held")


@dataclass(frozen=True, slots=True)
class Wish:
    """What stands in the page's forms; `person` are the ids asked about, first that of today."""

    person: tuple[str, ...]
    procedure: str
    parcel: str = ""
    business: str = ""
    dossier: str = ""
    purpose: str = ""


def read_wish(
    person: Annotated[str, Form()] = "",
    procedure: Annotated[str, Form()] = "",
    parcel: Annotated[str, Form()] = "",
    business: Annotated[str, Form()] = "",
    dossier: Annotated[str, Form()] = "",
    purpose: Annotated[str, Form()] = "",
) -> Wish:
    typed = (clean(text)[:200] for text in (procedure, parcel, business, dossier, purpose))
    return Wish((person,), *typed)


@router.get("/held")
def show_held(request: Request, asker: Finder, key: str = "") -> Response:
    """What this account asked before; without, back to the box."""
    told = unseal(asker.visitor, key)
    kept = json.loads(told) if told else None
    if not isinstance(kept, dict) or kept.keys() != asdict(Wish((), "")).keys():
        return RedirectResponse("/find", status_code=303)
    return _render(request, asker, Wish(**kept | {"person": tuple(kept["person"])}))


@router.post("/held")
def ask_held(
    request: Request, asker: Finder, wish: Annotated[Wish, Depends(read_wish)], use: Annotated[str, Form()] = ""
) -> Response:
    """Ask, or with `use` (`RESULT:COMPONENT`) enter that a paper held answers a component."""
    wish = Wish(read_person_ids(asker, wish.person[0]), *list(asdict(wish).values())[1:])
    if not wish.person:
        return RedirectResponse("/find", status_code=303)
    if use:
        try:
            _use(asker, wish, use)
        except (InputRejected, SetupError) as error:
            return _render(request, asker, wish, error.problem, status=422)
    return RedirectResponse(f"/held?key={seal(asker.visitor, json.dumps(asdict(wish)))}", status_code=303)


def _use(asker: Asker, wish: Wish, use: str) -> None:
    if not asker.visitor.account.may("reuse"):
        raise NotAllowed("reuse")
    used_id, _, key = use.partition(":")
    # Only what this very page offers, of papers that the account may use.
    offered = _ask(asker, wish, find_scope(asker.resources, asker.visitor.account, "reuse"))["components"]
    component = next((one for one in offered if one["key"] == key and _get_paper_id(one["best"]) == used_id), None)
    if component is None:
        raise SetupError("component_missing")
    reuse_result(asker.resources, used_id, wish.dossier, component["name"], wish.purpose, asker.name)


def _get_paper_id(best: Mapping[str, Any] | None) -> str | None:
    return (best["result_id"] or best["accepted_paper"]) if best else None


def _ask(asker: Asker, wish: Wish, scope: Scope) -> JsonLine:
    """The answer for all ids of the person: of each component what is held best under any of them."""
    answers = [
        tell_held(
            asker.resources,
            wish.procedure,
            Asked(one, today(), wish.parcel or None, wish.business or None),
            accepted=AcceptedBefore(asker.resources),
            scope=scope,
        )
        for one in wish.person
    ]
    best = [min(same, key=_rank) for same in zip(*(one["components"] for one in answers), strict=True)]
    missing = [key for key in answers[0]["missing"] if all(key in one["missing"] for one in answers)]
    return answers[0] | {"components": best, "missing": missing, "took_ms": sum(one["took_ms"] for one in answers)}


def _rank(component: Mapping[str, Any]) -> tuple[int, bool]:
    return _STATUSES.index(component["status"]), component["needs_person"]


def _render(request: Request, asker: Asker, wish: Wish, problem: Problem | None = None, status: int = 200) -> Response:
    pages: Pages = request.app.state.pages
    told = None
    try:
        told = _ask(asker, wish, asker.find_scope())
    except (InputRejected, SetupError) as error:
        problem, status = problem or error.problem, 422
    code = read_dossier_code(wish.dossier)
    used = list_entries_of(asker.resources, code[0]) if code else ()
    values = {
        "wish": wish,
        "told": told,
        "problem": problem,
        "slips": load_texts("vi")["slip"].keys(),
        "person": seal_person(asker, wish.person),
        "procedures": list_living_procedures(asker),
        "titles": {key: one.title for key, one in asker.resources.types.items()},
        "used": {f"{entry.used_id}:{entry.component}": entry for entry in used if entry.is_accepted},
        "spaced": space_entry_id,
        "owners": _list_owners(asker, told),
    }
    return pages.render(request, "held.html", values, status)


def _list_owners(asker: Asker, told: JsonLine | None) -> frozenset[Owner]:
    """Whose papers the procedure asks for: a parcel or a business can be named then."""
    if told is None:
        return frozenset()
    return find_procedure(asker.resources.procedures, told["code"], today()).list_owners()
