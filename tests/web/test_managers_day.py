"""A manager's morning: where we stand, what is behind each number, what is still to be scanned, proof to take along."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipelines.registers.counting_beside import CountingBeside
from pipelines.registers.list_exports import LIST_EXPORTED
from pipelines.resources import Resources
from schemas.days import today
from schemas.dossier import AvoidableAsk, Dossier, DossierComponent, DossierResult
from schemas.review import ReviewCheck
from storage.ledgers.dossiers import DossierEntry
from storage.ledgers.figures import DayFigures
from tests.flows.office import Office
from tests.web.conftest import SignIn, SitDown, form_key

REGISTER = """Số giấy phép,Ngày cấp,Loại giấy tờ,Tên người được cấp,Cơ quan cấp,Hộp
45/GPXD,05/03/2021,Giấy phép xây dựng,Nguyễn Văn Ân,UBND quận Ninh Kiều,12
46/GPXD,06/03/2021,Giấy phép xây dựng,Trần Thị Bé,UBND quận Ninh Kiều,12
47/GPXD,07/03/2021,Giấy phép xây dựng,Lê Văn Cư,UBND quận Ninh Kiều,3
"""
ISSUERS = (
    ("UBND quận Ninh Kiều", "Giấy phép xây dựng", 11),
    ("UBND phường An Khánh, quận Ninh Kiều", "Giấy phép xây dựng", 31),
    ("UBND thành phố Cần Thơ", "Giấy phép xây dựng", 51),
)
UNITS = (("92.916", "district", 6), ("92.916.31149", "commune", 1), ("92", "province", 0))
HOLDERS = ("Nguyễn Văn Ân", "Trần Thị Bé", "Lê Văn Cư", "Phạm Thị Dung", "Huỳnh Văn Em")


@pytest.fixture
def counted(office: Office, tmp_path: Path) -> Office:
    """Three permits in the register of which one is confirmed and one waits for a person."""
    office.file_paper("một", confirmed=True)
    office.file_paper("hai", {"document_number": "46/GPXD", "issue_date": "2021-03-06", "holder_name": "Trần Thị Bé"})
    file = tmp_path / "so.csv"
    file.write_text(REGISTER, encoding="utf-8")
    assert office.call("register", "import", str(file), "--unit", "92.916", "--as-of", "2022-01-01").code == 0
    return office


def write_days(office: Office, days: int = 40) -> None:
    """Figures of the last days, of an office that digitised one paper a day and has one waiting."""
    with office.open() as resources:
        for back in range(days, 0, -1):
            day = today() - timedelta(days=back)
            levels = [{"level": level, "target_percent": 60} for level in ("province", "district", "commune")]
            row = {"unit": "92.916", "level": "district", "in_force": 60, "digitised": days - back}
            item = {"id": "4.2", "numerator": 2 * (days - back), "denominator": 3 * (days - back)}
            told = {"coverage": {"levels": levels, "units": [row]}, "indicators": {"items": [item]}}
            body = json.dumps(told)
            resources.catalogue.add_day_figures(DayFigures(day, resources.now(), f"{day}", body))


def test_each_number_of_the_dashboard_opens_its_list(counted: Office, signed_in: SignIn) -> None:
    browser = signed_in("manager")
    page = browser.get("/coverage").text
    assert "33,33 %" in page and "Cấp huyện" in page and "Cấp xã" not in page.split("<h2")[2]
    links = set(re.findall(r'href="(/coverage/list[^"]+)"', page))
    assert {link.split("status=")[1].split("&")[0] for link in links} >= {"in_force", "digitised", "in_review"}
    totals = {}
    for link in links:
        told = browser.get(link.replace("&amp;", "&")).text
        totals[link.split("status=")[1].split("&")[0]] = int(told.split('data-total="')[1].split('"')[0])
    assert totals == {"in_force": 3, "digitised": 1, "unseen": 1, "in_review": 1, "missing": 1}
    assert "092085000123" not in page


def test_the_missing_list_stands_by_box_and_goes_out_as_files_that_the_chain_notes(
    counted: Office, signed_in: SignIn, resources: Resources
) -> None:
    browser = signed_in("manager")
    page = browser.get("/coverage/list?status=missing").text
    assert "47/GPXD" in page and "Lê Văn Cư" in page and "Hộp 3" in page and "46/GPXD" not in page
    wish = {"form_key": form_key(browser), "status": "missing"}
    assert "47/GPXD" not in browser.post("/coverage/list", data=wish | {"box": "12"}).text
    files = {form: browser.post("/coverage/list/file", data=wish | {"form": form}) for form in ("csv", "xlsx", "pdf")}
    assert "47/GPXD" in files["csv"].content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(files["csv"].content.decode("utf-8-sig")), delimiter=";"))[1][7] == "Lê Văn Cư"
    assert load_workbook(io.BytesIO(files["xlsx"].content)).active["F2"].value == "47/GPXD"
    assert files["pdf"].content.startswith(b"%PDF")
    name = files["pdf"].headers["content-disposition"]
    assert name == f'attachment; filename="danh-sach-missing-92.916-{today()}.pdf"'
    noted = [json.loads(it.payload) for it in resources.catalogue.list_audit() if it.event == LIST_EXPORTED]
    assert [it["form"] for it in noted] == ["csv", "xlsx", "pdf"] and {it["papers"] for it in noted} == {1}


def test_papers_that_are_only_counted_are_told_beside_the_list(counted: Office, signed_in: SignIn) -> None:
    told = ("--type", "building_permit", "--year", "2020", "--number", "40", "--source", "sổ tay")
    assert counted.call("register", "count", "--unit", "92.916", *told).code == 0
    browser = signed_in("manager")
    assert "còn 40 giấy tờ mới có số đếm" in browser.get("/coverage/list?status=missing").text
    assert "mới có số đếm" not in browser.get("/coverage/list?status=digitised").text


def test_a_list_is_walked_through_page_by_page(
    counted: Office, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web.pages.manager import missing

    monkeypatch.setattr(missing, "PAGE_SIZE", 2)
    browser = signed_in("manager")
    page = browser.get("/coverage/list?status=in_force").text
    seen = re.findall(r"\d+/GPXD", page)
    form = page.split('<nav class="pages"')[1]
    data = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    seen += re.findall(r"\d+/GPXD", browser.post("/coverage/list", data=data).text)
    assert sorted(seen) == ["45/GPXD", "46/GPXD", "47/GPXD"]
    assert browser.post("/coverage/list", data=data | {"after": "zz"}).status_code == 400


def test_papers_of_other_units_are_in_no_figure_and_no_list(counted: Office, signed_in: SignIn) -> None:
    browser = signed_in("manager", "92.917")
    assert "GPXD" not in browser.get("/coverage/list?status=in_force").text
    for path in ("/coverage", "/coverage/list", "/coverage/funnel", "/coverage/evidence", "/coverage/indicators"):
        answer = browser.get(path, params={"unit": "92.916"})
        assert (answer.status_code, "Ninh Kiều" in answer.text) == (400, False), path
    data = {"form_key": form_key(browser), "unit": "92.916", "purpose": "thử"}
    for path in ("/coverage/report", "/coverage/list/file", "/coverage/indicators/file"):
        assert browser.post(path, data=data).status_code == 400, path


def test_the_burn_up_is_drawn_from_written_days_with_its_numbers_beside_it(counted: Office, signed_in: SignIn) -> None:
    browser = signed_in("manager")
    assert "<polyline" not in browser.get("/coverage").text
    write_days(counted)
    page = browser.get("/coverage").text
    chart = page.split('<svg class="chart burn-up"')[1].split("</svg>")[0]
    assert all(f'class="{name}"' in chart for name in ("done", "target", "in-force")) and "<desc>" in chart
    yesterday = (today() - timedelta(days=1)).strftime("%d/%m/%Y")
    assert f"<tr><td>{yesterday}</td><td>60</td><td>39</td><td>36</td><td>65 %</td></tr>" in page


def test_the_report_and_the_evidence_are_taken_along(counted: Office, signed_in: SignIn) -> None:
    browser = signed_in("manager")
    data = {"form_key": form_key(browser), "unit": "92.916"}
    assert browser.post("/coverage/report", data=data | {"form": "pdf"}).content.startswith(b"%PDF")
    book = load_workbook(io.BytesIO(browser.post("/coverage/report", data=data | {"form": "xlsx"}).content))
    assert "Danh sách" in book.sheetnames
    refused = browser.post("/coverage/evidence", data=data | {"as_of": "2026-01-02", "sample": "3"})
    assert refused.status_code == 422 and 'value="2026-01-02"' in refused.text and 'value="3"' in refused.text
    told = browser.post("/coverage/evidence", data=data | {"purpose": "đoàn kiểm tra", "sample": "0"})
    with zipfile.ZipFile(io.BytesIO(told.content)) as packed:
        assert "figure.json" in packed.namelist() and b"092085000123" not in packed.read("list.csv")


def test_a_slipped_finger_in_a_year_or_a_number_is_told_in_words(counted: Office, signed_in: SignIn) -> None:
    browser = signed_in("manager")
    for day in ("0001-01-01", "0202-03-05", "9999-12-31"):
        for path in ("/coverage", "/coverage/list"):
            answer = browser.get(path, params={"as_of": day})
            assert answer.status_code == 400 and "day_invalid" in answer.text, (path, day)
        assert browser.get("/coverage/indicators", params={"from": day}).status_code == 400
    data = {"form_key": form_key(browser), "unit": "92.916", "purpose": "đoàn kiểm tra"}
    long = browser.post("/coverage/report", data=data | {"target_year": "9" * 5_000})
    assert long.content.startswith(b"%PDF")
    assert browser.post("/coverage/report", data=data | {"target_year": "0"}).status_code == 400
    assert browser.post("/coverage/evidence", data=data | {"sample": "9" * 5_000}).status_code == 200


def test_while_all_papers_are_counted_anew_the_page_says_so(
    counted: Office, signed_in: SignIn, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in("manager")
    resources.catalogue.begin_coverage_build()
    page = browser.get("/coverage").text
    assert "Đang tính lại số liệu" in page and "/coverage/counting" in page
    beside: CountingBeside = browser.app.state.counting_beside  # type: ignore[attr-defined]
    beside.wait(30)
    assert browser.get("/coverage/counting").headers["HX-Refresh"] == "true"
    assert "33,33 %" in browser.get("/coverage").text


def test_what_is_stuck_is_told_by_place(counted: Office, signed_in: SignIn) -> None:
    counted.quarantine_file("hỏng")
    told = signed_in("manager").get("/coverage/funnel", headers={"HX-Request": "true"}).text
    rows = dict(re.findall(r'<tr class="(\w+)">.*?<td class="n">(\d+)</td>', told, re.DOTALL))
    assert rows == {
        "reading": "0", "quarantined": "1", "refused": "0", "repeated": "0", "read": "2",
        "in_review": "1", "returned": "0", "withdrawn": "0", "confirmed": "1",
    }  # fmt: skip
    assert "hop-1" in told and "<html" not in told


def test_without_dossiers_the_indicators_say_why_there_is_no_figure(counted: Office, signed_in: SignIn) -> None:
    browser = signed_in("manager")
    page = browser.get("/coverage/indicators").text
    assert "chưa đối chiếu" in page and "sohoa dossiers import" in page
    assert browser.get("/coverage/indicators/list?item=4.2").status_code == 200
    assert browser.get("/coverage/indicators/list?item=9.9").status_code == 400
    answer = browser.post("/coverage/indicators/file", data={"form_key": form_key(browser)})
    assert "Chỉ số" in load_workbook(io.BytesIO(answer.content)).sheetnames


@pytest.fixture
def city(office: Office, tmp_path: Path) -> Office:
    """Registers of three levels; papers confirmed one a week, one of each ten missing still."""
    rows = ["Số,Ngày cấp,Loại giấy tờ,Tên người được cấp,Cơ quan cấp,Hộp"]
    for issuer, kind, first in ISSUERS:
        for n in range(10):
            rows.append(f"{first + n}/GPXD,{n + 1:02d}/03/2021,{kind},{HOLDERS[n % 5]},{issuer},{n // 4 + 1}")
    file = tmp_path / "so.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    told = office.call("register", "import", str(file), "--unit", "92", "--as-of", "2022-01-01")
    assert told.code == 0, told.out
    return office


def file_row(office: Office, place: int, n: int, weeks_ago: int, confirmed: bool = True) -> str:
    """The paper of one row of the city's registers."""
    issuer, _, first = ISSUERS[place]
    at = datetime.now(UTC) - timedelta(weeks=weeks_ago)
    body, parent = issuer.upper(), "THÀNH PHỐ CẦN THƠ"
    told = {
        "document_number": f"{first + n}/GPXD",
        "issue_date": f"2021-03-{n + 1:02d}",
        "holder_name": HOLDERS[n % 5],
        "issuing_body": body,
        "parent_body": parent,
    }
    more = {"confirmed_at": at} if confirmed else {}
    return office.file_paper(f"tờ {place} {n}", told, confirmed=confirmed, filed_at=at, **more)


