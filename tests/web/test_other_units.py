"""Whatever belongs to another unit is as unknown as what is not there, at every address that names something."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from pipelines.people.accounts import open_account
from pipelines.people.citizen_requests import RequestWish, take_request
from pipelines.people.systems import SystemWish, open_system
from pipelines.resources import Resources
from schemas.people import GRANTED, ROLES, Grant, Role
from tests.flows.office import Office
from tests.web.conftest import SignIn, form_key
from tests.web.test_who_may_what import MATRIX
from web.pages.administration.accounts import find_handle

OWN, OTHER = "92.917", "92.916"
_NAMED = re.compile(r"{(\w+)}")
# What stands behind the place of another's thing and has no meaning alone.
_INNER = {"page_number": "1", "entry_id": "a" * 16, "file_id": "a" * 32, "paper_id": "a" * 16}


@pytest.fixture
def theirs(office: Office, resources: Resources) -> dict[str, str]:
    """Things of another unit by the name that addresses give them."""
    result_id = office.file_paper("một", confirmed=True)
    (batch,) = resources.catalogue.list_batches()
    wish = RequestWish("correct", OTHER, "Lê Thị Cúc", "", "card", "tên sai", (result_id,))
    account, _ = open_account(resources, "nguoi-kia", "Người kia", [Grant("clerk", OTHER)], "test")
    system, _ = open_system(resources, SystemWish(name="mot-cua", title="", unit=OTHER, rights=("find",)), "test")
    return {
        "result_id": result_id,
        "batch_id": batch.batch.batch_id,
        "receipt_id": office.quarantine_file("hai"),
        "code": take_request(resources, wish, "hoa").code,
        "handle": find_handle(account.name),
        "name": system.name,
    } | _INNER


def make_strange(name: str, value: str) -> str:
    """An id of the same form that was never given."""
    if name in _INNER:
        return value
    prefix, dash, rest = value.partition("-") if name == "code" else ("", "", value)
    return prefix + dash + re.sub(r"[a-zA-Z2-9]", lambda found: "B" if found[0].isupper() else "b", rest)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_another_units_is_as_unknown_as_what_is_not_there(
    theirs: dict[str, str], signed_in: SignIn, role: Role
) -> None:
    browser = signed_in(role, OWN)
    key = form_key(browser)
    asked = 0
    for (method, path), need in MATRIX.items():
        if not _NAMED.search(path) or need not in GRANTED[role]:
            continue
        there = _NAMED.sub(lambda found: theirs[found[1]], path)
        nowhere = _NAMED.sub(lambda found: make_strange(found[1], theirs[found[1]]), path)
        assert there != nowhere or set(_NAMED.findall(path)) <= set(_INNER), path
        told = [ask(browser, method, place, key) for place in (there, nowhere)]
        texts = [answer.text for answer in told]
        for name in _NAMED.findall(path):
            texts = [text.replace(theirs[name], "?").replace(make_strange(name, theirs[name]), "?") for text in texts]
        assert told[0].status_code == told[1].status_code >= 400, (method, path, told[0].status_code)
        assert texts[0] == texts[1], (method, path)
        asked += 1
    assert asked or role == "manager"


def ask(browser: TestClient, method: str, place: str, key: str) -> Response:
    return browser.request(method, place, data={"form_key": key} if method == "POST" else None)
