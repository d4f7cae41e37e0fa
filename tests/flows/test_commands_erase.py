"""`sohoa erase`: two persons take a result out of everything; what stays names nobody and keeps past figures."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from benchmarks.drills.small_papers import draw_born_digital
from pipelines.indexing import index_pending, iterate_documents
from pipelines.registers.counting import count_coverage, coverage_to_json
from pipelines.resources import Resources
from schemas.digitised_results import to_digitised
from schemas.procedure_result import ProcedureResult, Related, make_result_id
from schemas.text import fold
from storage.keys import original_key, reading_key, searchable_key
from storage.objects.file import FileObjectStore
from storage.ports import OutboxMark, PageChange, PageJob
from tests.faults.killed_commands import Killable, kill_everywhere
from tests.flows.office import RECIPE, Answer, Office

WHY = ("--reason", "Quyết định 7/QĐ-UBND ngày 02/11/2022")
NAME, HOLDER_ID, NUMBER = "Lý Thị Huỳnh Giao", "092188001234", "4711/GPXD"
PAPER = {"holder_name": NAME, "holder_id": HOLDER_ID, "document_number": NUMBER}


def erase(office: Office, result_id: str, *more: str, person: str = "lan") -> Answer:
    arguments = more if "--reason" in more else (*WHY, *more)
    approved = arguments if "--approved-by" in arguments else (*arguments, "--approved-by", "hoa")
    return office.call("erase", result_id, *approved, "--json", person=person)


def faults(office: Office, *command: str) -> list[str]:
    return [fault["kind"] for fault in office.call(*command, "--json").json["faults"]]


def test_an_erased_result_is_found_shown_and_listed_no_more(office: Office) -> None:
    permit, other = office.file_paper("một", PAPER, confirmed=True), office.file_paper("hai", confirmed=True)
    told = erase(office, permit)
    assert (told.code, told.json["original"], told.json["waiting"]) == (0, "removed", [])
    assert (told.json["by"], told.json["approved_by"]) == ("cli:lan", "cli:hoa")
    hits = office.call("search", "", "--json").json["hits"]
    assert [hit["result_id"] for hit in hits] == [other]
    assert office.call("search", "--holder-id", HOLDER_ID, "--json").json["total"] == 0
    assert office.call("index", "rebuild", "--json").json == {"indexed": 1}
    assert office.call("search", "huynh giao", "--json").json["total"] == 0
    for command in (("show", permit), ("result", "history", permit)):
        answer = office.call(*command, "--json")
        assert (answer.code, answer.error["code"]) == (1, "result_erased")
        assert "7/QĐ" not in answer.err
    assert [line["result_id"] for line in office.call("erase", "--list", "--json").lines] == [permit]


def test_nobody_erases_alone(office: Office) -> None:
    permit = office.file_paper(confirmed=True)
    for alone in ((), ("--approved-by", "lan"), ("--approved-by", " Lan "), ("--approved-by", " ")):
        answer = office.call("erase", permit, *WHY, *alone, "--json")
        assert (answer.code, answer.error["code"]) == (2, "second_person_missing")
    assert office.call("show", permit, "--json").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("--reason", " "), "reason_missing", 2),
        (("--reason", "theo đơn của bà lý thị huỳnh giao"), "reason_names_holder", 1),
        (("--reason", f"số {HOLDER_ID} sai"), "reason_names_holder", 1),
        (("--ground", "vi_sao"), "ground_unknown", 2),
        (("--ground", "subject_request"), "erase_in_retention", 1),
        (("--ground", "retention_ended"), "erase_in_retention", 1),
    ],
)
def test_what_may_not_be_erased_so_stays_whole(
    office: Office, arguments: tuple[str, ...], code: str, exit_code: int
) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    answer = erase(office, permit, *arguments)
    assert (answer.code, answer.error["code"]) == (exit_code, code)
    assert office.call("search", "huynh giao", "--json").json["total"] == 1


def test_a_paper_filed_by_mistake_is_withdrawn_then_erased(office: Office) -> None:
    permit = office.file_paper(confirmed=True)
    assert office.call("result", "withdraw", permit, "--reason", "giấy riêng, quét nhầm").code == 0
    assert erase(office, permit, "--ground", "purpose_ended").json["ground"] == "purpose_ended"


def test_an_unknown_id_is_unknown_and_a_second_erasure_is_the_first(office: Office) -> None:
    assert erase(office, "khongco").error["code"] == "result_unknown"
    permit = office.file_paper(confirmed=True)
    first, again = erase(office, permit), erase(office, permit, "--reason", "lý do khác", person="mai")
    assert (again.code, again.json["repeated"]) == (0, True)
    assert again.json | {"repeated": False} == first.json


def test_stores_and_chain_call_an_erasure_no_fault(office: Office) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    office.file_paper("hai")
    erase(office, permit)
    for command in (("verify",), ("reconcile",), ("reconcile", "--mend"), ("audit", "verify")):
        assert faults(office, *command) == []
    states = office.call("batch", "show", "hop-1", "--json").json["states"]
    assert states == {"erased": 1, "in_review": 1}


def where_it_stays(home: Path) -> set[str]:
    """Files of a home with the erased name, id or number in them, in any of the forms they are kept in."""
    words = [NAME, fold(NAME), HOLDER_ID, HOLDER_ID[3:], NUMBER, "4711gpxd", "4711.gpxo"]
    told = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    # Part of a path for the file's source, too.
    told += [word.encode("unicode_escape") for word in (NAME,)]
    return {
        str(path.relative_to(home)).split("-")[0]
        for path in home.rglob("*")
        if path.is_file() and any(word in (path.read_bytes() + path.name.encode()) for word in told)
    }


def test_nothing_in_the_whole_home_names_the_person_any_more(office: Office) -> None:
    permit = office.file_paper(NAME, PAPER, confirmed=True)
    for number in range(30):
        office.file_paper(f"giấy {number}", {"document_number": f"{number}/GP", "holder_id": f"0921880{number:05d}"})
    office.call("result", "correct", permit, f"subject=Nhà của {NAME}", "--reason", "thiếu")
    office.call("validity", "set", permit, "--state", "revoked", "--on", "2022-01-01", "--basis", "QĐ 9/QĐ-UBND")
    office.call("search", "--holder-id", HOLDER_ID, "--reveal", "--purpose", f"hồ sơ của {NAME}")
    office.call("holders", "link", "361234567", HOLDER_ID, "--evidence", f"sổ hộ khẩu của {NAME}", "--confirm")
    assert where_it_stays(office.home) >= {"catalogue.sqlite", "index/build"}
    assert erase(office, permit).json["waiting"] == []
    assert where_it_stays(office.home) == set()
    assert faults(office, "audit", "verify") == []


def test_past_coverage_is_the_same_bit_for_bit(office: Office, tmp_path: Path) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    twin = office.file_paper("hai", PAPER | {"document_number": "4711"}, confirmed=True)
    office.file_paper("ba", {"document_number": "12/GPXD"}, confirmed=True)
    register = tmp_path / "so.csv"
    register.write_text(
        "Loại giấy tờ;Số ký hiệu;Ngày cấp;Người được cấp\n"
        f"Giấy phép xây dựng;{NUMBER};05/03/2021;Người khác\nGiấy phép xây dựng;99/GPXD;05/03/2021;Ai đó\n",
        encoding="utf-8",
    )
    assert office.call("register", "import", str(register), "--unit", "92.916", "--as-of", "2022-01-01").code == 0
    days = [date(2022, 11, 14), date(2022, 11, 15), date(2022, 12, 31), date.today() - timedelta(days=1)]

    def figures() -> list[object]:
        with office.open() as resources:
            return [coverage_to_json(count_coverage(resources, day)) for day in days]

    before = figures()
    assert before[1]["levels"][1]["digitised"] == 2  # type: ignore[index]
    assert erase(office, permit).code == erase(office, twin).code == 0
    assert figures() == before
    now = office.call("quota", "--json").json["levels"][1]
    assert now["digitised"] == 1


def test_the_same_bytes_do_not_come_back_silently(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "giay.png"
    source.write_bytes("scan of một".encode())
    permit = office.file_paper("một", PAPER, confirmed=True)
    erase(office, permit)
    answer = office.call("digitise", str(source), "--unit", "92.916", "--batch", "hop-2", "--plain", "--json")
    (line,) = answer.lines
    assert (answer.code, line["outcome"], line["problem"]["code"]) == (1, "refused", "result_erased")
    with office.open() as resources:
        assert list(resources.objects.list_keys("originals/")) == []
    assert source.exists()


def test_an_erasure_killed_anywhere_is_whole_when_done_again(office: Office, tmp_path: Path) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    office.file_paper("hai")
    # The office's key for numbers is made with the first erasure; it would differ from run to run.
    assert erase(office, office.file_paper("ba")).code == 0
    command = Killable(office.home, ("erase", permit, *WHY, "--approved-by", "hoa"))
    assert kill_everywhere(command, tmp_path) == []


def edit(office: Office, *statements: str) -> None:
    """What somebody does who gets at the database's file."""
    with sqlite3.connect(office.home / "catalogue.sqlite") as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("UPDATE audit SET payload = replace(payload, 'một', 'hai') WHERE sequence = 2", ["audit:2"]),
        ("UPDATE audit SET by = 'cli:hoa' WHERE sequence = 2", ["audit:2"]),
        ("UPDATE audit SET payload = '' WHERE sequence = 2", ["audit:2"]),
        ("DELETE FROM audit WHERE sequence = 2", ["audit:3"]),
        ("UPDATE audit SET sequence = 9 WHERE sequence = 2", ["audit:3"]),
        (
            "INSERT INTO audit SELECT 5, at, by, event, payload, payload_hash, link FROM audit WHERE sequence = 1",
            ["audit:5"],
        ),
        ("DELETE FROM audit WHERE sequence = 4", ["audit:4", "erasure:{permit}"]),
        ("UPDATE audit_head SET sequence = 3", ["audit:3"]),
        ("UPDATE erasures SET body = replace(body, 'QĐ-UBND', 'QĐ-SXD')", ["erasure:{permit}"]),
        ("DELETE FROM erasures", ["erasure:{permit}"]),
    ],
)
def test_a_planted_change_is_found(office: Office, planted: str, found: list[str]) -> None:
    permit = office.file_paper(confirmed=True)
    for purpose in ("một", "một nữa", "ba"):
        office.call("search", "--reveal", "--purpose", purpose)
    erase(office, permit)
    assert faults(office, "audit", "verify") == []
    edit(office, planted)
    answer = office.call("audit", "verify", "--json")
    assert answer.code == 1
    assert [it["key"] for it in answer.json["faults"]] == [key.format(permit=permit) for key in found]


