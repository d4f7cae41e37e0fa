"""Every page of the portal: which role gets it, and that forms from elsewhere are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from schemas.people import GRANTED, ROLES, Role
from tests.flows.office import Office
from tests.web.conftest import SignIn, form_key
from web.visitors import Needs

ROOT = Path(__file__).parents[2]
# What is asked for by a page, and no page itself.
PARTS = (".pdf", ".jpg", "/progress", "/state", "/next")
# Page -> what it needs; None: any account; "nobody": without signing in. A page without a row fails.
MATRIX = {
    ("GET", "/sign-in"): "nobody",
    ("POST", "/sign-in"): "nobody",
    ("POST", "/sign-in/again"): "nobody",
    ("POST", "/sign-out"): None,
    ("GET", "/password"): None,
    ("POST", "/password"): None,
    ("GET", "/"): None,
    ("GET", "/me"): None,
    ("POST", "/me/end"): None,
    ("GET", "/roles"): None,
    ("GET", "/accounts"): "accounts",
    ("GET", "/accounts/new"): "accounts",
    ("POST", "/accounts/new"): "accounts",
    ("GET", "/accounts/{handle}"): "accounts",
    ("POST", "/accounts/{handle}/roles"): "accounts",
    ("POST", "/accounts/{handle}/password"): "accounts",
    ("POST", "/accounts/{handle}/close"): "accounts",
    ("GET", "/units"): "accounts",
    ("GET", "/systems"): "accounts",
    ("GET", "/systems/new"): "accounts",
    ("POST", "/systems/new"): "accounts",
    ("GET", "/systems/{name}"): "accounts",
    ("POST", "/systems/{name}/renew"): "accounts",
    ("POST", "/systems/{name}/close"): "accounts",
    ("GET", "/health"): "health",
    ("GET", "/audit"): "audit",
    ("POST", "/audit"): "audit",
    ("POST", "/audit/export"): "audit",
    ("GET", "/audit/verify"): "audit",
    ("POST", "/audit/verify"): "audit",
    ("GET", "/results/{result_id}/views"): "views",
    ("GET", "/find"): "find",
    ("POST", "/find"): "find",
    ("GET", "/held"): "find",
    ("POST", "/held"): "find",
    ("GET", "/results/{result_id}/reuse"): "reuse",
    ("POST", "/results/{result_id}/reuse"): "reuse",
    ("GET", "/results/{result_id}/reuse/{entry_id}"): "reuse",
    ("POST", "/results/{result_id}/reuse/{entry_id}/copy"): "reuse",
    ("GET", "/results/{result_id}"): "find",
    ("GET", "/results/{result_id}/pages/{page_number}.jpg"): "find",
    ("POST", "/results/{result_id}/words"): "find",
    ("POST", "/results/{result_id}/reveal"): "reveal",
    ("POST", "/results/{result_id}/original"): "find",
    ("POST", "/results/{result_id}/searchable"): "find",
    ("GET", "/review"): "review",
    ("GET", "/review/next"): "review",
    ("GET", "/review/checks"): "coverage",
    ("GET", "/review/{result_id}"): "review",
    ("POST", "/review/{result_id}"): "review",
    ("GET", "/requests"): "requests",
    ("GET", "/requests/new"): "requests",
    ("POST", "/requests/new"): "requests",
    ("GET", "/requests/{code}"): "requests",
    ("POST", "/requests/{code}"): "requests",
    ("GET", "/requests/{code}/slip"): "requests",
    ("GET", "/requests/{code}/answer"): "requests",
    ("GET", "/training"): "accounts",
    ("POST", "/training"): "accounts",
    ("GET", "/coverage"): "coverage",
    ("GET", "/coverage/funnel"): "coverage",
    ("GET", "/coverage/counting"): "coverage",
    ("POST", "/coverage/report"): "coverage",
    ("GET", "/coverage/list"): "coverage",
    ("POST", "/coverage/list"): "coverage",
    ("POST", "/coverage/list/file"): "coverage",
    ("GET", "/coverage/evidence"): "coverage",
    ("POST", "/coverage/evidence"): "coverage",
    ("GET", "/comparison"): "find",
    ("GET", "/coverage/indicators"): "coverage",
    ("GET", "/coverage/indicators/list"): "coverage",
    ("POST", "/coverage/indicators/file"): "coverage",
    ("GET", "/upload"): "scan",
    ("POST", "/upload"): "scan",
    ("POST", "/batches/{batch_id}/files"): "scan",
    ("POST", "/uploads/{batch_id}"): "scan",
    ("POST", "/uploads/{batch_id}/{file_id}"): "scan",
    ("POST", "/uploads/{batch_id}/{file_id}/drop"): "scan",
    ("GET", "/batches"): "scan",
    ("GET", "/batches/{batch_id}"): "scan",
    ("GET", "/batches/{batch_id}/progress"): "scan",
    ("POST", "/batches/{batch_id}/resume"): "scan",
    ("POST", "/batches/{batch_id}/close"): "scan",
    ("GET", "/batches/{batch_id}/sheets.pdf"): "scan",
    ("GET", "/batches/{batch_id}/contents.pdf"): "scan",
    ("GET", "/batches/{batch_id}/handover.pdf"): "scan",
    ("GET", "/batches/{batch_id}/label.pdf"): "scan",
    ("GET", "/quarantine"): "scan",
    ("GET", "/quarantine/{receipt_id}"): "scan",
    ("GET", "/quarantine/{receipt_id}/state"): "scan",
    ("POST", "/quarantine/{receipt_id}/retry"): "scan",
    ("POST", "/quarantine/{receipt_id}/set-aside"): "scan",
    ("GET", "/scan-now"): "scan",
    ("POST", "/scan-now"): "scan",
    ("GET", "/scan-now/{paper_id}"): "scan",
    ("GET", "/scan-now/{paper_id}/state"): "scan",
}


def list_routes(application: FastAPI) -> dict[tuple[str, str], APIRoute]:
    """Every page and form there is, whichever module it comes from; static files are public."""
    inner = [route for each in application.routes for route in getattr(each, "original_router", application).routes]
    found = [route for route in (*application.routes, *inner) if isinstance(route, APIRoute)]
    return {(method, route.path): route for route in found for method in route.methods}


def find_need(route: APIRoute) -> object:
    calls = [each.call for each in route.dependant.dependencies]
    return next((call.permission for call in calls if isinstance(call, Needs)), "nobody")


def test_every_page_has_its_row_and_asks_for_just_that(application: FastAPI) -> None:
    assert {place: find_need(route) for place, route in list_routes(application).items()} == MATRIX


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_its_pages_and_no_others(office: Office, signed_in: SignIn, role: Role) -> None:
    result_id = office.file_paper("một")
    browser = signed_in(role)
    key = form_key(browser)
    for (method, path), need in MATRIX.items():
        if path in ("/sign-in", "/sign-in/again", "/sign-out", "/password"):
            continue
        place = path.replace("{result_id}", result_id).replace("{page_number}", "1")
        answer = browser.request(method, place, data={"form_key": key} if method == "POST" else None)
        assert (answer.status_code == 403) == (need is not None and need not in GRANTED[role]), (method, path)


@pytest.mark.parametrize("role", ROLES)
def test_papers_of_another_unit_are_as_unknown_as_none(office: Office, signed_in: SignIn, role: Role) -> None:
    result_id = office.file_paper("một")
    browser = signed_in(role, "92.917")
    if "find" not in GRANTED[role]:
        return
    there, nowhere = browser.get(f"/results/{result_id}"), browser.get("/results/aaaaaaaaaaaaaaaa")
    assert there.status_code == nowhere.status_code == 404
    assert there.text.replace(result_id, "?") == nowhere.text.replace("a" * 16, "?")
    assert browser.get(f"/results/{result_id}/pages/1.jpg").status_code == 404
    found = browser.post("/find", data={"form_key": form_key(browser), "text": "nguyen van an"})
    assert "Nguyễn Văn Ân" not in found.text


def test_nobody_gets_anything_without_signing_in(office: Office, application: FastAPI) -> None:
    result_id = office.file_paper("một")
    browser = TestClient(application, base_url="http://portal", follow_redirects=False)
    for (method, path), need in MATRIX.items():
        if need == "nobody":
            continue
        place = path.replace("{result_id}", result_id).replace("{page_number}", "1")
        answer = browser.request(method, place)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), (method, path)


def test_a_form_from_elsewhere_changes_nothing(office: Office, signed_in: SignIn) -> None:
    result_id = office.file_paper("một")
    browser = signed_in("verifier")
    for data in ({"step": "confirm"}, {"step": "confirm", "form_key": "0" * 64}):
        assert browser.post(f"/review/{result_id}", data=data).status_code == 403
    assert office.call("show", result_id, "--json").json["state"] == "in_review"


def test_every_page_is_shown_in_the_documentation() -> None:
    told = (ROOT / "docs" / "portal.md").read_text(encoding="utf-8")
    pages = [path for method, path in MATRIX if method == "GET" and not path.endswith(PARTS) and path != "/"]
    assert [path for path in pages if f"`{path}`" not in told] == []
    pictures = re.findall(r"\]\((pictures/[^)]*)\)", told)
    assert [path for path in pictures if not (ROOT / "docs" / path).exists()] == []
