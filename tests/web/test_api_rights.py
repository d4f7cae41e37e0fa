"""Every address of the API: which right it asks for, and that no token means no answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from pipelines.people.accounts import close_account, open_account
from pipelines.people.systems import SystemWish, close_system, list_systems, open_system, renew_system
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.people import Grant
from schemas.systems import RIGHTS
from tests.flows.office import Office
from tests.web.api_calls import WHY, call_as, give_token, list_api_routes, make_calls, place
from tests.web.conftest import SignIn
from web.api import meter
from web.api.callers import NeedsRight

# Address -> the right it needs; None: any token; "nobody": none. An address without a row fails.
MATRIX = {
    ("POST", "/lookup/components"): "find",
    ("POST", "/lookup/documents"): "find",
    ("POST", "/lookup/document"): "find",
    ("POST", "/results/{result_id}/copies/{copy}"): "fetch",
    ("POST", "/reuse"): "reuse",
    ("POST", "/refusals"): "reuse",
    ("POST", "/reuse/copy"): "reuse",
    ("POST", "/registers"): "register",
    ("POST", "/registers/file"): "register",
    ("POST", "/dossiers"): "dossiers",
    ("POST", "/dossiers/file"): "dossiers",
    ("GET", "/coverage"): "coverage",
    ("GET", "/types"): None,
    ("GET", "/system"): None,
    ("GET", "/openapi.json"): "nobody",
    ("GET", "/docs"): "nobody",
}


def test_every_address_has_its_row_and_asks_for_just_that(application: FastAPI) -> None:
    found = {}
    for place_, route in list_api_routes(application).items():
        calls = [each.call for each in route.dependant.dependencies]
        found[place_] = next((call.right for call in calls if isinstance(call, NeedsRight)), "nobody")
    assert found == MATRIX
    # Nothing else hangs beside the pages, where no row would be asked for.
    assert {route.path for route in application.routes if isinstance(route, Mount)} == {"/api/v1", "/static"}


@pytest.mark.parametrize("right", RIGHTS)
def test_a_token_gets_the_addresses_of_its_right_and_no_others(
    office: Office, resources: Resources, application: FastAPI, right: str
) -> None:
    result_id = office.file_paper("một", confirmed=True)
    caller = call_as(application, give_token(resources, [right]))
    for (method, path), sent in make_calls(result_id).items():
        need = MATRIX[method, path]
        answer = caller.request(method, "/api/v1" + place(path, result_id), **sent)
        if need in (None, right) and path == "/reuse/copy":
            assert answer.json()["code"] == "reuse_entry_unknown"
        elif need in (None, right):
            assert answer.status_code < 300, (path, answer.text)
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "api_right_missing"), path


def test_no_token_a_strange_one_and_a_persons_cookie_open_nothing(
    office: Office, application: FastAPI, signed_in: SignIn
) -> None:
    result_id = office.file_paper("một", confirmed=True)
    for browser in (call_as(application, None), call_as(application, "sohoa_x"), signed_in("administrator")):
        for (method, path), sent in make_calls(result_id).items():
            answer = browser.request(method, "/api/v1" + place(path, result_id), **sent)
            assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer", path
            assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_opens_no_page_of_the_portal(resources: Resources, application: FastAPI) -> None:
    caller = call_as(application, give_token(resources))
    assert caller.get("http://portal/find").headers["location"].startswith("/sign-in")


def test_papers_of_another_unit_are_as_unknown_as_none(
    office: Office, resources: Resources, application: FastAPI
) -> None:
    result_id = office.file_paper("một", confirmed=True)
    caller = call_as(application, give_token(resources, unit="92.917"))
    calls = make_calls(result_id)
    for (method, path), sent in calls.items():
        answer = caller.request(method, "/api/v1" + place(path, result_id), **sent)
        assert "Nguyễn Văn Ân" not in answer.text and "45/GPXD" not in answer.text, path
        if "{result_id}" in path or "GiayToId" in str(sent):
            nowhere = make_calls("a" * 16)[method, path]
            other = caller.request(method, "/api/v1" + place(path, "a" * 16), **nowhere)
            assert answer.status_code == other.status_code == 404
            assert answer.text.replace(result_id, "?") == other.text.replace("a" * 16, "?")
        if "register" in path or "dossier" in path:
            assert (answer.status_code, answer.json()["code"]) == (403, "api_unit_refused")
    assert caller.get("/api/v1/coverage", params={"unit": "92.916"}).json()["code"] == "api_unit_refused"


def ask(application: FastAPI, token: str) -> tuple[int, str]:
    answer = call_as(application, token).get("/api/v1/system")
    return answer.status_code, answer.json().get("code", "")


def test_a_token_ends_when_it_is_renewed_closed_expired_or_its_opener_is_gone(
    resources: Resources, application: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("quantri", "thu-hai"):
        open_account(resources, name, name, [Grant("administrator", "92")], "test")
    token = give_token(resources)
    assert ask(application, token) == (200, "")
    renewed = renew_system(resources, "motcua", 30, "thu-hai")[1]
    assert ask(application, token) == (401, "api_token_refused")
    assert ask(application, renewed) == (200, "")
    close_account(resources, "thu-hai", "quantri")
    assert ask(application, renewed) == (401, "api_token_refused")
    assert [it.state for it in list_systems(resources)] == ["closed"]
    token = renew_system(resources, "motcua", 1, "quantri")[1]
    later = resources.now() + timedelta(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(type(resources), "now", lambda self: later)
        assert ask(application, token) == (401, "api_token_expired")
    assert ask(application, token) == (200, "")
    close_system(resources, "motcua", "quantri")
    assert ask(application, token) == (401, "api_token_refused")
    assert ask(application, renew_system(resources, "motcua", 30, "quantri")[1]) == (200, "")


def test_a_token_serves_from_its_own_networks_alone(resources: Resources, application: FastAPI) -> None:
    wish = SystemWish("trong", "", "92.916", ["find"], networks=["10.20.0.0/16", " 192.168.1.7 "])
    system, token = open_system(resources, wish, "quantri")
    assert [system.may_ask_from(at) for at in ("10.20.3.4", "192.168.1.7", "::ffff:10.20.0.1", "10.21.0.1", "x")] == [
        *(True, True, True),
        *(False, False),
    ]
    assert ask(application, token) == (403, "api_network_refused")


def test_too_many_calls_are_told_when_to_come_again(
    resources: Resources, application: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = call_as(application, give_token(resources, per_minute=3))
    assert [caller.get("/api/v1/system").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    told = caller.get("/api/v1/system")
    assert told.json()["code"] == "api_too_many" and 1 <= int(told.headers["retry-after"]) <= 60
    # Another system is none the worse.
    assert call_as(application, give_token(resources, name="khac")).get("/api/v1/system").status_code == 200


def test_the_meter_counts_a_minute_and_what_is_under_way() -> None:
    now = 100.0
    counted = meter.Meter(lambda: now)
    assert [counted.begin("a", 100) for _ in range(meter.AT_ONCE + 1)] == [None] * meter.AT_ONCE + [1]
    for _ in range(meter.AT_ONCE):
        counted.end("a")
    assert counted.begin("a", meter.AT_ONCE) == 60
    now = 159.5
    assert counted.begin("a", meter.AT_ONCE) == 1
    now = 160.0
    assert counted.begin("a", meter.AT_ONCE) is None


def test_what_is_refused_or_opened_stands_in_the_chain_without_the_token(
    office: Office, resources: Resources, application: FastAPI
) -> None:
    token = give_token(resources)
    for _ in range(3):
        ask(application, "sohoa_khong-co")
    call_as(application, token).post("/api/v1/lookup/documents", json=WHY | {"DanhSachGiayTo": [{"SoKyHieu": "1"}]})
    told = [(entry.by, entry.event, entry.payload) for entry in resources.catalogue.list_audit()]
    # Who tries many tokens does not fill the chain.
    assert [event for _, event, _ in told] == ["system_opened", "system_refused", "api_lookup"]
    assert token not in str(told)


def test_a_wish_that_cannot_be_is_refused(resources: Resources) -> None:
    for change, code in (
        ({"name": "Một cửa"}, "system_name_invalid"),
        ({"rights": ["find", "all"]}, "system_right_unknown"),
        ({"rights": []}, "system_right_unknown"),
        ({"networks": ["10.0.0.0/99"]}, "system_network_invalid"),
        ({"days": 0}, "system_limits_invalid"),
        ({"per_minute": 10**6}, "system_limits_invalid"),
        ({"unit": "99.999"}, "unit_unknown"),
    ):
        wish = {"name": "motcua", "title": "", "unit": "92.916", "rights": ["find"]} | change
        with pytest.raises(SetupError) as caught:
            open_system(resources, SystemWish(**wish), "quantri")  # type: ignore[arg-type]
        assert caught.value.code == code


def test_the_reference_is_open_to_all_and_loads_nothing_from_elsewhere(application: FastAPI) -> None:
    page = TestClient(application, base_url="http://portal").get("/api/v1/docs")
    assert page.status_code == 200 and "Người này, thủ tục này" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"] and "://" not in page.text
