"""What each day came to is written once it is over; floors in danger are told; workbooks lie there each week."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from pipelines.orchestration.duties import get_duty
from pipelines.registers.alarms import list_alarms
from pipelines.registers.day_figures import compare_days, write_missed_days
from pipelines.registers.weekly_reports import FOLDER, write_weekly_reports
from pipelines.resources import Resources
from tests.flows.office import Office


def at(monkeypatch: pytest.MonkeyPatch, *moment: int) -> None:
    now = datetime(*moment, tzinfo=UTC)  # type: ignore[misc]
    monkeypatch.setattr(Resources, "now", lambda self: now)


def test_days_are_written_once_and_missed_ones_later_from_what_was_known(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = office.file_paper("một", confirmed=True)
    with office.open() as resources:
        at(monkeypatch, 2022, 12, 1, 1)
        assert (write_missed_days(resources), write_missed_days(resources)) == (1, 0)
        at(monkeypatch, 2022, 12, 4, 1)
        assert write_missed_days(resources) == 3
        known = resources.catalogue.list_day_figures(date(2022, 1, 1), date(2023, 1, 1))
        assert [it.day.isoformat() for it in known] == ["2022-11-30", "2022-12-01", "2022-12-02", "2022-12-03"]
        told = json.loads(known[0].body)
        assert told["coverage"]["as_of"] == "2022-11-30" and told["rules_version"] and told["targets"]
    ended = ("validity", "set", paper, "--state", "revoked", "--on", "2022-11-20", "--basis", "QĐ 1")
    assert office.call(*ended).code == 0
    with office.open() as resources:
        assert all(it.is_whole and it.is_same for it in compare_days(resources, date(2022, 1, 1), date(2023, 1, 1)))


def test_a_changed_figure_is_seen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    office.file_paper("một", confirmed=True)
    with office.open() as resources:
        at(monkeypatch, 2022, 12, 1, 1)
        write_missed_days(resources)
    monkeypatch.undo()
    with sqlite3.connect(office.home / "catalogue.sqlite") as connection:
        connection.execute("UPDATE day_figures SET body = replace(body, '\"digitised\": 1', '\"digitised\": 9')")
    answer = office.call("quota", "days", "--from", "2022-01-01", "--to", "2022-12-31", "--compare", "--json")
    assert answer.code == 1 and [line["same"] for line in answer.lines] == [False]


def test_workbooks_of_the_week_lie_there_whole_and_old_ones_go(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.file_paper("một", confirmed=True)
    old = office.home / FOLDER / "2022-W20"
    old.mkdir(parents=True)
    (office.home / FOLDER / "ghi chú").mkdir()
    with office.open() as resources:
        at(monkeypatch, 2022, 12, 7, 1)
        assert (write_weekly_reports(resources), write_weekly_reports(resources)) == (1, 0)
    book = openpyxl.load_workbook(office.home / FOLDER / "2022-W48" / "92.916.xlsx")
    assert len(book.sheetnames) >= 3
    assert not old.exists() and (office.home / FOLDER / "ghi chú").exists()


def test_a_floor_that_will_be_missed_is_an_alarm_and_wants_a_person(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    office.file_paper("một", confirmed=True)
    register = tmp_path / "danh_muc.csv"
    lines = [f"Giấy phép xây dựng,{number}/GPXD,05/03/2021,Lê Văn Ba,vô thời hạn" for number in range(100, 110)]
    register.write_text("\n".join(["Loại giấy tờ,Số ký hiệu,Ngày cấp,Người được cấp,Có giá trị đến", *lines]))
    office.call("register", "import", str(register), "--unit", "92.916", "--as-of", "2022-11-01")
    answer = office.call("quota", "alarms", "--as-of", "2022-12-31", "--json")
    assert answer.code == 1
    assert [(it["kind"], it["level"], it["unit"]) for it in answer.lines] == [
        ("missed", "district", None),
        ("missed", "district", "92.916"),
    ]
    assert office.call("quota", "alarms", "--as-of", "2022-11-16", "--json").lines == []
    with office.open() as resources:
        assert {it.kind for it in list_alarms(resources, date(2023, 6, 1))} == {"stalled"}
        at(monkeypatch, 2023, 6, 2, 1)
        outcome = get_duty("write-figures").work(resources, lambda batch: None)
        assert outcome.needs_a_person and outcome.counts == {"days": 1, "workbooks": 1, "alarms": 2}
