"""Pages as paper: what stands on them is all there on A4, nothing cut off, no buttons, few sheets."""

from __future__ import annotations

import io
import re

import pdfplumber
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page

from benchmarks.drills.browsing import Desk
from pipelines.training.marks import WORDS as MARK
from tests.web.conftest import SitDown
from tests.web.test_nothing_personal import walk as walk
from tests.web.walking import Walk

# Page, a role that gets it, how many sheets it may take.
PRINTED = [
    ("/find", "clerk", 1),
    ("/results/{result_id}", "clerk", 3),
    ("/requests", "clerk", 1),
    ("/requests/{code}/slip", "clerk", 1),
    ("/requests/{code}", "clerk", 1),
    ("/batches/{batch_id}", "archivist", 2),
    ("/coverage", "manager", 3),
    ("/coverage/list", "manager", 2),
]
_A4_PT = (595, 842)
# Chromium rounds to its own dots.
_ROUNDING_PT = 2
_WORD = re.compile(r"\w+")


def print_page(page: Page) -> tuple[str, int]:
    """The words of the sheets and their number; every word lies on its sheet."""
    data = page.pdf(format="A4", prefer_css_page_size=True)
    with pdfplumber.open(io.BytesIO(data)) as paper:
        for sheet in paper.pages:
            sides = zip(sorted((sheet.width, sheet.height)), _A4_PT, strict=True)
            assert all(abs(side - wanted) < _ROUNDING_PT for side, wanted in sides)
            words = sheet.extract_words()
            assert words, "an empty sheet"
            outside = [
                it["text"] for it in words if it["x0"] < 0 or it["x1"] > sheet.width or it["bottom"] > sheet.height
            ]
            assert outside == []
        return "\n".join(sheet.extract_text() for sheet in paper.pages), len(paper.pages)


def list_lost(shown: str, printed: str) -> list[str]:
    """Words on the page that are on no sheet; a line may have been broken within one."""
    there = set(_WORD.findall(printed))
    joined = re.sub(r"\s", "", printed)
    return [word for word in _WORD.findall(shown) if word not in there and word not in joined]


@pytest.mark.slow
def test_pages_print_whole_and_all_sheets_of_a_training_home_say_so(
    walk: Walk, at_desk: SitDown, application: FastAPI
) -> None:
    desks: dict[str, Desk] = {}
    faults: dict[str, object] = {}
    for address, role, most in PRINTED:
        desk = desks[role] = desks.get(role) or at_desk(role)
        page = desk.go(re.sub(r"{(\w+)}", lambda found: walk.known[found[1]], address))
        if address == "/find":
            page.fill("#box", "nguyen van an")
            page.wait_for_selector(".hit")
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print")
        # What is for screen readers alone is on no sheet.
        page.eval_on_selector_all("main .hidden", "found => found.forEach((it) => it.remove())")
        shown = page.inner_text("main")
        assert page.locator("button:visible, .button:visible, header.top:visible").count() == 0, address
        printed, sheets = print_page(page)
        page.emulate_media(media="screen")
        if (lost := list_lost(shown, printed)) or sheets > most:
            faults[address] = (lost, sheets)
    for desk in desks.values():
        # The paper of this home is no picture; that says so in the console of the browser.
        desk.faults[:] = [fault for fault in desk.faults if "the server responded with a status of" not in fault]
    assert faults == {}
    application.state.is_training = True
    page = desks["clerk"].go(f"/requests/{walk.known['code']}/slip")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p>dòng</p>'.repeat(80))")
    page.emulate_media(media="print")
    with pdfplumber.open(io.BytesIO(page.pdf(format="A4"))) as paper:
        # Turned words are found letter by letter.
        letters = ["".join(char["text"] for char in sheet.chars) for sheet in paper.pages]
    assert len(letters) > 1 and all(MARK.replace(" ", "") in text.replace(" ", "") for text in letters)
