"""A paper counts once, whatever scans and copies speak of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from schemas.originals import DigitisedResult, gather_originals
from schemas.register import RegisterRow
from schemas.validity import Interval, end_intervals

ISSUED = date(2021, 3, 5)
ORIGINAL = DigitisedResult(
    "a", "92.916", "district", "birth_certificate", "47/2021", "2021-03-05", (Interval(ISSUED, None),), "confirmed",
    date(2022, 12, 1), original_id="a",
)  # fmt: skip
COPY = replace(
    ORIGINAL, result_id="b", document_type="birth_extract", document_number="398/TLKS-BS", issue_date="2022-04-05",
    original_id="a", is_copy=True,
)  # fmt: skip


def make_row(document_type: str, number: str, issue_date: str) -> RegisterRow:
    return RegisterRow(1, document_type, number, issue_date, "", "92.916", "district", ISSUED, None)


def test_a_copy_counts_as_its_original_and_alone_for_itself() -> None:
    assert len(gather_originals((), (ORIGINAL, COPY))) == 1
    assert len(gather_originals((), (COPY,))) == 1


def test_a_copy_whose_row_is_in_the_register_is_that_rows_paper() -> None:
    rows = (
        make_row("birth_certificate", "47/2021", "2021-03-05"),
        make_row("birth_extract", "398/TLKS-BS", "2022-04-05"),
    )
    found = gather_originals(rows, (ORIGINAL, COPY)).values()
    assert sorted((each.row.document_number, len(each.results)) for each in found if each.row) == [
        ("398/TLKS-BS", 1),
        ("47/2021", 1),
    ]


def test_what_is_said_of_the_original_holds_whatever_its_copy_prints() -> None:
    revoked = end_intervals(ORIGINAL.intervals, date(2023, 5, 1), "revoked", "QĐ 9")
    (paper,) = gather_originals((), (replace(ORIGINAL, intervals=revoked), COPY)).values()
    assert (paper.is_in_force(date(2023, 4, 30)), paper.is_in_force(date(2023, 5, 1))) == (True, False)


def test_a_scan_whose_number_people_set_to_another_is_a_paper_of_its_own() -> None:
    scan = replace(ORIGINAL, result_id="c", document_number=None)
    assert len(gather_originals((), (ORIGINAL, scan))) == 1
    assert len(gather_originals((), (ORIGINAL, replace(scan, document_number="47")))) == 1
    assert len(gather_originals((), (ORIGINAL, replace(scan, document_number="48/2021")))) == 2
