"""Citizens' requests: taken at the counter, decided by who may, answered on paper; their words go nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from pipelines.people.citizen_requests import RequestWish, take_request
from pipelines.resources import Resources
from schemas.citizen_request import REQUEST_KINDS, CitizenRequest, find_due_day
from schemas.days import local_day
from schemas.text import fold
from schemas.working_days import load_calendar
from tests.flows.office import Office
from tests.web.conftest import SignIn, SitDown, form_key
from tests.web.test_nothing_personal import ASKER, HOLDER, ID, list_told

WORDS = "tên tôi trên giấy phép ghi sai, đúng là Nguyễn Văn Ẩn"


def take(browser: TestClient, *papers: str, kind: str = "correct", **more: str) -> str:
    """The code of a request taken on the page."""
    data = {"form_key": form_key(browser), "kind": kind, "asker": ASKER, "proof": "card", "words": WORDS} | more
    answer = browser.post("/requests/new", data=data | ({"more": " ".join(papers)} if papers else {}))
    assert answer.status_code == 303, answer.text
    place = str(answer.headers["location"])
    assert place.startswith("/requests/YC-") and place.endswith("/slip")
    return place.split("/")[2]


def decide(browser: TestClient, code: str, **form: str) -> int:
    return int(browser.post(f"/requests/{code}", data={"form_key": form_key(browser)} | form).status_code)


def find(resources: Resources, code: str) -> CitizenRequest:
    found = resources.catalogue.find_request(code)
    assert found is not None
    return found


def test_an_accepted_correction_is_a_new_version_that_names_the_request(
    office: Office, resources: Resources, signed_in: SignIn
) -> None:
    paper = office.file_paper("một", confirmed=True)
    clerk, verifier = signed_in("clerk"), signed_in("verifier")
    code = take(clerk, paper)
    slip = clerk.get(f"/requests/{code}/slip").text
    assert ASKER in slip and code in slip and "45/GPXD" in slip and "Nguyễn Văn Ân" not in slip
    assert 'name="answer"' not in clerk.get(f"/requests/{code}").text
    assert decide(clerk, code, step="accepted", answer="đã sửa") == 403
    page = verifier.get(f"/requests/{code}").text
    assert f"field:{paper}:holder_name" in page and "Nguyễn Văn Ân" in page
    typed = {f"field:{paper}:holder_name": "Nguyễn Văn Ẩn"}
    assert decide(verifier, code, step="accepted", answer="", **typed) == 422
    assert decide(verifier, code, step="accepted", answer="đã sửa theo khai sinh", **typed) == 303
    result = resources.catalogue.get_result(paper)
    assert (result.holder_names, result.version, result.state) == (("Nguyễn Văn Ẩn",), 2, "confirmed")
    assert code in result.history[-1].note and WORDS not in result.history[-1].note
    assert "đã sửa theo khai sinh" in clerk.get(f"/requests/{code}/answer").text
    assert decide(verifier, code, step="refused", answer="muộn") == 422


def test_a_request_is_found_as_its_code_is_read_out_and_names_people(office: Office, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    code = take(clerk, office.file_paper("một", confirmed=True))
    for said in (code.lower(), code.replace("-", " "), f"  {code} "):
        assert clerk.get("/requests", params={"code": said}).headers["location"] == f"/requests/{code}"
    page = clerk.get(f"/requests/{code}").text
    assert "Người clerk</dd>" in page and "không bắt buộc" not in page


def test_a_correction_that_changes_nothing_is_none_and_what_was_typed_stays(
    office: Office, resources: Resources, signed_in: SignIn
) -> None:
    paper = office.file_paper("một", confirmed=True)
    verifier = signed_in("verifier")
    code = take(verifier, paper)
    data = {"form_key": form_key(verifier), "step": "accepted", "answer": "câu trả lời dài"}
    answer = verifier.post(f"/requests/{code}", data=data)
    assert answer.status_code == 422 and "câu trả lời dài" in answer.text
    assert find(resources, code).is_open
    assert decide(verifier, code, step="refused", answer="giấy tờ gốc ghi đúng như vậy") == 303
    assert find(resources, code).decision == "refused"


def test_a_paper_that_nobody_confirmed_keeps_waiting_with_the_asked_values(
    office: Office, resources: Resources, signed_in: SignIn
) -> None:
    paper = office.file_paper("một")
    verifier = signed_in("verifier")
    code = take(verifier, paper)
    assert decide(verifier, code, step="accepted", answer="x", **{f"field:{paper}:holder_name": "Trần Thị Bé"}) == 303
    result = resources.catalogue.get_result(paper)
    assert (result.state, result.holder_names) == ("in_review", ("Trần Thị Bé",))
    assert (result.history[-1].event, code in result.history[-1].note) == ("citizen_request", True)


def test_who_asked_who_saw_it_is_told_offices_and_no_names(
    office: Office, resources: Resources, signed_in: SignIn
) -> None:
    paper = office.file_paper("một", confirmed=True)
    resources.views.begin()
    clerk = signed_in("clerk")
    assert clerk.get(f"/results/{paper}").status_code == 200
    order = ("show", paper, "--reveal", "--purpose", "hồ sơ của 092085000123", "--json")
    assert office.call(*order, person="tuan").code == 0
    code = take(clerk, paper, kind="access")
    assert decide(signed_in("verifier"), code, step="accepted", answer="x") == 403
    auditor = signed_in("auditor")
    assert "clerk.92-916" in auditor.get(f"/requests/{code}").text
    assert decide(auditor, code, step="accepted", answer="danh sách kèm theo") == 303
    printed = auditor.get(f"/requests/{code}/answer").text
    table = printed[printed.index("<table") : printed.index("</table>")]
    assert table.count("<tr>") == 3, "a heading, the clerk's visit, the command's reveal; no look at the request"
    assert "Quận Ninh Kiều" in table and "bộ phận vận hành" in table and "092*****0123" in table
    assert "clerk" not in table and "tuan" not in table and "092085000123" not in table


def test_a_form_with_something_missing_comes_back_with_everything_in_it(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    clerk = signed_in("clerk")
    data = {"form_key": form_key(clerk), "kind": "access", "asker": " ", "proof": "card", "words": WORDS, "more": paper}
    answer = clerk.post("/requests/new", data=data)
    assert answer.status_code == 422 and WORDS in answer.text and paper in answer.text
    assert 'value="access" required checked' in answer.text


def test_another_offices_request_is_as_unknown_as_none(office: Office, resources: Resources, signed_in: SignIn) -> None:
    code = take(signed_in("clerk"))
    stranger = signed_in("verifier", "92.917")
    there, nowhere = stranger.get(f"/requests/{code}"), stranger.get("/requests/YC-AAAA-AAAA")
    assert there.status_code == nowhere.status_code == 404
    assert there.text.replace(code, "?") == nowhere.text.replace("YC-AAAA-AAAA", "?")
    assert ASKER not in stranger.get("/requests").text
    foreign = office.file_paper("một")
    data = {"form_key": form_key(stranger), "kind": "access", "asker": "a", "proof": "card", "words": "b"}
    assert stranger.post("/requests/new", data=data | {"more": foreign}).status_code == 422
    assert stranger.post("/requests/new", data=data | {"unit": "92.916"}).status_code == 403


def test_the_law_allows_one_extension(resources: Resources, signed_in: SignIn) -> None:
    verifier = signed_in("verifier")
    code = take(verifier)
    due = find(resources, code).due_on
    assert decide(verifier, code, step="extend", reason="") == 422
    assert decide(verifier, code, step="extend", reason="chờ sổ gốc") == 303
    assert find(resources, code).due_on > due
    assert decide(verifier, code, step="extend", reason="nữa") == 422


def test_the_chain_tells_what_was_asked_and_never_in_whose_words(
    office: Office, resources: Resources, signed_in: SignIn
) -> None:
    paper = office.file_paper("một", confirmed=True)
    verifier = signed_in("verifier")
    code = take(verifier, paper, contact="0900111222")
    decide(verifier, code, step="refused", answer="trả lời của cơ quan")
    told = [(entry.event, entry.payload) for entry in resources.catalogue.list_audit()]
    events = [event for event, _ in told]
    assert "request_taken" in events and "request_decided" in events
    assert not any(word in payload for word in (ASKER, WORDS, "0900111222", "trả lời") for _, payload in told)


@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_an_answer_is_never_due_on_a_day_off(kind: str, resources: Resources) -> None:
    calendar = load_calendar()
    taken = date(2026, 1, 2)
    for _ in range(400):
        due = find_due_day(kind, taken, calendar)  # type: ignore[arg-type]
        assert calendar.is_working_day(due) and due > taken
        taken += timedelta(days=1)


def test_what_is_overdue_stands_first_and_says_so(resources: Resources, signed_in: SignIn) -> None:
    wish = RequestWish("provide", "92.916", "A", "", "card", "b")
    late, new = (take_request(resources, wish, "hoa") for _ in range(2))
    before = local_day(resources.now()) - timedelta(days=9)
    resources.catalogue.update_request(late.code, lambda it: replace(it, due_on=before))
    page = signed_in("clerk").get("/requests").text
    assert page.index(late.code) < page.index(new.code) and "quá hạn" in page


def test_a_request_walks_from_the_counter_to_the_answer(office: Office, at_desk: SitDown) -> None:
    paper = office.file_paper("một", {"holder_name": HOLDER, "holder_id": ID}, confirmed=True)
    clerk = at_desk("clerk")
    page = clerk.go("/find")
    page.keyboard.type(ID)
    page.wait_for_selector(".hit")
    page.fill("#box", fold(HOLDER))
    page.wait_for_selector(".hit mark")
    page.goto(f"{clerk.address}/requests/new?result={paper}")
    page.check("input[value=correct]")
    page.fill("#asker", ASKER)
    page.check("input[value=card]")
    page.fill("#words", WORDS)
    clerk.picture("portal-request-new")
    page.click("button.main:has-text('Tiếp nhận')")
    page.wait_for_selector("text=GIẤY TIẾP NHẬN YÊU CẦU")
    clerk.picture("portal-request-slip")
    code = page.url.split("/")[-2]
    verifier = at_desk("verifier")
    page = verifier.go("/requests")
    page.click(f"a:has-text('{code}')")
    page.fill(f"[name='field:{paper}:holder_name']", "Nguyễn Văn Ẩn")
    page.fill("#answer", "Đã đính chính theo giấy khai sinh xuất trình.")
    page.click("button[value=accepted]")
    page.wait_for_selector("text=PHIẾU TRẢ LỜI YÊU CẦU")
    assert ASKER in page.inner_text("article")
    for desk in (clerk, verifier):
        told = [*desk.addresses, desk.page.title(), *desk.page.evaluate("Object.keys(localStorage)")]
        assert list_told(" ".join(told)) == []
        # The scan of this home is no picture; that says so in the console of the browser.
        desk.faults[:] = [fault for fault in desk.faults if "the server responded with a status of 422" not in fault]


def test_the_command_does_the_same_and_lists_nobody(office: Office) -> None:
    paper = office.file_paper("một", confirmed=True)
    order = ("requests", "take", paper, "--kind", "correct", "--unit", "92.916", "--asker", ASKER, "--words", WORDS)
    code = office.call(*order, "--json").json["code"]
    listed = office.call("requests", "list", "--json")
    assert (listed.code, listed.lines[0]["code"]) == (0, code) and ASKER not in listed.out
    assert office.call("requests", "show", code, "--json").json["asker"] == ASKER
    told = office.call("requests", "show", code).out
    assert "Người yêu cầu" in told and "asker" not in told
    assert office.call("requests", "extend", code, "--reason", "chờ sổ gốc").code == 0
    order = ("requests", "decide", code, "accepted", "--answer", "đã sửa", "--set", f"{paper}:holder_name=Trần Thị Bé")
    assert office.call(*order, "--json").json["decision"] == "accepted"
    assert office.call("show", paper, "--json").json["version"] == 2
    assert office.call(*order, "--json").error["code"] == "request_decided"
    assert office.call("requests", "show", "YC-X").code == 2
