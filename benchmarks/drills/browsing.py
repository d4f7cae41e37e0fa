"""Here lives a real browser for drills and tests of the portal: Debian's Chromium, before a portal that listens."""

from __future__ import annotations

import io
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

# The office PC that every page is made for.
WIDTH, HEIGHT = 1366, 768
_COLOURS = 128
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
_WITHIN_MS = 15_000
# Where a test's pictures go when they are wanted: `make pictures`. Taken out: a program that the portal starts must
# not meet a setting that it does not know.
_PICTURES = os.environ.pop("SOHOA_PICTURES", None)


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Raises AssertionError where it is not installed: `make test` installs it."""
    program = shutil.which("chromium")
    assert program, "chromium is missing: setup/debian_packages_tests.txt"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield browser
        browser.close()


@contextmanager
def serve(application: FastAPI) -> Iterator[str]:
    """The address at which the portal answers, on a port of its own."""
    server = uvicorn.Server(
        uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error", access_log=False, lifespan="on")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the portal did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


@dataclass
class Desk:
    """Somebody at a browser: `page` is what stands open.

    `addresses` are all that the browser asked for and the referrers it told; `faults` what the pages' scripts said
    went wrong, a breach of the content policy among it.
    """

    address: str
    context: BrowserContext
    page: Page
    addresses: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def picture(self, name: str) -> None:
        """Keep what stands open as a picture of the documentation, where pictures are being made."""
        if _PICTURES:
            keep_picture(self.page, Path(_PICTURES) / f"{name}.png")


def keep_picture(page: Page, path: Path) -> None:
    """What stands open, as a picture of the documentation."""
    page.wait_for_load_state("networkidle")
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # A third of the weight; nobody sees the difference.
    shown.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def sit_down(browser: Browser, address: str, cookies: dict[str, str]) -> Desk:
    """A browser of one person, signed in by these cookies; nothing of another's is in it."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN", accept_downloads=True)
    context.set_default_timeout(_WITHIN_MS)
    for name, value in cookies.items():
        context.add_cookies([{"name": name, "value": value, "url": address}])
    desk = Desk(address, context, context.new_page())

    def note(request: Request) -> None:
        desk.addresses.append(request.url)
        desk.addresses.append(request.headers.get("referer", ""))

    context.on("request", note)
    context.on("weberror", lambda error: desk.faults.append(str(error.error)))
    context.on("console", lambda told: desk.faults.append(told.text) if told.type == "error" else None)
    return desk
