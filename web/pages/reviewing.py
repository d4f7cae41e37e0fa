"""Here live the pages of the review queue: image left, form right, the most doubtful paper first."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from pipelines.actions import confirm_result, send_back, set_fields
from pipelines.lines import type_of
from pipelines.lookup.finding import Reveal, show_result
from pipelines.results.review_queue import claim_next, count_waiting, iterate_queue, pass_paper
from schemas.days import today
from schemas.errors import SohoaError
from schemas.people import Permission
from web.field_rows import FieldRow, list_field_rows
from web.rendering import Pages
from web.visitors import Asker, Needs, NotAllowed

router = APIRouter()
Reviewer = Annotated[Asker, Depends(Needs("review"))]
_LISTED, _COUNTED = 100, 10_000
_PREFIX = "field:"
# The number behind every field that was looked at stays hidden from nobody who checks it against the picture.
_PURPOSE = "kiểm tra dữ liệu với ảnh quét"


@router.get("/review")
def show_queue(request: Request, asker: Reviewer) -> Response:
    pages: Pages = request.app.state.pages
    scope = asker.find_scope()
    queue = tuple(islice(iterate_queue(asker.resources, scope), _LISTED))
    total = count_waiting(asker.resources, scope, _COUNTED)
    titles = {key: declared.title for key, declared in asker.resources.types.items()}
    return pages.render(request, "review_queue.html", {"queue": queue, "total": total, "titles": titles})


@router.get("/review/next")
def show_next(asker: Reviewer, after: str = "") -> Response:
    """The most doubtful paper but the one just left."""
    scope = asker.find_scope()
    if after:
        pass_paper(asker.resources, after, asker.name)
    found = claim_next(asker.resources, scope, asker.name)
    return RedirectResponse(f"/review/{found}" if found else "/review", status_code=303)


@router.get("/review/{result_id}")
def show_form(request: Request, asker: Reviewer, result_id: str) -> Response:
    return _render(request, asker, result_id, {}, None)


@router.post("/review/{result_id}")
async def save(request: Request, asker: Reviewer, result_id: str) -> Response:
    """Keep what was typed and confirm, keep only, or send back; then the next paper."""

    form = {name: str(value) for name, value in (await request.form()).items()}
    return await run_in_threadpool(_save, request, asker, result_id, form)


def _save(request: Request, asker: Asker, result_id: str, form: Mapping[str, str]) -> Response:
    result = asker.get_result(result_id)
    step = form.get("step", "")
    needed: Permission = "confirm" if step == "confirm" else "review"
    if not asker.visitor.account.may_in(needed, result.custodian):
        raise NotAllowed(needed)
    typed = {name.removeprefix(_PREFIX): text for name, text in form.items() if name.startswith(_PREFIX)}
    try:
        if step == "return":
            send_back(asker.resources, result_id, form.get("reason", ""), asker.name)
        else:
            _keep(asker, result_id, typed)
            if step == "confirm":
                confirm_result(asker.resources, result_id, asker.name)
    except SohoaError as error:
        return _render(request, asker, result_id, typed, error)
    return RedirectResponse(f"/review/next?after={result_id}", status_code=303)


def _keep(asker: Asker, result_id: str, typed: Mapping[str, str]) -> None:
    """Only what was changed is a person's word: what was left alone is the machine's still."""
    rows = {row.name: row for row in _list_rows(asker, result_id)}
    changed = {name: text for name, text in typed.items() if name in rows and text != rows[name].shown}
    if changed:
        set_fields(asker.resources, result_id, changed, asker.name)


def _list_rows(asker: Asker, result_id: str) -> tuple[FieldRow, ...]:
    line = show_result(asker.resources, result_id, today(), Reveal(asker.name, _PURPOSE))
    return list_field_rows(line, type_of(asker.resources.types, line["document_type"]), "vi")


def _render(
    request: Request, asker: Asker, result_id: str, typed: Mapping[str, str], error: SohoaError | None
) -> Response:
    """The form; after a fault with everything that was typed still in it."""
    pages: Pages = request.app.state.pages
    result = asker.get_result(result_id)
    told: dict[str, Any] = {
        "result": result,
        "rows": _list_rows(asker, result_id),
        "typed": typed,
        "problem": error.problem if error else None,
        "may_confirm": asker.visitor.account.may_in("confirm", result.custodian),
        "type_title": getattr(type_of(asker.resources.types, result.document_type), "title", ""),
    }
    return pages.render(request, "review.html", told, status=422 if error else 200)
