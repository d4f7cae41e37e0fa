"""Here live the pages of the single paper at the counter: handed in, waited for, found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from pipelines.batches.queue_keeper import QueueKeeper
from pipelines.batches.single_papers import MOST_FILES, PaperOrder, find_paper, order_paper
from schemas.errors import SetupError, SohoaError
from schemas.problems import get_problem
from web.rendering import Pages
from web.scanned_batches import check_scan_unit, check_type, list_scan_units, list_types, to_file_row
from web.visitors import Asker, Needs, may_see

router = APIRouter()
Scanner = Annotated[Asker, Depends(Needs("scan"))]


@router.get("/scan-now")
def show_form(request: Request, asker: Scanner) -> Response:
    # What reads is made ready while the paper is laid on the glass.
    keeper: QueueKeeper = request.app.state.queue_keeper
    keeper.wake()
    return _render(request, asker, {}, None)


@router.post("/scan-now")
async def hand_in(request: Request, asker: Scanner) -> Response:
    form = await request.form(max_files=MOST_FILES + 1)
    files = [it for it in form.getlist("files") if isinstance(it, UploadFile) and (it.filename or it.size)]
    typed = {name: str(form.get(name, "")) for name in ("unit", "document_type")}
    return await run_in_threadpool(_hand_in, request, asker, files, typed)


def _hand_in(request: Request, asker: Asker, files: Sequence[UploadFile], typed: dict[str, str]) -> Response:
    try:
        unit = check_scan_unit(asker, typed["unit"])
        key = check_type(asker, typed["document_type"])
        # As the pages were photographed: browsers send files in the order in which the folder showed them.
        ordered = sorted(files, key=lambda it: _by_number(it.filename or ""))
        named = [(it.filename or "?", it.file) for it in ordered]
        order = order_paper(asker.resources, unit, asker.name, named, key)
    except SohoaError as error:
        return _render(request, asker, typed, error)
    request.app.state.queue_keeper.wake()
    return RedirectResponse(f"/scan-now/{order.paper_id}", status_code=303)


@router.get("/scan-now/{paper_id}")
def show_paper(request: Request, asker: Scanner, paper_id: str) -> Response:
    """What became of it; a single result that may be seen is shown at once."""
    told = _tell_paper(request, asker, paper_id)
    if told["place"]:
        return RedirectResponse(told["place"], status_code=303)
    pages: Pages = request.app.state.pages
    return pages.render(request, "scan_now_paper.html", told)


@router.get("/scan-now/{paper_id}/state")
def show_state(request: Request, asker: Scanner, paper_id: str) -> Response:
    told = _tell_paper(request, asker, paper_id)
    if told["place"]:
        return Response(headers={"HX-Redirect": told["place"]})
    pages: Pages = request.app.state.pages
    return pages.render(request, "scan_now_state.html", told)


def _tell_paper(request: Request, asker: Asker, paper_id: str) -> dict[str, Any]:
    language = request.cookies.get("language", "vi")
    order = find_paper(asker.resources, paper_id)
    if order is None or order.operator != asker.name:
        raise SetupError("paper_unknown")
    told: dict[str, Any] = {"order": order, "place": "", "why": None, "papers": (), "hidden": 0, "row": None}
    if order.problem_code:
        told["why"] = get_problem(order.problem_code, **dict(order.problem_details)).in_language(language)
    elif order.receipt_id:
        told |= _tell_receipt(asker, order, language)
    return told


def _tell_receipt(asker: Asker, order: PaperOrder, language: str) -> dict[str, Any]:
    file = asker.resources.catalogue.find_batch_file(order.receipt_id)
    row, scope = to_file_row(asker, file, language), asker.find_scope()
    seen = []
    for result_id, title in row.papers:
        result = asker.resources.catalogue.find_result(result_id)
        if result is not None and may_see(scope, result):
            seen.append((result_id, title))
    place = f"/results/{seen[0][0]}" if len(seen) == len(row.papers) == 1 else ""
    why = get_problem(file.problem_code).in_language(language) if file.problem_code else None
    return {"row": row, "papers": seen, "hidden": len(row.papers) - len(seen), "place": place, "why": why}


def _render(request: Request, asker: Asker, typed: dict[str, str], error: SohoaError | None) -> Response:
    pages: Pages = request.app.state.pages
    told = {
        "units": list_scan_units(asker),
        "types": list_types(asker),
        "typed": typed,
        "most": MOST_FILES,
        "problem": error.problem if error else None,
    }
    return pages.render(request, "scan_now.html", told, status=422 if error else 200)


def _by_number(name: str) -> list[tuple[int, int, str]]:
    """`page 10` after `page 9`."""
    parts: list[tuple[int, int, str]] = []
    # A row of digits is compared by length, then digit by digit: it may be of any length.
    for part in re.split(r"0*([0-9]+)", name.casefold()):
        parts.append((0, len(part), part) if part.isdecimal() else (1, 0, part))
    return parts
