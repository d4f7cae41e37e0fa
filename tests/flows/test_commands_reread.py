"""Filed papers read again: what people said stays, the machine follows its newer reading, differences become tasks."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.drills.command_runs import run_sohoa, start_sohoa
from benchmarks.drills.homes import find_differences, read_state
from benchmarks.drills.small_papers import draw_born_digital
from schemas.ocr_page import OcrPage
from schemas.wire import from_json, to_json
from storage.keys import reading_key, searchable_key
from tests.faults.killed_commands import Killable, copy_home, kill_everywhere
from tests.flows.office import Office
from tests.flows.rereading import found, get, mend, misread, reread, results, reword, shown, summary, waiting

pytestmark = pytest.mark.timeout(600)
AGAIN = ("reread", "--batch", "hop-1", "--engine", "tesseract", "--jobs", "1")
HOLDER = "LÊ HỮU CƯỜNG"
MISREAD = "LÊ HỮU DŨNG"


@pytest.fixture(scope="module")
def filed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A permit and a decision of two pages, filed and confirmed by the machine."""
    folder = tmp_path_factory.mktemp("filed")
    draw_born_digital(folder / "permit.pdf", "building_permit", 3)
    draw_born_digital(folder / "decision.pdf", "committee_decision", 3)
    arguments = (str(folder / "permit.pdf"), str(folder / "decision.pdf"), "--unit", "92.916", "--batch", "hop-1")
    run = run_sohoa(folder / "home", "digitise", *arguments, "--plain", "--jobs", "1")
    assert [line["state"] for line in run.lines] == ["confirmed", "confirmed"], run.errors
    return folder / "home"


@pytest.fixture
def office(office: Office, filed_home: Path) -> Office:
    shutil.copytree(filed_home, office.home)
    return office


@pytest.fixture
def permit(office: Office) -> str:
    return next(result.result_id for result in results(office) if result.document_type == "building_permit")


def test_what_reads_the_same_gets_no_version_and_nothing_is_written(office: Office) -> None:
    before = read_state(office.home)
    answer = reread(office, "--unit", "92.916", "--fields-only")
    assert [line["outcome"] for line in answer.lines[:-1]] == ["unchanged", "unchanged"]
    assert (answer.code, summary(answer)["unchanged"], summary(answer)["changed"]) == (0, 2, 0)
    assert read_state(office.home) == before


def test_what_only_the_machine_confirmed_follows_the_newer_reading(office: Office, permit: str) -> None:
    old = get(office, permit)
    reword(office, permit, misread)
    answer = reread(office, permit, "--fields-only", person="hoa")
    assert answer.lines[0]["changed"] == ["holder_name"]
    new = get(office, permit)
    assert (new.version, new.state, new.confirmed_by) == (2, "confirmed", "machine")
    assert new.confirmed_at == old.confirmed_at
    assert new.holder_names == (MISREAD,)
    assert (permit in found(office, "le huu dung"), permit in found(office, "le huu cuong")) == (True, False)
    last = office.call("result", "history", permit, "--json").lines[-1]
    assert (last["event"], last["by"], last["changed"]) == ("reread", "cli:hoa", ["holder_name"])
    assert "holder_name" in last["note"]
    assert "DŨNG" not in str(last)
    assert "đọc lại" in office.call("result", "history", permit).out
    assert "read again" in office.call("result", "history", permit, "--lang", "en").out
    assert reread(office, permit, "--fields-only").lines[0]["outcome"] == "unchanged"


def test_a_value_that_a_person_gave_wins_and_agreement_is_told(office: Office, permit: str) -> None:
    reword(office, permit, misread)
    reread(office, permit, "--fields-only")
    office.call("review", "set", permit, f"holder_name={HOLDER}")
    reword(office, permit, mend)
    answer = reread(office, permit, "--fields-only")
    told = summary(answer)
    assert told["fields"]["holder_name"] == {
        "gained": 0, "lost": 0, "altered": 1, "values": 1, "before": 0, "after": 1,
    }  # fmt: skip
    assert told["agreement"]["given"] == {"values": 1, "before": 0, "after": 1}
    assert shown(office, permit) == HOLDER
    assert get(office, permit).state == "in_review", "a person began, a person confirms"


