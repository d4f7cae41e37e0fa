"""Here live the pages of batches: which there are, how far one is, what is printed for it, its closing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from pipelines.batches.batch_closing import close_batch, reckon
from pipelines.batches.batch_opening import print_batch_sheets
from pipelines.batches.batch_queue import order_batch
from pipelines.batches.resuming import list_missing
from pipelines.batches.uploads import list_unsent, measure
from schemas.errors import InputRejected, SohoaError
from schemas.scan import Batch
from web.downloads import send_made
from web.rendering import Pages
from web.scanned_batches import (
    check_type,
    count_before,
    get_batch,
    list_types,
    name_person,
    tell_state,
    to_file_row,
)
from web.visitors import Asker, Needs

router = APIRouter()
Scanner = Annotated[Asker, Depends(Needs("scan"))]
Shown = Literal["all", "open", "filed", "quarantined", "duplicate"]
_BATCHES_A_PAGE, _FILES_A_PAGE = 25, 50


@router.get("/batches")
def show_list(request: Request, asker: Scanner, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> Response:
    """The account's batches, newest first."""
    pages: Pages = request.app.state.pages
    catalogue = asker.resources.catalogue
    units = asker.visitor.account.list_units("scan")
    # One more than is shown tells whether there are older ones.
    found = catalogue.list_batches_in(units, limit=_BATCHES_A_PAGE + 1, offset=(page - 1) * _BATCHES_A_PAGE)
    left = catalogue.list_left_batches()
    rows = [(it, tell_state(asker, it, left), _name_unit(asker, it.batch)) for it in found[:_BATCHES_A_PAGE]]
    told = {"rows": rows, "page": page, "has_more": len(found) > _BATCHES_A_PAGE}
    return pages.render(request, "batches.html", told)


@router.get("/batches/{batch_id}")
def show(
    request: Request, asker: Scanner, batch_id: str, only: Shown = "all", page: Annotated[int, Query(ge=1)] = 1
) -> Response:
    return _render(request, asker, get_batch(asker, batch_id), only, page, None, "")


@router.get("/batches/{batch_id}/progress")
def show_progress(
    request: Request, asker: Scanner, batch_id: str, only: Shown = "all", page: Annotated[int, Query(ge=1)] = 1
) -> Response:
    """The part of the page that changes while files are read."""
    pages: Pages = request.app.state.pages
    told = _tell_progress(request, asker, get_batch(asker, batch_id), only, page)
    answer = pages.render(request, "batch_progress.html", told)
    if not told["is_moving"]:
        # The rest of the page changes now too (what differs, the closing); its script asks for it when nobody types.
        answer.headers["HX-Trigger"] = "batch-quiet"
    return answer


@router.post("/batches/{batch_id}/resume")
def resume(request: Request, asker: Scanner, batch_id: str) -> Response:
    """Go on with what was cut off."""
    order_batch(asker.resources, get_batch(asker, batch_id).batch_id)
    request.app.state.queue_keeper.wake()
    return RedirectResponse(f"/batches/{batch_id}", status_code=303)


@router.post("/batches/{batch_id}/close")
def close(request: Request, asker: Scanner, batch_id: str, reason: Annotated[str, Form()] = "") -> Response:
    batch = get_batch(asker, batch_id)
    try:
        if list_unsent(asker.resources, batch_id):
            raise InputRejected("batch_unfinished", batch=batch.name)
        close_batch(asker.resources, batch, asker.name, reason)
    except InputRejected as error:
        return _render(request, asker, batch, "all", 1, error, reason)
    return RedirectResponse(f"/batches/{batch_id}", status_code=303)


@router.get("/batches/{batch_id}/sheets.pdf")
def print_sheets(asker: Scanner, batch_id: str, document_type: str = "", one_document: bool = False) -> Response:
    """The cover and the separator sheets."""
    batch, key = get_batch(asker, batch_id), check_type(asker, document_type)
    return send_made(
        "to-phan-cach.pdf",
        lambda path: print_batch_sheets(asker.resources, batch, path, key or "", one_document=one_document),
    )


@router.get("/batches/{batch_id}/contents.pdf")
def print_contents(asker: Scanner, batch_id: str) -> Response:
    """The list of what lies in the box."""
    from pipelines.batches.batch_papers import write_contents_list  # half a second of fonts

    batch = get_batch(asker, batch_id)

    def write(path: Path) -> None:
        contents = write_contents_list(asker.resources, batch, path)
        # Holders stand on it by name.
        asker.resources.views.note([it.result_id for it in contents.results], asker.name, "opened")

    return send_made("muc-luc-hop.pdf", write)


@router.get("/batches/{batch_id}/handover.pdf")
def print_handover(asker: Scanner, batch_id: str) -> Response:
    """The record of a hand-over; names are written in by hand."""
    from pipelines.batches.batch_papers import Parties, write_handover_record

    batch = get_batch(asker, batch_id)
    return send_made(
        "bien-ban-ban-giao.pdf", lambda path: write_handover_record(asker.resources, batch, Parties(), path)
    )


@router.get("/batches/{batch_id}/label.pdf")
def print_label(asker: Scanner, batch_id: str) -> Response:
    """What is glued on the box."""
    from pipelines.batches.box_label import write_box_label

    batch = get_batch(asker, batch_id)
    return send_made("nhan-hop.pdf", lambda path: write_box_label(asker.resources, batch, path))


def _render(
    request: Request, asker: Asker, batch: Batch, only: Shown, page: int, error: SohoaError | None, reason: str
) -> Response:
    """The whole page; after a refused closing with the reason that was typed."""
    pages: Pages = request.app.state.pages
    unsent = [(it, measure(asker.resources, it)) for it in list_unsent(asker.resources, batch.batch_id)]
    orders, gone = list_missing(asker.resources, batch)
    progress = _tell_progress(request, asker, batch, only, page)
    told: dict[str, Any] = {
        # Counting through every line of the batch: not while it changes every second.
        "counted": None if progress["is_moving"] else reckon(asker.resources, batch),
        "unit_name": _name_unit(asker, batch),
        "opened_by": name_person(asker, batch.operator),
        "closed_by": name_person(asker, batch.closed_by or ""),
        "unsent": unsent,
        "gone": gone,
        "not_received": sum(len(order.sources) for order in orders),
        "types": list_types(asker),
        "problem": error.problem if error else None,
        "reason": reason,
    }
    return pages.render(request, "batch.html", progress | told, status=422 if error else 200)


def _tell_progress(request: Request, asker: Asker, batch: Batch, only: Shown, page: int) -> dict[str, Any]:
    language = request.cookies.get("language", "vi")
    catalogue = asker.resources.catalogue
    summary = catalogue.summarise_batch(batch.batch_id)
    state = tell_state(asker, summary, catalogue.list_left_batches())
    files = catalogue.list_batch_files(
        batch.batch_id,
        limit=_FILES_A_PAGE + 1,
        offset=(page - 1) * _FILES_A_PAGE,
        outcome=None if only == "all" else only,
    )
    return {
        "batch": batch,
        "summary": summary,
        "state": state,
        "is_moving": state in ("reading", "waiting"),
        "turn": count_before(asker, batch.batch_id),
        "has_trouble": request.app.state.queue_keeper.has_trouble,
        "files": [to_file_row(asker, file, language) for file in files[:_FILES_A_PAGE]],
        "only": only,
        "page": page,
        "has_more": len(files) > _FILES_A_PAGE,
    }


def _name_unit(asker: Asker, batch: Batch) -> str:
    unit = asker.resources.units.find(batch.custodian)
    return unit.name if unit else batch.custodian
