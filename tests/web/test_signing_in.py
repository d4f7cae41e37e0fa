"""Who may sign in, how long, and what a wrong password costs."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipelines.people import signing_in
from pipelines.people.accounts import choose_password, close_account, give_password, open_account, open_first_account
from pipelines.people.attempts import MOST_NAMES, Attempts
from pipelines.people.signing_in import find_visitor, sign_in
from pipelines.resources import Resources
from schemas.errors import SetupError, TemporarilyUnavailable
from schemas.people import Grant
from tests.flows.office import Office
from tests.web.conftest import PASSWORD, SignIn, SitDown, form_key
from web.application import make_application
from web.visitors import COOKIE, NEXT_COOKIE


def open_clerk(resources: Resources) -> None:
    open_account(resources, "hoa", "Hoa", [Grant("clerk", "92.916")], "test")
    choose_password(resources, "hoa", PASSWORD)


def test_the_first_administrator_must_choose_a_password_before_anything_else(
    resources: Resources, application: FastAPI
) -> None:
    opened = open_first_account(resources, "92")
    assert opened is not None and open_first_account(resources, "92") is None
    _, password = opened
    browser = TestClient(application, base_url="http://portal", follow_redirects=False)
    assert browser.post("/sign-in", data={"name": "quantri", "password": password}).headers["location"] == "/password"
    assert browser.get("/find").status_code == 403
    data = {"form_key": form_key(browser), "present": password, "chosen": PASSWORD}
    assert browser.post("/password", data=data | {"chosen": "quantri2026"}).status_code == 403
    assert browser.post("/password", data=data).headers["location"] == "/sign-in"
    # The sign-in with the one-time password is over.
    assert browser.get("/password").headers["location"] == "/sign-in"
    assert browser.post("/sign-in", data={"name": " QuanTri ", "password": PASSWORD}).headers["location"] == "/"


def test_a_password_is_one_however_a_keyboard_composes_its_marks(resources: Resources) -> None:
    open_account(resources, "hoa", "Hoa", [Grant("clerk", "92.916")], "test")
    choose_password(resources, "hoa", unicodedata.normalize("NFD", PASSWORD))
    for form in ("NFC", "NFD"):
        assert sign_in(resources, "hoa", unicodedata.normalize(form, PASSWORD))  # type: ignore[arg-type]


def test_a_wrong_name_and_a_wrong_password_are_told_alike(resources: Resources, application: FastAPI) -> None:
    open_clerk(resources)
    browser = TestClient(application, base_url="http://portal")
    wrong = browser.post("/sign-in", data={"name": "hoa", "password": "sai rồi nhé"})
    nobody = browser.post("/sign-in", data={"name": "khong-co", "password": "sai rồi nhé"})
    assert (wrong.status_code, nobody.status_code) == (403, 403)
    assert wrong.text.replace('value="hoa"', "") == nobody.text.replace('value="khong-co"', "")
    assert "sai rồi nhé" not in wrong.text


def test_the_fifth_wrong_password_locks_for_a_while(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    open_clerk(resources)
    for _ in range(signing_in.MAX_FAILURES):
        with pytest.raises(SetupError) as caught:
            sign_in(resources, "hoa", "sai")
        assert caught.value.code == "sign_in_refused"
    with pytest.raises(SetupError) as caught:
        sign_in(resources, "hoa", PASSWORD)
    assert caught.value.code == "sign_in_locked"
    later = resources.now() + signing_in.LOCKED_FOR
    monkeypatch.setattr(type(resources), "now", lambda self: later)
    assert find_visitor(resources, sign_in(resources, "hoa", PASSWORD)) is not None


def test_a_sign_in_ends_when_nobody_comes_by_and_after_a_day_in_any_case(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clerk(resources)
    token, now = sign_in(resources, "hoa", PASSWORD), resources.now()
    moment = now
    monkeypatch.setattr(type(resources), "now", lambda self: moment)
    while moment < now + signing_in.LONGEST - timedelta(minutes=50):
        moment += timedelta(minutes=50)
        assert find_visitor(resources, token) is not None
    moment += timedelta(minutes=55)
    assert find_visitor(resources, token) is None
    moment = now + timedelta(hours=1, minutes=1)
    assert find_visitor(resources, sign_in(resources, "hoa", PASSWORD)) is not None


def test_closing_an_account_or_giving_it_a_password_ends_its_sign_ins(
    office: Office, resources: Resources, signed_in: SignIn
) -> None:
    open_first_account(resources, "92")
    clerk = signed_in("clerk")
    assert clerk.get("/find").status_code == 200
    give_password(resources, "clerk.92-916", "test")
    assert clerk.get("/find").headers["location"] == "/sign-in"
    verifier = signed_in("verifier")
    close_account(resources, "verifier.92-916", "test")
    assert verifier.get("/find").headers["location"] == "/sign-in"
    with pytest.raises(SetupError) as caught:
        close_account(resources, "quantri", "test")
    assert caught.value.code == "account_last"
    # The chain tells who did what to whom, never a password.
    assert "password" not in office.call("audit", "verify", "--json").out


def test_the_cookie_is_no_scripts_and_no_other_sites(resources: Resources, application: FastAPI) -> None:
    open_clerk(resources)
    browser = TestClient(application, base_url="https://portal", follow_redirects=False)
    told = browser.post("/sign-in", data={"name": "hoa", "password": PASSWORD}).headers["set-cookie"].lower()
    assert told.startswith(f"{COOKIE}=") and all(flag in told for flag in ("httponly", "samesite=strict", "secure"))


def test_a_form_sent_after_the_sign_in_was_over_is_sent_after_the_next(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    verifier = signed_in("verifier")
    typed = {"form_key": form_key(verifier), "step": "return", "reason": "mờ góc <trái>"}
    give_up(office, verifier)
    page = verifier.post(f"/review/{paper}", data=typed)
    assert page.status_code == 401 and "mờ góc &lt;trái&gt;" in page.text and "<trái>" not in page.text
    kept = read_hidden(page.text)
    wrong = verifier.post("/sign-in", data=kept | {"name": "verifier.92-916", "password": "sai"})
    # A mistyped password loses nothing either.
    assert read_hidden(wrong.text) == kept
    again = verifier.post("/sign-in", data=kept | {"name": "verifier.92-916", "password": PASSWORD})
    assert again.status_code == 200 and f'action="/review/{paper}"' in again.text
    assert verifier.post(f"/review/{paper}", data=read_hidden(again.text)).status_code == 303
    assert office.call("show", paper, "--json").json["state"] == "returned"


def test_who_signs_in_again_in_one_tab_goes_on_in_the_others(office: Office, signed_in: SignIn) -> None:
    paper, verifier = office.file_paper("một"), signed_in("verifier")
    typed = {"form_key": form_key(verifier), "step": "return", "reason": "mờ"}
    again = verifier.post("/sign-in", data={"name": "verifier.92-916", "password": PASSWORD})
    assert again.status_code == 303
    assert verifier.post(f"/review/{paper}", data=typed).status_code == 303
    # Another person beside: what was typed is sent in nobody else's name, and the page is loaded anew.
    other = signed_in("archivist")
    refused = other.post("/find", data={"text": "a"}, headers={"X-Form-Key": typed["form_key"], "HX-Request": "true"})
    assert (refused.status_code, refused.headers.get("HX-Refresh")) == (403, "true")


def test_nobody_elses_form_and_no_forged_one_is_sent(office: Office, signed_in: SignIn, application: FastAPI) -> None:
    paper = office.file_paper("một")
    verifier, _ = signed_in("verifier"), signed_in("archivist")
    typed = {"form_key": form_key(verifier), "step": "return", "reason": "mờ"}
    give_up(office, verifier)
    kept = read_hidden(verifier.post(f"/review/{paper}", data=typed).text)
    other = {"name": "archivist.92-916", "password": PASSWORD}
    assert verifier.post("/sign-in", data=kept | other).status_code == 303
    # Made up by another site: it has neither the old cookie nor the key that goes with it.
    victim = TestClient(application, base_url="http://portal", follow_redirects=False)
    own = {"name": "verifier.92-916", "password": PASSWORD}
    assert victim.post("/sign-in", data=kept | own).headers["location"] == "/"
    signed = victim.post("/sign-in", data=own, headers={"Sec-Fetch-Site": "cross-site"})
    assert signed.status_code == 403
    assert office.call("show", paper, "--json").json["state"] == "in_review"


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "https://evil.example", "/sign-out", "x"])
def test_signing_in_leads_to_pages_of_ours_alone(signed_in: SignIn, path: str) -> None:
    browser = signed_in("verifier")
    browser.cookies.set(NEXT_COOKIE, quote(path, safe="/"))
    data = {"name": "verifier.92-916", "password": PASSWORD, "kept_path": path, "kept:form_key": form_key(browser)}
    assert browser.post("/sign-in", data=data).headers["location"] == "/"


def test_who_asked_for_a_page_gets_it_after_signing_in(signed_in: SignIn, application: FastAPI) -> None:
    signed_in("verifier")
    browser = TestClient(application, base_url="http://portal", follow_redirects=False)
    browser.get("/find", headers={"accept": "text/html"})
    data = {"name": "verifier.92-916", "password": PASSWORD}
    assert browser.post("/sign-in", data=data).headers["location"] == "/find"
    assert browser.post("/sign-in", data=data).headers["location"] == "/"


def test_who_tries_many_names_is_slowed_at_every_portal_and_others_are_not(resources: Resources) -> None:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    attempts, elsewhere = (Attempts(resources.catalogue, lambda: moment) for _ in range(2))
    for number in range(MOST_NAMES):
        attempts.check("10.0.0.1")
        attempts.note_failure("10.0.0.1", f"name{number}")
    for wait_s in (2, 4, 8):
        with pytest.raises(SetupError) as caught:
            elsewhere.check("10.0.0.1")
        assert caught.value.code == "sign_in_slowed"
        attempts.check("10.0.0.2")
        moment += timedelta(seconds=wait_s)
        attempts.check("10.0.0.1")
        attempts.note_failure("10.0.0.1", f"one more {wait_s}")
    moment += timedelta(minutes=10, seconds=1)
    attempts.check("10.0.0.1")


def test_a_portal_that_is_started_again_forgets_no_lock(resources: Resources, application: FastAPI) -> None:
    open_clerk(resources)
    told = []
    for name in ("hoa", "khong-co"):
        before, after = (TestClient(each) for each in (application, make_application(resources)))
        for _ in range(signing_in.MAX_FAILURES):
            before.post("/sign-in", data={"name": name, "password": "sai"})
        locked = after.post("/sign-in", data={"name": name, "password": PASSWORD})
        told.append((locked.status_code, locked.text.replace(f'value="{name}"', "")))
    # Nor does it tell which of the two there is.
    assert told[0] == told[1] and told[0][0] == 403 and "khóa" in told[0][1]


def test_a_name_that_nobody_has_looks_locked_like_any_other(resources: Resources, application: FastAPI) -> None:
    open_clerk(resources)
    told = []
    for name in ("hoa", "khong-co"):
        browser = TestClient(application, base_url="http://portal")
        tries = [browser.post("/sign-in", data={"name": name, "password": "sai"}) for _ in range(6)]
        told.append([each.text.replace(f'value="{name}"', "") for each in tries])
    assert told[0] == told[1] and told[0][4] != told[0][5]


def test_views_wait_while_the_catalogue_is_away_and_are_written_at_the_end(office: Office) -> None:
    with office.open() as opened:
        opened.views.note(["a"], "hoa", "opened")  # nothing is kept before the portal begins
        opened.views.begin()
        adds, real = [], opened.catalogue.add_views

        def fail(views: object, by: str) -> object:
            adds.append(views)
            raise TemporarilyUnavailable("catalogue_busy")

        opened.catalogue.add_views = fail  # type: ignore[method-assign,assignment]
        opened.views.note(["b"], "hoa", "opened")
        opened.views.note(["b"], "hoa", "opened")
        opened.views.note(["c"], "hoa", "copied")
        with pytest.raises(TemporarilyUnavailable):
            opened.views.flush()
        assert len(adds) == 1
        opened.catalogue.add_views = real  # type: ignore[method-assign]
    with office.open() as opened:
        assert [it.view.result_id for it in opened.catalogue.iterate_views()] == ["b", "c"]


def test_a_sign_in_that_ends_while_one_types_is_asked_for_over_the_page(office: Office, at_desk: SitDown) -> None:
    office.file_paper("một", confirmed=True)
    desk = at_desk("clerk")
    page = desk.go("/find")
    with office.open() as opened:
        opened.catalogue.remove_sign_ins("clerk.92-916")
    page.keyboard.type("nguyen van an")
    page.wait_for_selector("#sign-again[open]")
    desk.picture("portal-sign-again")
    page.keyboard.type("sai rồi")  # the box of the password is in focus
    page.keyboard.press("Enter")
    page.wait_for_selector("#sign-again .problem:visible")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    assert page.input_value("#box") == "nguyen van an" and not page.is_visible("#sign-again")
    # That it was over, and that the password was wrong, are answers.
    desk.faults[:] = [fault for fault in desk.faults if "status of 40" not in fault and "40" not in fault]


def give_up(office: Office, browser: TestClient) -> None:
    """The hour without a page is over; the browser keeps its cookie."""
    with office.open() as opened:
        for held in opened.catalogue.list_sign_ins():
            opened.catalogue.remove_sign_in(held.token_hash)


def read_hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's main form."""
    told = re.findall(
        r'type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("<main")[2].partition("</main>")[0]
    )
    button = re.findall(r'<button class="main" name="(\w+)" value="(\w+)"', page)
    return {name: html.unescape(value) for name, value in [*told, *button]}
