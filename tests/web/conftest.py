"""What the tests of the portal share: an office, people with roles, and a browser of theirs without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from benchmarks.drills.browsing import Desk, open_chromium, serve, sit_down
from pipelines.people import passwords
from pipelines.people.accounts import choose_password, open_account
from pipelines.people.signing_in import sign_in
from pipelines.resources import Resources
from schemas.people import Grant, Role
from tests.flows.conftest import office as office
from tests.flows.office import Office
from web.application import make_application
from web.visitors import COOKIE

PASSWORD = "mùa nước nổi năm ấy"
SignIn = Callable[..., TestClient]
SitDown = Callable[..., Desk]


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """A password hashed as it should be costs a tenth of a second, three times for each person who sits down."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture
def resources(office: Office) -> Iterator[Resources]:
    with office.open() as opened:
        yield opened


@pytest.fixture
def application(resources: Resources) -> FastAPI:
    return make_application(resources)


def make_cookies(resources: Resources, role: Role, unit: str = "92.916") -> dict[str, str]:
    """The cookies of somebody with a role in a unit who has just signed in."""
    name = f"{role}.{unit.replace('.', '-')}"
    if resources.catalogue.find_account(name) is None:
        open_account(resources, name, f"Người {role}", [Grant(role, unit)], "test")
        choose_password(resources, name, PASSWORD)
    return {COOKIE: sign_in(resources, name, PASSWORD)}


@pytest.fixture
def signed_in(resources: Resources, application: FastAPI) -> SignIn:
    """A browser without a screen in which somebody with a role in a unit is signed in."""

    def open_browser(role: Role, unit: str = "92.916") -> TestClient:
        browser = TestClient(application, base_url="http://portal", follow_redirects=False)
        browser.cookies.update(make_cookies(resources, role, unit))
        return browser

    return open_browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for all tests of a file; each person in it shares nothing with another.

    Not longer: while it is there this thread counts as one with an event loop, and nothing else may start one.
    """
    with open_chromium() as opened:
        yield opened


@pytest.fixture
def at_desk(resources: Resources, application: FastAPI, chromium: Browser) -> Iterator[SitDown]:
    """Somebody with a role in a unit, in front of a real browser; at the end no page may have found fault."""
    desks: list[Desk] = []
    with serve(application) as address:

        def open_desk(role: Role, unit: str = "92.916") -> Desk:
            desks.append(sit_down(chromium, address, make_cookies(resources, role, unit)))
            return desks[-1]

        yield open_desk
        for desk in desks:
            desk.context.close()
    assert [fault for desk in desks for fault in desk.faults] == []


def form_key(browser: TestClient) -> str:
    """The key that a page of this browser carries in its forms."""
    page = browser.get("/password").text
    return page.split('name="form_key" value="')[1].split('"')[0]
