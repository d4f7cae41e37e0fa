"""`sohoa erase`: two persons take a result out of everything; what stays names nobody and keeps past figures."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from pipelines.indexing import index_pending, iterate_documents
from pipelines.registers.counting import count_coverage, coverage_to_json
from pipelines.resources import Resources
from storage.objects.file import FileObjectStore
from storage.ports import OutboxMark
from tests.faults.killed_commands import Killable, kill_everywhere
from tests.flows.erasing import HOLDER_ID, NAME, NUMBER, PAPER, WHY, erase, faults, where_it_stays
from tests.flows.office import Office


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
