"""Here live the pages to sign in, choose a password, and sign out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from pipelines.people.accounts import choose_password
from pipelines.people.passwords import MIN_LENGTH, is_password
from pipelines.people.signing_in import LONGEST, find_visitor, sign_in, sign_out
from pipelines.resources import Resources
from schemas.errors import SetupError
from web.rendering import Pages
from web.visitors import COOKIE, Asker, Needs

router = APIRouter()
Anybody = Annotated[Asker, Depends(Needs(None))]


@router.get("/sign-in")
def show_sign_in(request: Request) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, "sign_in.html", {"problem": None, "name": ""})


@router.post("/sign-in")
def do_sign_in(request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
    resources: Resources = request.app.state.resources
    pages: Pages = request.app.state.pages
    try:
        token = sign_in(resources, name, password)
    except SetupError as error:
        # What was typed as the name stays; the password is typed again.
        return pages.render(request, "sign_in.html", {"problem": error.problem, "name": name}, status=403)
    visitor = find_visitor(resources, token)
    assert visitor is not None, "just signed in"
    answer = RedirectResponse("/password" if visitor.account.must_change else "/", status_code=303)
    is_secure = request.url.scheme == "https"
    answer.set_cookie(
        COOKIE, token, max_age=int(LONGEST.total_seconds()), httponly=True, samesite="strict", secure=is_secure
    )
    return answer


@router.post("/sign-out")
def do_sign_out(asker: Anybody) -> Response:
    sign_out(asker.resources, asker.visitor)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/password")
def show_password(request: Request, asker: Anybody) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, "password.html", {"problem": None, "least": MIN_LENGTH})


@router.post("/password")
def do_password(
    request: Request, asker: Anybody, present: Annotated[str, Form()], chosen: Annotated[str, Form()]
) -> Response:
    pages: Pages = request.app.state.pages
    try:
        if not is_password(present, asker.visitor.account.password_hash):
            raise SetupError("sign_in_refused")
        choose_password(asker.resources, asker.name, chosen)
    except SetupError as error:
        return pages.render(request, "password.html", {"problem": error.problem, "least": MIN_LENGTH}, status=403)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/")
def show_start(asker: Anybody) -> Response:
    """Where each role's day begins."""
    starts = (("review", "/review"), ("find", "/find"), ("coverage", "/coverage"))
    account = asker.visitor.account
    where = next((path for permission, path in starts if account.may(permission)), "/password")  # type: ignore[arg-type]
    return RedirectResponse(where, status_code=303)
