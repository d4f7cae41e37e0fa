"""Here lives the making of the web application: pages, static files, what every answer must carry."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from pipelines.batches.queue_keeper import QueueKeeper
from pipelines.lookup.page_images import PagePictures
from pipelines.people.accounts import list_administrators
from pipelines.people.attempts import Attempts
from pipelines.resources import Resources
from schemas.errors import InputRejected, SetupError, SohoaError
from schemas.people import GRANTED, ROLES
from web.api.application import make_api
from web.api.document import ROOT
from web.body_limits import BodyLimits
from web.faults import tell_invalid, tell_unforeseen, tell_unknown_address
from web.kept_forms import is_own_path, to_cookie
from web.pages import comparison, own_account, signing
from web.pages.administration import accounts, auditing, health, systems, training, units
from web.pages.archive import batches, quarantine, reviewing, scan_now, uploading
from web.pages.clerk import finding, held, requests, results, reusing
from web.pages.manager import coverage, evidence, indicators, missing
from web.rendering import Pages
from web.visitors import COOKIE, NEXT_COOKIE, NotAllowed, NotSignedIn

# In the order in which addresses are compared.
PAGES = (
    signing,
    finding,
    held,
    reusing,
    results,
    reviewing,
    requests,
    coverage,
    missing,
    evidence,
    indicators,
    accounts,
    own_account,
    units,
    systems,
    auditing,
    health,
    comparison,
    training,
    uploading,
    batches,
    quarantine,
    scan_now,
)
STATIC = Path(__file__).with_name("static")
# Nothing is loaded from elsewhere, no script stands in a page, nobody frames us.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# Not there, or not for this account.
_UNKNOWN = frozenset(
    {
        "account_unknown",
        "result_unknown",
        "request_unknown",
        "page_unknown",
        "batch_unknown",
        "receipt_unknown",
        "paper_unknown",
        "reuse_entry_unknown",
        "version_unknown",
        "system_unknown",
    }
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def make_application(resources: Resources) -> FastAPI:
    """The portal over open stores; the caller closes them when it has stopped."""
    # The library's own page of the API loads scripts from elsewhere.
    application = FastAPI(title="Sohoa", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_keep_queue)
    application.state.resources = resources
    application.state.pages = Pages()
    application.state.is_training = resources.settings.is_training
    application.state.attempts = Attempts(resources.catalogue)
    resources.views.begin()
    application.state.page_pictures = PagePictures()
    application.state.queue_keeper = QueueKeeper(resources)
    for module in PAGES:
        application.include_router(module.router)
    application.mount(ROOT, make_api(resources, application.state.pages), name="api")
    application.mount("/static", StaticFiles(directory=STATIC), name="static")
    application.add_middleware(BodyLimits, pages=application.state.pages)
    application.middleware("http")(_add_headers)
    application.add_exception_handler(NotSignedIn, _send_to_sign_in)
    application.add_exception_handler(NotAllowed, _tell_not_allowed)
    application.add_exception_handler(SohoaError, _tell_error)
    application.add_exception_handler(HTTPException, tell_unknown_address)
    application.add_exception_handler(RequestValidationError, tell_invalid)
    return application


@asynccontextmanager
async def _keep_queue(application: FastAPI) -> AsyncIterator[None]:
    """While the portal answers, what it is handed is read beside it."""
    keeper: QueueKeeper = application.state.queue_keeper
    keeper.watch()
    yield
    await run_in_threadpool(keeper.close)


async def _add_headers(request: Request, follow: Callable[[Request], Awaitable[Response]]) -> Response:
    try:
        answer = await follow(request)
    except Exception as error:  # noqa: BLE001 - else the server writes a trace, and values in it could be personal
        answer = tell_unforeseen(request, error)
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        # What stands on these pages must not be left in an office PC's cache.
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _send_to_sign_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotSignedIn)
    if request.headers.get("HX-Request") or request.headers.get("X-Form-Key"):
        # The page's script asks for the password in a window over the page, and sends again what was typed.
        return Response(status_code=401)
    had_one = bool(request.cookies.get(COOKIE))
    if error.kept is not None and had_one:
        pages: Pages = request.app.state.pages
        told = {"problem": None, "name": "", "kept": error.kept, "is_over": True}
        return pages.render(request, "sign_in.html", told, status=401)
    answer = RedirectResponse("/sign-in", status_code=303)
    path = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    if request.method == "GET" and "text/html" in request.headers.get("accept", "") and is_own_path(path):
        answer.set_cookie(NEXT_COOKIE, to_cookie(path), max_age=600, httponly=True, samesite="strict")
    return answer


def _tell_not_allowed(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAllowed)
    pages: Pages = request.app.state.pages
    visitor = getattr(request.state, "visitor", None)
    told = {
        "permission": error.permission,
        "holders": [role for role in ROLES if error.permission in GRANTED[role]],
        "administrators": list_administrators(request.app.state.resources, visitor.account) if visitor else [],
    }
    answer = pages.render(request, "not_allowed.html", told, status=403)
    if request.headers.get("HX-Request"):
        # No part of a page: what is open is no longer this visitor's, who sees that when it is loaded anew.
        answer.headers["HX-Refresh"] = "true"
    return answer


def _tell_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SohoaError)
    status = 422 if isinstance(error, InputRejected) else 400 if isinstance(error, SetupError) else 503
    if error.code in _UNKNOWN:
        status = 404
    pages: Pages = request.app.state.pages
    template = "problem_part.html" if request.headers.get("HX-Request") else "problem.html"
    return pages.render(request, template, {"problem": error.problem, "code": error.code}, status=status)
