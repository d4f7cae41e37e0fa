"""The one-stop software of an office: it looks up, uses again, pushes what it has, is told plainly what is wrong."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from benchmarks.drills.small_papers import draw_born_digital
from pipelines.resources import Resources
from tests.flows.office import Office
from tests.web.api_calls import DOSSIER, HOLDER, PURPOSE, WHY, call_as, give_token, make_calls
from web.api import door
from web.api.application import make_api
from web.api.document import write_document
from web.rendering import Pages

ROOT = Path(__file__).parents[2]


_API_WORDS = Path(__file__).parents[2] / "docs" / "api.md"
# A call in it: path, headers, body.
_CALL = re.compile(r"^curl https://[^/]+(\S+) (.*) -d '\n(.*)'$", re.M)


@pytest.fixture
def caller(resources: Resources, application: FastAPI) -> TestClient:
    return call_as(application, give_token(resources))


def post(caller: TestClient, path: str, told: Any, **headers: str) -> Any:
    return caller.post(
        f"/api/v1{path}", json=told, headers={name.replace("_", "-"): it for name, it in headers.items()}
    )


def list_events(resources: Resources, event: str) -> list[Any]:
    return [json.loads(entry.payload) for entry in resources.catalogue.list_audit() if entry.event == event]


def test_what_is_held_for_a_procedure_is_told_in_the_words_of_the_one_stop(office: Office, caller: TestClient) -> None:
    paper = office.file_paper("một", confirmed=True)
    asked = WHY | {"SoDinhDanhChuSoHuu": HOLDER, "MaThuTuc": "1.013226", "NgayTraCuu": "2026-03-15"}
    told = post(caller, "/lookup/components", asked).json()
    assert (told["MaThuTuc"], told["SoDinhDanhChuSoHuu"]) == ("1.013226", "092*****0123")
    held = {one["MaThanhPhanHoSo"]: one["DanhSachGiayTo"] for one in told["DanhSachThanhPhan"]}
    assert [(it["Khop"], it["GiayTo"]["GiayToId"]) for it in held["permit"]] == [("exact", paper)]
    assert "application" in told["ThanhPhanConThieu"] and HOLDER not in str(told)


def test_a_paper_is_found_by_what_is_printed_on_it_and_its_ids_are_masked(office: Office, caller: TestClient) -> None:
    papers = [office.file_paper(f"tờ {n}", {"issue_date": f"202{n}-03-05"}, confirmed=True) for n in range(3)]
    office.file_paper("khác", {"document_number": "46/GPXD"})
    asked = WHY | {"DanhSachGiayTo": [{"MaKetQua": "building_permit", "SoKyHieu": "45 / GPXD"}], "KichThuocTrang": 2}
    pages = [post(caller, "/lookup/documents", asked | {"Trang": page}).json() for page in (1, 2, 3)]
    assert [(it["TongSo"], it["ConTrang"], len(it["DanhSachKetQua"])) for it in pages] == [
        *((3, True, 2), (3, False, 1), (3, False, 0)),
    ]
    found = [paper for page in pages for paper in page["DanhSachKetQua"]]
    assert sorted(it["GiayToId"] for it in found) == sorted(papers)
    assert {it["SoDinhDanhChuSoHuu"] for it in found} == {"092*****0123"} and HOLDER not in str(pages)
    assert {(it["HieuLuc"], it["TrangThai"]) for it in found} <= {("unknown", "confirmed"), ("valid", "confirmed")}
    theirs = asked | {"SoDinhDanhChuSoHuu": HOLDER}
    assert post(caller, "/lookup/documents", theirs).json()["TongSo"] == 3
    assert post(caller, "/lookup/documents", theirs | {"SoDinhDanhChuSoHuu": "092085000999"}).json()["TongSo"] == 0
    other = {"DanhSachGiayTo": [{"MaKetQua": "KQ.G15.000031", "SoKyHieu": "45/GPXD"}]}
    assert post(caller, "/lookup/documents", WHY | other).json()["TongSo"] == 0
    unknown = {"DanhSachGiayTo": [{"MaKetQua": "KQ.X99.000001", "SoKyHieu": "45/GPXD"}]}
    assert post(caller, "/lookup/documents", WHY | unknown).json()["code"] == "type_key_unknown"


def test_ids_are_shown_for_a_purpose_and_a_dossier_alone_and_the_chain_knows(
    office: Office, resources: Resources, application: FastAPI, caller: TestClient
) -> None:
    paper = office.file_paper("một", confirmed=True)
    asked = WHY | {"GiayToId": paper, "XemDayDu": True, "CanBo": "lan.nt"}
    assert post(caller, "/lookup/document", asked).json()["SoDinhDanhChuSoHuu"] == HOLDER
    assert post(caller, "/lookup/document", asked | {"MaHoSo": None}).json()["code"] == "api_purpose_missing"
    without = call_as(application, give_token(resources, ["find"], name="khac"))
    assert post(without, "/lookup/document", asked).json()["code"] == "api_right_missing"
    (shown,) = list_events(resources, "ids_revealed")
    assert shown == {"purpose": f"{PURPOSE} ({DOSSIER})", "result_ids": [paper]}
    looked = list_events(resources, "api_lookup")
    assert looked == [{"kind": "document", "purpose": PURPOSE, "dossier": DOSSIER, "count": 1}]
    resources.views.flush()
    assert [(it.view.by, it.view.how) for it in resources.catalogue.list_views(paper)] == [
        ("api:motcua/lan.nt", "revealed")
    ]


def test_using_a_paper_again_is_entered_once_and_says_what_the_sync_wants(
    office: Office, resources: Resources, caller: TestClient
) -> None:
    paper = office.file_paper("một", {"valid_until": "2099-12-31"}, confirmed=True)
    asked = WHY | {"GiayToId": paper, "ThanhPhan": "Giấy phép xây dựng cũ", "CanBo": "lan.nt"}
    first = post(caller, "/reuse", asked, Idempotency_Key="lan-goi-0001")
    again = post(caller, "/reuse", asked, Idempotency_Key="lan-goi-0001")
    assert (first.status_code, first.json()) == (201, again.json())
    assert (first.json()["DuocTaiSuDung"], first.json()["MaKetQuaThayThe"]) == (2, paper)
    (entry,) = resources.catalogue.list_reuse(10)
    assert (entry.by, entry.entry_id) == ("api:motcua/lan.nt", first.json()["MaButToan"])
    other = post(caller, "/reuse", asked | {"ThanhPhan": "khác"}, Idempotency_Key="lan-goi-0001")
    assert (other.status_code, other.json()["code"]) == (409, "api_key_reused")
    refused = post(caller, "/refusals", {"GiayToId": paper, "MaHoSo": DOSSIER, "LyDo": "trang bị rách"}).json()
    assert (refused["DuocChapNhan"], refused["MaKetQuaThayThe"]) == (False, None)


def test_a_paper_that_nobody_confirmed_is_not_used(office: Office, caller: TestClient) -> None:
    paper = office.file_paper("một")
    told = post(caller, "/reuse", WHY | {"GiayToId": paper, "ThanhPhan": "giấy phép"})
    assert (told.status_code, told.json()["code"]) == (422, "reuse_unconfirmed")
    assert (
        post(caller, "/lookup/document", WHY | {"GiayToId": paper}).json()["LyDoKhongDungDuoc"] == "reuse_unconfirmed"
    )


def test_copies_are_fetched_by_the_link_that_a_look_up_gives(
    office: Office, resources: Resources, caller: TestClient, tmp_path: Path
) -> None:
    draw_born_digital(tmp_path / "ks.pdf", "birth_certificate", 1)
    line = office.call("digitise", str(tmp_path / "ks.pdf"), "--unit", "92.916", "--plain", "--json").lines[0]
    paper = line["result_id"]
    told = post(caller, "/lookup/document", WHY | {"GiayToId": paper}).json()
    for file in told["DanhSachTep"]:
        answer = caller.post(file["DuongDan"], json=WHY)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert len(answer.content) == int(answer.headers["content-length"])
        assert answer.headers["content-disposition"] == f'attachment; filename="{paper}.pdf"'
    assert (tmp_path / "ks.pdf").read_bytes() == answer.content
    assert post(caller, f"/results/{paper}/copies/original", {"MucDich": PURPOSE}).status_code == 422
    assert [it["copy"] for it in list_events(resources, "fetched")] == [it["Loai"] for it in told["DanhSachTep"]]
    office.call("review", "confirm", paper)
    used = post(caller, "/reuse", WHY | {"GiayToId": paper, "ThanhPhan": "giấy khai sinh"})
    assert used.status_code == 201, used.text
    copy = post(caller, "/reuse/copy", {"MaButToan": used.json()["MaButToan"]})
    assert copy.headers["content-type"] == "application/pdf", copy.text
    assert copy.content.startswith(b"%PDF")


def test_rows_of_a_register_are_taken_and_what_is_not_understood_is_told(caller: TestClient) -> None:
    rows = [
        {"document_type": "building_permit", "document_number": "1/GPXD", "issue_date": "2021-03-05"},
        {"document_type": "Giấy phép xây dựng", "document_number": "2/GPXD", "issue_date": "31/02/2021"},
        {"document_type": "Giấy phép xây dựng", "document_number": "3/GPXD", "issue_date": "05/03/2021"},
    ]
    sent = {"unit": "92.916", "as_of": "2026-03-01", "rows": rows}
    told = post(caller, "/registers", sent).json()
    assert (told["rows"], told["imported"]) == (3, 2)
    assert [it["row"] for it in told["rejected"]] == [2]
    assert post(caller, "/registers", sent).json()["unchanged"] == 2
    assert post(caller, "/registers", sent | {"unit": "92"}).json()["code"] == "api_unit_refused"


def test_dossiers_are_taken_in_the_words_of_the_sync_but_no_other_units(
    resources: Resources, application: FastAPI, caller: TestClient
) -> None:
    one = {"MaHoSo": DOSSIER, "MaTTHC": "1.009994", "SoGiayToChuHoSo": HOLDER, "NgayTiepNhan": "20260315083000"}
    part = {"MaThanhPhanHoSo": "TP01", "TenTepDinhKem": "Bản vẽ", "DuocSoHoa": 1, "DuocTaiSuDung": 0}
    sent = {"unit": "92.916", "DanhSachHoSo": [one | {"TaiLieuNop": [part]}]}
    told = post(caller, "/dossiers", sent).json()
    assert (told["rows"], told["imported"], told["rejected"]) == (1, 1, [])
    known = resources.catalogue.find_dossier(DOSSIER)
    assert known is not None and (known.unit, known.owner_id, len(known.components)) == ("92.916", HOLDER, 1)
    # What another unit handles it can neither tell anew nor take over.
    other = call_as(application, give_token(resources, unit="92.917", name="khac"))
    told = post(other, "/dossiers", sent | {"unit": "92.917"}).json()
    assert (told["imported"], [it["code"] for it in told["rejected"]]) == (0, ["dossier_unit_refused"])


def test_what_is_wrong_is_told_by_field_in_the_callers_language_and_never_repeated(caller: TestClient) -> None:
    asked = {"MucDich": "x", "GiayToId": "a", "SoCCCD": HOLDER, "CanBo": HOLDER + "\n"}
    told = post(caller, "/lookup/document", asked)
    assert told.headers["content-type"] == "application/problem+json"
    faults = {(it["field"], it["code"]) for it in told.json()["errors"]}
    assert faults == {("MucDich", "too_short"), ("SoCCCD", "unknown"), ("CanBo", "form")}
    assert HOLDER not in told.text and told.headers["content-language"] == "vi"
    english = post(caller, "/lookup/document", asked, Accept_Language="en-GB,vi;q=0.5").json()
    assert english["title"] == "Cannot be done" and english["errors"][0]["message"].isascii()


@pytest.mark.parametrize(
    "body", [b"{", b"", b"[]", b"null", b"\xff\xfe", b'{"MucDich": "\\ud800abc", "GiayToId": "a"}', b"[" * 5000]
)
def test_a_body_that_is_none_is_refused_plainly(caller: TestClient, body: bytes) -> None:
    answer = caller.post("/api/v1/lookup/document", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422) and answer.json()["code"] in ("api_not_json", "api_request_invalid")


def test_who_sends_json_under_another_name_is_told_the_name(caller: TestClient) -> None:
    told = caller.post(
        "/api/v1/lookup/document", content=b"{}", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert (told.status_code, told.json()["code"]) == (400, "api_not_json")
    assert "Content-Type: application/json" in told.json()["advice"]


def test_the_calls_of_the_documentation_are_literally_right(office: Office, caller: TestClient) -> None:
    paper, calls = office.file_paper("một", confirmed=True), _CALL.findall(_API_WORDS.read_text("utf-8"))
    assert {path for path, *_ in calls} == {"/api/v1/lookup/components", "/api/v1/reuse"}
    for path, headers, body in calls:
        named = dict(re.findall(r'-H "([\w-]+): ([^"]+)"', headers)) | {
            "Authorization": caller.headers["Authorization"]
        }
        answer = caller.post(path, content=body.replace("…", paper).encode(), headers=named)
        assert answer.status_code in (200, 201), answer.text


def test_addresses_and_methods_that_are_none_are_told_as_problems(caller: TestClient) -> None:
    assert caller.get("/api/v1/nothing").json()["code"] == "api_path_unknown"
    wrong = caller.get("/api/v1/reuse")
    assert (wrong.status_code, wrong.json()["code"], wrong.headers["allow"]) == (405, "api_method_refused", "POST")


def test_a_body_too_large_or_too_slow_is_not_waited_for(resources: Resources, application: FastAPI) -> None:
    token = give_token(resources)
    large = call_as(application, token).post("/api/v1/reuse", content=b"x" * (1024 * 1024 + 1))
    assert (large.status_code, large.json()["code"]) == (413, "api_body_too_large")

    async def ask(receive: Callable[[], Any], headers: list[tuple[bytes, bytes]]) -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def never(*_: Any) -> None:
            raise AssertionError("nothing is asked")

        scope = {
            "type": "http", "method": "POST", "path": "/reuse", "root_path": "", "client": ("10.0.0.1", 1),
            "headers": [(b"authorization", f"Bearer {token}".encode()), *headers],
        }  # fmt: skip
        await door.Door(never, resources, door.Meter(), receive_s=0.05)(scope, receive, send)
        return sent

    async def hang() -> None:
        await asyncio.sleep(60)

    async def pour() -> Any:
        return {"type": "http.request", "body": b"x" * 2**19, "more_body": True}

    async def leave() -> Any:
        return {"type": "http.disconnect"}

    assert asyncio.run(ask(hang, []))[0]["status"] == 408
    assert asyncio.run(ask(pour, []))[0]["status"] == 413
    assert asyncio.run(ask(leave, [])) == []
    assert asyncio.run(ask(pour, [(b"content-length", b"-1")]))[0]["status"] == 413


def test_something_unforeseen_is_told_without_a_word_of_it(
    resources: Resources, application: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = give_token(resources)
    monkeypatch.setattr("web.api.looking_up.find_numbered", lambda *_: 1 / 0)
    browser = TestClient(application, base_url="http://portal", raise_server_exceptions=False)
    told = browser.post(
        "/api/v1/lookup/documents",
        json=WHY | {"DanhSachGiayTo": [{"SoKyHieu": "1"}]},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (told.status_code, told.json()["code"]) == (500, "api_failed") and "division" not in told.text


def test_coverage_is_told_for_the_systems_own_unit(caller: TestClient) -> None:
    told = caller.get("/api/v1/coverage", params={"as_of": "2026-03-01"}).json()
    assert told["as_of"] == "2026-03-01" and {row["level"] for row in told["levels"]} <= {
        *("province", "district", "commune"),
    }
    assert caller.get("/api/v1/coverage", params={"as-of": "2026-03-01"}).json()["errors"][0]["field"] == "as-of"


def test_no_address_title_or_log_holds_what_was_asked(
    office: Office, caller: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    paper = office.file_paper("một", confirmed=True)
    for (method, path), sent in make_calls(paper).items():
        place = path.replace("{result_id}", paper).replace("{copy}", "original")
        answer = caller.request(method, f"/api/v1{place}", **sent)
        assert HOLDER not in str(answer.url) and HOLDER not in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert HOLDER not in caplog.text and "Nguyễn Văn Ân" not in caplog.text


def test_the_document_is_the_one_that_was_published() -> None:
    written = write_document(make_api(None, Pages()))
    published = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert written == published, "write it anew: .venv/bin/python -m setup.openapi_document"


def test_every_field_of_the_document_says_what_it_means() -> None:
    document = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    silent = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, told in schema.get("properties", {}).items()
        if "$ref" not in told and not told.get("description")
    ]
    assert silent == []
    assert all(it["summary"] and it["description"] for path in document["paths"].values() for it in path.values())
