"""Here lives the page of the system's health, for who keeps it running."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from pipelines.care.health_desk import HealthDesk
from pipelines.cli.doctor import tell_note, tell_standing
from pipelines.cli.session import Session
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()
Keeper = Annotated[Asker, Depends(Needs("health"))]


@router.get("/health")
def show(request: Request, asker: Keeper) -> Response:
    """As `sohoa doctor` tells it; addresses without their secrets, settings not at all."""
    pages: Pages = request.app.state.pages
    health = _find_desk(request, asker).tell()
    language = "en" if request.cookies.get("language") == "en" else "vi"
    session = Session(asker.resources.settings, asker.name, language, as_json=False)
    told = {
        "health": health,
        "backends": [(backend, tell_note(session, backend)) for backend in health.backends],
        "lines": list(tell_standing(session, health.standing)),
    }
    template = "health_part.html" if request.headers.get("HX-Request") else "health.html"
    return pages.render(request, template, told)


def _find_desk(request: Request, asker: Asker) -> HealthDesk:
    state = request.app.state
    if not hasattr(state, "health_desk"):
        state.health_desk = HealthDesk(asker.resources)
    desk: HealthDesk = state.health_desk
    return desk
