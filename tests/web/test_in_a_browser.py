"""What only a real browser shows: scripts, the content policy, keys."""

from __future__ import annotations

import json

import pytest

from pipelines.intake import open_batch
from schemas.errors import TemporarilyUnavailable
from tests.flows.office import Office
from tests.web.conftest import SignIn, SitDown, form_key
from web.pages.clerk import finding


def test_answers_come_while_one_types_without_marks(office: Office, at_desk: SitDown) -> None:
    office.file_paper("một", confirmed=True)
    desk = at_desk("clerk")
    page = desk.go("/find")
    page.keyboard.type("nguyen van an")  # the box is in focus
    page.wait_for_selector(".hit")
    assert "Nguyễn Văn Ân" in page.inner_text(".hit") and "092085000123" not in page.content()
    assert page.url.startswith(f"{desk.address}/find?key=")  # sealed for this sign-in
    assert not any("nguyen" in address for address in desk.addresses)


def test_an_address_that_leads_nowhere_is_told_in_words(signed_in: SignIn) -> None:
    browser = signed_in("clerk")
    for method, path in (("GET", "/nowhere"), ("DELETE", "/find")):
        answer = browser.request(method, path)
        assert answer.status_code in (404, 405) and "address_unknown" in answer.text, path
        assert '<a href="/">' in answer.text  # a way on
        assert answer.status_code == 404 or "GET" in answer.headers["allow"]
    page = browser.get("/results/aaaaaaaaaaaaaaaa/pages/nought.jpg")
    assert page.status_code == 422 and "form_invalid" in page.text and "nought" not in page.text


def test_an_unforeseen_fault_is_a_page_and_one_line_without_values(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fall(*_asked: object, **_also: object) -> None:
        raise ValueError("Nguyễn Văn Ân 092085000123")

    browser = signed_in("clerk")
    monkeypatch.setattr(finding, "search_results", fall)
    asked = browser.post("/find", data={"form_key": form_key(browser), "text": "nguyen van an"})
    answer = browser.get(asked.headers["location"])
    assert answer.status_code == 500 and "portal_fault" in answer.text and 'lang="vi"' in answer.text
    told = capsys.readouterr().err
    assert "ValueError" in told and "Ân" not in told + answer.text and "Traceback" not in told


def test_what_could_not_be_done_takes_the_place_of_old_answers(
    office: Office, at_desk: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.file_paper("một", confirmed=True)
    desk = at_desk("clerk")
    page = desk.go("/find")
    page.keyboard.type("nguyen")
    page.wait_for_selector(".hit")

    def fall(*_asked: object, **_also: object) -> None:
        raise TemporarilyUnavailable("index_busy")

    monkeypatch.setattr(finding, "search_results", fall)
    page.keyboard.type(" van")
    page.wait_for_selector("#answers [role=alert]")
    assert page.locator(".hit").count() == 0 and page.input_value("#box") == "nguyen van"
    assert desk.faults and all("503" in fault for fault in desk.faults)
    desk.faults.clear()


def test_a_form_pressed_twice_is_sent_once(at_desk: SitDown) -> None:
    desk = at_desk("administrator", "92")
    page = desk.go("/accounts/new")
    sent: list[str] = []
    # The first sending waits for an answer while the second press comes.
    page.route("**/accounts/new", lambda route: sent.append(route.request.method))
    for name, value in (("full_name", "Nguyễn Lan Anh"), ("name", "lananh"), ("unit:0", "92")):
        page.fill(f"main [name='{name}']", value)
    page.check("[name='role:0'][value=clerk]")
    mouse, place = page.mouse, page.locator("main button.main").bounding_box()
    assert place is not None
    mouse.move(place["x"] + 5, place["y"] + 5)
    for _ in range(2):
        mouse.down()
        mouse.up()
        page.wait_for_timeout(60)
    assert sent == ["POST"]


def test_one_long_word_pushes_no_page_apart(office: Office, at_desk: SitDown) -> None:
    with office.open() as resources:
        open_batch(resources, "92.916", "x" * 120, "archivist.92-916")
        resources.catalogue.add_audit("auditor.92-916", "evidence_written", json.dumps({"purpose": "x" * 400}))
    for role, path in (("archivist", "/batches"), ("auditor", "/audit")):
        page = at_desk(role).go(path)
        page.set_viewport_size({"width": 1024, "height": 768})
        assert "xxx" in page.inner_text("main table")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
