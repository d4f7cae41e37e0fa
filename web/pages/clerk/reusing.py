"""Here live the pages of using a result instead of paper: the form, the entry with its code, the reading copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from pipelines.lookup.finding import show_result
from pipelines.lookup.reading_copies import CopyMaker, get_reuse_entry, make_reading_copy, space_entry_id
from pipelines.lookup.reuse import entry_to_json, refuse_reuse, reuse_result
from pipelines.masking import show_number
from schemas.days import today
from schemas.errors import InputRejected, SetupError
from schemas.problems import Problem
from schemas.procedure_result import ProcedureResult
from schemas.reuse import ReuseEntry, find_hindrance
from schemas.text import clean
from web.rendering import Pages, load_texts
from web.result_facts import People
from web.reusable import get_reusable
from web.visitors import Asker, Needs

router = APIRouter()
Reuser = Annotated[Asker, Depends(Needs("reuse"))]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the forms of the page; `reason` is a key of the list, `words` what is said beside it."""

    step: str = ""
    dossier: str = ""
    component: str = ""
    purpose: str = ""
    reason: str = ""
    words: str = ""


def read_typed(
    step: Annotated[str, Form()] = "use",
    dossier: Annotated[str, Form()] = "",
    component: Annotated[str, Form()] = "",
    purpose: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
) -> Typed:
    return Typed(step, *(clean(text)[:300] for text in (dossier, component, purpose, reason, words)))


@router.get("/results/{result_id}/reuse")
def show_form(request: Request, asker: Reuser, result_id: str) -> Response:
    """The form; what forbids the use stands in its place."""
    return _render(request, asker, get_reusable(asker, result_id), Typed())


@router.post("/results/{result_id}/reuse")
def reuse(request: Request, asker: Reuser, result_id: str, typed: Annotated[Typed, Depends(read_typed)]) -> Response:
    """Enter the use, or the refusal; a form that is refused comes back as it was."""
    result = get_reusable(asker, result_id)
    try:
        entry = _enter(asker, result, typed)
    except (InputRejected, SetupError) as error:
        return _render(request, asker, result, typed, error.problem, status=422)
    return RedirectResponse(f"/results/{result_id}/reuse/{entry.entry_id}", status_code=303)


@router.get("/results/{result_id}/reuse/{entry_id}")
def show_entry(request: Request, asker: Reuser, result_id: str, entry_id: str) -> Response:
    """The entry: its code to write down, and the reading copy of what was used."""
    pages: Pages = request.app.state.pages
    result, entry = get_reusable(asker, result_id), _get_entry(asker, result_id, entry_id)
    told = {
        "result": result,
        "number": show_number(result),
        "entry": entry_to_json(entry) | {"by": People(asker.resources, "").tell(entry.by)},
        "code": space_entry_id(entry.entry_id),
    }
    return pages.render(request, "reuse_entry.html", told)


@router.post("/results/{result_id}/reuse/{entry_id}/copy")
def give_copy(asker: Reuser, result_id: str, entry_id: str) -> Response:
    """The reading copy, as a file that names nobody."""
    get_reusable(asker, result_id)
    entry = _get_entry(asker, result_id, entry_id)
    account = asker.visitor.account
    maker = CopyMaker(account.name, account.full_name, account.list_units("reuse")[0])
    copy = make_reading_copy(asker.resources, entry.entry_id, maker)
    name = f'attachment; filename="ban-sao-{entry.entry_id}.pdf"'
    return Response(copy, media_type="application/pdf", headers={"Content-Disposition": name})


def _enter(asker: Asker, result: ProcedureResult, typed: Typed) -> ReuseEntry:
    resources, result_id = asker.resources, result.result_id
    if typed.step == "refuse":
        # The ledger keeps words that anybody understands later, whatever language the clerk's pages were in.
        reasons = load_texts("vi")["refusal"]
        said = ": ".join(part for part in (reasons.get(typed.reason, ""), typed.words) if part)
        return refuse_reuse(resources, result_id, typed.dossier, said, asker.name)
    return reuse_result(resources, result_id, typed.dossier, typed.component, typed.purpose, asker.name)


def _get_entry(asker: Asker, result_id: str, entry_id: str) -> ReuseEntry:
    entry = get_reuse_entry(asker.resources, entry_id)
    if entry.used_id != result_id:
        raise SetupError("reuse_entry_unknown")
    return entry


def _render(
    request: Request,
    asker: Asker,
    result: ProcedureResult,
    typed: Typed,
    problem: Problem | None = None,
    status: int = 200,
) -> Response:
    pages: Pages = request.app.state.pages
    values = {
        "result": result,
        "number": show_number(result),
        "line": show_result(asker.resources, result.result_id, today()),
        "hindrance": find_hindrance(result, today()),
        "typed": typed,
        "problem": problem,
        "components": _list_components(asker, result.document_type),
        "reasons": load_texts("vi")["refusal"].keys(),
        "slips": load_texts("vi")["slip"].keys(),
    }
    return pages.render(request, "reuse.html", values, status)


def _list_components(asker: Asker, document_type: str | None) -> tuple[str, ...]:
    """Names of the components that a paper of this type answers in any procedure of today."""
    names = {
        component.name
        for editions in asker.resources.procedures.values()
        for procedure in editions
        if procedure.lives_on(today())
        for component in procedure.components
        if any(document_type in accepts.types for accepts in component.accepts)
    }
    return tuple(sorted(names))