def test_a_difference_to_what_a_person_confirmed_is_a_task_and_changes_nothing(office: Office, permit: str) -> None:
    office.call("review", "confirm", permit)
    reword(office, permit, misread)
    before = get(office, permit)
    answer = reread(office, permit, "--fields-only")
    assert (answer.lines[0]["differences"], summary(answer)["differences"]) == (["holder_name"], 1)
    after = get(office, permit)
    assert (after.state, after.confirmed_by, after.holder_names) == ("confirmed", "cli:lan", (HOLDER,))
    assert after.confirmed_at == before.confirmed_at
    assert waiting(office) == [(permit, [("holder_name", "reread_differs")])]
    told = office.call("show", permit, "--json").json
    assert told["differences"] == [{"field": "holder_name", "value": MISREAD}]
    assert MISREAD in office.call("show", permit).out
    assert reread(office, permit, "--fields-only").lines[0]["outcome"] == "unchanged", "told once"


def test_to_keep_what_was_confirmed_settles_the_difference_for_good(office: Office, permit: str) -> None:
    office.call("review", "confirm", permit)
    reword(office, permit, misread)
    reread(office, permit, "--fields-only")
    assert office.call("review", "confirm", permit, person="hoa").code == 0
    assert (waiting(office), shown(office, permit)) == ([], HOLDER)
    assert reread(office, permit, "--fields-only").lines[0]["outcome"] == "unchanged"
    assert waiting(office) == []
    assert office.call("review", "confirm", permit, person="hoa").code == 0
    assert get(office, permit).version == 4, "confirmed, read again, kept; the second time nothing"


def test_to_take_the_new_value_settles_it_too_and_the_result_stays_confirmed(office: Office, permit: str) -> None:
    office.call("review", "confirm", permit)
    day = get(office, permit).confirmed_at
    reword(office, permit, misread)
    reread(office, permit, "--fields-only")
    refused = office.call("review", "set", permit, "issue_place=Cái Răng", "--json")
    assert refused.error["code"] == "result_confirmed", "only the difference is open"
    for _ in range(2):  # the second time is a call repeated after a kill
        assert office.call("review", "set", permit, f"holder_name={MISREAD}", person="hoa").code == 0
    result = get(office, permit)
    assert (result.state, result.confirmed_by, result.confirmed_at, result.version) == ("confirmed", "cli:hoa", day, 4)
    assert (waiting(office), shown(office, permit)) == ([], MISREAD)