def test_the_end_cut_off_with_all_that_was_noted_here_shows_against_a_note_kept_elsewhere(office: Office) -> None:
    for purpose in ("một", "hai", "ba"):
        office.call("search", "--reveal", "--purpose", purpose)
    head = office.call("audit", "verify", "--json").json["head"]
    noted = f"{head['sequence']}:{head['link']}"
    assert noted in office.call("audit", "verify").out
    edit(
        office,
        "DELETE FROM audit WHERE sequence = 3",
        "UPDATE audit_head SET sequence = 2, link = (SELECT link FROM audit WHERE sequence = 2)",
    )
    # Seen by what the whole check before it left in the object store.
    assert faults(office, "audit", "verify") == ["audit_cut"]
    for path in (office.home / "objects" / "audit").iterdir():
        path.unlink()
    assert faults(office, "audit", "verify") == []
    assert faults(office, "audit", "verify", "--head", noted) == ["audit_cut"]
    assert office.call("audit", "verify", "--head", "3:abc", "--json").error["code"] == "usage"


def add_neighbour(office: Office, first: str, *, was_one: bool = False) -> str:
    """A second paper on page 2 of a filed scan; `was_one`: the first result had both pages before."""
    with office.open() as resources:
        result = resources.catalogue.get_result(first)
        if was_one:
            resources.catalogue.update_result(first, lambda it: replace(it, page_numbers=(1,), **_clean(it)))
        other = replace(
            result,
            result_id=make_result_id(result.scan_id, 2),
            page_numbers=(2,),
            extraction=replace(result.extraction, page_numbers=(2,)),
            has_searchable_pdf=True,
        )
        resources.catalogue.change_pages([first], lambda before: PageChange(before, added=(other,)))
        resources.catalogue.update_result(first, lambda it: replace(it, has_searchable_pdf=True))
        reading = resources.objects.get_bytes(reading_key(result.scan_id, 1, RECIPE))
        resources.objects.put_bytes(reading_key(result.scan_id, 2, RECIPE), reading)
        resources.catalogue.put_read_pages(result.receipt_id, [PageJob(result.scan_id, 2, RECIPE, "read", 1)])
        resources.objects.put_bytes(searchable_key(result.scan_id, RECIPE), b"%PDF of both")
        index_pending(resources)
    return other.result_id


