"""A case computed by hand: three levels, four years, what expires, is replaced, revoked, copied, sent back; six days.

The issuers: the city; a district that is no more from 2025-07-01; a ward that was split between two new ones that day.

| paper | issued | on the register of | in force | scanned |
|---|---|---|---|---|
| city 1 | 2019 | 2022 | open | confirmed by a person 2022-05-10 |
| city 2 | 2020 | 2022 | to 2023-06-30 | confirmed by the machine 2022-05-10 |
| city 3 | 2021 | 2022 | open | filed 2022-05-10, confirmed by a person 2024-02-01 |
| city 4 | 2022 | 2023 | open | no |
| district 1 | 2019 | 2022 | revoked from 2023-03-01, told 2023-03-15 | confirmed by the machine 2022-08-01 |
| district 2 | 2020 | 2022 | replaced from 2024-04-01, told 2024-04-02 | confirmed by a person 2022-08-01 |
| district 3 | 2024 | never | open, takes the place of district 2 | confirmed by a person 2024-04-02 |
| district 4 | 2021 | 2022 | open | a copy 2022-08-01, the original 2023-01-10, both confirmed by a person |
| district 5 | 2021 | 2022 | unknown | no |
| ward 1 | 2019 | 2022 | open | no |
| ward 2 | 2020 | 2022 | to 2024-12-31 | filed 2022-08-01 and sent back |
| ward 3 | 2021 | 2022 | open | confirmed by a person 2025-08-01, when the ward was no more |
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

import pytest

from pipelines.registers.counting import count_coverage, list_missing
from schemas.extraction import CopyMark
from schemas.procedure_result import HistoryEntry, ProcedureResult
from schemas.register import RegisterRow
from schemas.units import Level
from schemas.validity import EndReason, Interval, end_intervals
from storage.ports import Catalogue
from tests.contracts.coverage_worlds import Office, check_days, check_rebuild
from tests.contracts.samples import make_batch, make_receipt, make_result

CITY, DISTRICT, WARD = "92", "92.916", "92.918.31178"
LEVELS: dict[str, Level] = {CITY: "province", DISTRICT: "district", WARD: "commune"}
ISSUED = {1: "2019-03-01", 2: "2020-06-01", 3: "2021-02-02", 4: "2021-09-09", 5: "2021-10-10"}
# Of each day and level: in force, digitised, of those unseen, in review, unknown; percent, met, short of.
TABLE = {
    (2022, 6, 30): ((3, 2, 1, 1, 0, 66.67, True, 0), (3, 0, 0, 0, 1, 0.0, False, 2), (3, 0, 0, 0, 0, 0.0, False, 2)),
    (2022, 12, 31): ((3, 2, 1, 1, 0, 66.67, True, 0), (3, 3, 1, 0, 1, 100.0, True, 0), (3, 0, 0, 0, 0, 0.0, False, 2)),
    (2023, 6, 30): ((4, 2, 1, 1, 0, 50.0, False, 1), (2, 2, 0, 0, 1, 100.0, True, 0), (3, 0, 0, 0, 0, 0.0, False, 2)),
    (2024, 6, 30): ((3, 2, 0, 0, 0, 66.67, False, 1), (2, 2, 0, 0, 1, 100.0, True, 0), (3, 0, 0, 0, 0, 0.0, False, 3)),
    (2025, 6, 30): ((3, 2, 0, 0, 0, 66.67, False, 1), (2, 2, 0, 0, 1, 100.0, True, 0), (2, 0, 0, 0, 0, 0.0, False, 2)),
    (2025, 12, 31): (
        (3, 2, 0, 0, 0, 66.67, False, 1),
        (2, 2, 0, 0, 1, 100.0, True, 0),
        (2, 1, 0, 0, 0, 50.0, False, 1),
    ),
}
MISSING = {
    (2022, 6, 30): [(DISTRICT, 1), (DISTRICT, 2), (DISTRICT, 4), (WARD, 1), (WARD, 2), (WARD, 3)],
    (2022, 12, 31): [(WARD, 1), (WARD, 2), (WARD, 3)],
    (2023, 6, 30): [(CITY, 4), (WARD, 1), (WARD, 2), (WARD, 3)],
    (2024, 6, 30): [(CITY, 4), (WARD, 1), (WARD, 2), (WARD, 3)],
    (2025, 6, 30): [(CITY, 4), (WARD, 1), (WARD, 3)],
    (2025, 12, 31): [(CITY, 4), (WARD, 1)],
}


def row(unit: str, number: int, until: date | None = None, *, known: bool = True, issued: str = "") -> RegisterRow:
    day = issued or ISSUED[number]
    start, level = date.fromisoformat(day), LEVELS[unit]
    return RegisterRow(number, "building_permit", f"{number}/GPXD", day, "", unit, level, start, until, "H1", known)


def file(
    catalogue: Catalogue, unit: str, number: int, on: str, *, state: str = "confirmed", by: str = "cli:lan",
    until: date | None = None, issued: str = "", word: str = "", copy: bool = False,
) -> ProcedureResult:  # fmt: skip
    """A scan filed on a day, and confirmed that day unless it is otherwise said."""
    at = datetime.fromisoformat(on).replace(hour=3, tzinfo=UTC)
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt(f"{unit} {number} {word}", batch, one_document=True))
    result = make_result(receipt)
    day = issued or ISSUED[number]
    result = replace(
        result, document_number=f"{number}/GPXD", issue_date=day, unit=unit, level=LEVELS[unit], state=state,
        filed_at=at, **({"confirmed_at": at, "confirmed_by": by} if state == "confirmed" else {}),
        intervals=(Interval(date.fromisoformat(day), until, "expired" if until else None),),
        extraction=replace(result.extraction, copy_mark=CopyMark("SAO Y", 1, None) if copy else None),
        history=(HistoryEntry(at, by, "filed"),),
    )  # fmt: skip
    assert catalogue.end_receipt(receipt.receipt_id, "filed", [{"a": 1}], results=[result])
    return result


def tell(catalogue: Catalogue, result: ProcedureResult, on: str, **changes: object) -> None:
    """What becomes known of a result on a day."""
    at = datetime.fromisoformat(on).replace(hour=3, tzinfo=UTC)
    told = (*result.history, HistoryEntry(at, "cli:lan", "told"))
    catalogue.update_result(result.result_id, lambda old: replace(old, history=told, **changes))  # type: ignore[arg-type]


def end(catalogue: Catalogue, result: ProcedureResult, reason: str, on: str, told: str) -> None:
    ended = end_intervals(result.intervals, date.fromisoformat(on), cast(EndReason, reason), "QĐ 9")
    tell(catalogue, result, told, intervals=ended)


@pytest.fixture
def office(catalogue: Catalogue) -> Office:
    """Things become known out of order: the register of 2022 comes last."""
    file(catalogue, CITY, 1, "2022-05-10")
    file(catalogue, CITY, 2, "2022-05-10", by="machine", until=date(2023, 6, 30))
    waiting = file(catalogue, CITY, 3, "2022-05-10", state="in_review")
    confirmed = datetime(2024, 2, 1, 3, tzinfo=UTC)
    tell(catalogue, waiting, "2024-02-01", state="confirmed", confirmed_at=confirmed, confirmed_by="cli:lan")
    end(catalogue, file(catalogue, DISTRICT, 1, "2022-08-01", by="machine"), "revoked", "2023-03-01", "2023-03-15")
    end(catalogue, file(catalogue, DISTRICT, 2, "2022-08-01"), "replaced", "2024-04-01", "2024-04-02")
    file(catalogue, DISTRICT, 3, "2024-04-02", issued="2024-04-01")
    file(catalogue, DISTRICT, 4, "2022-08-01", copy=True, word="copy")
    file(catalogue, DISTRICT, 4, "2023-01-10")
    file(catalogue, WARD, 2, "2022-08-01", state="returned", until=date(2024, 12, 31))
    file(catalogue, WARD, 3, "2025-08-01")
    later = [row(CITY, 4, issued="2022-09-01")]
    catalogue.put_register_snapshot("92", date(2023, 1, 1), "b", "so-2023.csv", "cli:lan", later)
    rows = [
        *(row(CITY, 1), row(CITY, 2, date(2023, 6, 30)), row(CITY, 3)),
        *(row(DISTRICT, 1), row(DISTRICT, 2), row(DISTRICT, 4), row(DISTRICT, 5, known=False)),
        *(row(WARD, 1), row(WARD, 2, date(2024, 12, 31)), row(WARD, 3)),
    ]
    catalogue.put_register_snapshot("92", date(2022, 1, 1), "a", "so-2022.csv", "cli:lan", rows)
    return Office(catalogue)


def test_six_days_are_counted_as_by_hand(office: Office) -> None:
    for day, told in TABLE.items():
        levels = count_coverage(office.resources, date(*day)).levels
        papers = [(it.in_force, it.digitised, it.digitised_unseen, it.in_review, it.unknown_validity) for it in levels]
        verdicts = [(it.percent, it.met, it.shortfall) for it in levels]
        assert [(*counted, *judged) for counted, judged in zip(papers, verdicts, strict=True)] == list(told), day
        assert [it.historic for it in levels] == [False, day == (2025, 12, 31), False]


def test_six_days_lack_what_a_hand_finds_lacking(office: Office) -> None:
    for day, told in MISSING.items():
        rows = list_missing(office.resources, date(*day), None)
        assert [(it.span.unit, it.document_number) for it in rows] == [(unit, f"{n}/GPXD") for unit, n in told], day


def test_the_table_made_by_hand_is_what_the_papers_come_to(office: Office) -> None:
    days = [date(*day) for day in TABLE]
    check_days(office, days)
    check_rebuild(office, days)
