"""Here live the pages of one result: what it says, its picture, its copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from pipelines.lines import type_of
from pipelines.lookup.copies import OpenedCopy, open_copy
from pipelines.lookup.finding import Copy, Reveal, get_version, show_result
from pipelines.lookup.page_images import SCREEN_PX, SHARP_PX, PagePictures
from pipelines.lookup.word_places import WordPlace, find_words
from pipelines.people.signing_in import find_scope
from pipelines.results.result_history import EVENTS
from schemas.days import today
from schemas.errors import SetupError, SohoaError
from schemas.field_titles import tell_field
from schemas.procedure_result import ProcedureResult
from schemas.text import clean, squeeze
from storage.keys import original_key
from web.field_rows import list_field_rows
from web.rendering import Pages, find_text
from web.result_facts import People, find_place, has_original, list_relations, list_steps, list_uses, tell_validity
from web.visitors import Asker, Needs, NotAllowed, may_see

router = APIRouter()
Finder = Annotated[Asker, Depends(Needs("find"))]
Revealer = Annotated[Asker, Depends(Needs("reveal"))]
# What ids are looked at for most often; the words of each are texts, anything else is typed.
PURPOSES = ("person", "dossier", "check", "answer")
_LONGEST_TEXT, _LONGEST_PURPOSE = 400, 300
_CHUNK_BYTES = 1 << 18
# Who waits for a page to be drawn takes no thread from who only asks: pages are drawn one at a time.
_DRAWERS = CapacityLimiter(2)
# What `mask_id` puts where digits stood.
_MASK = "***"


@router.get("/results/{result_id}")
def show(request: Request, asker: Finder, result_id: str, version: str = "") -> Response:
    """The page of a result, or of an earlier version of it; ids are masked."""
    result = _get(asker, result_id, version)
    pictures: PagePictures = request.app.state.page_pictures
    # The browser asks for them as soon as it has the page.
    pictures.prepare(asker.resources, result, result.page_numbers[:2])
    return _render(request, asker, result)


@router.post("/results/{result_id}/words")
def show_words(
    request: Request,
    asker: Finder,
    result_id: str,
    text: Annotated[str, Form()] = "",
    version: Annotated[str, Form()] = "",
) -> Response:
    """Where words stand on the pages: the places alone for a script, the whole page for a browser without."""
    result = _get(asker, result_id, version)
    text = clean(text)[:_LONGEST_TEXT]
    words = find_words(asker.resources, result, text)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"words": [{"page": it.page_number, "box": it.box} for it in words]})
    return _render(request, asker, result, words=words, looked_for=text)


@router.post("/results/{result_id}/reveal")
def reveal(
    request: Request,
    asker: Revealer,
    result_id: str,
    purpose: Annotated[str, Form()] = "",
    typed: Annotated[str, Form()] = "",
    version: Annotated[str, Form()] = "",
) -> Response:
    """The page with ids whole, this once; the audit chain keeps by whom and what for."""
    result = _get(asker, result_id, version)
    if not may_see(find_scope(asker.resources, asker.visitor.account, "reveal"), result):
        raise NotAllowed("reveal")
    known = find_text("vi", f"reveal.{purpose}") if purpose in PURPOSES else ""
    words = ": ".join(part for part in (known, squeeze(clean(typed))[:_LONGEST_PURPOSE]) if part)
    if not words:
        return _render(request, asker, result, problem=SetupError("purpose_missing"))
    return _render(request, asker, result, reveal=Reveal(asker.name, words))


@router.post("/results/{result_id}/original")
def send_original(asker: Finder, result_id: str) -> Response:
    """The file as it was received."""
    return _send_copy(asker, result_id, "original")


@router.post("/results/{result_id}/searchable")
def send_searchable(asker: Finder, result_id: str) -> Response:
    """The PDF with text behind the picture."""
    return _send_copy(asker, result_id, "searchable")


@router.get("/results/{result_id}/pages/{page_number}.jpg")
async def show_page(
    request: Request, asker: Finder, result_id: str, page_number: int, version: str = "", sharp: str = ""
) -> Response:
    """The picture of a page."""
    pictures: PagePictures = request.app.state.page_pictures
    width_px = SHARP_PX if sharp else SCREEN_PX

    def look() -> tuple[ProcedureResult, bytes | None]:
        result = _get(asker, result_id, version)
        return result, pictures.find(asker.resources, result, page_number, width_px)

    result, picture = await run_in_threadpool(look)
    if picture is None:
        draw = partial(pictures.get, asker.resources, result, page_number, width_px)
        picture = await to_thread.run_sync(draw, limiter=_DRAWERS)
    # A browser of an office is many people's: it keeps no picture; we have it at hand.
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _get(asker: Asker, result_id: str, version: str) -> ProcedureResult:
    """A result that the asker may see, or an earlier version of it that it may see too."""
    newest = asker.get_result(result_id)
    if not version or version == str(newest.version):
        return newest
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 6 else 0
    result = get_version(asker.resources, result_id, number)
    if not may_see(asker.find_scope(), result):
        raise SetupError("version_unknown", version=number)
    return result


def _render(
    request: Request,
    asker: Asker,
    result: ProcedureResult,
    *,
    reveal: Reveal | None = None,
    words: Sequence[WordPlace] = (),
    looked_for: str = "",
    problem: SohoaError | None = None,
) -> Response:
    pages: Pages = request.app.state.pages
    resources, on = asker.resources, today()
    language = request.cookies.get("language", "vi")
    newest = resources.catalogue.get_result(result.result_id).version
    line = show_result(resources, result.result_id, on, reveal, result.version)
    people = People(resources, find_text(language, "result.machine"))
    document_type = type_of(resources.types, result.document_type)
    rows = list_field_rows(line, document_type, language)
    if result.state == "confirmed" and not result.needs_review:
        # Whoever confirmed it has settled what was in doubt.
        rows = tuple(replace(row, doubts=()) for row in rows)
    told: dict[str, Any] = {
        "result": result,
        "line": line,
        "rows": [row for row in rows if row.value or row.doubts],
        "sizes": {size["page_number"]: size for size in line["page_sizes"]},
        "versions": range(1, newest + 1),
        "earlier": result.version if result.version != newest else None,
        "validity": tell_validity(line, language),
        "relations": list_relations(asker, result, on),
        "steps": list_steps(resources, result, people, language),
        "uses": list_uses(resources, result, people),
        "place": find_place(resources, result),
        "confirmed_by": people.tell(result.confirmed_by),
        "type_title": document_type.title if document_type else "",
        "people": people,
        "tell_field": lambda name: tell_field(name, document_type, language),
        "has_original": has_original(resources, original_key(result.scan_id)),
        "revealed": reveal is not None,
        "is_masked": any(_MASK in row.value for row in rows),
        "tell_event": lambda event: EVENTS.get(event, (event, event))[language == "en"],
        "may_reveal": may_see(find_scope(resources, asker.visitor.account, "reveal"), result),
        "may_review": asker.visitor.account.may_in("review", result.custodian),
        "purposes": PURPOSES,
        "printed_at": resources.now().isoformat(),
        "words": words,
        "looked_for": looked_for,
        "problem": problem.problem if problem else None,
    }
    return pages.render(request, "result.html", told, status=422 if problem else 200)


def _send_copy(asker: Asker, result_id: str, copy: Copy) -> Response:
    result = asker.get_result(result_id)
    scope = asker.find_scope()
    opened = open_copy(asker.resources, result.result_id, copy, asker.name, lambda paper: may_see(scope, paper))
    headers = {
        # Never shown in a window of ours: a PDF or SVG from outside may carry scripts.
        "Content-Disposition": f'attachment; filename="{opened.file_name}"',
        "Content-Length": str(opened.byte_count),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return StreamingResponse(_pour(opened), media_type=opened.media_type, headers=headers)


def _pour(opened: OpenedCopy) -> Iterator[bytes]:
    with opened.stream as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