def test_where_the_office_asks_for_two_persons_a_difference_is_taken_by_correction(
    office: Office, permit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.call("review", "confirm", permit)
    reword(office, permit, misread)
    reread(office, permit, "--fields-only")
    monkeypatch.setenv("SOHOA_SECOND_PERSON", "holder_name")
    alone = office.call("review", "set", permit, f"holder_name={MISREAD}", "--json")
    assert alone.error["code"] == "result_confirmed"
    two = ("--reason", "đọc lại đúng", "--approved-by", "hoa")
    assert office.call("result", "correct", permit, f"holder_name={MISREAD}", *two).code == 0
    assert (waiting(office), shown(office, permit)) == ([], MISREAD)


def test_a_reading_that_doubts_goes_to_review_and_a_sure_one_comes_back(office: Office, permit: str) -> None:
    reword(office, permit, lambda text: text.replace("16/08/2024", "36/08/2024").replace("618/GPXD", "6l8/GPXD"))
    reword(office, permit, lambda text: "" if text == "CƯỜNG" else "?" if text in ("LÊ", "HỮU") else text)
    first = get(office, permit)
    answer = reread(office, permit, "--fields-only")
    assert summary(answer)["moves"] == [{"from": "confirmed", "to": "in_review", "count": 1}]
    assert summary(answer)["doubts"]["after"] > summary(answer)["doubts"]["before"] == 0
    doubtful = get(office, permit)
    assert (doubtful.confirmed_by, doubtful.confirmed_at) == (None, None)
    assert waiting(office)[0][0] == permit

    answer = reread(office, permit, "--engine", "tesseract")
    assert summary(answer)["moves"] == [{"from": "in_review", "to": "confirmed", "count": 1}]
    sure = get(office, permit)
    assert (sure.state, sure.confirmed_by, sure.holder_names) == ("confirmed", "machine", (HOLDER,))
    assert first.confirmed_at and sure.confirmed_at and sure.confirmed_at > first.confirmed_at
    assert [entry.event for entry in sure.history] == ["filed", "confirmed", "reread", "reread", "confirmed"]


def test_pages_are_read_by_the_new_engine_beside_the_old_readings(office: Office, permit: str) -> None:
    reword(office, permit, misread)
    reread(office, permit, "--fields-only")
    old = get(office, permit)
    answer = reread(office, "--batch", "hop-1", "--engine", "tesseract")
    assert (summary(answer)["changed"], summary(answer)["unchanged"]) == (1, 1)
    new = get(office, permit)
    assert (new.holder_names, new.recipe != old.recipe, new.has_searchable_pdf) == ((HOLDER,), True, True)
    assert new.recipe in new.history[-1].note
    with office.open() as resources:
        for recipe in (old.recipe, new.recipe):
            assert resources.objects.find_size(reading_key(new.scan_id, 1, recipe))
            assert resources.objects.find_size(searchable_key(new.scan_id, recipe))
    assert office.call("fetch", permit, "--searchable", "-o", str(office.home.parent / "copy.pdf")).code == 0
    assert office.call("reconcile", "--json").json["faults"] == []
    assert reread(office, "--batch", "hop-1", "--engine", "tesseract").lines[-1]["summary"]["changed"] == 0


def test_newer_words_are_searched_where_no_value_changed(office: Office, permit: str) -> None:
    office.call("review", "confirm", permit)
    reword(office, permit, lambda text: text.replace("riêng", "r1eng"))
    reread(office, permit, "--engine", "tesseract")
    result = get(office, permit)
    assert (result.state, result.version, result.open_differences) == ("confirmed", 3, ())
    assert permit in found(office, "nhà ở riêng lẻ")


@pytest.mark.slow
def test_a_dry_run_writes_nothing_and_tells_the_same_figures(office: Office, permit: str) -> None:
    reword(office, permit, misread)
    reread(office, permit, "--fields-only")
    for arguments in (("--unit", "92", "--fields-only"), ("--unit", "92", "--engine", "tesseract")):
        reword(office, permit, mend)
        before = read_state(office.home)
        told = reread(office, *arguments, "--dry-run")
        assert read_state(office.home) == before
        done = reread(office, *arguments)
        assert [line | {"version": 0} for line in told.lines[:-1]] == [
            line | {"version": 0} for line in done.lines[:-1]
        ]
        assert summary(told) == summary(done) | {"dry_run": True}
        reword(office, permit, misread)


def test_withdrawn_results_are_left_out_and_counted(office: Office, permit: str) -> None:
    office.call("result", "withdraw", permit, "--reason", "quét nhầm")
    reword(office, permit, misread)
    answer = reread(office, "--type", "building_permit", "--unit", "92", "--fields-only")
    assert (answer.code, answer.lines[0]["outcome"], summary(answer)["skipped"]) == (0, "skipped", 1)
    assert get(office, permit).version == 2


def test_erased_results_are_left_out_and_counted(office: Office, permit: str) -> None:
    why = ("--reason", "Quyết định 7/QĐ-UBND ngày 02/11/2022", "--approved-by", "hoa")
    assert office.call("erase", permit, *why).code == 0
    answer = reread(office, permit, "--engine", "tesseract")
    assert (answer.code, summary(answer)["looked_at"], summary(answer)["skipped"]) == (0, 1, 1)
    assert summary(reread(office, "--batch", "hop-1", "--fields-only"))["looked_at"] == 1


def test_the_ways_to_name_results_hold_together(office: Office, permit: str) -> None:
    def named(*arguments: str) -> int:
        looked_at: int = summary(reread(office, *arguments, "--fields-only", "--dry-run"))["looked_at"]
        return looked_at

    assert named("--batch", "hop-1") == 2
    assert named("--batch", "hop-1", "--type", "building_permit") == 1
    assert named(permit, permit, "--unit", "92.916") == 1
    assert named(permit, "--type", "committee_decision") == 0
    assert named("--unit", "92.917") == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "usage"),
        (("--fields-only",), "usage"),
        (("--unit", "92", "--fields-only", "--engine", "tesseract"), "usage"),
        (("--unit", "77.1"), "unit_unknown"),
        (("--batch", "khong-co"), "batch_unknown"),
        (("--type", "khong_co"), "type_key_unknown"),
        (("khongco",), "result_unknown"),
        (("--unit", "92", "--engine", "khongco"), "unknown_ocr_engine"),
    ],
)
def test_wrong_calls_end_before_any_work(office: Office, arguments: tuple[str, ...], code: str) -> None:
    answer = office.call("reread", *arguments, "--json")
    assert (answer.code, answer.error["code"]) == (2, code)


