"""Here live the pages and answers of uploading: a batch opened, its files sent piece by piece or in one form."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData, UploadFile

from pipelines.batches.batch_opening import BatchWish, open_counted_batch
from pipelines.batches.uploads import (
    PIECE_BYTES,
    FileWish,
    StagedFile,
    add_piece,
    announce,
    drop_unsent,
    find_staged,
    measure,
    put_down,
)
from schemas.errors import InputRejected, SohoaError, TemporarilyUnavailable
from schemas.scan import Batch
from schemas.text import squeeze
from web.numbers import read_count
from web.rendering import Pages
from web.scanned_batches import check_scan_unit, check_type, get_batch, list_scan_units, list_types
from web.visitors import Asker, Needs

router = APIRouter()
Scanner = Annotated[Asker, Depends(Needs("scan"))]
# A form without script sends all its files at once.
MOST_FORM_FILES = 1_000
_MOST_ANNOUNCED = 200
_LONGEST_LABEL = 120
_FIELDS = ("unit", "name", "box", "shelf", "expected", "sheet_count", "document_type", "one_document")


class AnnouncedFile(BaseModel):
    """A file as the browser knows it; `mark` is made from its time and some of its bytes."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=2_000)
    size: int = Field(ge=0, le=1 << 50)
    mark: str = Field(max_length=100)


class Announcement(BaseModel):
    """Files to come for a batch, and how they are to be read."""

    model_config = ConfigDict(extra="forbid")

    files: list[AnnouncedFile] = Field(max_length=_MOST_ANNOUNCED)
    document_type: str = Field("", max_length=100)
    one_document: bool = False


@router.get("/upload")
def show_form(request: Request, asker: Scanner) -> Response:
    request.app.state.queue_keeper.wake()
    return _render(request, asker, {}, None)


@router.post("/upload")
async def open_batch(request: Request, asker: Scanner) -> Response:
    """A new batch, with its files where a browser without script sends them in the same form."""
    form = await request.form(max_files=MOST_FORM_FILES)
    return await run_in_threadpool(_open_batch, request, asker, form)


def _open_batch(request: Request, asker: Asker, form: FormData) -> Response:
    typed = {name: squeeze(str(form.get(name, ""))) for name in _FIELDS}
    is_script = "application/json" in request.headers.get("accept", "")
    try:
        batch = open_counted_batch(asker.resources, check_scan_unit(asker, typed["unit"]), _to_wish(typed), asker.name)
        key = check_type(asker, typed["document_type"])
        _put_down(asker, batch, form, key, one_document=bool(typed["one_document"]))
    except SohoaError as error:
        return _to_json_problem(error) if is_script else _render(request, asker, typed, error)
    request.app.state.queue_keeper.wake()
    if is_script:
        return JSONResponse({"batch": batch.batch_id})
    return RedirectResponse(f"/batches/{batch.batch_id}", status_code=303)


@router.post("/batches/{batch_id}/files")
async def add_files(request: Request, asker: Scanner, batch_id: str) -> Response:
    """More files for a batch, in one form."""
    form = await request.form(max_files=MOST_FORM_FILES)

    def put_down_all() -> None:
        key = check_type(asker, str(form.get("document_type", "")))
        _put_down(asker, get_batch(asker, batch_id), form, key, one_document=bool(form.get("one_document")))

    await run_in_threadpool(put_down_all)
    return RedirectResponse(f"/batches/{batch_id}", status_code=303)


@router.post("/uploads/{batch_id}")
def announce_files(asker: Scanner, batch_id: str, told: Announcement) -> Response:
    """Where to go on with each file, in the order asked; `problem` where one cannot be taken.

    What holds for all of them (the batch is closed, the disk is nearly full) is the answer to the whole.
    """
    try:
        batch, key = get_batch(asker, batch_id), check_type(asker, told.document_type)
        answers: list[dict[str, Any]] = []
        for file in told.files:
            wish = FileWish(file.name, file.size, file.mark, key, told.one_document)
            try:
                answers.append(_tell(asker, announce(asker.resources, batch, wish, asker.name)))
            except InputRejected as error:
                answers.append({"file": "", "offset": 0, "is_received": False, "problem": _problem(error)})
    except SohoaError as error:
        return _to_json_problem(error)
    return JSONResponse({"files": answers})


