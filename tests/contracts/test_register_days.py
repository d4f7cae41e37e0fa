"""What every catalogue promises of whole registers, of registers handed in late, and of counts that have a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from schemas.register import RegisterCount, RegisterRow
from storage.ports import Catalogue, RegisterChange

ROW = RegisterRow(
    row_number=2,
    document_type="building_permit",
    document_number="45/GPXD",
    issue_date="2021-03-05",
    holder_name="Nguyễn Văn Ân",
    unit="92.916",
    level="district",
    in_force_from=date(2021, 3, 5),
    in_force_until=None,
)
OTHER = replace(ROW, document_number="46/GPXD")
JANUARY, MARCH, JUNE, DECEMBER = (date(2022, month, 1) for month in (1, 3, 6, 12))


def put(catalogue: Catalogue, as_of: date, *rows: RegisterRow, whole: bool = False) -> RegisterChange:
    return catalogue.put_register_snapshot("92.916", as_of, "hash", "so.xlsx", "cli:an", rows, whole=whole)


def in_force(catalogue: Catalogue, on: date) -> list[str]:
    """Numbers that are in force on a day, by what was known that day."""
    rows = catalogue.list_register_rows(on)
    return sorted(row.document_number for row in rows if any(it.holds_on(on) for it in row.intervals))


def test_what_a_whole_register_lacks_is_in_force_no_more_from_its_day_on(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, ROW, OTHER)
    assert put(catalogue, JUNE, ROW, whole=True) == (0, 1, 1)
    assert put(catalogue, JUNE, ROW, whole=True) == (0, 1, 0)
    assert in_force(catalogue, MARCH) == ["45/GPXD", "46/GPXD"]
    assert in_force(catalogue, JUNE) == in_force(catalogue, DECEMBER) == ["45/GPXD"]


def test_what_an_addition_lacks_stays_in_force(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, ROW)
    assert put(catalogue, JUNE, OTHER) == (1, 0, 0)
    assert in_force(catalogue, JUNE) == ["45/GPXD", "46/GPXD"]


def test_a_row_that_comes_back_is_in_force_again(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, ROW, OTHER)
    put(catalogue, MARCH, ROW, whole=True)
    assert put(catalogue, JUNE, ROW, OTHER, whole=True) == (1, 1, 0)
    assert [in_force(catalogue, day) for day in (MARCH, JUNE)] == [["45/GPXD"], ["45/GPXD", "46/GPXD"]]


def test_a_whole_register_ends_no_row_of_another_office_nor_one_that_has_ended(catalogue: Catalogue) -> None:
    catalogue.put_register_snapshot("92", JANUARY, "hash", "so.xlsx", "cli:an", [OTHER])
    put(catalogue, JANUARY, ROW, replace(OTHER, in_force_until=date(2022, 2, 1)))
    assert put(catalogue, JUNE, ROW, whole=True).left_out == 0
    assert in_force(catalogue, JUNE) == ["45/GPXD", "46/GPXD"]


def test_a_row_of_unknown_validity_that_a_whole_register_lacks_has_ended(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, replace(ROW, validity_known=False))
    assert put(catalogue, JUNE, whole=True).left_out == 1
    (row,) = catalogue.list_register_rows(JUNE)
    assert row.validity_known and row.in_force_until == date(2022, 5, 31)


def test_a_register_handed_in_late_does_not_silence_a_later_one_that_listed_the_row_unchanged(
    catalogue: Catalogue,
) -> None:
    put(catalogue, JANUARY, ROW)
    assert put(catalogue, JUNE, ROW) == (0, 1, 0)
    put(catalogue, MARCH, replace(ROW, in_force_until=date(2022, 3, 10)))
    assert [in_force(catalogue, day) for day in (JANUARY, date(2022, 3, 31))] == [["45/GPXD"], []]
    assert in_force(catalogue, JUNE) == in_force(catalogue, DECEMBER) == ["45/GPXD"]


def test_a_whole_register_handed_in_late_leaves_later_days_alone(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, ROW, OTHER)
    put(catalogue, JUNE, ROW, OTHER)
    assert put(catalogue, MARCH, ROW, whole=True).left_out == 1
    assert in_force(catalogue, MARCH) == ["45/GPXD"]
    assert in_force(catalogue, JUNE) == ["45/GPXD", "46/GPXD"]


def test_a_row_told_late_ends_where_a_later_whole_register_does_not_know_it(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, ROW)
    put(catalogue, JUNE, ROW, whole=True)
    assert put(catalogue, MARCH, OTHER).imported == 1
    assert in_force(catalogue, MARCH) == ["45/GPXD", "46/GPXD"]
    assert in_force(catalogue, JUNE) == ["45/GPXD"]


def test_of_counts_the_newest_of_a_day_holds_and_one_without_a_day_where_none_does(catalogue: Catalogue) -> None:
    undated = RegisterCount("92.916", "building_permit", 2021, 100, "ước tính")
    march = replace(undated, number=120, as_of=MARCH, signed_by="Trần Thị Bưởi")
    june = replace(march, number=130, as_of=JUNE)
    catalogue.put_register_count(june, undated, march)
    for day, count in ((JANUARY, undated), (MARCH, march), (JUNE, june), (DECEMBER, june), (None, june)):
        assert catalogue.list_register_counts(day) == (count,)
    catalogue.put_register_count(replace(march, number=121))
    assert [count.number for count in catalogue.list_register_counts(MARCH)] == [121]


def test_ids_of_holders_are_kept(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, replace(ROW, holder_id="092085000123"))
    assert [row.holder_id for row in catalogue.list_register_rows()] == ["092085000123"]
