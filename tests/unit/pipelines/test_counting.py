"""What the quota is told of results and of the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from pipelines.registers.counting import (
    count_coverage,
    coverage_to_json,
    list_missing,
    list_shown_targets,
    list_years_without_days_off,
    plain_percent,
)
from pipelines.registers.recounting import recount_coverage, recount_missing
from pipelines.resources import Resources
from schemas.digitised_results import to_digitised
from schemas.errors import SetupError
from schemas.extraction import Extraction
from schemas.procedure_result import ProcedureResult, Related
from schemas.quota_targets import shipped_targets
from schemas.register import RegisterCount, RegisterRow
from schemas.units import load_units
from schemas.validity import Interval
from schemas.working_days import load_calendar

# 20:00 in London is already the next day in Vietnam.
LATE = datetime(2022, 12, 30, 20, 0, tzinfo=UTC)
DAY = date(2022, 12, 31)


class Shelf:
    """As much of a catalogue as counting asks for."""

    def __init__(self, rows: tuple[RegisterRow, ...] = (), results: tuple[ProcedureResult, ...] = ()) -> None:
        self.rows, self.results = rows, results
        self.asked_on: date | None = None

    def list_register_rows(self, as_of: date | None = None) -> tuple[RegisterRow, ...]:
        self.asked_on = as_of
        return self.rows

    def list_register_counts(self, as_of: date | None = None) -> tuple[RegisterCount, ...]:
        return ()

    def list_erasures(self) -> tuple[()]:
        return ()

    def list_match_decisions(self) -> tuple[()]:
        return ()

    def list_results(self, **_: Any) -> Any:
        return iter(self.results)


class Desk:
    """Resources with a shelf for a catalogue."""

    def __init__(self, shelf: Shelf) -> None:
        self.catalogue, self.units, self.targets = shelf, load_units(), shipped_targets()
        self.calendar = load_calendar()


def open_desk(*, rows: tuple[RegisterRow, ...] = (), results: tuple[ProcedureResult, ...] = ()) -> Resources:
    return cast(Resources, Desk(Shelf(rows, results)))


def make_row(number: str, **changes: Any) -> RegisterRow:
    row = RegisterRow(
        0, "building_permit", number, "2021-03-05", "Lê Văn Ba", "92.916", "district", date(2021, 3, 5), None, "H1"
    )
    return replace(row, **changes)


def make_result(**changes: Any) -> ProcedureResult:
    result = ProcedureResult(
        result_id="r1", receipt_id="c1", scan_id="s", page_numbers=(1,), custodian="92.916",
        extraction=Extraction("s", (1,), "building_permit", 1.0, "h"), state="confirmed", filed_at=LATE,
        document_type="building_permit", document_number="45/GPXD", issue_date="2021-03-05", unit="92.916",
        level="district", intervals=(Interval(date(2021, 3, 5), None),), confirmed_by="machine", confirmed_at=LATE,
    )  # fmt: skip
    return replace(result, **changes)


def test_a_paper_is_confirmed_on_the_day_it_was_in_vietnam() -> None:
    told = to_digitised(make_result())
    assert told.confirmed_on == date(2022, 12, 31)
    assert told.confirmed_by_machine
    assert not to_digitised(make_result(confirmed_by="cli:lan")).confirmed_by_machine


def test_a_rescan_is_the_paper_it_was_first_filed_as() -> None:
    assert to_digitised(make_result()).original_id == "r1"
    rescan = make_result(result_id="r2", related=(Related("r1", "rescan_of"), Related("r3", "same_file")))
    assert to_digitised(rescan).original_id == "r1"


def test_two_rescans_without_a_number_count_once() -> None:
    first = make_result(document_number=None)
    second = replace(first, result_id="r2", related=(Related("r1", "rescan_of"),))
    told = recount_coverage(open_desk(results=(first, second)), DAY)
    assert [(row.level, row.digitised) for row in told.levels if row.level == "district"] == [("district", 1)]


def test_rows_without_a_number_are_each_a_paper_of_their_own() -> None:
    rows = (make_row("", holder_name="A"), make_row("", holder_name="B"))
    assert len(recount_missing(open_desk(rows=rows), DAY, None)) == 2


def test_the_register_is_asked_as_it_was_known_that_day() -> None:
    shelf = Shelf()
    recount_coverage(cast(Resources, Desk(shelf)), DAY)
    assert shelf.asked_on == DAY


def test_an_unknown_unit_is_wrong_usage() -> None:
    with pytest.raises(SetupError, match="unit_unknown"):
        count_coverage(open_desk(), DAY, unit="99")
    with pytest.raises(SetupError, match="unit_unknown"):
        list_missing(open_desk(), DAY, "99")


def test_a_unit_includes_what_lies_below_it() -> None:
    desk = open_desk(rows=(make_row("1/GPXD"), make_row("2/GPXD", unit="92.917")))
    assert len(recount_missing(desk, DAY, "92")) == 2
    assert len(recount_missing(desk, DAY, "92.917")) == 1


def test_units_carry_their_name_beside_the_levels_keys() -> None:
    told = coverage_to_json(recount_coverage(open_desk(rows=(make_row("1/GPXD"),)), DAY))
    assert [(row["unit"], row["name"]) for row in told["units"]] == [("92.916", "Quận Ninh Kiều")]
    assert set(told["units"][0]) == set(told["levels"][0]) | {"unit", "name"}


def test_floors_are_shown_to_the_year_after_this_one() -> None:
    assert max(target.year for target in list_shown_targets(date(2030, 5, 1))) == 2031


@pytest.mark.parametrize(("percent", "shown"), [(50, 50), (57.6, 57.6), (69.12, 69.12)])
def test_a_whole_floor_is_a_whole_number(percent: float, shown: float) -> None:
    assert plain_percent(percent) == shown
    assert isinstance(plain_percent(50), int)


def test_years_that_a_forecast_reaches_into_without_days_off_are_named() -> None:
    def told(latest: str | None) -> dict[str, Any]:
        return {"as_of": "2026-11-02", "levels": [{"forecast_latest": latest}, {"forecast_latest": None}], "units": []}

    calendar = load_calendar()
    assert list_years_without_days_off(told("2029-03-01"), calendar) == [2028, 2029]
    assert list_years_without_days_off(told("2027-03-01"), calendar) == []
    assert list_years_without_days_off(told(None), calendar) == []
