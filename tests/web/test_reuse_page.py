"""A clerk uses a filed paper instead of one brought along: the form, the ledger, the code, the reading copy."""

from __future__ import annotations

import io
import time
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pdfplumber
import pytest
from httpx import Response
from PIL import Image, ImageDraw, ImageFont
from starlette.testclient import TestClient

from pipelines.people.signing_in import LONGEST
from pipelines.resources import Resources
from storage.ports import AuditEntry
from tests.flows.office import Office
from tests.web.conftest import SignIn, SitDown, form_key
from web import sealing

ID, OLD_ID, DOSSIER = "092085000123", "361234567", "H13.16.5-261123-0012"
CARD = f"{ID}|{OLD_ID}|Nguyễn Văn Ân|05031985|Nam|12 Trần Phú, Cái Khế|01012021"
OTHER_CARD = "092187000111||Lê Thị Hoa|01021987|Nữ|3 Hòa Bình, Tân An|01012021"
# Confirms a marriage that is asked for; a paper of its kind is in force for good.
MARRIAGE = {
    "holder_name": None,
    "holder_id": None,
    "document_number": "12/2010",
    "issue_date": "2010-05-02",
    "wife_name": "Lê Thị Hoa",
    "wife_id": "092187000111",
    "wife_birth_date": "1987-02-01",
    "husband_name": "Nguyễn Văn Ân",
    "husband_id": ID,
    "husband_birth_date": "1985-03-05",
}
PROCEDURE, COMPONENT = "1.004884", "birth_information"


@cache
def draw_page() -> bytes:
    picture = Image.new("L", (2480, 3508), "white")
    ImageDraw.Draw(picture).text((300, 400), "GIẤY KẾT HÔN", "black", font=ImageFont.load_default(60))
    output = io.BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()


def marry(office: Office, *, confirmed: bool = True) -> str:
    return office.file_paper(
        "kết hôn", MARRIAGE, document_type="marriage_certificate", confirmed=confirmed, picture=draw_page()
    )


def use(browser: TestClient, result_id: str, **typed: str) -> Response:
    usual = {"step": "use", "dossier": DOSSIER, "component": "Giấy chứng nhận kết hôn", "purpose": "thủ tục"}
    return browser.post(f"/results/{result_id}/reuse", data=usual | {"form_key": form_key(browser)} | typed)


def list_audit(office: Office) -> list[AuditEntry]:
    with office.open() as resources:
        return list(resources.catalogue.list_audit())


def test_a_paper_is_used_with_a_code_to_write_down_and_a_marked_copy(
    office: Office, signed_in: SignIn, tmp_path: Path
) -> None:
    paper = marry(office)
    browser = signed_in("clerk")
    answer = use(browser, paper)
    place = answer.headers["location"]
    entry = office.call("reuse", "list", "--json").lines[0]
    assert place == f"/results/{paper}/reuse/{entry['entry_id']}"
    assert (entry["dossier"], entry["accepted"], entry["by"]) == (DOSSIER, True, "clerk.92-916")
    page = browser.get(place).text
    code = " ".join(entry["entry_id"][start : start + 4] for start in range(0, 16, 4))
    assert code in page and DOSSIER in page and ID not in page and "Người clerk ·" in page
    copy = browser.post(f"{place}/copy", data={"form_key": form_key(browser)})
    assert copy.headers["content-disposition"] == f'attachment; filename="ban-sao-{entry["entry_id"]}.pdf"'
    with pdfplumber.open(io.BytesIO(copy.content)) as pdf:
        (printed,) = pdf.pages
        told = printed.extract_text()
        assert printed.images and "BẢN SAO: chưa ký số, chỉ để đối chiếu" in told
        assert "Người clerk (clerk.92-916)" in told and "Ninh Kiều" in told and code in told and DOSSIER in told
    assert "reading_copy_made" in [step.event for step in list_audit(office)]
    # The same from the command, and not over a file that is there.
    target = tmp_path / "copy.pdf"
    assert office.call("reuse", "copy", entry["entry_id"], "-o", str(target)).code == 0
    assert target.read_bytes()[:5] == b"%PDF-"
    assert office.call("reuse", "copy", entry["entry_id"], "-o", str(target), "--json").error["code"] == "file_exists"


