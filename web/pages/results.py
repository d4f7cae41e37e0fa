"""Here live the pages of one result: what it says, its picture, its copies."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from pipelines.lines import type_of
from pipelines.lookup.finding import show_result
from pipelines.lookup.page_images import make_page_image
from schemas.days import today
from web.field_rows import list_field_rows
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()
Finder = Annotated[Asker, Depends(Needs("find"))]


@router.get("/results/{result_id}")
def show(request: Request, asker: Finder, result_id: str) -> Response:
    """The page of a result; ids are masked."""
    pages: Pages = request.app.state.pages
    result = asker.get_result(result_id)
    line = show_result(asker.resources, result_id, today())
    rows = list_field_rows(line, type_of(asker.resources.types, result.document_type), "vi")
    return pages.render(request, "result.html", {"result": result, "line": line, "rows": rows})


@router.get("/results/{result_id}/pages/{page_number}.jpg")
def show_page(asker: Finder, result_id: str, page_number: int) -> Response:
    """The picture of a page."""
    picture = make_page_image(asker.resources, asker.get_result(result_id), page_number)
    # A scan never changes; an hour in this one person's browser spares drawing it again.
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})
