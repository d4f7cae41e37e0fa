"""A verifier in front of the queue: what is shown, kept, confirmed, sent back; nothing typed is lost."""

from __future__ import annotations

from schemas.extraction import Doubt
from storage.ports import AuditEntry
from tests.flows.office import Office
from tests.web.conftest import SignIn, form_key


def test_the_most_doubtful_paper_comes_first_and_its_doubt_is_told(office: Office, signed_in: SignIn) -> None:
    office.file_paper("một")
    doubted = office.file_paper(
        "hai", {"document_number": "46/GPXD"}, doubts=(Doubt("holder_id", "birth_year_differs"),)
    )
    browser = signed_in("verifier")
    assert browser.get("/review/next").headers["location"] == f"/review/{doubted}"
    page = browser.get(f"/review/{doubted}").text
    # Who checks against the picture sees the whole number, and the chain says so.
    assert "092085000123" in page.replace(" ", "") and page.count('class="field doubt"') == 1
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
    assert browser.post(f"/review/{paper}", data=data).headers["location"] == f"/review/next?after={paper}"
    told = office.call("show", paper, "--json").json
    assert (told["state"], told["confirmed_by"]) == ("confirmed", "verifier.92-916")
    assert told["fields"]["issue_date"]["value"] == "2021-03-06"
    assert [step["note"] for step in told["history"] if step["event"] == "field_set"] == ["issue_date"]
    assert browser.get("/review/next").headers["location"] == "/review"


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


def list_audit(office: Office) -> list[AuditEntry]:
    with office.open() as resources:
        return list(resources.catalogue.list_audit())