def _clean(result: ProcedureResult) -> dict[str, Any]:
    read = replace(result.extraction, fields={}, title="")
    return {"holder_names": (), "holder_ids": (), "holder_births": (), "extraction": read, "title": ""}


def test_a_scan_on_which_another_paper_stands_stays_and_that_is_told(office: Office) -> None:
    first = office.file_paper("một", PAPER, confirmed=True)
    second = add_neighbour(office, first)
    told = erase(office, second)
    assert (told.code, told.json["original"], told.json["waiting"]) == (0, "kept", [])
    with office.open() as resources:
        stays = resources.catalogue.get_result(first)
        # What is read again later passes the erased page over.
        assert resources.catalogue.list_erased_pages(stays.scan_id) == (2,)
        assert [job.page_number for job in resources.catalogue.list_pages(stays.scan_id, RECIPE)] == [1]
        keys = list(resources.objects.list_keys())
    assert [key for key in keys if not key.startswith("audit/")] == [
        original_key(stays.scan_id),
        reading_key(stays.scan_id, 1, RECIPE),
    ]
    assert (stays.has_searchable_pdf, stays.history[-1].event) == (False, "neighbour_erased")
    assert faults(office, "reconcile") == faults(office, "verify") == []
    assert office.call("show", first, "--json").json["source"] == ""
    assert erase(office, first).json["original"] == "removed"
    with office.open() as resources:
        assert list(resources.objects.list_keys("originals/")) == []
    assert faults(office, "reconcile") == faults(office, "verify") == faults(office, "audit", "verify") == []