def test_a_morning_from_the_dashboard_to_one_paper_less(city: Office, at_desk: SitDown, tmp_path: Path) -> None:
    for n in range(6):
        file_row(city, 0, n, weeks_ago=n)
    file_row(city, 1, 0, weeks_ago=1)
    waiting = file_row(city, 1, 1, weeks_ago=0, confirmed=False)
    write_city_days(city)
    desk = at_desk("manager", "92")
    page = desk.go("/coverage?target_year=2024")
    page.wait_for_selector(".steps")
    assert page.inner_text("#level-district ~ .figure span") == "60 %"
    desk.picture("portal-coverage")
    page.click("a:has-text('Danh sách còn phải quét')")
    before = int(page.get_attribute("#total", "data-total") or "")
    assert "17/GPXD" in page.inner_text("table.papers") and page.locator(".shelf").count() > 1
    desk.picture("portal-missing")
    with page.expect_download() as waited:
        page.click("button:has-text('In theo kho')")
    waited.value.save_as(tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    file_row(city, 0, 6, weeks_ago=0)
    assert city.call("review", "confirm", waiting).code == 0
    page.reload()
    assert int(page.get_attribute("#total", "data-total") or "") == before - 1
    page.click("a:has-text('Về trang tỷ lệ số hóa')")
    told = [page.inner_text(f"#level-{level} ~ .figure span") for level in ("district", "commune")]
    assert told == ["70 %", "20 %"]
    page.click("a:has-text('Hồ sơ chứng minh')")
    desk.picture("portal-evidence")
    assert not any("GPXD" in address for address in desk.addresses)


def receive_dossiers(office: Office) -> None:
    """A hundred and twenty dossiers of half a year: at first half of them digitised, later all; days written."""
    start, units = date(2025, 1, 2), ("92.31135", "92.31168", "92.31186")
    entries, rows = [], []
    for n in range(120):
        is_done = n % 2 == 0 or n >= 60
        part = DossierComponent("giay-khai-sinh", "Giấy khai sinh", is_done, is_reused=n % 3 == 0)
        result = DossierResult("Trích lục", "KQ.G15.000032", True)
        received = start + timedelta(days=n * 3 // 2)
        asks = (AvoidableAsk(part.key, "drawn"),) if n % 40 == 1 else ()
        entries.append(
            DossierEntry(
                Dossier(
                    f"H13.16.5-{received:%y%m%d}-{n:06d}", units[n % 3], "1.004873", f"0920850{n // 2:05d}",
                    received, state="10", components=(part,), results=(result,),
                ),
                asks,
            )
        )  # fmt: skip
        rows.append((received, is_done))
    with office.open() as resources:
        resources.catalogue.put_dossiers(entries, "test", "")
        for day in (date(2025, 6, 29) - timedelta(days=back) for back in range(100)):
            told = [is_done for received, is_done in rows if received <= day]
            items = [{"id": "4.2", "numerator": sum(told), "denominator": len(told)}]
            units_told = {"92.31135": {"4.2": [sum(told), len(told)]}}
            body = {"coverage": {"levels": [], "units": []}, "indicators": {"items": items}}
            written = json.dumps(body | {"indicator_units": units_told})
            resources.catalogue.add_day_figures(DayFigures(day, resources.now(), f"i{day}", written))


def test_an_indicator_below_its_threshold_is_forecast_and_opens_its_dossiers(office: Office, at_desk: SitDown) -> None:
    receive_dossiers(office)
    desk = at_desk("manager", "92")
    page = desk.go("/coverage/indicators?from=2025-01-01&to=2025-06-30")
    row = page.locator("tr", has=page.locator("b", has_text="4.2")).inner_text()
    assert "75 %" in row and "Dự kiến đạt khoảng" in row and "chưa đối chiếu" in row
    desk.picture("portal-indicators")
    page.locator("tr", has=page.locator("b", has_text="4.2")).locator("a").first.click()
    assert page.locator("tbody tr").count() == 50 and "0920850" not in page.content()
    page.click("a:has-text('Trang sau')")
    assert page.locator("tbody tr").count() == 90 - 50
    page.click("a:has-text('Không được tính')")
    assert page.locator("tbody tr").count() == 120 - 90


def write_city_days(office: Office) -> None:
    """What was written each night of the last ten weeks."""
    with office.open() as resources:
        units = [unit for unit, *_ in UNITS]
        for back in range(70, 0, -1):
            day = today() - timedelta(days=back)
            levels = [{"level": level, "target_percent": 75} for level in ("province", "district", "commune")]
            rows = [
                {"unit": unit, "level": level, "in_force": 10, "digitised": max(0, most - back // 7)}
                for unit, (_, level, most) in zip(units, UNITS, strict=True)
            ]
            told = {"coverage": {"levels": levels, "units": rows}, "indicators": {"items": []}}
            resources.catalogue.add_day_figures(DayFigures(day, resources.now(), f"c{day}", json.dumps(told)))


def test_what_verifiers_let_through_is_told_of_the_managers_own_papers(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một", confirmed=True)
    with office.open() as resources:
        resources.catalogue.add_check(ReviewCheck(paper, "lan.kiem-tra", "issue_date", resources.now(), caught=False))
    own, other = signed_in("manager"), signed_in("manager", "93")
    assert 'href="/review/checks"' in own.get("/coverage").text
    assert "lan.kiem-tra" in own.get("/review/checks").text
    assert "lan.kiem-tra" not in other.get("/review/checks").text
