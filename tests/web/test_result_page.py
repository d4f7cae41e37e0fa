"""The page of a result: its picture, what stands beside it, its copies, and what is told to whom."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from pipelines.lookup import page_images
from pipelines.lookup.page_images import PagePictures
from pipelines.lookup.word_places import find_words
from pipelines.resources import Resources
from pipelines.results.paper_links import LINK_NAMES
from pipelines.results.result_history import EVENTS
from schemas.extraction import Doubt
from schemas.procedure_result import ProcedureResult
from storage.keys import original_key
from tests.flows.conftest import box as box
from tests.flows.conftest import drawn as drawn
from tests.flows.office import Office
from tests.flows.page_box import Drawn
from tests.web.conftest import SignIn, SitDown, form_key
from tests.web.test_verifiers_day import list_audit
from web.rendering import load_texts

ID = "092085000123"
PIPELINES = Path(__file__).parents[2] / "pipelines"


def post(browser: TestClient, address: str, **data: str) -> str:
    answer = browser.post(address, data={"form_key": form_key(browser)} | data)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_a_field_says_whose_word_it_is_and_whether_to_look(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một", doubts=(Doubt("holder_name", "name_implausible"),))
    office.call("review", "set", paper, "document_number=46/GPXD")
    page = signed_in("clerk").get(f"/results/{paper}").text
    rows = {row.split("</th>")[0].split(">")[-1]: row for row in page.split("<tr data-row=")[1:]}
    assert "máy đọc" in rows["Ngày cấp"] and "chắc" in rows["Ngày cấp"]
    assert "người nhập" in rows["Số giấy phép"] and "lan" in rows["Số giấy phép"]
    assert "nên xem" in rows["Chủ đầu tư"] and 'class="why"' in rows["Chủ đầu tư"]


def test_every_event_that_is_written_into_a_history_has_words() -> None:
    assert set(_list_events()) <= EVENTS.keys()
    # As many as are known; a way of writing that this test does not see would make it blind.
    assert len(set(_list_events())) > 12


def _list_events() -> list[str]:
    """The event of every entry that the code makes, where it stands in the call as a text."""
    found = []
    for path in PIPELINES.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            place = {"HistoryEntry": 2, "step": 4}.get(call.func.id)
            event = call.args[place] if place is not None and len(call.args) > place else None
            if isinstance(event, ast.Constant):
                found.append(event.value)
            elif isinstance(event, ast.Name) and event.id in names:
                found.append(names[event.id])
    return found


def test_every_kind_of_link_has_words_in_both_languages() -> None:
    kinds = {*LINK_NAMES, "same_file", "split_from", "merged_into", "acts_on"}
    kinds |= {f"by_{state}" for state in ("replaced", "revoked", "ended", "expired")}
    for language in ("vi", "en"):
        assert kinds <= load_texts(language)["relation"].keys()


def test_a_paper_that_replaced_this_one_is_told_with_its_number_and_day(office: Office, signed_in: SignIn) -> None:
    old = office.file_paper("cũ", confirmed=True)
    new = office.file_paper("mới", {"document_number": "9/GPXD", "issue_date": "2022-01-07"}, confirmed=True)
    foreign = office.file_paper("lạ", {"document_number": "8/GPXD"}, confirmed=True, custodian="92.917", unit="92.917")
    for by, number in ((new, "9/GPXD"), (foreign, "8/GPXD")):
        end = ("validity", "set", old, "--state", "replaced", "--on", "2022-02-01", "--basis", number)
        assert office.call(*end, "--by-result", by).code == 0
    page = signed_in("clerk").get(f"/results/{old}").text
    assert "đã thay thế" in page and "Bị thay thế: 9/GPXD." in page
    relations = page.split('class="relations"')[1].split("</ul>")[0]
    assert f"/results/{new}" in relations and "số 9/GPXD" in relations and "ngày 07/01/2022" in relations
    # What is out of sight is only said to be there.
    other_end = signed_in("clerk").get(f"/results/{new}").text.split('class="relations"')[1].split("</ul>")[0]
    assert "Thay thế" in other_end and f"/results/{old}" in other_end
    assert foreign not in page and "ngoài phạm vi" in relations and "8/GPXD" not in relations


def test_an_earlier_version_stays_readable_and_says_that_it_is_one(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    office.call("review", "set", paper, "holder_name=Trần Thị Bé")
    browser = signed_in("clerk")
    now, before = browser.get(f"/results/{paper}").text, browser.get(f"/results/{paper}?version=1").text
    assert "Trần Thị Bé" in now and f"/results/{paper}?version=1" in now and "(cũ)" not in now
    assert "Nguyễn Văn Ân" in before and "Trần Thị Bé" not in before and "(cũ)" in before
    for version in ("9", "0", "-1", "1e3", "x" * 400, "²"):
        assert browser.get(f"/results/{paper}", params={"version": version}).status_code == 404


def test_ids_are_whole_only_for_a_purpose_and_only_this_once(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    browser = signed_in("clerk")
    assert ID not in browser.get(f"/results/{paper}").text.replace(" ", "")
    data = {"form_key": form_key(browser), "purpose": "", "typed": "  "}
    refused = browser.post(f"/results/{paper}/reveal", data=data)
    assert refused.status_code == 422 and ID not in refused.text.replace(" ", "")
    answer = browser.post(f"/results/{paper}/reveal", data=data | {"purpose": "dossier", "typed": "hồ sơ 12"})
    assert ID in answer.text.replace(" ", "") and answer.headers["cache-control"] == "no-store"
    assert ID not in browser.get(f"/results/{paper}").text.replace(" ", "")
    noted = [entry for entry in list_audit(office) if entry.event == "ids_revealed"]
    assert len(noted) == 1 and "giải quyết hồ sơ: hồ sơ 12" in noted[0].payload and noted[0].by == "clerk.92-916"
    assert signed_in("clerk", "92.917").post(f"/results/{paper}/reveal", data=data).status_code == 403


def test_the_original_is_given_as_a_file_that_no_window_opens(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    browser = signed_in("clerk")
    answer = browser.post(f"/results/{paper}/original", data={"form_key": form_key(browser)})
    assert answer.content == "scan of một".encode()
    assert answer.headers["content-disposition"] == f'attachment; filename="{paper}.png"'
    assert (
        answer.headers["x-content-type-options"] == "nosniff" and "sandbox" in answer.headers["content-security-policy"]
    )
    assert [entry.by for entry in list_audit(office) if entry.event == "fetched"] == ["clerk.92-916"]
    # There is no searchable copy: said in words, nothing noted.
    assert browser.post(f"/results/{paper}/searchable", data={"form_key": form_key(browser)}).status_code == 422
    assert len([entry for entry in list_audit(office) if entry.event == "fetched"]) == 1


def test_a_lost_or_damaged_original_is_told_and_not_given(
    office: Office, signed_in: SignIn, resources: Resources
) -> None:
    lost, damaged = office.file_paper("một"), office.file_paper("hai")
    browser = signed_in("clerk")
    scans = [resources.catalogue.get_result(paper).scan_id for paper in (lost, damaged)]
    resources.objects.delete(original_key(scans[0]))
    resources.objects.delete(original_key(scans[1]))
    resources.objects.put_bytes(original_key(scans[1]), b"something else")
    assert "không còn trong kho" in browser.get(f"/results/{lost}").text
    for paper in (lost, damaged):
        answer = browser.post(f"/results/{paper}/original", data={"form_key": form_key(browser)})
        assert answer.status_code == 503 and "something else" not in answer.text
    assert browser.get(f"/results/{lost}/pages/1.jpg").status_code == 503


@pytest.mark.parametrize(
    "hostile", ["%00", "..%2f..%2fetc", "' OR 1=1 --", "<script>alert(1)</script>", "x" * 3000, "𝕏"]
)
def test_a_hostile_id_is_an_unknown_one(office: Office, signed_in: SignIn, hostile: str) -> None:
    answer = signed_in("clerk").get(f"/results/{hostile}")
    assert answer.status_code == 404 and "<script>alert" not in answer.text


def test_words_are_found_without_marks_where_they_stand(office: Office, resources: Resources) -> None:
    result = resources.catalogue.get_result(office.file_paper("một"))
    # The page's words stand in a row, ten pixels each: ... "Nguyễn Văn Ân" are neighbours.
    whole = find_words(resources, result, "nguyen van AN")
    assert len(whole) == 1 and whole[0].page_number == 1 and whole[0].box[2] > whole[0].box[0]
    assert find_words(resources, result, "van") == () or len(find_words(resources, result, "van")) == 1
    assert len(find_words(resources, result, "45/gpxd 2021-03-05")) == 1
    assert len(find_words(resources, result, "Ân … nguyễn")) == 2
    assert find_words(resources, result, ID) and not find_words(resources, result, "092085")
    for nothing in ("", "…", "không có đâu", "\x00", "((("):
        assert find_words(resources, result, nothing) == ()


def test_pages_are_drawn_once_and_the_next_ones_ahead(
    box: Drawn, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = resources.catalogue.get_result(box.ids["whole"])
    drawn_pages: list[int] = []
    draw = page_images._draw

    def count(*asked: object) -> bytes:
        drawn_pages.append(int(asked[2]))  # type: ignore[call-overload]
        return draw(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(page_images, "_draw", count)
    pictures = PagePictures()
    first = pictures.get(resources, result, 1)
    assert first.startswith(b"\xff\xd8") and pictures.get(resources, result, 1) == first
    _wait(lambda: drawn_pages == [1, 2])
    assert pictures.get(resources, result, 2).startswith(b"\xff\xd8") and drawn_pages == [1, 2]
    pictures.close()
    # What does not fit is not kept.
    small = PagePictures(most_bytes=10)
    assert small.get(resources, result, 1) == first
    small.close()


def test_a_picture_that_is_remembered_is_out_of_reach_once_its_paper_is_erased(
    box: Drawn, office: Office, signed_in: SignIn
) -> None:
    paper, browser = box.ids["rest"], signed_in("clerk", "92")
    for _ in range(2):
        answer = browser.get(f"/results/{paper}/pages/1.jpg")
        assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert browser.get(f"/results/{paper}/pages/1.jpg?sharp=1").content != answer.content
    assert browser.get(f"/results/{paper}/pages/2.jpg").status_code == 404
    asked = ("--reason", "yêu cầu", "--approved-by", "hoa", "--ground", "stated_in_reason")
    assert office.call("erase", paper, *asked).code == 0
    assert browser.get(f"/results/{paper}/pages/1.jpg").status_code != 200
    assert browser.get(f"/results/{paper}").status_code != 200


def test_without_script_words_are_marked_on_a_whole_page(office: Office, signed_in: SignIn) -> None:
    paper = office.file_paper("một")
    page = post(signed_in("clerk"), f"/results/{paper}/words", text="nguyen van an")
    assert page.count('class="word"') == 1 and 'value="nguyen van an"' in page and "1 chỗ" in page


def test_where_the_original_is_lost_its_searchable_copy_is_shown(box: Drawn, resources: Resources) -> None:
    result = resources.catalogue.get_result(box.ids["short"])
    before = page_images.make_page_image(resources, result, 1, 400)
    resources.objects.delete(original_key(result.scan_id))
    after = page_images.make_page_image(resources, result, 1, 400)
    assert after.startswith(b"\xff\xd8") and abs(len(after) - len(before)) < len(before) / 5


def _wait(is_so: object, within_s: float = 20) -> None:
    until = time.monotonic() + within_s
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.02)


def test_of_a_stack_only_its_own_pages_are_given(box: Drawn, office: Office, signed_in: SignIn) -> None:
    import io

    import pikepdf

    paper = box.ids["stack"]
    assert office.call("result", "split", paper, "--at", "3", "--reason", "hai giấy tờ").code == 0
    with office.open() as resources:
        result: ProcedureResult = resources.catalogue.get_result(paper)
        others = [it for it in resources.catalogue.list_scan_results(result.scan_id) if it.result_id != paper]
    assert others
    browser = signed_in("clerk")
    copy = browser.post(f"/results/{paper}/searchable", data={"form_key": form_key(browser)})
    with pikepdf.open(io.BytesIO(copy.content)) as pdf:
        assert len(pdf.pages) == len(result.page_numbers)
    assert browser.post(f"/results/{paper}/original", data={"form_key": form_key(browser)}).status_code == 200
    with office.open() as resources:
        from dataclasses import replace

        resources.catalogue.update_result(others[0].result_id, lambda other: replace(other, sensitivity=4))
    refused = browser.post(f"/results/{paper}/original", data={"form_key": form_key(browser)})
    assert refused.status_code == 422 and "original_holds_others" in refused.text


def test_a_clerk_looks_at_a_paper_in_a_browser(box: Drawn, office: Office, at_desk: SitDown) -> None:
    split = office.call("result", "split", box.ids["stack"], "--at", "3", "--reason", "hai giấy tờ", "--json")
    desk = at_desk("clerk", "92")
    page = desk.go("/find")
    page.fill("[data-card-box]", "quyet dinh")
    page.locator(".hit-name").first.click()
    # What was typed is marked on the paper; no address tells it.
    page.wait_for_selector("rect.word", state="attached")
    assert "quyet" not in "".join(desk.addresses)
    page = desk.go(f"/results/{box.ids['whole']}")
    page.keyboard.press("PageDown")
    assert page.input_value("[data-page-now]") == "2"
    page.keyboard.press("PageUp")
    row = page.locator(".fields tr.placed").first
    row.focus()
    assert page.locator("rect.now").get_attribute("data-row") == row.get_attribute("data-row")
    before = page.locator(".page").first.bounding_box()
    page.keyboard.press("+")
    after = page.locator(".page").first.bounding_box()
    assert before and after and after["width"] > before["width"] * 1.2
    page.keyboard.press("0")
    page.locator("rect[data-row]").nth(2).click()
    assert page.locator(".fields tr.now").count() == 1
    page.fill("#words", "quyet dinh")
    page.press("#words", "Enter")
    page.wait_for_selector("rect.word.here", state="attached")
    desk.picture("portal-result")
    with page.expect_download() as taken:
        page.click("text=Tải bản gốc")
    assert taken.value.suggested_filename == f"{box.ids['whole']}.pdf"
    page = desk.go(f"/results/{split.json['other_id']}")
    page.click(".reveal summary")
    page.select_option("select[name=purpose]", "dossier")
    page.click(".reveal button")
    page.wait_for_selector("text=đang hiện đủ")
    assert page.url.endswith("/reveal") and "***" not in page.inner_text(".fields")
