"""Who may sign in, how long, and what a wrong password costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipelines.people import signing_in
from pipelines.people.accounts import choose_password, close_account, give_password, open_account, open_first_account
from pipelines.people.signing_in import find_visitor, sign_in
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.people import Grant
from tests.flows.office import Office
from tests.web.conftest import PASSWORD, SignIn, form_key
from web.visitors import COOKIE


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
