"""Here live the pages of citizens' requests: taken at the counter with a slip, decided, answered on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from pipelines.lines import type_of
from pipelines.lookup.finding import Reveal, show_result
from pipelines.people.access_answers import list_accesses
from pipelines.people.citizen_requests import (
    RequestWish,
    decide_request,
    extend_request,
    get_request,
    take_request,
)
from schemas.citizen_request import (
    DECIDED_BY,
    LEGAL_BASIS,
    PROOFS,
    REQUEST_KINDS,
    TERMS,
    CitizenRequest,
)
from schemas.days import today
from schemas.errors import InputRejected, SetupError, SohoaError
from schemas.procedure_result import ProcedureResult
from web.field_rows import FieldRow, list_field_rows
from web.rendering import Pages
from web.visitors import Asker, Needs, NotAllowed

router = APIRouter()
Counter = Annotated[Asker, Depends(Needs("requests"))]
_MOST_LISTED = 200
_FIELD = "field:"


@router.get("/requests")
def show_list(request: Request, asker: Counter, state: str = "open", code: str = "") -> Response:
    """Those of the account's units, the most pressing first; a code from a slip opens its request."""
    if code.strip():
        return RedirectResponse(f"/requests/{_get(asker, code).code}", status_code=303)
    units = asker.visitor.account.list_units("requests")
    is_open = state != "decided"
    listed = asker.resources.catalogue.list_requests(units, is_open=is_open, limit=_MOST_LISTED)
    calendar, now = asker.resources.calendar, today()
    left = {
        it.code: -calendar.count_working_days(it.due_on, now) if it.is_overdue(now) else
        calendar.count_working_days(now, it.due_on)
        for it in listed
    }  # fmt: skip
    told = {"listed": listed, "left": left, "today": now, "is_open": is_open, "most": _MOST_LISTED}
    return _pages(request).render(request, "requests.html", told)


@router.get("/requests/new")
def show_form(request: Request, asker: Counter, result: Annotated[list[str] | None, Query()] = None) -> Response:
    papers = [asker.get_result(each, is_looked_at=False).result_id for each in result or []]
    return _render_form(request, asker, {}, papers, None)


@router.post("/requests/new")
async def take(request: Request, asker: Counter) -> Response:
    form = await request.form()
    given = {name: str(value) for name, value in form.items()}
    papers = [str(value) for value in form.getlist("result")] + given.get("more", "").replace(",", " ").split()
    return await run_in_threadpool(_take, request, asker, given, papers)


def _take(request: Request, asker: Asker, given: Mapping[str, str], papers: list[str]) -> Response:
    units = asker.visitor.account.list_units("requests")
    unit = given.get("unit") or units[0]
    if not asker.visitor.account.may_in("requests", unit):
        raise NotAllowed("requests")
    kind, asked, contact = given.get("kind", ""), given.get("asker", ""), given.get("contact", "")
    wish = RequestWish(kind, unit, asked, contact, given.get("proof", ""), given.get("words", ""), tuple(papers))
    try:
        for paper in papers:
            asker.get_result(paper, is_looked_at=False)
        taken = take_request(asker.resources, wish, asker.name)
    except (InputRejected, SetupError) as error:
        return _render_form(request, asker, given, papers, error)
    return RedirectResponse(f"/requests/{taken.code}/slip", status_code=303)


@router.get("/requests/{code}")
def show(request: Request, asker: Counter, code: str) -> Response:
    return _render(request, asker, _get(asker, code), {}, None)


@router.post("/requests/{code}")
async def decide(request: Request, asker: Counter, code: str) -> Response:
    form = {name: str(value) for name, value in (await request.form()).items()}
    return await run_in_threadpool(_decide, request, asker, code, form)


def _decide(request: Request, asker: Asker, code: str, form: Mapping[str, str]) -> Response:
    asked = _get(asker, code)
    needed = DECIDED_BY[asked.kind]
    if not asker.visitor.account.may_in(needed, asked.unit):
        raise NotAllowed(needed)
    step = form.get("step", "")
    try:
        if step == "extend":
            extend_request(asker.resources, asked.code, form.get("reason", ""), asker.name)
            return RedirectResponse(f"/requests/{asked.code}", status_code=303)
        typed = _find_changes(asker, asked, form) if step == "accepted" and asked.kind == "correct" else {}
        decide_request(asker.resources, asked.code, step, form.get("answer", ""), asker.name, typed)
    except SohoaError as error:
        return _render(request, asker, _get(asker, code), form, error)
    return RedirectResponse(f"/requests/{asked.code}/answer", status_code=303)


@router.get("/requests/{code}/slip")
def show_slip(request: Request, asker: Counter, code: str) -> Response:
    """The paper that the citizen takes along, and the part that the office keeps."""
    return _render_paper(request, asker, _get(asker, code), "request_slip.html")


@router.get("/requests/{code}/answer")
def show_answer(request: Request, asker: Counter, code: str) -> Response:
    """The answer as it is handed over; none before the decision."""
    asked = _get(asker, code)
    if asked.is_open:
        return RedirectResponse(f"/requests/{asked.code}", status_code=303)
    return _render_paper(request, asker, asked, "request_answer.html")


