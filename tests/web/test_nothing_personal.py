"""No citizen is named in an address, a referrer, a title, a header or a log, whichever page is asked for."""

from __future__ import annotations

import logging
import re
from urllib.parse import unquote_plus

import httpx
import pytest
from fastapi.testclient import TestClient

from pipelines.people.citizen_requests import RequestWish, take_request
from pipelines.resources import Resources
from schemas.people import Role
from schemas.text import fold
from tests.flows.office import Office
from tests.web.conftest import SignIn, form_key
from tests.web.walking import Walk

HOLDER, ID, ASKER, CONTACT = "Nguyễn Văn Ân", "092085000123", "Lê Thị Cúc Hoa", "0900111222"
NEEDLES = (HOLDER, fold(HOLDER), ID, "092 085 000 123", ASKER, fold(ASKER), CONTACT)
# What a search or a form of each page may carry; fields that a page does not know do no harm.
TYPED = {"procedure": "x", "holder_id": ID, "contact": CONTACT, "words": f"{HOLDER} {ID}"} | dict.fromkeys(
    ("text", "holder_name", "name", "q", "asker", "reason", "purpose", "answer"), HOLDER
)
# What would end the walk or belongs to another's form.
LEFT_OUT = ("/sign-out", "/sign-in", "/sign-in/again", "/password", "/me/end")
_TITLE = re.compile(r"<title>(.*?)</title>", re.S)


def list_told(text: str) -> list[str]:
    told = unquote_plus(text)
    return [needle for needle in NEEDLES if needle.lower() in told.lower() or needle.lower() in fold(told)]


def check(answer: httpx.Response) -> None:
    place = f"{answer.request.method} {answer.request.url.path}"
    assert list_told(str(answer.request.url)) == [], place
    headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
    assert list_told(" ".join(headers.values())) == [], place
    assert answer.headers["referrer-policy"] == "no-referrer", place
    kept = answer.headers["cache-control"]
    assert kept == "no-store" or (kept.startswith("private") and "image/" in answer.headers["content-type"]), place
    if found := _TITLE.search(answer.text if "html" in answer.headers.get("content-type", "") else ""):
        assert list_told(found[1]) == [], place
    assert answer.status_code < 500, place


@pytest.fixture
def walk(office: Office, resources: Resources) -> Walk:
    """A home with a paper of a citizen, a request of one, a file in quarantine."""
    result_id = office.file_paper("một", {"holder_name": HOLDER, "holder_id": ID}, confirmed=True)
    office.file_paper("hai", {"document_number": "46/GPXD"})
    receipt_id = office.quarantine_file("ba")
    wish = RequestWish("correct", "92.916", ASKER, CONTACT, "card", f"tên {HOLDER} bị sai", (result_id,))
    request = take_request(resources, wish, "hoa")
    (batch,) = resources.catalogue.list_batches()
    known = {"result_id": result_id, "page_number": "1", "code": request.code, "receipt_id": receipt_id}
    return Walk(known | {"batch_id": batch.batch.batch_id})


@pytest.fixture
def everybody(signed_in: SignIn) -> dict[Role | None, TestClient]:
    """A browser for each role, made when it is first asked for."""

    class Browsers(dict[Role | None, TestClient]):
        def __missing__(self, role: Role | None) -> TestClient:
            self[role] = signed_in(role or "clerk")
            if role is None:
                self[role].cookies.clear()
            return self[role]

    return Browsers()


def test_no_page_tells_whose_paper_it_shows_outside_itself(
    walk: Walk,
    everybody: dict[Role | None, TestClient],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the tests' own browser
    shown = 0
    for address, role in walk.list_pages():
        answer = everybody[role].get(address)
        check(answer)
        walk.note(answer.text if "html" in answer.headers.get("content-type", "") else "")
        shown += HOLDER in answer.text or ASKER in answer.text
    assert shown >= 4, "the walk meets pages that show who it is"
    for address, role in walk.list_pages("POST"):
        if address in LEFT_OUT or role is None:
            continue
        browser = everybody[role]
        answer = browser.post(address, data={"form_key": form_key(browser)} | TYPED)
        check(answer)
    said = capsys.readouterr()
    assert list_told(caplog.text + said.out + said.err) == []
