"""Here live the pages about oneself: one's roles, where one is signed in, and what each role may do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from pipelines.people.signing_in import end_sign_in, list_sign_ins
from schemas.people import GRANTED, PERMISSIONS, ROLES
from web.account_forms import tell_unit
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()
Anybody = Annotated[Asker, Depends(Needs(None))]


@router.get("/me")
def show(request: Request, asker: Anybody) -> Response:
    pages: Pages = request.app.state.pages
    account = asker.visitor.account
    told = {
        "roles_now": [(grant.role, tell_unit(asker.resources, grant.unit)) for grant in account.grants],
        "sign_ins": list_sign_ins(asker.resources, account),
        "here": asker.visitor.token_hash,
    }
    return pages.render(request, "me.html", told)


@router.post("/me/end")
def end(asker: Anybody, which: Annotated[str, Form()] = "") -> Response:
    """End one of one's own sign-ins, or all others."""
    end_sign_in(asker.resources, asker.visitor, which)
    return RedirectResponse("/me", status_code=303)


@router.get("/roles")
def show_roles(request: Request, asker: Anybody) -> Response:
    """What each role may do, for everybody to see."""
    pages: Pages = request.app.state.pages
    own = {grant.role for grant in asker.visitor.account.grants}
    told = {"roles": ROLES, "permissions": PERMISSIONS, "granted": GRANTED, "own": own}
    return pages.render(request, "roles.html", told)
