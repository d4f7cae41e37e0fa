"""Here lives the limit on what a browser may send: told from the announcement, before anything travels."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ocr.limits import Limits
from pipelines.batches.single_papers import MOST_BYTES
from pipelines.batches.uploads import PIECE_BYTES
from schemas.problems import get_problem
from web.rendering import Pages

_MIB = 1 << 20
# Forms are typed; lists (registers, dossiers) come as sheets of some megabytes.
_ORDINARY = 50 * _MIB
_BY_PATH = (
    # The form of a browser without script: as much as one file may have, and room for its fields.
    (re.compile(r"/upload|/batches/[^/]+/files"), Limits().max_bytes + _MIB),
    (re.compile(r"/uploads/[^/]+/[^/]+"), PIECE_BYTES + _MIB),
    (re.compile(r"/scan-now"), MOST_BYTES + _MIB),
)
# It has limits of its own, by scope.
_ELSEWHERE = "/api/"


class BodyTooLarge(Exception):
    """More came than may be sent there."""


class BodyLimits:
    """Refuses a request's body that is too large, by its announced length or when it has grown beyond."""

    def __init__(self, application: ASGIApp, pages: Pages) -> None:
        self._application = application
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_ELSEWHERE):
            await self._application(scope, receive, send)
            return
        most, came = _find_most(scope["path"]), 0
        length = dict(scope["headers"]).get(b"content-length", b"")
        if length.isdigit() and int(length) > most:
            await self._refuse(scope, most)(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise BodyTooLarge
            return message

        try:
            await self._application(scope, counted, send)
        except BodyTooLarge:
            await self._refuse(scope, most)(scope, receive, send)

    def _refuse(self, scope: Scope, most: int) -> Response:
        problem = get_problem("body_too_large", most=most // _MIB)
        told = {"problem": problem, "code": "body_too_large"}
        answer = self._pages.render(Request(scope), "problem.html", told, status=413)
        answer.headers["Connection"] = "close"
        return answer


def _find_most(path: str) -> int:
    return next((most for pattern, most in _BY_PATH if pattern.fullmatch(path)), _ORDINARY)
