"""An administrator opens a system for the one-stop software, which then asks; ends it, and it asks no more."""

from __future__ import annotations

import json
import re

from fastapi import FastAPI

from pipelines.resources import Resources
from tests.flows.office import Office
from tests.web.api_calls import WHY, call_as, give_token
from tests.web.conftest import SignIn, SitDown, form_key

FORM = {"title": "Một cửa Ninh Kiều", "name": "motcua", "unit": "92.916", "rights": ["find"], "days": "90"}


def test_a_form_that_is_refused_comes_back_as_it_was(signed_in: SignIn) -> None:
    browser = signed_in("administrator")
    typed = {"form_key": form_key(browser), "per_minute": "30", "networks": "10.0.0.0/8", **FORM}
    for change, told in (
        ({"days": "nhiều"}, "Thời hạn"),
        ({"rights": []}, "quyền"),
        ({"unit": "92.917"}, "92.917"),
        ({"networks": "nhà"}, "Dải địa chỉ"),
    ):
        page = browser.post("/systems/new", data=typed | change)
        assert page.status_code == 422 and told in page.text, change
        assert 'value="Một cửa Ninh Kiều"' in page.text and 'value="motcua"' in page.text
    page = browser.post("/systems/new", data=typed)
    assert page.status_code == 200 and page.text.count("sohoa_") == 1
    # Shown once.
    assert "sohoa_" not in browser.get("/systems").text + browser.get("/systems/motcua").text


def test_a_system_of_another_unit_is_as_unknown_as_none(resources: Resources, signed_in: SignIn) -> None:
    give_token(resources, unit="92.917", name="khac")
    browser = signed_in("administrator")
    assert "khac" not in browser.get("/systems").text
    there, nowhere = browser.get("/systems/khac"), browser.get("/systems/none")
    assert there.status_code == nowhere.status_code == 404
    assert browser.post("/systems/khac/close", data={"form_key": form_key(browser)}).status_code == 404


def test_the_command_opens_renews_and_ends(office: Office) -> None:
    opened = office.call("systems", "add", "motcua", "--unit", "92.916", "--right", "find", "--json")
    assert opened.code == 0 and opened.json["token"].startswith("sohoa_") and opened.json["state"] == "open"
    renewed = office.call("systems", "renew", "motcua", "--days", "30", "--json").json
    assert renewed["token"] != opened.json["token"] and renewed["opened_by"] == "cli:lan"
    assert office.call("systems", "disable", "motcua", "--json").json["state"] == "closed"
    (listed,) = office.call("systems", "list", "--json").lines
    assert listed.keys() | {"token"} == opened.json.keys() and listed["state"] == "closed"
    assert "motcua" in office.call("systems", "list").out
    assert office.call("systems", "renew", "khac", "--json").error["code"] == "system_unknown"


def test_from_the_administrators_desk_to_the_last_call(
    office: Office, at_desk: SitDown, application: FastAPI, resources: Resources
) -> None:
    paper = office.file_paper("một", confirmed=True)
    desk = at_desk("administrator")
    page = desk.go("/systems")
    page.click("text=Mở hệ thống")
    page.fill("[name=title]", "Một cửa quận Ninh Kiều")
    page.fill("[name=name]", "motcua-ninhkieu")
    page.fill("[name=unit]", "92.916")
    page.check("[value=fetch]")
    page.check("[value=reuse]")
    desk.picture("portal-system-new")
    page.click("button.main")
    token = page.inner_text("code.token")
    assert re.fullmatch(r"sohoa_[\w-]{43}", token)
    caller = call_as(application, token)
    told = caller.post("/api/v1/lookup/document", json=WHY | {"GiayToId": paper}).json()
    assert told["SoKyHieu"] == "45/GPXD"
    page.click("text=Đã chép xong")
    assert "Một cửa quận Ninh Kiều" in page.inner_text("table") and "chưa gọi" not in page.inner_text("table")
    desk.picture("portal-systems")
    page.click("text=Một cửa quận Ninh Kiều")
    page.click("button.danger")
    page.wait_for_selector("tr.closed")
    assert caller.get("/api/v1/system").status_code == 401
    page = desk.go("/api/v1/docs")
    assert page.locator("section.card").count() == 14
    desk.picture("portal-api-docs")
    assert not any(token in address for address in desk.addresses)
    events = [entry for entry in resources.catalogue.list_audit() if entry.event.startswith("system_")]
    assert [entry.event for entry in events] == ["system_opened", "system_closed", "system_refused"]
    assert json.loads(events[0].payload)["rights"] == ["find", "fetch", "reuse"]
