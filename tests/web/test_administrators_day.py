"""An administrator's day: accounts opened and closed, work handed over, what everybody did looked through."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipelines.people.accounts import open_account
from pipelines.people.event_words import EVENTS
from pipelines.resources import Resources
from schemas.people import Grant
from tests.flows.office import Office
from tests.web.conftest import PASSWORD, SignIn, SitDown, form_key
from web.account_forms import list_own_units
from web.pages.administration.accounts import find_handle

NEW: Mapping[str, Any] = {
    "full_name": "Nguyễn Lan Anh",
    "name": "lananh",
    "unit:0": "Phường Ninh Kiều (92.31135)",
    "role:0": ["clerk", "archivist"],
    "unit:1": "",
}


def send(browser: TestClient, path: str, **data: Any) -> Any:
    return browser.post(path, data={"form_key": form_key(browser), **data})


def open_new(browser: TestClient) -> str:
    """Open `lananh`; her one-time password."""
    page = send(browser, "/accounts/new", **NEW).text
    found = re.search(r'class="password">(\w+)<', page)
    assert found, page
    return found[1]


def test_an_account_is_opened_and_its_password_is_shown_this_once(signed_in: SignIn, application: FastAPI) -> None:
    administrator = signed_in("administrator", "92")
    password = open_new(administrator)
    assert "Phường Ninh Kiều" in administrator.get("/accounts").text
    assert password not in administrator.get(f"/accounts/{find_handle('lananh')}").text
    lananh = TestClient(application, base_url="http://portal", follow_redirects=False)
    answer = lananh.post("/sign-in", data={"name": "lananh", "password": password})
    assert answer.headers["location"] == "/password"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Lan Anh"},
        {"name": "administrator.92"},
        {"unit:0": "Phường Không Có"},
        {"role:0": []},
        {"role:0": ["king"]},
        {"unit:0": "An Ninh'; DROP TABLE accounts; <b>"},
    ],
)
def test_a_refused_form_comes_back_with_all_that_was_typed(signed_in: SignIn, wrong: dict[str, Any]) -> None:
    administrator = signed_in("administrator", "92")
    answer = send(administrator, "/accounts/new", **{**NEW, **wrong})
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert 'value="Nguyễn Lan Anh"' in answer.text and "<b>" not in answer.text


def test_the_units_of_a_day_come_first_from_midnight_in_vietnam_on(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, _ = open_account(resources, "an", "An", [Grant("administrator", "92")], "test")

    def list_at(hour: int) -> bool:
        """Whether a ward of the new order stands before an old district, on the last UTC day of the districts."""
        monkeypatch.setattr(Resources, "now", lambda _resources: datetime(2025, 6, 30, hour, 30, tzinfo=UTC))
        paths = [unit.path for unit in list_own_units(resources, account)]
        return paths.index("92.31135") < paths.index("92.916")

    assert (list_at(16), list_at(17)) == (False, True)


def test_roles_are_given_in_ones_own_units_alone(resources: Resources, signed_in: SignIn) -> None:
    administrator = signed_in("administrator", "92.31135")
    open_new(administrator)
    open_account(resources, "xa", "Người xa", [Grant("clerk", "92.31147")], "test")
    elsewhere = {**NEW, "name": "khac", "unit:0": "92.31147"}
    assert send(administrator, "/accounts/new", **elsewhere).status_code == 422
    assert "Người xa" not in administrator.get("/accounts").text
    assert administrator.get(f"/accounts/{find_handle('xa')}").status_code == 404
    # One who has a role elsewhere too is another administrator's to change.
    resources.catalogue.update_account(
        "lananh", lambda it: replace(it, grants=(*it.grants, Grant("clerk", "92.31147")))
    )
    for act in ("roles", "password", "close"):
        answer = send(administrator, f"/accounts/{find_handle('lananh')}/{act}", **NEW)
        assert answer.status_code == 422, act
    assert resources.catalogue.find_account("lananh").closed_at is None  # type: ignore[union-attr]


def test_open_work_goes_to_a_named_person_before_an_account_is_closed(
    office: Office, resources: Resources, signed_in: SignIn
) -> None:
    administrator, archivist = signed_in("administrator", "92"), signed_in("archivist")
    office.call("batch", "new", "--unit", "92.916", "--box", "H1", person="x")
    (summary,) = resources.catalogue.list_batches()
    resources.catalogue.hand_over_batches(summary.batch.operator, "archivist.92-916")
    signed_in("archivist", "92.917")
    page = f"/accounts/{find_handle('archivist.92-916')}"
    assert "1 lô chưa đóng" in administrator.get(page).text
    assert send(administrator, f"{page}/close").status_code == 422
    assert send(administrator, f"{page}/close", heir="administrator.92").status_code == 422
    assert archivist.get("/me").status_code == 200
    assert send(administrator, f"{page}/close", heir="archivist.92-917").status_code == 303
    assert archivist.get("/me").headers["location"] == "/sign-in"
    assert resources.catalogue.list_open_batches("archivist.92-917") == (summary.batch.batch_id,)
    told = [entry.event for entry in resources.catalogue.list_audit()][-2:]
    assert told == ["account_closed", "work_handed_over"]
    assert send(administrator, f"{page}/password").status_code == 422


def test_the_last_administrator_can_neither_close_nor_demote_the_own_account(signed_in: SignIn) -> None:
    administrator = signed_in("administrator", "92")
    page = f"/accounts/{find_handle('administrator.92')}"
    assert send(administrator, f"{page}/close").status_code == 422
    assert send(administrator, f"{page}/roles", **{"unit:0": "92", "role:0": "clerk"}).status_code == 422
    assert administrator.get("/accounts").status_code == 200


def test_one_sees_where_one_is_signed_in_and_ends_the_others(signed_in: SignIn) -> None:
    here, there = signed_in("clerk"), signed_in("clerk")
    assert here.get("/me").text.count('action="/me/end"') == 2
    assert send(here, "/me/end", which="others").status_code == 303
    assert here.get("/me").status_code == 200 and there.get("/me").headers["location"] == "/sign-in"


def test_the_log_tells_who_saw_what_and_a_search_is_no_look(
    office: Office, resources: Resources, signed_in: SignIn
) -> None:
    paper = office.file_paper("một", confirmed=True)
    clerk, auditor = signed_in("clerk"), signed_in("auditor")
    send(clerk, "/find", text="nguyen van an")
    for _ in range(2):
        clerk.get(f"/results/{paper}")
        clerk.get(f"/results/{paper}/pages/1.jpg")
    seen = send(auditor, "/audit", group="viewed").text
    assert send(auditor, "/audit", group="viewed", first="0001-01-01", last="9999-12-31").text == seen
    assert seen.count(f"/results/{paper}") == 1 and "Người clerk" in seen
    of_paper = auditor.get(f"/results/{paper}/views").text
    assert "Người clerk" in of_paper and "Người auditor" not in of_paper.partition("<main")[2].partition("</main>")[0]
    assert "clerk.92-916" in office.call("result", "views", paper).out
    assert office.call("audit", "verify", "--json").json["faults"] == []
    assert [it["event"] for it in office.call("audit", "list", "--group", "viewed", "--json").lines] == ["opened"]


def test_a_view_that_was_changed_or_taken_out_is_found(office: Office, resources: Resources, signed_in: SignIn) -> None:
    paper = office.file_paper("một", confirmed=True)
    signed_in("clerk").get(f"/results/{paper}")
    resources.views.flush()
    for change in ("UPDATE views SET by = 'ai-khac'", "DELETE FROM views"):
        with sqlite3.connect(office.home / "catalogue.sqlite") as connection:
            connection.execute(change)
        faults = office.call("audit", "verify", "--json").json["faults"]
        assert [fault["kind"] for fault in faults] == ["views_broken"], change


def test_an_erased_paper_leaves_who_saw_it_and_the_log_holds(office: Office, resources: Resources) -> None:
    paper = office.file_paper("một")
    resources.views.begin()
    resources.views.note([paper], "hoa", "revealed", "bà Nguyễn Thị Hoa hỏi")
    resources.views.flush()
    why = ("--reason", "theo yêu cầu", "--ground", "stated_in_reason", "--approved-by", "minh")
    assert office.call("erase", paper, *why).code == 0
    (kept,) = resources.catalogue.list_views(paper)
    assert (kept.view.by, kept.view.purpose) == ("hoa", "")
    assert office.call("audit", "verify", "--json").json["faults"] == []


def test_the_log_is_filtered_and_taken_out_and_that_is_in_it(resources: Resources, signed_in: SignIn) -> None:
    auditor, clerk = signed_in("auditor", "92"), signed_in("clerk")
    clerk.post("/sign-in", data={"name": "không có ai", "password": "sai"})
    failed = send(auditor, "/audit", group="sign_in_failed").text
    assert "tên không có" in failed and "không có ai" not in failed
    assert "Người clerk" in send(auditor, "/audit", person="clerk.92-916", first="2026-01-01").text
    assert "không có việc" in send(auditor, "/audit", person="clerk.92-916", last="2020-01-01").text.lower()
    sent = send(auditor, "/audit/export", group="all")
    assert sent.headers["content-disposition"].endswith('"nhat-ky.csv"') and "đăng nhập" in sent.text
    assert [entry.event for entry in resources.catalogue.list_audit()][-1] == "audit_exported"
    assert auditor.post("/audit/verify", data={"form_key": form_key(auditor)}).status_code == 200


def test_an_auditor_of_one_unit_reads_of_its_people_alone(resources: Resources, signed_in: SignIn) -> None:
    auditor = signed_in("auditor", "92.917")
    signed_in("clerk", "92.917")
    signed_in("clerk", "92.916")
    page = send(auditor, "/audit").text
    assert "clerk.92-917" in page and "clerk.92-916" not in page
    assert "clerk.92-916" not in send(auditor, "/audit", person="clerk.92-916").text.replace('value="clerk.92-916"', "")


def test_pages_of_the_log_follow_each_other(resources: Resources, signed_in: SignIn) -> None:
    auditor = signed_in("auditor", "92")
    for number in range(60):
        resources.catalogue.add_audit("cli:lan", "fetched", f'{{"purpose": "lần {number}."}}')
    first = send(auditor, "/audit").text
    older = re.search(r'name="before" value="(\d+)"', first)
    assert older and "lần 59." in first and "lần 3." not in first
    assert "lần 3." in send(auditor, "/audit", before=older[1]).text


def test_health_says_how_all_is_and_no_secret(signed_in: SignIn) -> None:
    page = signed_in("administrator").get("/health").text
    assert "Danh mục" in page and "Sao lưu lần cuối" in page


def test_units_are_found_by_any_name_and_floors_are_shown(signed_in: SignIn) -> None:
    page = signed_in("administrator").get("/units", params={"name": "ninh kieu"}).text
    assert "92.31135" in page and "92.916" in page and "Mức sàn" in page


def test_every_event_that_is_noted_has_words() -> None:
    root = Path(__file__).parents[2]
    noted = re.compile(r"""\b(?:add_audit|append_audit|_note)\([^"()]*(?:\([^()]*\)[^"()]*)*"(\w+)",""")
    files = [path for room in ("pipelines", "storage") for path in (root / room).rglob("*.py")]
    found = {event for path in files for event in noted.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 20 and found <= EVENTS.keys()


def test_a_new_person_comes_in_is_told_why_not_and_is_out_when_the_account_is_closed(at_desk: SitDown) -> None:
    administrator = at_desk("administrator", "92")
    page = administrator.go("/accounts/new")
    page.keyboard.type("Nguyễn Lan Anh")  # the box is in focus
    page.fill("[name=name]", "lananh")
    page.fill("[name='unit:0']", "Phường Ninh Kiều (92.31135)")
    page.check("[name='role:0'][value=clerk]")
    administrator.picture("portal-account-new")
    page.click("button.main")
    password = page.inner_text(".password")
    administrator.picture("portal-account-password")

    desk = at_desk("manager")
    desk.context.clear_cookies()
    hers = desk.go("/sign-in")
    hers.fill("[name=name]", "lananh")
    hers.fill("[name=password]", password)
    hers.keyboard.press("Enter")
    hers.fill("[name=present]", password)
    hers.fill("[name=chosen]", PASSWORD)
    hers.click("main button.main")
    hers.fill("[name=name]", "lananh")
    hers.fill("[name=password]", PASSWORD)
    hers.click("main button.main")
    hers.wait_for_url("**/find")
    desk.go("/accounts")
    assert "quản lý tài khoản" in hers.inner_text("main")
    desk.picture("portal-not-allowed")

    page.goto(f"{administrator.address}/accounts")
    administrator.picture("portal-accounts")
    page.click("text=Nguyễn Lan Anh")
    administrator.picture("portal-account")
    page.click("button.danger")
    page.wait_for_selector("tr.closed")
    hers.goto(f"{desk.address}/find")
    assert hers.url.endswith("/sign-in")
    for path, name in (("/audit", "log"), ("/health", "health"), ("/roles", "roles"), ("/units", "units")):
        administrator.go(path)
        administrator.picture(f"portal-{name}")
    # A refusal is an answer, not a fault of a page.
    desk.faults[:] = [fault for fault in desk.faults if "status of 403" not in fault]
