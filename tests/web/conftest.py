"""What the tests of the portal share: an office, people with roles, and a browser of theirs without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

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


@pytest.fixture
def resources(office: Office) -> Iterator[Resources]:
    with office.open() as opened:
        yield opened


@pytest.fixture
def application(resources: Resources) -> FastAPI:
    return make_application(resources)


@pytest.fixture
def signed_in(resources: Resources, application: FastAPI) -> SignIn:
    """A browser in which somebody with a role in a unit is signed in."""

    def open_browser(role: Role, unit: str = "92.916") -> TestClient:
        name = f"{role}.{unit.replace('.', '-')}"
        if resources.catalogue.find_account(name) is None:
            open_account(resources, name, f"Người {role}", [Grant(role, unit)], "test")
            choose_password(resources, name, PASSWORD)
        browser = TestClient(application, base_url="http://portal", follow_redirects=False)
        browser.cookies.set(COOKIE, sign_in(resources, name, PASSWORD))
        return browser

    return open_browser


def form_key(browser: TestClient) -> str:
    """The key that a page of this browser carries in its forms."""
    page = browser.get("/password").text
    return page.split('name="form_key" value="')[1].split('"')[0]
