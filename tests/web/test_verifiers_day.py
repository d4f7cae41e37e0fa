"""A verifier in front of the queue: what is shown, kept, confirmed, sent back; nothing typed is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from benchmarks.drills.planted_readings import plant_readings
from benchmarks.drills.review_papers import file_born_digital
from benchmarks.drills.review_robot import check_truth, work_papers
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.extraction import Doubt, FieldReading
from schemas.field_kinds.display import display_value
from storage.ports import AuditEntry
from tests.flows.office import Office
from tests.web.conftest import SignIn, SitDown, form_key, make_cookies
from web.application import make_application


def test_the_most_doubtful_paper_comes_first_and_its_doubt_is_told(office: Office, signed_in: SignIn) -> None:
    office.file_paper("một")
    doubted = office.file_paper(
        "hai", {"document_number": "46/GPXD"}, doubts=(Doubt("holder_id", "birth_year_differs"),)
    )
    browser = signed_in("verifier")
    assert browser.get("/review/next").headers["location"] == f"/review/{doubted}"
    page = browser.get(f"/review/{doubted}").text
    # Who checks against the picture sees the whole number, and the chain says so.
    assert "092085000123" in page.replace(" ", "") and page.count('class="field doubt') == 1
    assert "ids_revealed" in [entry.event for entry in list_audit(office)]


def test_only_what_was_changed_becomes_the_persons_word(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    browser = signed_in("verifier")
    data = {
        "form_key": form_key(browser),
        "field:document_number": "45/GPXD",
        "field:issue_date": "06/03/2021",
        "step": "confirm",
    }
    assert browser.post(f"/review/{paper}", data=data).headers["location"] == "/review/next"
    told = office.call("show", paper, "--json").json
    assert (told["state"], told["confirmed_by"]) == ("confirmed", "verifier.92-916")
    assert told["fields"]["issue_date"]["value"] == "2021-03-06"
    assert [step["note"] for step in told["history"] if step["event"] == "field_set"] == ["issue_date"]
    assert browser.get("/review/next").headers["location"] == "/review"
    # What came back with the form was compared, not shown: one look is noted, not two.
    assert [entry.event for entry in list_audit(office)].count("ids_revealed") == 0


def test_a_value_that_cannot_be_is_refused_and_what_was_typed_stays(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    browser = signed_in("verifier")
    typed = {"field:issue_date": "31/02/2021", "field:holder_name": "Nguyễn Văn Ẩn"}
    answer = browser.post(f"/review/{paper}", data=typed | {"form_key": form_key(browser), "step": "confirm"})
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert all(f'value="{text}"' in answer.text for text in typed.values())
    assert office.call("show", paper, "--json").json["state"] == "in_review"


def test_sending_back_asks_for_the_reason(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    browser = signed_in("verifier")
    data = {"form_key": form_key(browser), "step": "return", "reason": " "}
    assert browser.post(f"/review/{paper}", data=data).status_code == 422
    assert browser.post(f"/review/{paper}", data=data | {"reason": "trang mờ"}).status_code == 303
    assert office.call("show", paper, "--json").json["state"] == "returned"


def test_who_scans_keeps_values_but_does_not_confirm(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    browser = signed_in("archivist")
    assert 'value="confirm"' not in browser.get(f"/review/{paper}").text
    data = {"form_key": form_key(browser), "field:document_number": "47/GPXD"}
    assert browser.post(f"/review/{paper}", data=data | {"step": "confirm"}).status_code == 403
    assert browser.post(f"/review/{paper}", data=data | {"step": "keep"}).status_code == 303
    told = office.call("show", paper, "--json").json
    assert (told["state"], told["fields"]["document_number"]["value"]) == ("in_review", "47/GPXD")


def test_two_people_get_two_papers_and_who_saves_second_loses_nothing(office: Office, signed_in: SignIn) -> None:
    first, second = office.file_paper("một"), office.file_paper("hai", {"document_number": "46/GPXD"})
    lan, minh = signed_in("verifier"), signed_in("verifier", "92")
    given = [browser.get("/review/next").headers["location"] for browser in (lan, minh, lan)]
    assert sorted(given[:2]) == sorted(f"/review/{paper}" for paper in (first, second)) and given[0] == given[2]
    paper = given[0].removeprefix("/review/")
    assert "verifier.92-916 đang mở giấy tờ này" in minh.get(given[0]).text
    told = {"form_key": form_key(lan), "version": "1", "step": "keep", "field:holder_name": "Nguyễn Văn Ấn"}
    told["field:issue_date"] = "06/03/2021"
    assert lan.post(given[0], data=told).status_code == 303
    late = {"form_key": form_key(minh), "version": "1", "step": "confirm", "field:holder_name": "Nguyễn Văn Ẩn"}
    late["field:issue_date"] = "05/03/2021"  # as it was shown
    answer = minh.post(given[0], data=late)
    assert answer.status_code == 409 and 'value="Nguyễn Văn Ẩn"' in answer.text
    assert "Đang lưu: Nguyễn Văn Ấn." in answer.text and 'name="version" value="2"' in answer.text
    # What Minh did not touch is as Lan has left it.
    assert 'value="06/03/2021"' in answer.text and 'value="05/03/2021"' not in answer.text
    late["field:issue_date"] = "06/03/2021"
    assert minh.post(given[0], data=late | {"version": "2"}).status_code == 303
    shown = office.call("show", paper, "--json").json
    assert (shown["fields"]["holder_name"]["value"], shown["confirmed_by"]) == ("Nguyễn Văn Ẩn", "verifier.92")
    # Enter pressed twice is once.
    again = {"form_key": form_key(minh), "version": "2", "step": "confirm"}
    assert minh.post(given[0], data=again).status_code == 303


def test_a_paper_put_off_is_not_handed_out_again_at_once(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    lan, minh = signed_in("verifier"), signed_in("verifier", "92")
    assert lan.post(f"/review/{paper}", data={"form_key": form_key(lan), "step": "later"}).status_code == 303
    assert lan.get("/review/next").headers["location"] == "/review" and paper in lan.get("/review").text
    assert minh.get("/review/next").headers["location"] == f"/review/{paper}"


def test_a_reason_is_one_key_and_reaches_the_scanning_desk_in_words(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    browser = signed_in("verifier")
    data = {"form_key": form_key(browser), "step": "return:returned_blurred"}
    assert browser.post(f"/review/{paper}", data=data).status_code == 303
    told = office.call("show", paper, "--json").json
    assert (told["state"], told["history"][-1]["note"]) == ("returned", "Ảnh mờ, không đọc được.")


def test_what_needs_a_second_person_is_kept_and_confirmed_by_another(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOHOA_SECOND_PERSON", "holder_id")
    monkeypatch.setenv("SOHOA_CONFIRM_OWN_SCANS", "0")
    paper, other = office.file_paper("một"), office.file_paper("hai", {"document_number": "46/GPXD"})
    assert office.call("review", "set", paper, "holder_id=092085000124", person="hoa").code == 0
    assert office.call("review", "confirm", paper, "--json", person="hoa").error["code"] == "confirm_own_values"
    assert office.call("review", "confirm", paper, person="minh").code == 0
    # Lan scanned both.
    assert office.call("review", "confirm", other, "--json").error["code"] == "confirm_own_scan"
    assert office.call("review", "confirm", other, person="minh").code == 0


def test_the_second_person_is_told_of_before_the_button(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_SECOND_PERSON", "holder_id")
    paper = office.file_paper("một")
    with open_portal(office) as (lan, minh):
        assert "sửa thì người khác xác nhận" in lan.get(f"/review/{paper}").text
        data = {"form_key": form_key(lan), "version": "1", "step": "confirm", "field:holder_id": "092085000124"}
        assert lan.post(f"/review/{paper}", data=data).status_code == 303
        page = lan.get(f"/review/{paper}").text
        assert "Bạn đã sửa trường cần người thứ hai" in page and 'value="confirm"' not in page
        assert lan.get("/review/next").headers["location"] == "/review"
        alone = {"form_key": form_key(lan), "version": "2", "step": "confirm"}
        assert lan.post(f"/review/{paper}", data=alone).status_code == 422
        assert minh.get("/review/next").headers["location"] == f"/review/{paper}"
        done = {"form_key": form_key(minh), "version": "2", "step": "confirm"}
        assert minh.post(f"/review/{paper}", data=done).status_code == 303
    assert office.call("show", paper, "--json").json["confirmed_by"] == "verifier.92"


def test_a_planted_error_is_never_kept_and_letting_it_through_is_told_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOHOA_REVIEW_PLANTED", "1")
    missed, caught = office.file_paper("một"), office.file_paper("hai", {"document_number": "46/GPXD"})
    before = {
        paper: office.call("show", paper, "--json", "--reveal", "--purpose", "x").json for paper in (missed, caught)
    }
    with open_portal(office) as (lan, _):
        form = read_form(lan, missed)
        answer = lan.post(f"/review/{missed}", data=form | {"step": "confirm"})
        assert answer.status_code == 422 and "đã lọt qua" in answer.text
        assert lan.post(f"/review/{missed}", data=read_form(lan, missed) | {"step": "confirm"}).status_code == 303
        form = read_form(lan, caught)
        (wrong,) = (
            name
            for name in form
            if name.startswith("field:") and form[name] and form[name] not in list_shown(before[caught])
        )
        true = before[caught]["fields"][wrong.removeprefix("field:")]["value"]
        kept = form | {"step": "keep"}  # a wrong value that is only carried along is nobody's word
        assert lan.post(f"/review/{caught}", data=kept).status_code == 303
        assert lan.post(f"/review/{caught}", data=form | {"step": "confirm", wrong: true}).status_code == 303
    for paper in (missed, caught):
        after = office.call("show", paper, "--json", "--reveal", "--purpose", "x").json
        assert after["state"] == "confirmed" and list_shown(after) == list_shown(before[paper])
        assert not [step for step in after["history"] if step["event"] == "field_set"]
    (told,) = office.call("review", "checks", "--json").json
    assert (told["account"], told["shown"], told["missed"], told["percent"]) == ("verifier.92-916", 2, 1, 50.0)


def test_a_verifier_works_the_queue_by_keyboard_and_sees_every_planted_error(
    office: Office, resources: Resources, at_desk: SitDown, tmp_path: Path
) -> None:
    kinds = ("building_permit", "committee_decision", "poor_household_certificate")
    papers = file_born_digital(office.home, tmp_path / "in", kinds, 88_900)
    planted = plant_readings(resources, papers, 2, seed=1)
    desk = at_desk("verifier")
    desk.go("/review")
    desk.picture("portal-review-queue")
    tally = work_papers(desk, resources, papers, look_s=0)
    assert len(tally.keys) == len(papers) and not tally.stuck and not tally.cut_off
    assert {(it.result_id, it.field) for it in planted} <= tally.seen & tally.mended.keys() and len(planted) == 2
    check_truth(resources, papers, tally)
    assert tally.left_wrong == []
    assert desk.page.url.endswith("/review") and "giấy tờ nào chờ bạn kiểm tra" in desk.page.inner_text("main")


def test_what_was_typed_stays_when_another_saves_first_or_the_line_is_lost(
    office: Office, resources: Resources, at_desk: SitDown
) -> None:
    paper = office.file_paper("một", doubts=(Doubt("holder_name", "low_confidence"),))
    desk = at_desk("verifier")
    page = desk.go(f"/review/{paper}")
    page.wait_for_selector("[data-painted]")
    page.keyboard.press("ArrowLeft")  # the last word of the doubted name, typed anew
    page.keyboard.insert_text("Ấn")
    desk.context.set_offline(True)
    page.keyboard.press("Control+s")
    page.wait_for_selector("#line-lost:not([hidden])")
    desk.context.set_offline(False)
    assert office.call("review", "set", paper, "issue_date=2021-03-06", person="minh").code == 0
    page.keyboard.press("Control+s")
    page.wait_for_selector("[role=alert].problem")
    assert "minh" in page.inner_text(".told") and page.input_value("form [data-field=holder_name]") == "Nguyễn Văn Ấn"
    page.wait_for_selector("[data-painted]")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/review")
    told = office.call("show", paper, "--json").json
    assert (told["fields"]["holder_name"]["value"], told["fields"]["issue_date"]["value"]) == (
        "Nguyễn Văn Ấn",
        "2021-03-06",
    )
    desk.faults.clear()  # the browser notes the lost line and the refused form by itself


def test_what_stands_elsewhere_is_suggested_and_taken_by_a_key(office: Office, at_desk: SitDown) -> None:
    doubt = Doubt("issuing_body", "low_confidence")
    papers = [office.file_paper("một"), office.file_paper("hai", {"issuing_body": "UBND quận Nin"}, doubts=(doubt,))]
    right = office.call("show", papers[0], "--json").json["fields"]["issuing_body"]["value"]
    assert office.call("review", "confirm", papers[0], person="minh").code == 0
    desk = at_desk("verifier")
    page = desk.go(f"/review/{papers[1]}")
    page.wait_for_selector("[data-painted]")
    page.focus("form [data-field=issuing_body]")
    assert right in page.inner_text(".offers")
    page.keyboard.insert_text(right[:3].lower())
    page.keyboard.press("F4")
    assert page.input_value("form [data-field=issuing_body]") == right
    while page.input_value("form [data-field=issuing_body]") == right:
        page.keyboard.press("F4")
    assert page.input_value("form [data-field=issuing_body]") == right[:3].lower()  # what was typed comes back
    page.keyboard.press("F4")
    page.focus("form [data-field=issue_date]")
    page.keyboard.type("06032021")
    assert page.input_value("form [data-field=issue_date]") == "06/03/2021"
    page.keyboard.press("Control+s")
    page.wait_for_url("**/review")
    fields = office.call("show", papers[1], "--json").json["fields"]
    assert (fields["issuing_body"]["value"], fields["issue_date"]["value"]) == (right, "2021-03-06")
    desk.faults.clear()  # these papers have no picture


def test_a_second_holder_and_a_wrong_cell_are_typed_like_anything_else(office: Office, signed_in: SignIn) -> None:
    cell = {"name": read_one("Ca phe"), "code": read_one("5630")}
    paper = office.file_paper(
        "một", {}, document_type="household_business_certificate", many={"business_lines": (cell,)}
    )
    land = office.file_paper(
        "hai", {"holder_name": None}, document_type="land_use_certificate", many={"holder_name": (read_one("Lê Ba"),)}
    )
    browser = signed_in("verifier")
    assert 'name="field:business_lines[1].code"' in browser.get(f"/review/{paper}").text
    typed = {"field:business_lines[0].name": "Cà phê", "field:business_lines[0].code": "5630"}
    told = {"form_key": form_key(browser), "step": "keep"}
    assert browser.post(f"/review/{paper}", data=told | typed).status_code == 303
    (row,) = office.call("show", paper, "--json").json["fields"]["business_lines"]
    assert (row["name"]["value"], row["name"]["reviewed_by"], row["code"].get("reviewed_by")) == (
        "Cà phê",
        "verifier.92-916",
        None,
    )
    assert browser.post(f"/review/{land}", data=told | {"field:holder_name[1]": "Lê Tư"}).status_code == 303
    names = office.call("show", land, "--json").json["fields"]["holder_name"]
    assert [name["value"] for name in names] == ["Lê Ba", "Lê Tư"]
    assert 'name="field:holder_name[2]"' in browser.get(f"/review/{land}").text


def test_names_of_other_papers_are_never_suggested(office: Office, signed_in: SignIn) -> None:
    first = office.file_paper("một", {"holder_name": "Phạm Thị Khuyết"})
    assert office.call("review", "confirm", first, person="minh").code == 0
    second = office.file_paper("hai", {"holder_name": ""})
    page = signed_in("verifier").get(f"/review/{second}").text
    assert "data-suggestions" in page and "Khuyết" not in html.unescape(page) and "Khuy\\u1ebft" not in page


def read_one(text: str) -> FieldReading:
    return FieldReading(text, text, 0.99, None)


@contextmanager
def open_portal(office: Office) -> Iterator[tuple[TestClient, TestClient]]:
    """The portal with the settings of the moment; two verifiers' browsers."""
    settings = read_settings(home=str(office.home), working_folder=office.home.parent)
    with open_resources(settings) as resources:
        application = make_application(resources)
        browsers = []
        for unit in ("92.916", "92"):
            browsers.append(TestClient(application, base_url="http://portal", follow_redirects=False))
            browsers[-1].cookies.update(make_cookies(resources, "verifier", unit))
        yield browsers[0], browsers[1]


def read_form(browser: TestClient, paper: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    page = browser.get(f"/review/{paper}").text
    found = re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page.split('id="checking"')[1])
    return {name: html.unescape(value) for name, value in found}


def list_shown(told: dict[str, Any]) -> list[str]:
    """The values of a `show` line as the form has them."""
    kinds = {name: "date" if name.endswith("date") else "citizen_id" for name in ("issue_date", "holder_id")}
    return [display_value(kinds.get(name, ""), field["value"]) for name, field in told["fields"].items()]


def list_audit(office: Office) -> list[AuditEntry]:
    with office.open() as resources:
        return list(resources.catalogue.list_audit())
