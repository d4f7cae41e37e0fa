"""Here lives what a page tells where nobody foresaw a fault, and where an address leads nowhere."""

from __future__ import annotations

import sys
import traceback

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from schemas.problems import get_problem
from web.rendering import Pages

_NOT_FOUND, _WRONG_METHOD = 404, 405


def tell_unforeseen(request: Request, error: Exception) -> Response:
    """A page with advice for the person; one line for the log, because values in a trace could be personal."""
    frame = traceback.extract_tb(error.__traceback__)[-1] if error.__traceback__ else None
    place = f"{frame.filename}:{frame.lineno}" if frame else "?"
    told = f"Lỗi chưa lường trước / unforeseen fault [portal_fault]: {type(error).__name__} tại/at {place}"
    print(told, file=sys.stderr, flush=True)
    return _render(request, "portal_fault", 500)


def tell_unknown_address(request: Request, error: Exception) -> Response:
    """No page of ours has this address, or none that is asked in this way."""
    assert isinstance(error, HTTPException)
    is_unknown = error.status_code in (_NOT_FOUND, _WRONG_METHOD)
    answer = _render(request, "address_unknown" if is_unknown else "form_invalid", error.status_code)
    if allowed := (error.headers or {}).get("Allow"):
        answer.headers["Allow"] = allowed
    return answer


def tell_invalid(request: Request, _error: Exception) -> Response:
    """Something in an address or a form is not what the page asks for; its words are not repeated."""
    return _render(request, "form_invalid", 422)


def _render(request: Request, code: str, status: int) -> Response:
    pages: Pages = request.app.state.pages
    template = "problem_part.html" if request.headers.get("HX-Request") else "problem.html"
    return pages.render(request, template, {"problem": get_problem(code), "code": code}, status=status)