def test_what_forbids_the_use_is_told_before_the_button_and_kept_by_the_ledger(
    office: Office, signed_in: SignIn
) -> None:
    paper = marry(office, confirmed=False)
    browser = signed_in("clerk")
    page = browser.get(f"/results/{paper}/reuse").text
    assert "chưa được người có trách nhiệm xác nhận" in page and 'value="use"' not in page
    answer = use(browser, paper)
    assert answer.status_code == 422 and "sohoa " not in answer.text
    assert office.call("reuse", "list", "--json").lines == []
    revoked = office.file_paper("hai", confirmed=True)
    told = office.call(
        "validity", "set", revoked, "--state", "revoked", "--on", "2022-01-01", "--basis", "QĐ 1", "--json"
    )
    assert told.code == 0
    assert "đã bị thu hồi" in browser.get(f"/results/{revoked}/reuse").text
    assert use(browser, revoked).status_code == 422


def test_a_refused_form_comes_back_with_all_that_was_typed(office: Office, signed_in: SignIn) -> None:
    paper = marry(office)
    browser = signed_in("clerk")
    typed = {"dossier": "số 12", "component": "Trích lục <b>", "purpose": "cải chính hộ tịch"}
    answer = use(browser, paper, **typed)
    assert answer.status_code == 422 and "Mã hồ sơ sai mẫu" in answer.text
    for kept in ('value="số 12"', 'value="Trích lục &lt;b&gt;"', 'value="cải chính hộ tịch"'):
        assert kept in answer.text


def test_found_but_not_accepted_says_why(office: Office, signed_in: SignIn) -> None:
    paper = marry(office)
    browser = signed_in("clerk")
    answer = use(browser, paper, step="refuse", reason="picture_unclear", words="trang 2 nhòe")
    entry = office.call("reuse", "list", "--json").lines[0]
    assert (entry["kind"], entry["reason"]) == ("refused", "Ảnh mờ, thiếu trang, không đọc được: trang 2 nhòe")
    place = answer.headers["location"]
    page = browser.get(place).text
    assert "không dùng được" in page and f"{place}/copy" not in page
    copy = browser.post(f"{place}/copy", data={"form_key": form_key(browser)})
    assert copy.status_code == 422
    assert use(browser, paper, step="refuse").status_code == 422


def test_a_copy_is_no_more_to_be_had_of_a_paper_that_was_revoked_since(office: Office, signed_in: SignIn) -> None:
    paper = marry(office)
    browser = signed_in("clerk")
    place = use(browser, paper).headers["location"]
    office.call("validity", "set", paper, "--state", "revoked", "--on", "2022-01-01", "--basis", "QĐ 1", "--json")
    assert browser.post(f"{place}/copy", data={"form_key": form_key(browser)}).status_code == 422
    # An entry is found beside its own paper alone.
    other = office.file_paper("hai", confirmed=True)
    assert browser.get(place.replace(paper, other)).status_code == 404


def test_whoever_uses_papers_in_one_unit_only_sees_those_of_another(office: Office, signed_in: SignIn) -> None:
    paper = marry(office)
    assert signed_in("clerk", "92.917").get(f"/results/{paper}/reuse").status_code == 404


def ask_held(browser: TestClient, card: str, **more: str) -> str:
    data = {"form_key": form_key(browser), "text": card}
    answers = browser.post("/find", data=data, headers={"HX-Request": "true"}).text
    person = answers.split('name="person" value="')[1].split('"')[0]
    asked = {"form_key": data["form_key"], "person": person, "procedure": PROCEDURE} | more
    return str(browser.post("/held", data=asked, follow_redirects=True).text)


