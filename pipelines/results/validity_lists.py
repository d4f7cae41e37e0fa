"""Here live lists of papers that hold no more, as offices send them: read row by row, each row done or told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.indexing import index_pending
from pipelines.registers.cells import Cell
from pipelines.registers.register_files import read_tables
from pipelines.registers.register_layout import HEADER_SEARCH_ROWS
from pipelines.registers.register_rows import RejectedRow
from pipelines.registers.register_values import find_type, read_day
from pipelines.resources import Resources
from pipelines.results.after_filing import to_ending
from schemas.digitised_results import LINK_KINDS
from schemas.errors import InputRejected, SohoaError, TemporarilyUnavailable
from schemas.problems import get_problem
from schemas.text import fold
from schemas.validity import EndReason

# Headings as offices write them, folded; the first that a cell equals or begins with names the column.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "result_id": ("ma ket qua", "result_id"),
    "document_type": ("loai giay to", "ten giay to", "document_type"),
    "document_number": ("so ky hieu", "so giay", "so:", "so", "document_number"),
    "issue_date": ("ngay cap", "ngay ban hanh", "issue_date"),
    "state": ("tinh trang", "hinh thuc", "state"),
    "on": ("tu ngay", "ngay hieu luc", "ngay thu hoi", "on"),
    "basis": ("can cu", "quyet dinh", "basis"),
}
_STATES: Mapping[str, EndReason] = {
    "thu hoi": "revoked", "bi thu hoi": "revoked", "revoked": "revoked",
    "thay the": "replaced", "duoc thay the": "replaced", "replaced": "replaced",
    "cap lai": "replaced", "cap doi": "replaced",
    "cham dut": "ended", "het hieu luc": "ended", "ended": "ended",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValidityImport:
    """What a list gave: every row below the headings is imported, unchanged (done before) or rejected."""

    imported: int
    unchanged: int
    rejected: tuple[RejectedRow, ...]

    @property
    def rows(self) -> int:
        return self.imported + self.unchanged + len(self.rejected)


class _Rejection(Exception):
    def __init__(self, column: str, code: str) -> None:
        super().__init__(code)
        self.column, self.code = column, code


def import_validity(resources: Resources, path: Path, by: str) -> ValidityImport:
    """End the validity of every paper on a list; a paper is named by its id or by type, number and day of issue.

    Each row is done for good when it is done: after a kill the same list again does the rest.

    Args:
        path: .xlsx, or .csv in UTF-8.
        by: who imports it.

    Raises:
        InputRejected: "register_unreadable", "register_too_large", "validity_no_header"; TemporarilyUnavailable.
    """
    for table in read_tables(path):
        for position, (_, cells) in enumerate(table[:HEADER_SEARCH_ROWS]):
            columns = _find_columns(cells)
            if {"state", "on", "basis"} <= set(columns) and {"result_id", "document_number"} & set(columns):
                done = _import_rows(resources, table[position + 1 :], columns, by)
                index_pending(resources)
                return done
    raise InputRejected("validity_no_header")


def _find_columns(cells: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        heading = fold(str(cell or "")).strip()
        for name, starts in _HEADINGS.items():
            if name not in found and any(heading == start or heading.startswith(f"{start} ") for start in starts):
                found[name] = index
                break
    return found


def _import_rows(
    resources: Resources, lines: Sequence[tuple[int, tuple[Cell, ...]]], columns: Mapping[str, int], by: str
) -> ValidityImport:
    imported = unchanged = 0
    rejected = []
    for number, cells in lines:
        row = {name: cells[index] if index < len(cells) else None for name, index in columns.items()}
        if not any(cell not in (None, "") for cell in row.values()):
            continue
        try:
            changed = _import_row(resources, row, by)
        except _Rejection as error:
            rejected.append(RejectedRow(number, error.column, error.code, get_problem(error.code).message))
        except TemporarilyUnavailable:
            raise
        except SohoaError as error:
            rejected.append(RejectedRow(number, None, error.code, error.problem.message))
        else:
            imported, unchanged = imported + changed, unchanged + (not changed)
    return ValidityImport(imported, unchanged, tuple(rejected))


def _import_row(resources: Resources, row: Mapping[str, Cell], by: str) -> bool:
    """Whether the row changed anything."""
    state = _STATES.get(fold(_text(row, "state")))
    if state is None:
        raise _Rejection("state", "validity_state_unknown")
    on = read_day(row["on"])
    if on is None or len(on) != len("2021-03-05"):
        raise _Rejection("on", "validity_day_unread")
    result_id = _find_result(resources, row)
    change = to_ending(resources, state, date.fromisoformat(on), _text(row, "basis"), by)
    before = resources.catalogue.get_result(result_id).version
    return resources.catalogue.update_result(result_id, change).version != before


def _find_result(resources: Resources, row: Mapping[str, Cell]) -> str:
    if result_id := _text(row, "result_id"):
        return result_id
    key = find_type(_text(row, "document_type"), resources.types)
    issued = read_day(row.get("issue_date"))
    if key is None or issued is None:
        raise _Rejection("document_type" if key is None else "issue_date", "validity_paper_unclear")
    ids = resources.catalogue.find_same_paper(key, _text(row, "document_number"), issued)
    # Further scans and copies are no second paper: what is said is said of the one they lead to.
    found = [
        result.result_id
        for result in resources.catalogue.list_results_by_id(ids)
        if not any(link.kind in LINK_KINDS and link.result_id in ids for link in result.related)
    ]
    if len(found) != 1:
        raise _Rejection("document_number", "validity_paper_unknown" if not found else "validity_paper_unclear")
    return found[0]


def _text(row: Mapping[str, Cell], name: str) -> str:
    cell = row.get(name)
    return "" if cell is None else str(cell).strip()
