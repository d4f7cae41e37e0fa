"""Here lives the portal of a training home: prepared while people wait, started anew at a button, marked everywhere.

One server stays; behind it stands a portal of its own for each round of practice.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from pipelines.resources import open_resources
from pipelines.settings import Settings
from pipelines.training.home import (
    PracticeAccount,
    begin_round,
    drop_rounds,
    find_root,
    find_round,
    is_prepared,
    prepare,
)
from pipelines.training.marks import mark_pdf
from schemas.errors import SetupError, SohoaError
from web.application import STATIC, make_application
from web.rendering import Pages

# Answers under way on the old round's stores have so long to end.
_GRACE_S = 3.0
_PDF = b"application/pdf"

Say = Callable[[str], None]
OnRound = Callable[[tuple[PracticeAccount, ...]], None]
Prepare = Callable[[Path, Settings, Callable[[int, int], None]], None]


@dataclass
class _Round:
    """A portal over open stores; `held` closes them, `alive` ends what the portal runs beside its pages."""

    application: FastAPI
    held: ExitStack
    alive: AsyncExitStack = field(default_factory=AsyncExitStack)


class TrainingPortal:
    """An ASGI application: the page that tells how preparing goes on, then the portal of the round.

    Args:
        settings: the office's own; refused where they point at real stores.
        unit: the unit that every practice account works in.
        on_round: told the accounts of each new round, whose passwords nobody can see again.
        say: told on the console how preparing goes on.
    """

    def __init__(
        self, settings: Settings, unit: str, on_round: OnRound, say: Say, prepare_with: Prepare = prepare
    ) -> None:
        self.root = find_root(settings)
        self.done, self.total = 0, 0
        self.problem: SohoaError | None = None
        self._settings, self._unit = settings, unit
        self._on_round, self._say, self._prepare = on_round, say, prepare_with
        self._waiting = _make_waiting(self)
        self._round: _Round | None = None
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def is_ready(self) -> bool:
        return self._round is not None

    def start_anew(self) -> tuple[PracticeAccount, ...]:
        """Another round from what was prepared; whoever is signed in is signed out. Not from the loop's own thread.

        Raises:
            SetupError: "training_only" where nothing is prepared yet, or a round begins at this moment.
        """
        if not is_prepared(self.root) or not self._lock.acquire(blocking=False):
            raise SetupError("training_only")
        try:
            own, accounts = begin_round(self.root, self._settings, self._unit)
            self._change_to(own)
        finally:
            self._lock.release()
        return accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        round_ = self._round
        await (round_.application if round_ else self._waiting)(scope, receive, _mark_answers(send))

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._begin, name="training", daemon=True).start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        round_, self._round = self._round, None
        if round_ is not None:
            await _close(round_)
        await send({"type": "lifespan.shutdown.complete"})

    def _begin(self) -> None:
        """Prepare where that was not done yet, then go on with the round there is, or begin the first."""
        try:
            if not is_prepared(self.root):
                self._prepare(self.root, self._settings, self._note_progress)
            known = find_round(self.root, self._settings)
            if known is None:
                self._on_round(self.start_anew())
                return
            drop_rounds(self.root, self._settings)
            self._change_to(known)
        except SohoaError as error:
            self.problem = error
            self._say(error.problem.message)

    def _note_progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self._say(f"Chuẩn bị nhà tập huấn / preparing: {done}/{total}")

    def _change_to(self, own: Settings) -> None:
        assert self._loop is not None, "the server runs"
        held = ExitStack()
        application = make_application(held.enter_context(open_resources(own)))
        application.state.training = self
        new = _Round(application, held)
        asyncio.run_coroutine_threadsafe(_enter(new), self._loop).result()
        old, self._round = self._round, new
        if old is not None:
            asyncio.run_coroutine_threadsafe(self._leave(old), self._loop)

    async def _leave(self, old: _Round) -> None:
        await asyncio.sleep(_GRACE_S)
        await _close(old)
        await asyncio.to_thread(drop_rounds, self.root, self._settings)


async def _enter(round_: _Round) -> None:
    await round_.alive.enter_async_context(round_.application.router.lifespan_context(round_.application))


async def _close(round_: _Round) -> None:
    await round_.alive.aclose()
    await asyncio.to_thread(round_.held.close)


def _make_waiting(portal: TrainingPortal) -> FastAPI:
    """One page for every address, which loads itself again until the round is there."""
    application = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    application.state.is_training = True
    pages = Pages()
    application.mount("/static", StaticFiles(directory=STATIC), name="static")

    @application.get("/{anything:path}")
    def wait(request: Request) -> Response:
        told = {"done": portal.done, "total": portal.total, "problem": portal.problem and portal.problem.problem}
        answer = pages.render(request, "training_wait.html", told, status=503)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return application


def _mark_answers(send: Send) -> Send:
    """PDFs leave with the mark of the training home; everything else as it is."""
    start: Message | None = None
    held = bytearray()

    async def marked(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and _is_pdf(message["headers"]):
            start = message
            return
        if start is None or message["type"] != "http.response.body":
            await send(message)
            return
        held.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        body = await asyncio.to_thread(mark_pdf, bytes(held))
        kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        await send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
        await send({"type": "http.response.body", "body": body})

    return marked


def _is_pdf(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(_PDF) for name, value in headers)
