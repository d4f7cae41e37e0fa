"""Here lives the door of the API: before a word is read it asks whose token this is, how often, how much, how slow."""

from __future__ import annotations

import asyncio
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.people.systems import find_caller, note_refused, note_used
from pipelines.resources import Resources
from schemas.errors import SetupError, SohoaError
from schemas.systems import ApiSystem
from web.api.meter import AT_ONCE, Meter
from web.api.problems import find_language, tell_error, tell_problem

_MB = 1024 * 1024
_ORDINARY_BYTES = _MB
# Registers and exports of dossiers: a table of 100,000 rows is some ten megabytes.
_LARGE_BYTES = 32 * _MB
_LARGE = ("/registers", "/dossiers")
_PUBLIC = ("/openapi.json", "/docs")
# For a whole body: 32 MB on a line of 3 Mbit/s.
RECEIVE_S = 90.0
_REFUSAL_NOTED_EVERY_S = 60


class Door:
    """Middleware: lets in who may ask, with the body read whole; all others get their problem at once.

    What is behind finds the system in `request.state.system`.
    """

    def __init__(self, app: ASGIApp, resources: Resources, meter: Meter, receive_s: float = RECEIVE_S) -> None:
        self._app = app
        self._resources = resources
        self._meter = meter
        self._receive_s = receive_s
        self._used: dict[str, datetime] = {}
        self._refused: dict[str, datetime] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", "")).removeprefix(str(scope.get("root_path", "")))
        if scope["type"] != "http" or path in _PUBLIC:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        language = find_language(headers)
        try:
            system = await run_in_threadpool(self._identify, headers, scope.get("client"))
        except SohoaError as error:
            await tell_error(error, language)(scope, receive, send)
            return
        pause_s = self._meter.begin(system.name, system.per_minute)
        if pause_s is not None:
            details = {"per_minute": system.per_minute, "at_once": AT_ONCE}
            await tell_problem("api_too_many", language, details, retry_s=pause_s)(scope, receive, send)
            return
        try:
            most = _LARGE_BYTES if path.startswith(_LARGE) else _ORDINARY_BYTES
            body = await self._read(receive, headers, most, language)
            if isinstance(body, Response):
                await body(scope, receive, send)
            elif body is not None:
                scope.setdefault("state", {})["system"] = system
                await self._app(scope, _give(body, receive), send)
        finally:
            self._meter.end(system.name)

    def _identify(self, headers: Headers, client: tuple[str, int] | None) -> ApiSystem:
        """Raises SetupError as of `find_caller`, and "api_token_missing"."""
        kind, _, token = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise SetupError("api_token_missing")
        try:
            system = find_caller(self._resources, token.strip(), client[0] if client else "")
        except SetupError as error:
            self._note_refused(error.code)
            raise
        self._used[system.name] = note_used(self._resources, system, self._used.get(system.name))
        return system

    def _note_refused(self, code: str) -> None:
        # Once a minute: who tries tokens must not fill the audit chain.
        now, last = self._resources.now(), self._refused.get(code)
        if last is None or (now - last).total_seconds() >= _REFUSAL_NOTED_EVERY_S:
            self._refused[code] = now
            note_refused(self._resources, code)

    async def _read(self, receive: Receive, headers: Headers, most: int, language: str) -> bytes | Response | None:
        """The whole body; the problem where it is too large or too slow; None where the caller went away."""
        too_large = tell_problem("api_body_too_large", language, {"most_mb": most // _MB})
        told = headers.get("content-length", "0")
        if not told.isdigit() or int(told) > most:
            return too_large
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._receive_s):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > most:
                        return too_large
                    if not message.get("more_body", False):
                        return b"".join(parts)
        except TimeoutError:
            return tell_problem("api_body_too_slow", language, {"seconds": int(self._receive_s)})


def _give(body: bytes, receive: Receive) -> Receive:
    """The body in one piece, and after it whatever else the line says."""
    is_given = False

    async def give() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give
