"""What every catalogue promises of registers, counts and the audit chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from schemas.register import RegisterCount, RegisterRow
from storage.audit_chain import find_broken_link
from storage.ports import Catalogue

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
JANUARY, JUNE = date(2022, 1, 1), date(2022, 6, 1)


def put(catalogue: Catalogue, as_of: date, rows: list[RegisterRow]) -> tuple[int, int]:
    change = catalogue.put_register_snapshot("92.916", as_of, "hash", "so.xlsx", "cli:an", rows)
    assert change.left_out == 0
    return change[:2]


def test_the_same_register_again_changes_nothing(catalogue: Catalogue) -> None:
    rows = [ROW, replace(ROW, row_number=3, document_number="46/GPXD")]
    assert put(catalogue, JANUARY, rows) == (2, 0)
    assert put(catalogue, JANUARY, rows) == (0, 2)
    resorted = [replace(row, row_number=9 - row.row_number) for row in reversed(rows)]
    assert put(catalogue, JUNE, resorted) == (0, 2)
    assert len(catalogue.list_register_rows()) == 2


def test_a_row_has_its_version_of_the_day(catalogue: Catalogue) -> None:
    ended = replace(ROW, in_force_until=date(2022, 5, 1))
    assert put(catalogue, JANUARY, [ROW]) == (1, 0)
    assert put(catalogue, JUNE, [ended]) == (1, 0)
    assert [row.in_force_until for row in catalogue.list_register_rows(JANUARY)] == [None]
    assert [row.in_force_until for row in catalogue.list_register_rows(JUNE)] == [ended.in_force_until]
    assert [row.in_force_until for row in catalogue.list_register_rows()] == [ended.in_force_until]
    assert catalogue.list_register_rows(date(2021, 12, 31)) == ()


def test_a_line_printed_twice_is_two_rows(catalogue: Catalogue) -> None:
    assert put(catalogue, JANUARY, [ROW, replace(ROW, row_number=3)]) == (2, 0)
    assert len(catalogue.list_register_rows()) == 2


def test_registers_of_two_offices_do_not_mix(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, [ROW])
    assert catalogue.put_register_snapshot("92", JANUARY, "hash", "so.xlsx", "cli:an", [ROW])[:2] == (1, 0)
    assert len(catalogue.list_register_rows()) == 2


def test_a_count_takes_the_place_of_the_one_before(catalogue: Catalogue) -> None:
    count = RegisterCount("92.916", "building_permit", 2021, 120, "báo cáo 6 tháng")
    catalogue.put_register_count(count)
    catalogue.put_register_count(replace(count, number=125))
    catalogue.put_register_count(replace(count, year=2020))
    assert catalogue.list_register_counts() == (replace(count, year=2020), replace(count, number=125))


def test_audit_entries_follow_from_each_other(catalogue: Catalogue) -> None:
    entries = [catalogue.add_audit("cli:an", "opened", f"payload {number}") for number in range(5)]
    assert list(catalogue.list_audit()) == entries
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5]
    assert find_broken_link(entries) is None


def test_a_changed_or_missing_audit_entry_breaks_the_chain(catalogue: Catalogue) -> None:
    entries = [catalogue.add_audit("cli:an", "opened", f"payload {number}") for number in range(4)]
    for changed in (
        replace(entries[1], payload="other"),
        replace(entries[1], by="cli:binh"),
        replace(entries[1], event="closed"),
    ):
        assert find_broken_link([entries[0], changed, *entries[2:]]) == 2
    assert find_broken_link([entries[0], *entries[2:]]) == 3
    assert find_broken_link(entries[1:]) == 2
