"""A disk that is nearly full: nothing new is taken in, everything else goes on, and `doctor` said so before."""

from __future__ import annotations

from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drills.command_runs import start_sohoa, wait_for
from benchmarks.drills.small_papers import draw_born_digital
from pipelines.disk_space import ensure_room
from schemas.days import local_day
from schemas.errors import TemporarilyUnavailable
from storage import disk
from storage.ledgers.care import DiskDay, ObjectSum
from tests.flows.office import Answer, Office

pytestmark = pytest.mark.timeout(300)

_FULL = ("SOHOA_DISK_RESERVE_MB", "100000000")
_Usage = namedtuple("_Usage", "total used free")
GIB = 1 << 30


@pytest.fixture
def free_gib(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How much the disk pretends to have free; the last word counts."""
    free = [100.0]
    usage: Any = lambda _: _Usage(200 * GIB, 0, int(free[-1] * GIB))  # noqa: E731
    monkeypatch.setattr(disk.shutil, "disk_usage", usage)
    return free


def test_a_nearly_full_disk_takes_nothing_new_and_answers_everything_else(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    draw_born_digital(papers / "a.pdf", "building_permit", 1)
    order = ("digitise", str(papers), "--unit", "92", "--batch", "b", "--plain", "--jobs", "1", "--json")
    (line,) = office.call(*order).lines
    draw_born_digital(papers / "b.pdf", "birth_certificate", 2)
    with monkeypatch.context() as full:
        full.setenv(*_FULL)
        refused = office.call(*order)
        assert (refused.code, refused.error["code"]) == (3, "disk_nearly_full")
        # What was filed before is told again, for it takes no room.
        assert outcomes(refused) == {"a.pdf": "filed"}
        assert len(list((office.home / "objects" / "originals").rglob("*/*"))) == 1
        for arguments in (("show", line["result_id"]), ("search", ""), ("review", "list"), ("batch", "show", "b")):
            assert office.call(*arguments, "--json").code == 0
        doctor = office.call("doctor", "--json")
        assert (doctor.code, doctor.json["standing"]["troubles"]) == (1, ["disks"])
    assert outcomes(office.call(*order)) == {"a.pdf": "filed", "b.pdf": "filed"}


def outcomes(answer: Answer) -> dict[str, str]:
    return {Path(line["source"]).name: line["outcome"] for line in answer.lines}


def test_a_watch_waits_for_room_and_leaves_the_papers_where_they_lie(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    draw_born_digital(folder / "a.pdf", "building_permit", 1)
    watch = start_sohoa(home, "watch", str(folder), "--unit", "92", "--plain", environment=dict([_FULL]))
    try:
        wait_for(lambda: watch.count_log() >= 2, 60)
        assert (folder / "a.pdf").exists()
        assert not watch.has_ended
    finally:
        watch.process.terminate()
    assert watch.wait().returncode == 0


def test_the_reserve_counts_what_is_about_to_come(office: Office, free_gib: list[float]) -> None:
    office.file_paper()
    free_gib.append(1.5)
    with office.open() as resources:
        ensure_room(resources, GIB // 4)
        with pytest.raises(TemporarilyUnavailable) as caught:
            ensure_room(resources, GIB)
    assert (caught.value.code, caught.value.details) == ("disk_nearly_full", {"free": 1536, "reserve": 1024})


def test_a_retry_from_quarantine_waits_for_room_and_loses_nothing(office: Office, free_gib: list[float]) -> None:
    receipt_id = office.quarantine_file("rỗng")
    free_gib.append(0.5)
    answer = office.call("quarantine", "retry", receipt_id, "--json")
    assert (answer.code, answer.error["code"]) == (3, "disk_nearly_full")
    assert receipt_id in office.call("quarantine", "list", "--json").out


def test_the_doctor_tells_when_the_disk_will_be_full(office: Office, free_gib: list[float]) -> None:
    assert office.call("doctor", "--json").json["standing"]["disks"][0]["reason"] == "not_enough_history"
    assert "chưa đủ số liệu" in office.call("doctor").out
    today = local_day(datetime.now(UTC))
    with office.open() as resources:
        for name in ("home", "objects"):
            for ago in range(1, 22):
                day = DiskDay(today - timedelta(days=ago), 200 * GIB, (100 + 3 * ago) * GIB)
                resources.catalogue.put_disk_day(name, day)
    told = office.call("doctor", "--json").json["standing"]
    assert [disk["full_on"] for disk in told["disks"]] == [(today + timedelta(days=33)).isoformat()] * 2
    assert "disks" not in told["troubles"]
    free_gib.append(20.0)
    with office.open() as resources:
        for ago in range(1, 22):
            resources.catalogue.put_disk_day(
                "home", DiskDay(today - timedelta(days=ago), 200 * GIB, (20 + 3 * ago) * GIB)
            )
    soon = office.call("doctor", "--json").json["standing"]
    assert "disks" in soon["troubles"]
    assert soon["disks"][0]["stops_on"] == (today + timedelta(days=6)).isoformat()
    assert "ngừng nhận ngày" in office.call("doctor").out


def test_the_doctor_tells_of_faults_leases_and_waiting_marks_until_they_are_gone(office: Office) -> None:
    paper = office.file_paper()
    with office.open() as resources:
        scan_id = resources.catalogue.get_result(paper).scan_id
        (one,) = [one for one in resources.catalogue.list_sums(9) if one.key.startswith("originals/")]
        resources.catalogue.put_checks([ObjectSum(one.key, scan_id, scan_id, datetime.now(UTC), "damaged")])
        receipt_id = office.quarantine_file("rỗng")
        resources.catalogue.reopen_receipt(receipt_id)
        assert resources.catalogue.claim_receipt(receipt_id, "elsewhere:1:1", -1)
    told = office.call("doctor", "--json")
    assert told.code == 1
    assert told.json["standing"]["troubles"] == ["leases", "fixity"]
    assert told.json["standing"]["fixity"]["faulty"] == 1
    assert "sohoa batch resume" in office.call("doctor").out
    with office.open() as resources:
        resources.catalogue.release_leases("elsewhere:1:1")
    office.call("verify")
    assert office.call("doctor", "--json").json["standing"]["troubles"] == []


def test_a_doctor_who_cannot_ask_the_catalogue_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_CATALOGUE", "telepathy:")
    told = office.call("doctor", "--json")
    assert (told.code, told.json["standing"]) == (1, None)
    assert "chưa biết" in office.call("doctor").out