def test_a_card_and_a_procedure_tell_what_need_not_be_brought(office: Office, signed_in: SignIn) -> None:
    paper = marry(office)
    browser = signed_in("clerk")
    told = ask_held(browser, CARD)
    assert f'value="{paper}:' in told and ID not in told and "Trần Phú" not in told
    # Someone of another unit is not told.
    assert paper not in ask_held(signed_in("clerk", "92.917"), CARD)
    # One press enters it; the page then says so, and keeps the dossier for the next paper.
    key = told.split(f'value="{paper}:')[1].split('"')[0]
    told = ask_held(browser, CARD, dossier=DOSSIER, purpose="khai sinh lại", use=f"{paper}:{key}")
    assert "Đã dùng" in told and f'value="{DOSSIER}"' in told
    assert [line["result_id"] for line in office.call("reuse", "list", "--json").lines] == [paper]
    # Without a dossier it is refused, and the page comes back whole.
    told = ask_held(browser, CARD, dossier="", purpose="khai sinh lại", use=f"{paper}:{key}")
    assert "Mã hồ sơ sai mẫu" in told and "khai sinh lại" in told


def test_whom_one_asked_about_outlives_a_sign_in_and_no_other_account_opens_it(
    office: Office, resources: Resources, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = marry(office)
    browser = signed_in("clerk")
    data = {"form_key": form_key(browser), "text": CARD}
    person = browser.post("/find", data=data, headers={"HX-Request": "true"}).text.split('name="person" value="')[1]

    def ask(asking: TestClient, sealed: str = person.split('"')[0]) -> Response:
        told = {"form_key": form_key(asking), "person": sealed, "procedure": PROCEDURE, "dossier": "số 12"}
        return asking.post("/held", data=told)

    # Signed in anew in the middle of the form: what was typed is still there.
    anew = signed_in("clerk")
    key = ask(anew).headers["location"]
    page = anew.get(key).text
    assert paper in page and 'value="số 12"' in page and anew.get("/find", params={"key": key}).status_code == 200
    other = signed_in("verifier")
    assert ask(other).headers["location"] == other.get(key).headers["location"] == "/find"
    for broken in ("", "A" * 200, "không phải", key[:-3]):
        assert ask(anew, broken).headers["location"] == "/find"
    later = time.time() + LONGEST.total_seconds() + 1
    monkeypatch.setattr(sealing, "time", SimpleNamespace(time=lambda: later))
    assert ask(anew).headers["location"] == "/find"


def test_a_clerks_day_from_the_card_to_the_copy(office: Office, at_desk: SitDown) -> None:
    paper = marry(office)
    office.file_paper("hai", {"holder_id": ID}, confirmed=True)
    desk = at_desk("clerk")
    page = desk.go("/find")
    # Two people one after the other, no mouse between them.
    page.keyboard.type(OTHER_CARD + "\n")
    page.wait_for_selector(".hit")
    assert page.locator(".hit").count() == 1 and page.input_value("#box") == ""
    page.keyboard.type(CARD + "\n")
    page.wait_for_selector(".hit >> nth=1")
    assert page.evaluate("document.activeElement.id") == "box"
    desk.picture("portal-card")
    page.select_option("#procedure", PROCEDURE)
    page.click(".procedure button")
    page.fill("#dossier", DOSSIER)
    page.click(f"button[value^='{paper}']")
    page.click(".act a")
    page.wait_for_selector("#entry-code")
    desk.picture("portal-reuse")
    with page.expect_download() as given:
        page.keyboard.press("Enter")
    assert given.value.suggested_filename.startswith("ban-sao-")
    # The way back leads to what stood there; arrows walk the hits, D uses one.
    page.go_back()
    page.wait_for_selector(".components")
    desk.picture("portal-held")
    page.go_back()
    page.go_back()
    page.wait_for_selector(".hit >> nth=1")
    page.fill("#box", "nguyen van an")
    page.wait_for_selector(".hit-text")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    desk.picture("portal-find")
    page.keyboard.press("d")
    page.wait_for_selector("#component")
    told = " ".join(desk.addresses)
    assert all(word not in told for word in (ID, OLD_ID, "nguyen", "Ph%C3%BA"))