def _get(asker: Asker, code: str) -> CitizenRequest:
    """Another unit's request is as unknown as none."""
    found = get_request(asker.resources, code)
    if not asker.visitor.account.may_in("requests", found.unit):
        raise SetupError("request_unknown", request=code.strip()[:20])
    return found


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _find_paper(asker: Asker, result_id: str) -> ProcedureResult | None:
    """None where the account may not see it (an administrator), or it was erased."""
    try:
        return asker.get_result(result_id, is_looked_at=False)
    except (SetupError, InputRejected):
        return None


def _title(asker: Asker, result: ProcedureResult) -> str:
    return getattr(type_of(asker.resources.types, result.document_type), "title", "")


def _tell_paper(asker: Asker, result_id: str) -> dict[str, Any]:
    """What names a paper on a slip: what it is, its number and day; never whose it is."""
    result = _find_paper(asker, result_id)
    if result is None:
        return {"result_id": result_id, "title": "", "number": "", "day": "", "is_seen": False}
    number, day = result.document_number or "", result.issue_date or ""
    return {"result_id": result_id, "title": _title(asker, result), "number": number, "day": day, "is_seen": True}


def _render_form(
    request: Request, asker: Asker, given: Mapping[str, str], papers: list[str], error: SohoaError | None
) -> Response:
    units = [asker.resources.units.get(unit) for unit in asker.visitor.account.list_units("requests")]
    told = {
        "given": given,
        "papers": [_tell_paper(asker, each) for each in dict.fromkeys(papers)],
        "units": units,
        "kinds": [(kind, TERMS[kind].days) for kind in REQUEST_KINDS],
        "proofs": PROOFS,
        "problem": error.problem if error else None,
    }
    return _pages(request).render(request, "request_new.html", told, status=422 if error else 200)


def _render(
    request: Request, asker: Asker, asked: CitizenRequest, form: Mapping[str, str], error: SohoaError | None
) -> Response:
    may_decide = asked.is_open and asker.visitor.account.may_in(DECIDED_BY[asked.kind], asked.unit)
    is_correction = may_decide and asked.kind == "correct"
    papers = [_tell_paper(asker, each) for each in asked.result_ids]
    rows = {
        it["result_id"]: _list_rows(asker, asked, it["result_id"]) for it in papers if it["is_seen"] and is_correction
    }
    told = {
        "asked": asked,
        "is_overdue": asked.is_overdue(today()),
        "papers": papers,
        "rows": rows,
        "pictures": {each: asker.get_result(each).page_numbers for each in rows},
        "accesses": list_accesses(asker.resources, asked) if asked.kind == "access" and may_decide else None,
        "unit_name": asker.resources.units.get(asked.unit).name,
        "may_decide": may_decide,
        "needed": DECIDED_BY[asked.kind],
        "extension": TERMS[asked.kind].extension_days,
        "form": form,
        "problem": error.problem if error else None,
        "taken_by": _find_name(asker, asked.taken_by),
        "decided_by": _find_name(asker, asked.decided_by),
    }
    return _pages(request).render(request, "request.html", told, status=422 if error else 200)


def _render_paper(request: Request, asker: Asker, asked: CitizenRequest, template: str) -> Response:
    is_answer_on_views = asked.kind == "access" and asked.decision == "accepted" and template == "request_answer.html"
    told = {
        "asked": asked,
        "papers": [_tell_paper(asker, each) for each in asked.result_ids],
        "unit_name": asker.resources.units.get(asked.unit).name,
        "accesses": list_accesses(asker.resources, asked) if is_answer_on_views else None,
        "taken_by": _find_name(asker, asked.taken_by),
        "decided_by": _find_name(asker, asked.decided_by),
        "basis": LEGAL_BASIS,
    }
    return _pages(request).render(request, template, told)


def _find_name(asker: Asker, account: str | None) -> str:
    found = asker.resources.catalogue.find_account(account) if account else None
    return found.full_name if found else account or ""


def _list_rows(asker: Asker, asked: CitizenRequest, result_id: str) -> tuple[FieldRow, ...]:
    """The fields of a paper that is to be corrected, ids whole: they are compared with the citizen's own papers."""
    reveal = Reveal(asker.name, f"giải quyết yêu cầu {asked.code}")
    line = show_result(asker.resources, result_id, today(), reveal)
    return list_field_rows(line, type_of(asker.resources.types, line["document_type"]), "vi")


def _find_changes(asker: Asker, asked: CitizenRequest, form: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What was typed otherwise than it stands, by result; only of results that the account may change."""
    changes: dict[str, dict[str, str]] = {}
    for result_id in asked.result_ids:
        before = f"{_FIELD}{result_id}:"
        typed = {name.removeprefix(before): text for name, text in form.items() if name.startswith(before)}
        if not typed:
            continue
        result = asker.get_result(result_id)
        if not asker.visitor.account.may_in("change", result.custodian):
            raise NotAllowed("change")
        shown = {row.name: row.shown for row in _list_rows(asker, asked, result_id) if row.name}
        changed = {name: text for name, text in typed.items() if name in shown and text != shown[name]}
        if changed:
            changes[result_id] = changed
    return changes
