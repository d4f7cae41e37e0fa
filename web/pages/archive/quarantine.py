"""Here live the pages of the quarantine: what could not be taken and why, tried again, set aside."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from pipelines.actions import set_aside
from pipelines.batches.queue_keeper import QueueKeeper
from schemas.errors import InputRejected, SohoaError
from schemas.problems import get_problem
from schemas.scan import Batch, Receipt
from web.rendering import Pages
from web.scanned_batches import check_type, get_receipt, list_types, shown_name, to_file_row
from web.visitors import Asker, Needs

router = APIRouter()
Scanner = Annotated[Asker, Depends(Needs("scan"))]
_SHOWN = 200


@router.get("/quarantine")
def show_list(request: Request, asker: Scanner, everything: bool = False) -> Response:
    """What lies in quarantine in the account's units, newest first."""
    pages: Pages = request.app.state.pages
    language = request.cookies.get("language", "vi")
    units = asker.visitor.account.list_units("scan")
    catalogue = asker.resources.catalogue
    found = catalogue.list_quarantine_in(units, limit=_SHOWN, with_set_aside=everything)
    names: dict[str, str] = {}
    for entry in found:
        batch_id = entry.receipt.batch_id
        if batch_id not in names:
            batch = catalogue.find_batch(batch_id)
            names[batch_id] = batch.name if batch else ""
    rows = [
        (entry, shown_name(entry.receipt.source), *get_problem(entry.problem_code).in_language(language))
        for entry in found
    ]
    count = catalogue.count_quarantine_in(units, with_set_aside=everything)
    told = {"rows": rows, "names": names, "count": count, "everything": everything}
    return pages.render(request, "quarantine.html", told)


@router.get("/quarantine/{receipt_id}")
def show(request: Request, asker: Scanner, receipt_id: str) -> Response:
    return _render(request, asker, receipt_id, {}, None)


@router.get("/quarantine/{receipt_id}/state")
def show_state(request: Request, asker: Scanner, receipt_id: str) -> Response:
    """While it is tried again: how far it is; then the whole page anew."""
    pages: Pages = request.app.state.pages
    receipt, batch = get_receipt(asker, receipt_id)
    answer = pages.render(request, "quarantine_state.html", {"receipt": receipt, "batch": batch})
    if receipt.state == "done":
        answer.headers["HX-Refresh"] = "true"
    return answer


@router.post("/quarantine/{receipt_id}/retry")
def retry(
    request: Request,
    asker: Scanner,
    receipt_id: str,
    password: Annotated[str, Form(max_length=500)] = "",
    document_type: Annotated[str, Form()] = "",
    turn: Annotated[str, Form(pattern="^(90|180|270)?$")] = "",
) -> Response:
    """Have it tried again; a file that is no longer in quarantine is shown as it is now."""
    keeper: QueueKeeper = request.app.state.queue_keeper
    receipt, batch = get_receipt(asker, receipt_id)
    try:
        key = check_type(asker, document_type)
        if batch.closed_at is None and receipt.outcome == "quarantined":
            asker.resources.catalogue.reopen_receipt(receipt_id, forced_type=key)
            keeper.retry(receipt_id, password=password, forced_type=key or "", turn=turn)
        elif batch.closed_at is not None:
            raise InputRejected("batch_closed", batch=batch.name)
    except SohoaError as error:
        return _render(request, asker, receipt_id, {"document_type": document_type, "turn": turn}, error)
    return RedirectResponse(f"/quarantine/{receipt_id}", status_code=303)


@router.post("/quarantine/{receipt_id}/set-aside")
def put_aside(request: Request, asker: Scanner, receipt_id: str, reason: Annotated[str, Form()] = "") -> Response:
    _, batch = get_receipt(asker, receipt_id)
    try:
        set_aside(asker.resources, receipt_id, reason, asker.name)
    except SohoaError as error:
        return _render(request, asker, receipt_id, {"reason": reason}, error)
    return RedirectResponse(f"/batches/{batch.batch_id}", status_code=303)


def _render(
    request: Request, asker: Asker, receipt_id: str, typed: dict[str, str], error: SohoaError | None
) -> Response:
    """The page of one file, whatever became of it; after a refused form with what was typed, never a password."""
    pages: Pages = request.app.state.pages
    language = request.cookies.get("language", "vi")
    receipt, batch = get_receipt(asker, receipt_id)
    told = {
        "receipt": receipt,
        "batch": batch,
        "row": _find_row(asker, receipt, batch, language),
        "name": shown_name(receipt.source),
        "why": get_problem(receipt.problem_code).in_language(language) if receipt.problem_code else ("", ""),
        "types": list_types(asker),
        "typed": typed,
        "problem": error.problem if error else None,
    }
    return pages.render(request, "quarantine_file.html", told, status=422 if error else 200)


def _find_row(asker: Asker, receipt: Receipt, batch: Batch, language: str) -> object:
    file = asker.resources.catalogue.find_batch_file(receipt.receipt_id)
    return to_file_row(asker, file, language)
