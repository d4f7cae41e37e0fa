"""Here live the pages to sign in, choose a password, and sign out."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from pipelines.people.accounts import choose_password
from pipelines.people.attempts import Attempts
from pipelines.people.browsers import name_browser
from pipelines.people.passwords import MIN_LENGTH, is_password
from pipelines.people.signing_in import Visitor, find_visitor, sign_in, sign_out
from schemas.errors import SetupError
from web.kept_forms import KeptForm, from_cookie, read_kept_form
from web.rendering import Pages
from web.visitors import COOKIE, NEXT_COOKIE, Asker, Needs, NotAllowed

router = APIRouter()
Anybody = Annotated[Asker, Depends(Needs(None))]
_REMEMBERED = timedelta(days=7)


@router.get("/sign-in")
def show_sign_in(request: Request) -> Response:
    is_over = bool(request.cookies.get(COOKIE))
    return _render(request, {"is_over": is_over, "kept": None, "name": "", "problem": None})


@router.post("/sign-in")
async def do_sign_in(request: Request) -> Response:
    """Where the day begins; after a sign-in that was over, back to what was typed or asked for."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        # Another site must not sign anybody in under a name of its choice.
        raise NotAllowed(None)
    form = await request.form()
    return await run_in_threadpool(_sign_in, request, form)


def _sign_in(request: Request, form: FormData) -> Response:
    name, kept = str(form.get("name", "")), read_kept_form(form)
    try:
        token = _try(request, name, str(form.get("password", "")))
    except SetupError as error:
        # What was typed as the name stays; the password is typed again.
        told = {"problem": error.problem, "name": name, "kept": kept, "is_over": False}
        return _render(request, told, status=429 if error.code == "sign_in_slowed" else 403)
    visitor = find_visitor(request.app.state.resources, token)
    assert visitor is not None, "just signed in"
    answer = _lead_on(request, visitor, kept)
    _set_cookie(request, answer, token)
    return answer


def _lead_on(request: Request, visitor: Visitor, kept: KeptForm | None) -> Response:
    if visitor.account.must_change:
        return RedirectResponse("/password", status_code=303)
    # Whose browser never signed in here cannot have typed it.
    if kept is not None and COOKIE in request.cookies and kept.is_of(visitor.account):
        request.state.visitor = visitor
        pages: Pages = request.app.state.pages
        return pages.render(request, "send_again.html", {"kept": kept})
    answer = RedirectResponse(from_cookie(request.cookies.get(NEXT_COOKIE, "")) or "/", status_code=303)
    if NEXT_COOKIE in request.cookies:
        answer.delete_cookie(NEXT_COOKIE)
    return answer


@router.post("/sign-in/again")
def do_sign_in_again(request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
    """For the window over a page whose sign-in is over: the new form key, or why not."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise NotAllowed(None)
    try:
        token = _try(request, name, password)
    except SetupError as error:
        return JSONResponse({"problem": f"{error.problem.message} {error.problem.advice}"}, status_code=403)
    visitor = find_visitor(request.app.state.resources, token)
    assert visitor is not None, "just signed in"
    answer = JSONResponse({"form_key": visitor.form_key})
    _set_cookie(request, answer, token)
    return answer


def _try(request: Request, name: str, password: str) -> str:
    attempts: Attempts = request.app.state.attempts
    address = request.client.host if request.client else ""
    attempts.check(address)
    try:
        place = name_browser(request.headers.get("user-agent", ""))
        return sign_in(request.app.state.resources, name, password, place=place, attempts=attempts)
    except SetupError:
        attempts.note_failure(address, name.strip().lower())
        raise


def _set_cookie(request: Request, answer: Response, token: str) -> None:
    answer.set_cookie(
        COOKIE,
        token,
        # Longer than the sign-in lasts: an old token tells that a form sent too late was typed in this browser.
        max_age=int(_REMEMBERED.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def _render(request: Request, told: dict[str, Any], status: int = 200) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, "sign_in.html", told, status=status)


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
    starts = (("review", "/review"), ("find", "/find"), ("coverage", "/coverage"), ("accounts", "/accounts"))
    account = asker.visitor.account
    where = next((path for permission, path in starts if account.may(permission)), "/me")  # type: ignore[arg-type]
    return RedirectResponse(where, status_code=303)
