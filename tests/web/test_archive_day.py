"""An archivist at the scanner: uploads in pieces, a batch followed, what failed handled; a paper at the counter."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw
from playwright.sync_api import Route

from benchmarks.drills.small_papers import BROKEN_NAME, draw_born_digital, draw_drill_papers
from pipelines.batches import queue_work, uploads
from pipelines.batches.batch_queue import list_ordered
from pipelines.batches.queue_work import QueueWork
from pipelines.batches.single_papers import find_paper, list_open_papers, list_paper_files, order_paper
from pipelines.driving import RunSummary
from pipelines.intake import open_batch
from pipelines.resources import Resources
from schemas import crash_points
from schemas.errors import TemporarilyUnavailable
from schemas.scan import Batch
from tests.flows.conftest import _fork_server as _fork_server
from tests.flows.office import Office
from tests.web.conftest import PASSWORD, SignIn, SitDown, form_key
from web.pages.archive.scan_now import _by_number

DATA = bytes(range(256)) * 40


@pytest.fixture
def archivist(signed_in: SignIn) -> TestClient:
    browser = signed_in("archivist")
    browser.headers["X-Form-Key"] = form_key(browser)
    browser.headers["Accept"] = "application/json"
    return browser


def begin(browser: TestClient, **fields: str) -> str:
    told = browser.post("/upload", data={"unit": "92.916", "name": "Hộp 12"} | fields)
    assert told.status_code == 200, told.text
    return str(told.json()["batch"])


def announce(browser: TestClient, batch: str, name: str, data: bytes = DATA, mark: str = "m") -> dict[str, Any]:
    told = browser.post(f"/uploads/{batch}", json={"files": [{"name": name, "size": len(data), "mark": mark}]})
    assert told.status_code == 200, told.text
    return dict(told.json()["files"][0])


def send(browser: TestClient, batch: str, file: str, offset: int, piece: bytes) -> dict[str, Any]:
    told = browser.post(f"/uploads/{batch}/{file}", content=piece, headers={"X-Offset": str(offset)})
    return {"status": told.status_code} | told.json()


def test_a_file_goes_up_in_pieces_and_goes_on_where_the_line_broke(archivist: TestClient, resources: Resources) -> None:
    batch = begin(archivist)
    file = announce(archivist, batch, "a.pdf")["file"]
    assert send(archivist, batch, file, 0, DATA[:4000])["offset"] == 4000
    # Its answer was lost on the way, then one came out of turn: neither changes what is there.
    assert send(archivist, batch, file, 0, DATA[:4000])["offset"] == 4000
    assert send(archivist, batch, file, 8000, DATA[8000:])["offset"] == 4000
    assert list_ordered(resources) == ()
    # A browser opened anew announces the same file.
    assert announce(archivist, batch, "a.pdf") == {"file": file, "offset": 4000, "is_received": False, "problem": None}
    assert send(archivist, batch, file, 4000, DATA[4000:])["is_received"]
    assert announce(archivist, batch, "a.pdf")["is_received"]
    assert list_ordered(resources) == (batch,)
    (receipt,) = resources.catalogue.list_receipts(batch)
    assert (receipt.source, receipt.operator) == ("a.pdf", "archivist.92-916")
    assert not list(resources.settings.home.rglob("*.part"))
    # The same bytes under another name are the same receipt.
    second = announce(archivist, batch, "again.pdf")["file"]
    assert send(archivist, batch, second, 0, DATA)["is_received"]
    assert len(resources.catalogue.list_receipts(batch)) == 1


@pytest.mark.parametrize(
    "point", ["upload.announced", "upload.piece", "original.stored", "receipt.committed", "upload.received"]
)
def test_a_power_cut_at_any_point_loses_nothing_and_takes_nothing_twice(
    resources: Resources, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = open_batch(resources, "92.916", "Hộp 12", "lan")
    wish = uploads.FileWish("a.pdf", len(DATA), "m")

    def cut(name: str) -> None:
        if name == point:
            monkeypatch.setattr(crash_points, "_hook", None)
            raise KeyboardInterrupt

    monkeypatch.setattr(crash_points, "_hook", cut)
    with pytest.raises(KeyboardInterrupt):
        uploads.put_down(resources, batch, wish, io.BytesIO(DATA), "lan")
    # Where all had arrived, the next portal takes it in by itself; else its sender goes on.
    if point in ("original.stored", "receipt.committed", "upload.received"):
        uploads.take_in_what_arrived(resources)
    taken = uploads.put_down(resources, batch, wish, io.BytesIO(DATA), "lan")
    assert [receipt.receipt_id for receipt in resources.catalogue.list_receipts(batch.batch_id)] == [taken.receipt_id]
    assert list_ordered(resources) == (batch.batch_id,) and uploads.list_unsent(resources, batch.batch_id) == ()


def test_a_paper_at_the_counter_outlives_a_power_cut_once_it_was_ordered(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(name: str) -> None:
        if name == "paper.ordered":
            raise KeyboardInterrupt

    monkeypatch.setattr(crash_points, "_hook", cut)
    with pytest.raises(KeyboardInterrupt):
        order_paper(resources, "92.916", "lan", [("a.pdf", io.BytesIO(DATA))])
    (order,) = list_open_papers(resources)
    assert [path.read_bytes() for path in list_paper_files(resources, order)] == [DATA]


def test_no_name_from_outside_stands_on_the_disk_or_bare_in_a_page(archivist: TestClient, resources: Resources) -> None:
    batch = begin(archivist, name='<img src=x onerror="x">')
    hostile = "..\\../../etc/<script>alert(1)</script>\n\u202efdp.exe"
    file = announce(archivist, batch, hostile)["file"]
    assert send(archivist, batch, file, 0, DATA)["is_received"]
    (receipt,) = resources.catalogue.list_receipts(batch)
    assert receipt.source == "etc/<script>alert(1)</script>fdp.exe".replace("</script>", "<" + "/script>")
    page = archivist.get(f"/batches/{batch}").text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and "<img src=x" not in page
    assert not [path for path in resources.settings.home.rglob("*") if "script" in path.name or "fdp" in path.name]


def test_what_cannot_be_taken_is_told_before_its_bytes_travel(
    archivist: TestClient, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begin(archivist)
    files = [{"name": "phim.pdf", "size": 2_000_000_000, "mark": "m"}, {"name": "Thumbs.db", "size": 5, "mark": "m"}]
    told = archivist.post(f"/uploads/{batch}", json={"files": files}).json()["files"]
    assert [each["problem"]["code"] for each in told] == ["file_too_large", "not_a_document"]
    for place in ("/upload", f"/batches/{batch}/files", "/scan-now", "/find"):
        answer = archivist.post(place, content=b"", headers={"Content-Length": "2000000000"})
        assert answer.status_code == 413 and "body_too_large" in answer.text, place
    file = announce(archivist, batch, "a.pdf")["file"]
    assert send(archivist, batch, file, 0, DATA + b"more")["problem"]["code"] == "upload_differs"
    assert send(archivist, batch, "0" * 32, 0, DATA)["problem"]["code"] == "upload_unknown"

    def refuse(*_: object) -> None:
        raise TemporarilyUnavailable("disk_nearly_full", free=1, reserve=2)

    monkeypatch.setattr(uploads, "ensure_room", refuse)
    answer = archivist.post(f"/uploads/{batch}", json={"files": [{"name": "b.pdf", "size": 1, "mark": "m"}]})
    assert (answer.status_code, answer.json()["problem"]["code"]) == (503, "disk_nearly_full")


def test_batches_and_files_of_another_unit_are_as_unknown_as_none(
    office: Office, archivist: TestClient, signed_in: SignIn
) -> None:
    batch, receipt = begin(archivist), office.quarantine_file("hỏng")
    file = announce(archivist, batch, "a.pdf")["file"]
    stranger = signed_in("archivist", "92.917")
    stranger.headers["X-Form-Key"] = form_key(stranger)
    places = [f"/batches/{batch}{part}" for part in ("", "/progress", "/label.pdf", "/contents.pdf", "/sheets.pdf")]
    for place in (*places, f"/quarantine/{receipt}", f"/quarantine/{receipt}/state"):
        assert stranger.get(place).status_code == 404, place
    for place in (f"/batches/{batch}/resume", f"/batches/{batch}/close", f"/uploads/{batch}/{file}/drop"):
        assert stranger.post(place).status_code == 404, place
    assert stranger.post(f"/quarantine/{receipt}/retry").status_code == 404
    assert send(stranger, batch, file, 0, DATA)["problem"]["code"] == "batch_unknown"
    assert stranger.post("/upload", data={"unit": "92.916"}).status_code == 422
    assert "Hộp 12" not in stranger.get("/batches").text and "hỏng" not in stranger.get("/quarantine").text
    assert archivist.get(f"/quarantine/{receipt}").status_code == 200


def test_without_script_one_form_opens_a_batch_with_its_files(signed_in: SignIn, resources: Resources) -> None:
    browser = signed_in("archivist")
    data = {"form_key": form_key(browser), "unit": "92.916", "box": "12", "expected": "2", "sheet_count": "2"}
    two = [("files", ("scan.pdf", DATA)), ("files", ("scan.pdf", DATA[::-1]))]
    answer = browser.post("/upload", data=data, files=two)
    batch = answer.headers["location"].rpartition("/")[2]
    # Of one name and size, and two files all the same.
    assert len(resources.catalogue.list_receipts(batch)) == 2
    page = browser.get(f"/batches/{batch}").text
    assert "scan.pdf" in page and "Đếm tay 2" in page
    for name in ("sheets", "label", "contents", "handover"):
        printed = browser.get(f"/batches/{batch}/{name}.pdf")
        assert printed.status_code == 200 and printed.content.startswith(b"%PDF"), name
    wrong = browser.post("/upload", data=data | {"name": "Hộp 12", "document_type": "không có"})
    assert wrong.status_code == 422 and 'value="Hộp 12"' in wrong.text


def test_a_count_of_any_length_and_a_label_of_two_lines_are_taken_as_meant(
    signed_in: SignIn, resources: Resources
) -> None:
    browser = signed_in("archivist")
    data = {"form_key": form_key(browser), "unit": "92.916", "expected": "9" * 5_000, "box": "Hộp 1\r\n kệ 2"}
    batch = resources.catalogue.find_batch(browser.post("/upload", data=data).headers["location"].rpartition("/")[2])
    assert batch is not None and (batch.expected, batch.box) == (1_000_000, "Hộp 1 kệ 2")
    # Pages are put in the order of their numbers, of whatever length these are.
    names = ["9" * 5_000, "trang 10", "trang 09", "trang 9b", "1"]
    assert sorted(names, key=_by_number) == ["1", "9" * 5_000, "trang 09", "trang 9b", "trang 10"]


def test_closing_asks_what_differs_and_keeps_the_typed_reason(office: Office, signed_in: SignIn) -> None:
    office.quarantine_file("hỏng")
    office.file_paper("một")
    batch = office.call("batch", "show", "hop-1", "--json").json["batch_id"]
    browser = signed_in("archivist")
    key = {"form_key": form_key(browser)}
    assert "1 tệp bị cách ly" in browser.get(f"/batches/{batch}").text
    assert browser.post(f"/batches/{batch}/close", data=key | {"reason": " "}).status_code == 422
    assert browser.post(f"/batches/{batch}/close", data=key | {"reason": "giấy mờ"}).status_code == 303
    told = office.call("batch", "show", batch, "--json").json
    assert (told["closed_by"], told["close_reason"]) == ("archivist.92-916", "giấy mờ")
    assert "Đã đóng lúc" in browser.get(f"/batches/{batch}").text
    answer = browser.post(f"/uploads/{batch}", json={"files": []}, headers={"X-Form-Key": key["form_key"]})
    assert answer.json() == {"files": []}  # nothing asked, nothing refused
    one = {"files": [{"name": "a", "size": 1, "mark": ""}]}
    answer = browser.post(f"/uploads/{batch}", json=one, headers={"X-Form-Key": key["form_key"]})
    assert answer.json()["problem"]["code"] == "batch_closed"


def test_hostile_files_end_in_quarantine_with_reasons_and_can_be_set_aside(
    archivist: TestClient, resources: Resources, tmp_path: Path
) -> None:
    batch = begin(archivist)
    bomb = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(bomb, "PNG")
    active = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
    active += (
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    )
    active += b"endobj\ntrailer<</Root 1 0 R>>\n"
    draw_born_digital(tmp_path / "b.pdf", "birth_certificate", 1)
    whole = (tmp_path / "b.pdf").read_bytes()
    for name, data in (("rỗng.pdf", b""), ("bom.png", bomb.getvalue()), ("lệnh.pdf", active), ("giấy.pdf", whole)):
        told = announce(archivist, batch, name, data)
        assert told["is_received"] or send(archivist, batch, told["file"], 0, data)["is_received"]
    QueueWork(resources, lambda step: None).do_waiting()
    ends = {it.source: (it.outcome, it.problem_code) for it in resources.catalogue.list_batch_files(batch, limit=9)}
    assert ends["giấy.pdf"] == ("filed", None) and list_ordered(resources) == ()
    assert [ends[name][1] for name in ("rỗng.pdf", "bom.png", "lệnh.pdf")] == [
        "empty_file",
        "page_too_large",
        "active_content",
    ]
    page = archivist.get(f"/batches/{batch}").text
    assert page.count('class="file-state quarantined"') == 3 and "cần người xem" in page
    receipt = next(
        it.receipt_id for it in resources.catalogue.list_batch_files(batch, limit=9) if it.source == "bom.png"
    )
    assert archivist.post(f"/quarantine/{receipt}/set-aside", data={"reason": ""}).status_code == 422
    assert archivist.post(f"/quarantine/{receipt}/set-aside", data={"reason": "ảnh thử"}).status_code == 303
    assert "bom.png" not in archivist.get("/quarantine").text
    assert "ảnh thử" in archivist.get("/quarantine?everything=1").text
    # Tried again: open at once, in the queue where nobody reads beside the portal.
    assert archivist.post(f"/quarantine/{receipt}/retry", data={"turn": "90"}).status_code == 303
    assert "Đang thử lại" in archivist.get(f"/quarantine/{receipt}").text and list_ordered(resources) == (batch,)


def test_workers_elsewhere_are_asked_and_what_they_leave_is_read_here(
    archivist: TestClient, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, asked = begin(archivist), list[str]()
    assert announce(archivist, batch, "rỗng.pdf", b"")["is_received"]

    def hand_over(_: Resources, handed: Batch, *__: object, **___: object) -> RunSummary:
        asked.append(handed.batch_id)
        return RunSummary(failure=TemporarilyUnavailable("workers_away"))

    monkeypatch.setattr(queue_work, "hand_over", hand_over)
    monkeypatch.setattr(QueueWork, "_are_workers_there", lambda self: True)
    QueueWork(resources, lambda step: None).do_waiting()
    assert asked == [batch] and list_ordered(resources) == ()
    assert [file.outcome for file in resources.catalogue.list_batch_files(batch, limit=9)] == ["quarantined"]


def test_photographs_of_one_papers_pages_become_one_result(
    signed_in: SignIn, resources: Resources, tmp_path: Path
) -> None:
    browser = signed_in("clerk")
    key = {"form_key": form_key(browser), "unit": "92.916"}
    parts = []
    for number, grey in ((10, 250), (9, 255)):
        picture, photograph = io.BytesIO(), Image.new("L", (600, 800), grey)
        ImageDraw.Draw(photograph).text((60, 300), f"GIAY PHEP {number}", fill=0, font_size=60)
        photograph.save(picture, "JPEG")
        parts.append(("files", (f"ảnh {number}.jpg", picture.getvalue())))
    place = browser.post("/scan-now", data=key, files=parts).headers["location"]
    order = find_paper(resources, place.rpartition("/")[2])
    assert order is not None and order.names == ("ảnh 9.jpg", "ảnh 10.jpg")
    assert "Đang đọc giấy tờ" in browser.get(place).text
    broken = browser.post("/scan-now", data=key, files=[parts[0], ("files", ("b.jpg", b"no picture"))])
    QueueWork(resources, lambda step: None).do_waiting()
    result = browser.get(place).headers["location"].rpartition("/")[2]
    assert resources.catalogue.get_result(result).page_numbers == (1, 2)
    assert browser.get(f"{place}/state").headers["HX-Redirect"] == f"/results/{result}"
    assert "Chưa nhận được giấy tờ này" in browser.get(broken.headers["location"]).text
    # Another person's paper is as unknown as none; nothing is left lying about.
    assert signed_in("archivist").get(place).status_code == 404
    assert not [
        path for path in resources.settings.home.rglob("uploads/papers/*/*") if path.name not in ("order.json", "lock")
    ]
    assert browser.post("/scan-now", data=key).status_code == 422


def test_three_papers_are_uploaded_and_the_broken_one_waits_for_a_person(
    at_desk: SitDown, resources: Resources, tmp_path: Path
) -> None:
    folder = draw_drill_papers(tmp_path / "in")
    desk = at_desk("archivist")
    page = desk.go("/upload")
    page.set_input_files("#pick-files", [str(path) for path in sorted(folder.iterdir())])
    page.fill("[name=name]", "Hộp 12")
    desk.picture("portal-upload")
    page.click("[data-start]")
    page.wait_for_url("**/batches/*")
    desk.picture("portal-batch-reading")
    page.wait_for_selector(".batch-state.look", timeout=60_000)
    page.wait_for_selector("text=Đóng lô")
    assert page.inner_text(".file-state.quarantined") == "cách ly" and page.locator(".file-state.filed").count() == 2
    desk.picture("portal-batch")
    page.click("text=Xử lý")
    assert page.inner_text("h1") == BROKEN_NAME
    desk.picture("portal-quarantine")
    assert not any("Hộp" in address or ".pdf" in address for address in desk.addresses)
    desk.go("/batches")
    desk.picture("portal-batches")
    assert list_ordered(resources) == ()
    # At the counter meanwhile: one paper, shown as soon as it is read.
    desk = at_desk("clerk")
    page = desk.go("/scan-now")
    draw_born_digital(tmp_path / "giấy khai sinh.pdf", "birth_certificate", 7)
    page.set_input_files("#pick-files", str(tmp_path / "giấy khai sinh.pdf"))
    desk.picture("portal-scan-now")
    page.keyboard.press("Enter")
    page.wait_for_url("**/results/*", timeout=60_000)
    assert page.inner_text("h1").casefold() == "giấy khai sinh"


def test_an_upload_outlives_a_lost_line_a_closed_tab_and_its_sign_in(
    at_desk: SitDown, application: FastAPI, resources: Resources, tmp_path: Path
) -> None:
    application.state.queue_keeper.close()  # nothing is to be read here
    path = tmp_path / "hộp 12.pdf"
    path.write_bytes(os.urandom(2 * uploads.PIECE_BYTES + 1000))
    desk = at_desk("archivist")
    page, sent = desk.go("/upload"), list[int]()

    def lose(route: Route) -> None:
        sent.append(int(route.request.headers["x-offset"]))
        if sent[-1]:
            route.abort()
        else:
            route.continue_()

    desk.context.route("**/uploads/*/*", lose)
    page.set_input_files("#pick-files", str(path))
    page.click("[data-start]")
    page.wait_for_selector("[data-lost]:visible")
    assert "tự gửi tiếp" in page.inner_text("[data-lost]").lower()
    page.close()
    desk.context.unroute("**/uploads/*/*")
    desk.context.on("request", lambda asked: sent.append(int(asked.headers.get("x-offset", -1))))
    (batch,) = (summary.batch for summary in resources.catalogue.list_batches())
    sent.clear()
    desk.page = page = desk.context.new_page()
    desk.go(f"/batches/{batch.batch_id}")
    assert "hộp 12.pdf" in page.inner_text("text=Tệp tải lên dở >> xpath=..")
    desk.context.clear_cookies()
    page.set_input_files("#pick-files", str(path))
    page.wait_for_selector("#sign-again[open]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=chờ đọc")
    assert {offset for offset in sent if offset >= 0} == {uploads.PIECE_BYTES, 2 * uploads.PIECE_BYTES}
    assert uploads.list_unsent(resources, batch.batch_id) == ()
    (receipt,) = resources.catalogue.list_receipts(batch.batch_id)
    assert receipt.scan_id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert all("Failed to load resource" in fault for fault in desk.faults)
    desk.faults.clear()
