"""The coverage of a day gone by is what was known at its end, whatever people learn and write down later."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from benchmarks.drills.coverage_drill import LATER, PAST_DAYS, change_papers, file_office
from pipelines.actions import confirm_result
from pipelines.registers.counting import count_coverage, coverage_to_json, list_missing, missing_to_json
from pipelines.resources import Resources
from pipelines.results.after_filing import correct_result, end_validity, withdraw_result
from schemas.register import RegisterRow
from tests.flows.office import Office

BEFORE, ENTRY_DAY = date(2022, 12, 31), date(2024, 5, 20)


@pytest.fixture
def resources(office: Office) -> Iterator[Resources]:
    with office.open() as opened:
        yield opened


def set_clock(resources: Resources, instant: datetime) -> None:
    resources.settings = replace(resources.settings, demo_now=instant)


def ask(resources: Resources, day: date) -> tuple[object, ...]:
    """The whole answers of `sohoa quota` and `sohoa register missing`."""
    missing = list_missing(resources, day, None)
    return coverage_to_json(count_coverage(resources, day)), [missing_to_json(row) for row in missing]


def district(resources: Resources, day: date) -> tuple[int, int]:
    row = next(row for row in count_coverage(resources, day).levels if row.level == "district")
    return row.digitised, row.in_force


def test_a_revocation_told_late_leaves_the_days_before_it_was_told(office: Office, resources: Resources) -> None:
    permit = office.file_paper(confirmed=True)
    before = ask(resources, BEFORE)
    assert district(resources, BEFORE) == (1, 1)
    set_clock(resources, datetime(2024, 5, 20, 3, tzinfo=UTC))
    end_validity(resources, permit, "revoked", date(2022, 12, 1), "QĐ 9/QĐ-UBND", "cli:lan")
    assert ask(resources, BEFORE) == before, "what was told in May 2024 was not known in 2022"
    assert district(resources, date(2024, 5, 19)) == (1, 1)
    assert district(resources, ENTRY_DAY) == (0, 0), "known from the end of the day on which it was told"


@pytest.mark.parametrize(
    ("told_at", "counted"),
    [
        (datetime(2024, 5, 20, 16, 59, 59, tzinfo=UTC), (0, 0)),  # 23:59:59 in Vietnam
        (datetime(2024, 5, 20, 17, 0, 1, tzinfo=UTC), (1, 1)),  # one second past midnight there
    ],
)
def test_a_day_ends_at_midnight_in_vietnam(
    office: Office, resources: Resources, told_at: datetime, counted: tuple[int, int]
) -> None:
    permit = office.file_paper(confirmed=True)
    set_clock(resources, told_at)
    withdraw_result(resources, permit, "quét nhầm", "cli:lan")
    assert district(resources, ENTRY_DAY) == counted


def test_of_several_later_versions_each_day_sees_its_own(office: Office, resources: Resources) -> None:
    permit = office.file_paper(doubts=())
    for year, step in ((2023, "confirm"), (2024, "number"), (2025, "revoke")):
        set_clock(resources, datetime(year, 1, 10, 3, tzinfo=UTC))
        match step:
            case "confirm":
                confirm_result(resources, permit, "cli:lan")
            case "number":
                correct_result(resources, permit, {"document_number": "54/GPXD"}, "đảo số", "cli:lan")
            case _:
                end_validity(resources, permit, "revoked", date(2022, 1, 1), "QĐ 9", "cli:lan")
    resources.catalogue.put_register_snapshot("92.916", date(2022, 1, 1), "s", "so.csv", "cli:lan", [row("45/GPXD")])
    days = (date(2022, 12, 31), date(2023, 12, 31), date(2024, 12, 31), date(2025, 12, 31))
    assert [district(resources, day) for day in days] == [(0, 1), (1, 1), (1, 2), (0, 1)]
    assert [len(list_missing(resources, day, None)) for day in days] == [0, 0, 1, 1]


def row(number: str) -> RegisterRow:
    issued = date(2021, 3, 5)
    return RegisterRow(1, "building_permit", number, issued.isoformat(), "", "92.916", "district", issued, None, "H1")


@pytest.mark.parametrize("seed", [3, 8])
def test_past_answers_stand_to_the_letter_after_many_changes_of_every_kind(
    resources: Resources, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    ids = file_office(resources, 60, dice)
    before = [ask(resources, day) for day in PAST_DAYS]
    assert all(any(level["digitised"] for level in told["levels"]) for told, _ in before[1:])  # type: ignore[index]
    today = ask(resources, LATER[1])
    done = change_papers(resources, ids, 40, dice, LATER, tmp_path)
    assert done.total() == 40 and done.keys() >= {"ended", "corrected", "withdrawn", "reviewed"}
    assert [ask(resources, day) for day in PAST_DAYS] == before
    assert ask(resources, LATER[1]) != today