def test_a_scan_that_cannot_be_read_again_is_left_alone_and_told(office: Office, permit: str) -> None:
    with office.open() as resources:
        result = resources.catalogue.get_result(permit)
        resources.objects.delete(f"originals/{result.scan_id[:2]}/{result.scan_id}")
    answer = reread(office, "--batch", "hop-1", "--engine", "tesseract")
    told = {line["result_id"]: line for line in answer.lines[:-1]}
    assert (answer.code, summary(answer)["failed"], summary(answer)["unchanged"]) == (1, 1, 1)
    assert told[permit]["problem"] == "object_missing"
    assert get(office, permit).version == 1


def test_other_parts_than_filed_are_told_and_the_filed_ones_kept(office: Office) -> None:
    decision = next(it for it in results(office) if it.document_type == "committee_decision")
    with office.open() as resources:
        keys = [reading_key(decision.scan_id, number, decision.recipe) for number in (1, 2)]
        first = from_json(OcrPage, resources.objects.get_bytes(keys[0]))
        # The annex reads as a second decision with a letterhead of its own.
        resources.objects.put_bytes(keys[1], to_json(replace(first, page_number=2)).encode())
    answer = reread(office, decision.result_id, "--fields-only")
    assert [it["code"] for it in answer.lines[0]["warnings"]] == ["reread_parts_differ"]
    assert get(office, decision.result_id).page_numbers == (1, 2)


@pytest.mark.slow
def test_papers_whose_pages_people_changed_are_read_as_they_are_now(
    office: Office, permit: str, tmp_path: Path
) -> None:
    decision = next(it.result_id for it in results(office) if it.result_id != permit)
    parts = office.call("result", "split", decision, "--at", "2", "--reason", "hai giấy tờ", "--json")
    assert parts.code == 0, parts.err
    draw_born_digital(tmp_path / "annex.pdf", "committee_decision", 9)
    more = ("--reason", "thiếu trang", "--although-differs", "--json")
    added = office.call("result", "add-page", permit, str(tmp_path / "annex.pdf"), *more)
    assert added.code == 0, added.err
    pages = {it.result_id: (it.scan_id, it.page_numbers, it.state) for it in results(office)}
    for how in ("--fields-only", "--engine=tesseract"):
        answer = reread(office, "--batch", "hop-1", how)
        assert {line["outcome"] for line in answer.lines[:-1]} == {"unchanged"}, answer.lines
        assert [line["warnings"] for line in answer.lines[:-1]] == [[]] * len(pages)
    assert {it.result_id: (it.scan_id, it.page_numbers, it.state) for it in results(office)} == pages
    assert office.call("reconcile", "--json").json["faults"] == []


