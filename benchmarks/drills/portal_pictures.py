"""Pictures of the pages that no test stops at: `python -m benchmarks.drills.portal_pictures FILE FOLDER`.

FILE is what `sohoa demo --portal --json` told; its four people walk through the portal that it left open, in Chromium,
and each page is kept in FOLDER as `portal-NAME.png`. The tests of the portal take the others: `make pictures`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.drills.browsing import Desk, keep_picture, open_chromium, sit_down

_CHOSEN = "hoa súng nở trên kênh"
_SETTLED_MS = 700


def main(arguments: list[str]) -> int:
    portal = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))["portal"]
    folder = Path(arguments[1])
    paths = {link["what"]: link["path"] for link in portal["links"]}
    with open_chromium() as browser:
        desk = sit_down(browser, portal["address"], {})
        keep_picture(desk.go("/sign-in"), folder / "portal-sign-in.png")
        first, *others = portal["sign_ins"]
        people = {first["name"]: _enter(browser, portal["address"], first, folder / "portal-password.png")}
        people |= {one["name"]: _enter(browser, portal["address"], one) for one in others}

        def take(name: str, who: str, path: str, act: Callable[[Page], Any] | None = None) -> None:
            page = people[who].go(path)
            if act:
                act(page)
            page.wait_for_timeout(_SETTLED_MS)
            keep_picture(page, folder / f"portal-{name}.png")

        take("comparison", "luutru", paths["plain_tesseract"])
        take("killed-batch", "luutru", paths["killed_batch"])
        take("photo", "luutru", paths["stained_photo"])
        take("quarantine-file", "luutru", "/quarantine", lambda page: page.click('a[href^="/quarantine/"]'))
        take("reuse-form", "motcua", "/find", lambda page: _use(page, portal["card"]))
        take("me", "motcua", "/me")
        take("requests", "motcua", "/requests")
        take("funnel", "lanhdao", "/coverage/funnel")
        take("floor", "lanhdao", paths["floor"])
        take("checks", "lanhdao", "/review/checks")
        take("log-verified", "quantri", "/audit/verify")
        take("views", "quantri", f"/results/{paths['stained_photo'].rpartition('/')[2]}/views")
        faults = [fault for desk in people.values() for fault in desk.faults]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _enter(browser: Browser, address: str, one: dict[str, str], picture: Path | None = None) -> Desk:
    """Sign in with the password that serves once, choose one, sign in again."""
    desk = sit_down(browser, address, {})
    page = desk.go("/sign-in")
    _fill(page, name=one["name"], password=one["password"])
    page.wait_for_url("**/password")
    if picture:
        keep_picture(page, picture)
    _fill(page, present=one["password"], chosen=_CHOSEN)
    page.wait_for_url("**/sign-in")
    _fill(page, name=one["name"], password=_CHOSEN)
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    return desk


def _fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.fill(f"[name={name}]", text)
    page.keyboard.press("Enter")


def _use(page: Page, card: str) -> None:
    page.fill("#box", card)
    page.keyboard.press("Enter")
    page.click("a.hit-use.button")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