@router.post("/uploads/{batch_id}/{file_id}")
async def take_piece(
    request: Request, asker: Scanner, batch_id: str, file_id: str, x_offset: Annotated[int, Header(ge=0)]
) -> Response:
    """The bytes from an offset on; tells the offset to go on from, the same again where they did not follow."""
    piece = bytearray()
    async for part in request.stream():
        piece += part
        if len(piece) > PIECE_BYTES:
            return _to_json_problem(InputRejected("body_too_large", most=PIECE_BYTES >> 20))
    return await run_in_threadpool(_take_piece, asker, batch_id, file_id, x_offset, bytes(piece))


def _take_piece(asker: Asker, batch_id: str, file_id: str, offset: int, piece: bytes) -> Response:
    try:
        batch = get_batch(asker, batch_id)
        staged = find_staged(asker.resources, batch_id, file_id)
        if staged is None:
            raise InputRejected("upload_unknown")
        return JSONResponse(_tell(asker, add_piece(asker.resources, batch, staged, offset, piece)))
    except SohoaError as error:
        return _to_json_problem(error)


@router.post("/uploads/{batch_id}/{file_id}/drop")
def drop(asker: Scanner, batch_id: str, file_id: str) -> Response:
    """Forget a file that was sent in part."""
    batch = get_batch(asker, batch_id)
    staged = find_staged(asker.resources, batch.batch_id, file_id)
    if staged is not None and not staged.receipt_id:
        drop_unsent(asker.resources, staged)
    return RedirectResponse(f"/batches/{batch_id}", status_code=303)


def _put_down(asker: Asker, batch: Batch, form: FormData, key: str | None, *, one_document: bool) -> None:
    """Each file whole; litter of a folder is passed over."""
    for file in form.getlist("files"):
        if not isinstance(file, UploadFile) or not (file.filename or file.size):
            continue
        wish = FileWish(file.filename or "?", file.size or 0, secrets.token_hex(8), key, one_document)
        try:
            put_down(asker.resources, batch, wish, file.file, asker.name)
        except InputRejected as error:
            if error.code != "not_a_document":
                raise


def _to_wish(typed: dict[str, str]) -> BatchWish:
    return BatchWish(
        name=typed["name"][:_LONGEST_LABEL] or None,
        box=typed["box"][:_LONGEST_LABEL],
        shelf=typed["shelf"][:_LONGEST_LABEL],
        expected=read_count(typed["expected"], 1_000_000),
        sheet_count=read_count(typed["sheet_count"], 999) or 0,
    )


def _tell(asker: Asker, staged: StagedFile) -> dict[str, Any]:
    offset = measure(asker.resources, staged)
    return {"file": staged.file_id, "offset": offset, "is_received": bool(staged.receipt_id), "problem": None}


def _problem(error: SohoaError) -> dict[str, str]:
    return {"code": error.code, "message": f"{error.problem.message} {error.problem.advice}"}


def _to_json_problem(error: SohoaError) -> Response:
    """503 is tried again by the browser's script, 422 is not."""
    status = 503 if isinstance(error, TemporarilyUnavailable) else 422
    return JSONResponse({"problem": _problem(error)}, status_code=status)


def _render(request: Request, asker: Asker, typed: dict[str, str], error: SohoaError | None) -> Response:
    pages: Pages = request.app.state.pages
    units: Sequence[tuple[str, str]] = list_scan_units(asker)
    told = {"units": units, "types": list_types(asker), "typed": typed, "problem": error.problem if error else None}
    return pages.render(request, "upload.html", told, status=422 if error else 200)