def test_a_past_day_counts_as_it_did(office: Office) -> None:
    for number in range(3):
        office.file_paper(f"tờ {number}", {"document_number": f"{number}/GPXD"}, confirmed=True)
    days = ("2022-11-15", "2022-12-31", "2023-06-30")
    before = [office.call("quota", "--as-of", day, "--json").json for day in days]
    answer = reread(office, "--type", "building_permit", "--unit", "92", "--fields-only")
    assert {"from": "confirmed", "to": "in_review", "count": 3} in summary(answer)["moves"], "words without a form"
    assert [office.call("quota", "--as-of", day, "--json").json for day in days] == before


def test_people_read_the_figures_in_their_language(office: Office, permit: str) -> None:
    reword(office, permit, misread)
    vietnamese = office.call("reread", permit, "--fields-only", "--dry-run")
    assert "1 kết quả đã xem: không đổi 0, đổi 1" in vietnamese.out
    assert "không ghi gì" in vietnamese.err
    english = office.call("reread", permit, "--fields-only", "--lang", "en")
    assert "1 results looked at: unchanged 0, changed 1" in english.out
    assert "DŨNG" not in vietnamese.out + english.out


@pytest.fixture
def improvable(office: Office, permit: str) -> Office:
    """A home where the permit was misread by an earlier engine and the decision's holder is a person's matter."""
    reword(office, permit, misread)
    reread(office, permit, "--fields-only")
    decision = next(it.result_id for it in results(office) if it.result_id != permit)
    office.call("review", "confirm", decision)
    reword(office, decision, lambda text: text.replace("618/QĐ-UBND", "681/QĐ-UBND"))
    reread(office, decision, "--fields-only")
    return office


@pytest.mark.parametrize(
    "answer",
    [("confirm",), ("set", f"holder_name={MISREAD}")],
    ids=["the confirmed value kept", "the later value taken"],
)
def test_a_difference_answered_by_a_killed_command_is_answered_when_done_again(
    office: Office, permit: str, tmp_path: Path, answer: tuple[str, ...]
) -> None:
    office.call("review", "confirm", permit)
    reword(office, permit, misread)
    reread(office, permit, "--fields-only")
    command = Killable(office.home, ("review", answer[0], permit, *answer[1:]), person="hoa")
    assert kill_everywhere(command, tmp_path / "kills") == []


@pytest.mark.exhaustive
def test_killed_anywhere_and_run_again_it_ends_the_same(improvable: Office, tmp_path: Path) -> None:
    command = Killable(improvable.home, AGAIN, in_own_program=True, is_one_step=False)
    assert kill_everywhere(command, tmp_path / "kills", most_of_a_name=1) == []


def test_killed_at_any_instant_and_run_again_it_ends_the_same(improvable: Office, tmp_path: Path) -> None:
    undisturbed = copy_home(improvable.home, tmp_path / "undisturbed")
    whole = run_sohoa(undisturbed, *AGAIN)
    assert whole.returncode == 0, whole.errors
    home = copy_home(improvable.home, tmp_path / "killed")
    command = start_sohoa(home, *AGAIN)
    with pytest.raises(subprocess.TimeoutExpired):
        command.process.wait(random.uniform(0.1, 0.8) * whole.seconds)
    command.kill("group")
    assert command.wait().returncode == -signal.SIGKILL
    again = run_sohoa(home, *AGAIN)
    assert again.returncode == 0, again.errors
    assert find_differences(read_state(home), read_state(undisturbed)) == []
