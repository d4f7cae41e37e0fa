"""Here live the pages of a training home: what it is, and the button that starts it anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from pipelines.training.home import ACCOUNTS
from schemas.errors import SetupError
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()
Instructor = Annotated[Asker, Depends(Needs("accounts"))]


@router.get("/training")
def show(request: Request, asker: Instructor) -> Response:
    """What can be practised with, and the button; another home has no such page."""
    _refuse_real(asker)
    pages: Pages = request.app.state.pages
    return pages.render(request, "training.html", {"names": ACCOUNTS, "opened": None, "is_unsure": False})


@router.post("/training")
def start_anew(request: Request, asker: Instructor, sure: Annotated[str, Form()] = "") -> Response:
    """Everything as on the first day, with new accounts: their one-time passwords stand on the answer alone."""
    _refuse_real(asker)
    pages: Pages = request.app.state.pages
    if not sure:
        return pages.render(request, "training.html", {"names": ACCOUNTS, "opened": None, "is_unsure": True}, 422)
    opened = request.app.state.training.start_anew()
    # The account that asked is gone with its round.
    request.state.visitor = None
    return pages.render(request, "training.html", {"names": ACCOUNTS, "opened": opened, "is_unsure": False})


def _refuse_real(asker: Asker) -> None:
    """Raises SetupError ("training_only") outside a training home that this server may start anew."""
    if not asker.resources.settings.is_training:
        raise SetupError("training_only")