def test_what_another_result_said_of_the_paper_before_it_was_split_off_goes_too(office: Office) -> None:
    first = office.file_paper("một", PAPER, confirmed=True, page_numbers=(1, 2))
    second = add_neighbour(office, first, was_one=True)
    with office.open() as resources:
        before = [to_digitised(it) for it in resources.catalogue.list_result_versions(first)]
    assert erase(office, second).json["original"] == "kept"
    with office.open() as resources:
        versions = resources.catalogue.list_result_versions(first)
    assert [to_digitised(it) for it in versions[: len(before)]] == before
    assert {name for it in versions for name in it.holder_names} == set()


def test_a_lock_on_the_scan_is_waited_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    until = datetime(2030, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(FileObjectStore, "erase", lambda self, key: until if key.startswith("originals/") else None)
    told = erase(office, permit)
    assert (told.json["original"], told.json["waiting"]) == ("locked", ["objects"])
    assert told.json["locked_until"] == "2030-01-01T00:00:00+00:00"
    assert office.call("show", permit, "--json").error["code"] == "result_erased"
    assert faults(office, "reconcile") == faults(office, "verify") == faults(office, "reconcile", "--mend") == []
    monkeypatch.undo()
    assert faults(office, "reconcile", "--mend") == ["erasure_finished"]
    assert faults(office, "reconcile", "--mend") == []
    assert where_it_stays(office.home) == set()
    assert office.call("erase", "--list", "--json").lines[0]["waiting"] == []


def test_a_lock_that_has_ended_is_told_until_somebody_mends(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    ended = datetime.now(UTC) - timedelta(seconds=1)
    monkeypatch.setattr(FileObjectStore, "erase", lambda self, key: ended if key.startswith("originals/") else None)
    erase(office, permit)
    monkeypatch.undo()
    assert "refused_copy" in faults(office, "reconcile")
    assert faults(office, "reconcile", "--mend") == ["erasure_finished"]
    assert faults(office, "reconcile") == faults(office, "verify") == []


def test_who_reads_the_catalogue_meanwhile_is_waited_for(office: Office) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    reader = sqlite3.connect(office.home / "catalogue.sqlite")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM results").fetchone()
    assert erase(office, permit).json["waiting"] == ["catalogue"]
    reader.close()
    assert faults(office, "reconcile", "--mend") == ["erasure_finished"]
    assert where_it_stays(office.home) == set()


@pytest.mark.slow
def test_who_writes_the_index_meanwhile_is_waited_for(office: Office) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    with FileLock(office.home / "index" / "writer.lock"):
        told = erase(office, permit)
        assert told.json["waiting"] == ["index"]
        assert office.call("search", "huynh giao", "--json").json["hits"] == []
    again = erase(office, permit)
    assert (again.json["waiting"], again.json["repeated"]) == ([], True)
    assert where_it_stays(office.home) == set()


def test_a_document_gathered_before_the_erasure_does_not_come_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    other = office.file_paper("hai")
    with office.open() as slow:
        stale = list(iterate_documents(slow, (permit,)))
        assert erase(office, permit).code == 0
        slow.catalogue.mark_all_for_index()
        monkeypatch.setattr("pipelines.indexing.iterate_documents", lambda resources, ids: iter(stale))
        monkeypatch.setattr(slow.catalogue, "list_outbox", _outbox_of(slow, permit))
        index_pending(slow)
        assert permit not in slow.index.list_versions()
    assert other


def _outbox_of(resources: Resources, result_id: str) -> Any:
    """The outbox as the slow process saw it: the mark that stood before the erasure."""
    told = [(OutboxMark(1, result_id),), ()]
    return lambda limit: told.pop(0)


def test_an_erased_result_leaves_the_links_of_those_who_still_have_papers(office: Office) -> None:
    old, new, lone = "361234567", HOLDER_ID, "371234567"
    permit = office.file_paper("một", PAPER, confirmed=True)
    office.file_paper("hai", {"holder_id": old, "holder_name": NAME})
    for other in (old, lone):
        assert office.call("holders", "link", other, new, "--evidence", "sổ", "--confirm").code == 0
    erase(office, permit)
    with office.open() as resources:
        assert resources.catalogue.list_holder_events([old, new, lone]) == ()
    assert office.call("search", "--holder-id", old, "--json").json["total"] == 1


def test_carrying_a_batch_away_takes_two_where_the_office_asks(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    disk = str(tmp_path / "dia.zip")
    assert office.call("batch", "export", "hop-1", disk, "--purpose", "chuyển về trung tâm").code == 0
    monkeypatch.setenv("SOHOA_SECOND_PERSON", "holder_id")
    wish = ("batch", "export", "hop-1", str(tmp_path / "dia-2.zip"))
    for alone, code in (
        (("--purpose", "x"), "second_person_missing"),
        (("--purpose", "x", "--approved-by", "LAN"), "second_person_missing"),
        (("--approved-by", "hoa"), "export_purpose_missing"),
    ):
        answer = office.call(*wish, *alone, "--json")
        assert (answer.code, answer.error["code"]) == (2, code)
        assert not (tmp_path / "dia-2.zip").exists()
    assert office.call(*wish, "--purpose", "lưu dự phòng", "--approved-by", "hoa").code == 0
    with office.open() as resources:
        told = [json.loads(it.payload) for it in resources.catalogue.list_audit() if it.event == "batch_exported"]
    assert [(it["purpose"], it["approved_by"]) for it in told] == [
        ("chuyển về trung tâm", None),
        ("lưu dự phòng", "cli:hoa"),
    ]
    assert len(erase(office, permit).json["exports"]) == 2


def test_the_paper_scanned_anew_waits_for_a_person(office: Office, tmp_path: Path) -> None:
    first, anew = tmp_path / "giay.pdf", tmp_path / "quet-lai.pdf"
    draw_born_digital(first, "death_extract", 3)
    anew.write_bytes(first.read_bytes() + b"\n% scanned another time\n")
    wish = ("--unit", "92.916", "--plain", "--jobs", "1", "--json")
    (line,) = office.call("digitise", str(first), "--batch", "lo-1", *wish).lines
    assert (line["outcome"], line["state"]) == ("filed", "confirmed")
    assert erase(office, line["result_id"]).code == 0
    (again,) = office.call("digitise", str(anew), "--batch", "lo-2", *wish).lines
    assert (again["outcome"], again["state"], again["confirmed_by"]) == ("filed", "in_review", None)
    assert [doubt["reason"] for doubt in again["needs_review"]] == ["erased_before"]
    steps = office.call("result", "history", again["result_id"], "--json").lines
    assert [step["event"] for step in steps] == ["filed"]


def test_what_was_merged_into_an_erased_result_goes_with_it(office: Office) -> None:
    first, second = office.file_paper("một", PAPER), office.file_paper("hai", PAPER)
    merged = Related(first, "merged_into")
    with office.open() as resources:
        resources.catalogue.update_result(second, lambda it: replace(it, state="withdrawn", related=(merged,)))
        index_pending(resources)
    told = erase(office, second)
    assert (told.json["result_id"], told.json["related"]) == (first, [])
    assert {line["result_id"] for line in office.call("erase", "--list", "--json").lines} == {first, second}
    assert where_it_stays(office.home) == set()
    assert faults(office, "reconcile") == faults(office, "verify") == []


@pytest.mark.slow
def test_an_erasure_beside_another_paper_and_of_a_merged_one_is_whole_after_any_kill(
    office: Office, tmp_path: Path
) -> None:
    assert erase(office, office.file_paper("ba")).code == 0
    first = office.file_paper("một", PAPER, confirmed=True)
    second, other = add_neighbour(office, first), office.file_paper("hai", PAPER)
    merged = Related(second, "merged_into")
    with office.open() as resources:
        resources.catalogue.update_result(other, lambda it: replace(it, state="withdrawn", related=(merged,)))
        index_pending(resources)
    command = Killable(office.home, ("erase", second, *WHY, "--approved-by", "hoa"), is_one_step=False)
    assert kill_everywhere(command, tmp_path) == []
