"""Every page for everybody: labels, headings, names, contrast, a focus that is seen, keys that are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from benchmarks.drills.browsing import Desk
from schemas.people import Role
from tests.flows.office import Office
from tests.web.conftest import SitDown
from tests.web.test_nothing_personal import walk as walk
from tests.web.walking import Walk

LOOK = Path(__file__).with_name("accessibility.js").read_text(encoding="utf-8")
# Pages of data for scripts, files, and what leads elsewhere.
_NOT_LOOKED_AT = (".jpg", ".pdf", ".png", "/state", "/progress", "/strip")
_FOCUS = """() => {
  const it = document.activeElement, style = getComputedStyle(it);
  const isOutlined = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
  return it === document.body || isOutlined || style.boxShadow !== "none";
}"""


@pytest.mark.slow
def test_every_page_can_be_used_without_eyes_or_mouse(walk: Walk, at_desk: SitDown) -> None:
    desks: dict[Role, Desk] = {}
    faults: dict[str, list[str]] = {}
    looked = 0
    for address, role in walk.list_pages():
        if role is None or address.endswith(_NOT_LOOKED_AT):
            continue
        desk = desks.setdefault(role, desks.get(role) or at_desk(role))
        answer = desk.page.goto(desk.address + address)
        assert answer is not None
        if not answer.text().startswith("<!doctype html>"):
            continue  # data for scripts, or a part of a page
        walk.note(desk.page.content())
        looked += 1
        found = list(desk.page.evaluate(LOOK))
        desk.page.keyboard.press("Tab")
        if not desk.page.evaluate(_FOCUS):
            found.append("the focus is not seen")
        if found:
            faults[address] = found
    for desk in desks.values():
        # A page that is not there says so in the console of the browser; that is no fault of it.
        desk.faults[:] = [fault for fault in desk.faults if "the server responded with a status of" not in fault]
    assert looked >= 20
    assert faults == {}, "\n".join(f"{address}: {fault}" for address, found in faults.items() for fault in found)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_keys_of_a_page_are_told_and_the_focus_comes_back(office: Office, at_desk: SitDown) -> None:
    office.file_paper("một")
    desk = at_desk("verifier")
    page = desk.go("/requests")
    page.focus("#code")
    press(page, "?")
    assert page.input_value("#code") == "?" and not page.is_visible("#keys"), "in a box it is a letter"
    press(page, "F1")
    assert page.is_visible("#keys") and "Tiếp nhận yêu cầu" in page.inner_text("#keys [data-here]")
    assert page.evaluate("document.activeElement.closest('dialog').id") == "keys"
    press(page, "Escape")
    assert not page.is_visible("#keys") and page.evaluate("document.activeElement.id") == "code"
    page.locator("h1").click()
    press(page, "?")
    desk.picture("portal-keys")
    press(page, "Enter")
    assert not page.is_visible("#keys")
    press(page, "g", "f")
    page.wait_for_url("**/find")
    page.evaluate("document.activeElement.blur()")
    press(page, "/")
    assert page.evaluate("document.activeElement.id") == "box"
