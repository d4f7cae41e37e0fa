"""Four people take a paper from its box to the dashboard, each in a browser of their own, on a portal really served."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.drills.browsing import Desk, sit_down
from benchmarks.drills.served_portal import PASSWORD, open_people, serve_portal
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.packing import encode_page, write_scan_pdf
from benchmarks.servers.postgresql import make_database
from benchmarks.servers.seaweed import objects_url
from schemas.text import fold

pytestmark = pytest.mark.timeout(300)
OFFICE = "92"
PEOPLE = {"luu": ("archivist",), "kiem": ("verifier",), "cua": ("clerk",), "dao": ("manager",)}
BROKEN = b"%PDF-1.7\nthis was cut off\n"


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=[pytest.mark.services, pytest.mark.slow])])
def stores(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """Settings for the embedded stores; for a bucket, a database and an index on real servers."""
    settings = {"SOHOA_REVIEW_SAMPLE": "1", "SOHOA_JOBS": "1"}
    if request.param == "embedded":
        return settings
    mark = uuid.uuid4().hex[:8]
    return settings | {
        "SOHOA_OBJECTS": objects_url(request.getfixturevalue("seaweed"), f"day-{mark}"),
        "SOHOA_CATALOGUE": make_database(request.getfixturevalue("postgresql")),
        "SOHOA_INDEX": f"elasticsearch://{request.getfixturevalue('elasticsearch')}/day-{mark}",
    }


@pytest.fixture
def portal(tmp_path: Path, stores: Mapping[str, str]) -> Iterator[str]:
    home = tmp_path / "home"
    open_people(home, PEOPLE, OFFICE, stores)  # type: ignore[arg-type]
    with serve_portal(home, stores) as (address, _):
        yield address


def enter(browser: Browser, address: str, name: str) -> Desk:
    """Somebody signs in as people do."""
    desk = sit_down(browser, address, {})
    page = desk.go("/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    return desk


def test_a_paper_goes_from_the_box_to_the_dashboard(portal: str, chromium: Browser, tmp_path: Path) -> None:
    drawn = draw_paper("death_extract", "clean", 3, dpi=200, may_turn=False)
    write_scan_pdf(tmp_path / "scan.pdf", [encode_page(page) for page in drawn.pages])
    (tmp_path / "broken.pdf").write_bytes(BROKEN)
    holder = str(drawn.truth.fields["holder_name"])
    manager = enter(chromium, portal, "dao")
    assert digitised(manager) == 0

    upload(enter(chromium, portal, "luu"), [tmp_path / "scan.pdf", tmp_path / "broken.pdf"])
    review(enter(chromium, portal, "kiem"))
    clerk = enter(chromium, portal, "cua")
    find(clerk, fold(holder), holder)
    use_instead_of_paper(clerk)
    assert digitised(manager) == 1
    assert not any(fold(holder) in fold(address) for desk in (clerk, manager) for address in desk.addresses)
    assert clerk.faults == manager.faults == []


def upload(desk: Desk, files: list[Path]) -> None:
    page = desk.go("/upload")
    page.set_input_files("#pick-files", files)
    page.click("[data-start]")
    page.wait_for_url("**/batches/*")
    progress = page.locator("#progress")
    expect(progress.locator(".file-state.quarantined")).to_have_count(1, timeout=120_000)
    expect(progress.locator('a[href^="/results/"]')).to_have_count(1, timeout=120_000)
    assert desk.faults == []


def review(desk: Desk) -> None:
    """Nothing but Enter, as often as the form asks."""
    page = desk.go("/review/next")
    page.wait_for_selector("[data-painted]")
    for _ in range(40):
        if not page.locator("#checking").count():
            break
        page.keyboard.press("Enter")
        page.wait_for_timeout(150)
    expect(page.locator("#checking")).to_have_count(0)
    assert desk.faults == []


def find(desk: Desk, typed: str, holder: str) -> None:
    """Typed without marks, found with them, opened by keys; the words are marked on the picture."""
    page = desk.go("/find")
    page.keyboard.type(typed)
    expect(page.locator(".hit-name")).to_have_text(re.compile(holder, re.IGNORECASE))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/results/*")
    expect(page.locator(".page rect.word").first).to_be_attached()
    assert page.locator(".page rect[data-field=holder_name]").count() == 1


def use_instead_of_paper(desk: Desk) -> None:
    page = desk.page
    page.click(".reuse-part a")
    page.fill("#dossier", "H13.1-241015-0001")
    page.fill("#component", "Giấy chứng tử")
    page.click("button[value=use]")
    expect(page.locator("#entry-code")).not_to_be_empty()
    with page.expect_download() as fetched:
        page.click('form[action$="/copy"] button')
    assert Path(fetched.value.path()).read_bytes().startswith(b"%PDF")


def digitised(desk: Desk) -> int:
    """What the dashboard says of communes; it may still be counting when it is first asked."""
    page: Page = desk.go("/coverage?target_year=2022")
    expect(page.locator("#level-commune, main .card").first).to_be_visible()
    level = page.locator('section[aria-labelledby="level-commune"]')
    if not level.count():
        return 0
    return int(level.locator("dd").nth(1).inner_text())
