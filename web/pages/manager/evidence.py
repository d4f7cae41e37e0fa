"""Here lives the page that hands out the evidence for a figure: one archive for inspectors."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from pipelines.registers.evidence import DEFAULT_SAMPLE, EvidenceWish, write_evidence
from schemas.days import today
from schemas.errors import SohoaError
from web.downloads import send_made
from web.managed_units import UnitChoice, choose_unit, read_day
from web.numbers import read_count
from web.pages.manager.coverage import Manager, tell_counting
from web.rendering import Pages

router = APIRouter()
MOST_SAMPLED = 200


@router.get("/coverage/evidence")
def show(request: Request, asker: Manager, unit: str = "") -> Response:
    chosen = choose_unit(asker, unit, "")
    return _render(request, chosen, {"day": (today() - timedelta(days=1)).isoformat(), "sample": str(DEFAULT_SAMPLE)})


@router.post("/coverage/evidence")
def send(
    request: Request,
    asker: Manager,
    unit: Annotated[str, Form()] = "",
    as_of: Annotated[str, Form()] = "",
    purpose: Annotated[str, Form()] = "",
    sample: Annotated[str, Form()] = "",
) -> Response:
    """The archive; the audit chain notes who took it, of what, what for. Ids are masked in it."""
    chosen = choose_unit(asker, unit, "")
    if (waiting := tell_counting(request, asker)) is not None:
        return waiting
    typed = {"day": as_of, "purpose": purpose, "sample": sample}
    try:
        on = read_day(as_of) or today() - timedelta(days=1)
        count = read_count(sample, MOST_SAMPLED)
        most = asker.visitor.account.max_sensitivity
        wish = EvidenceWish(on, chosen.unit, DEFAULT_SAMPLE if count is None else count, most_sensitive=most)

        def write(path: Path) -> None:
            write_evidence(asker.resources, path, wish, asker.name, purpose)

        return send_made(f"chung-minh-{chosen.unit}-{on}.zip", write)
    except SohoaError as error:
        return _render(request, chosen, typed, error)


def _render(request: Request, chosen: UnitChoice, typed: dict[str, str], error: SohoaError | None = None) -> Response:
    pages: Pages = request.app.state.pages
    values = {
        "chosen": chosen,
        "typed": {"purpose": ""} | typed,
        "problem": error.problem if error else None,
        "code": error.code if error else "",
        "most": MOST_SAMPLED,
    }
    return pages.render(request, "coverage_evidence.html", values, status=422 if error else 200)
