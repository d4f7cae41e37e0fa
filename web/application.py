"""Here lives the making of the web application: pages, static files, what every answer must carry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from pipelines.resources import Resources
from schemas.errors import InputRejected, SetupError, SohoaError
from web.pages import coverage, finding, requests, results, reviewing, signing
from web.rendering import Pages
from web.visitors import NotAllowed, NotSignedIn

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
    application = FastAPI(title="Sohoa", docs_url=None, redoc_url=None, openapi_url=None)
    application.state.resources = resources
    application.state.pages = Pages()
    for module in (signing, finding, results, reviewing, requests, coverage):
        application.include_router(module.router)
    application.mount("/static", StaticFiles(directory=STATIC), name="static")
    application.middleware("http")(_add_headers)
    application.add_exception_handler(NotSignedIn, _send_to_sign_in)
    application.add_exception_handler(NotAllowed, _tell_not_allowed)
    application.add_exception_handler(SohoaError, _tell_error)
    return application


async def _add_headers(request: Request, follow: Callable[[Request], Awaitable[Response]]) -> Response:
    answer = await follow(request)
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        # What stands on these pages must not be left in an office PC's cache.
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _send_to_sign_in(request: Request, error: Exception) -> Response:
    # A part of a page asked for by script cannot sign in: the whole page goes there.
    if request.headers.get("HX-Request"):
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse("/sign-in", status_code=303)


def _tell_not_allowed(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAllowed)
    pages: Pages = request.app.state.pages
    return pages.render(request, "not_allowed.html", {"permission": error.permission}, status=403)


def _tell_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SohoaError)
    status = 422 if isinstance(error, InputRejected) else 400 if isinstance(error, SetupError) else 503
    if error.code in ("result_unknown", "request_unknown", "page_unknown"):
        status = 404
    pages: Pages = request.app.state.pages
    template = "problem_part.html" if request.headers.get("HX-Request") else "problem.html"
    return pages.render(request, template, {"problem": error.problem, "code": error.code}, status=status)
