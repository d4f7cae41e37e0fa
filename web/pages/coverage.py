"""Here live the manager's pages: coverage against the floor, and what is behind each figure."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from pipelines.registers.counting import count_coverage
from schemas.days import today
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()
Manager = Annotated[Asker, Depends(Needs("coverage"))]


@router.get("/coverage")
def show(request: Request, asker: Manager) -> Response:
    pages: Pages = request.app.state.pages
    units = asker.visitor.account.list_units("coverage")
    told = [count_coverage(asker.resources, today(), unit=unit) for unit in units]
    return pages.render(request, "coverage.html", {"parts": list(zip(units, told, strict=True))})
