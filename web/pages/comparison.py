"""Here lives the page that a demonstration shows: the same page by plain Tesseract and by us."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from pipelines.demo.comparison import find_comparison
from schemas.errors import SetupError
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()


@router.get("/comparison")
def show(request: Request, asker: Annotated[Asker, Depends(Needs("find"))]) -> Response:
    """Both readings beside the picture; unknown in an office's own home."""
    pages: Pages = request.app.state.pages
    told = find_comparison(asker.resources.settings)
    if told is None:
        raise SetupError("result_unknown", result="comparison")
    return pages.render(request, "comparison.html", {"told": told, "result": asker.get_result(told.result_id)})
