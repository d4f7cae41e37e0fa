"""Here live originals: each paper once, whatever scans and register rows speak of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field

from schemas.paper_keys import list_digits
from schemas.partial_dates import day_span
from schemas.register import RegisterRow, match_key
from schemas.units import Level
from schemas.validity import Interval, is_in_force

# Where an original counts: issuer, type, year of issue.
Cell = tuple[str, str, int]
# As what an original counts on a day; all but `unknown` are in force. `missing`: on the register, still to be scanned.
# `returned`: on no register, and its only scans were sent back. `digitised_unseen`: only the machine confirmed it.
Status = Literal["missing", "returned", "in_review", "digitised", "digitised_unseen", "unknown"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class DigitisedResult:
    """One filed result as the quota sees it.

    `unit` and `level` are the issuer's at the time of issue, None outside the quota. `confirmed_on` is
    the day (Asia/Ho_Chi_Minh) on which it became `confirmed`. `original_id` joins scans and copies of one paper
    that no number joins. `is_copy`: it counts as its original, unless the register knows the copy as a result itself.
    `row_id`: a person said that it is the paper of this row of the register, whatever was read.
    """

    result_id: str
    unit: str | None
    level: Level | None
    document_type: str | None
    document_number: str | None
    issue_date: str | None
    intervals: tuple[Interval, ...]
    state: str
    confirmed_on: date | None = None
    confirmed_by_machine: bool = False
    original_id: str | None = None
    is_copy: bool = False
    # Never written down with it: tombstones are sealed without it.
    row_id: Annotated[str | None, Field(exclude=True)] = None

    @property
    def issue_year(self) -> int | None:
        return int(self.issue_date[:4]) if self.issue_date else None

    @property
    def match_key(self) -> str | None:
        """The key that the register's row of this paper has; None while a part of it is unread."""
        return match_key(self.document_type, self.unit, self.issue_year, self.document_number)


@dataclass(slots=True)
class Original:
    """One paper, whatever speaks of it; filled while gathering."""

    cell: Cell
    level: Level
    row: RegisterRow | None = None
    results: tuple[DigitisedResult, ...] = ()

    def is_in_force(self, day: date) -> bool | None:
        """A person's revocation or replacement of the paper wins, then the register, then the paper."""
        known = [held for result in self.results if (held := is_in_force(result.intervals, day)) is not None]
        # Said of one scan it holds for the paper: its other scans and its copies say no more than what is printed.
        ended = [r for r in self.results if any(i.reason in ("revoked", "replaced", "ended") for i in r.intervals)]
        if ended:
            return all(is_in_force(result.intervals, day) for result in ended)
        in_register = is_in_force(self.row.intervals, day) if self.row else None
        if in_register is not None:
            return in_register
        return any(known) if known else None

    def is_issued(self, day: date) -> bool:
        """Whether its issue date, where there is one, is not after the day."""
        texts = [r.issue_date for r in self.results if r.issue_date] + ([self.row.issue_date] if self.row else [])
        spans = [span for text in texts if (span := day_span(text))]
        return not spans or any(first <= day for first, _ in spans)

    def first_confirmed(self, day: date) -> date | None:
        """The first day, up to `day`, on which one of its scans was confirmed."""
        return min((r.confirmed_on for r in self.results if _is_confirmed(r, day) and r.confirmed_on), default=None)

    def is_unseen(self, day: date) -> bool:
        """Whether only the machine confirmed it."""
        return all(r.confirmed_by_machine for r in self.results if _is_confirmed(r, day))

    def status_on(self, day: date) -> Status | None:
        """As what it counts on a day; None where it does not: not in force, or unknown and not yet issued."""
        in_force = self.is_in_force(day)
        if in_force is None:
            return "unknown" if self.is_issued(day) else None
        if not in_force:
            return None
        if self.first_confirmed(day) is not None:
            return "digitised_unseen" if self.is_unseen(day) else "digitised"
        if any(result.state in ("in_review", "confirmed") for result in self.results):
            return "in_review"
        return "missing" if self.row else "returned"


def gather_originals(register: Iterable[RegisterRow], digitised: Iterable[DigitisedResult]) -> dict[str, Original]:
    """Every paper once, by its key."""
    originals: dict[str, Original] = {}
    keys_of_rows: dict[str, str] = {}
    for row in register:
        key = row.match_key or f"row|{row.unit}|{row.document_type}|{row.row_number}"
        cell = (row.unit, row.document_type, row.issue_year)
        originals.setdefault(key, Original(cell, row.level)).row = row
        if row.row_id:
            keys_of_rows[row.row_id] = key
    for scans in _group_scans(_stand_alone(result, originals) for result in digitised):
        found = _find_original(scans, originals, keys_of_rows)
        if found is not None:
            found.results = (*found.results, *scans)
    return _join_bare_numbers(originals)


def _find_original(
    scans: list[DigitisedResult], originals: dict[str, Original], keys_of_rows: dict[str, str]
) -> Original | None:
    """The paper of these scans, made where nothing spoke of it yet; None outside the quota."""
    told = next((keys_of_rows[scan.row_id] for scan in scans if scan.row_id in keys_of_rows), None)
    if told is not None:
        return originals[told]
    # The first scan whose issuer could be read speaks for the paper.
    read = next(((scan, scan.unit, scan.level) for scan in scans if scan.unit and scan.level), None)
    if read is None:
        return None
    first, unit, level = read
    key = next((scan.match_key for scan in scans if scan.match_key), f"result|{first.result_id}")
    cell = (unit, first.document_type or "", first.issue_year or 0)
    return originals.setdefault(key, Original(cell, level))


def _stand_alone(result: DigitisedResult, originals: dict[str, Original]) -> DigitisedResult:
    """A copy that has a row of the register to itself (an extract is a result too) is that row's paper."""
    return replace(result, original_id=None) if result.is_copy and result.match_key in originals else result


def _group_scans(digitised: Iterable[DigitisedResult]) -> list[list[DigitisedResult]]:
    """Results that still count, those linked as scans of one paper together, the first filed first."""
    kept = {result.result_id: result for result in digitised if result.state != "withdrawn"}
    groups: dict[str, list[DigitisedResult]] = defaultdict(list)
    for result in kept.values():
        if result.original_id in kept and _bears_other(result, kept[result.original_id]):
            groups[result.result_id].append(result)
            continue
        root, seen = result, {result.result_id}
        while root.original_id in kept and root.original_id not in seen:
            seen.add(root.original_id)
            root = kept[root.original_id]
        # A withdrawn first scan still names the paper of the scans linked to it.
        is_first = root.original_id is None or root.original_id in seen
        groups[root.result_id if is_first else str(root.original_id)].append(result)
    return [sorted(group, key=lambda each: (each.result_id != root, each.result_id)) for root, group in groups.items()]


def _bears_other(scan: DigitisedResult, original: DigitisedResult) -> bool:
    """Whether people have set another number than that of the scan it was linked to when none was read."""
    if scan is original or scan.is_copy or not scan.document_number or not original.document_number:
        return False
    return list_digits(scan.document_number, scan.issue_date) != list_digits(
        original.document_number, original.issue_date
    )


def _join_bare_numbers(originals: dict[str, Original]) -> dict[str, Original]:
    """A number written without its sign (`45`) is the paper `45/GPXD` where the cell has only one 45."""
    signed: dict[str, list[str]] = defaultdict(list)
    for key in originals:
        digits, dot, sign = key.rpartition(".")
        if dot and sign:
            signed[digits + dot].append(key)
    for bare in [key for key in originals if key.endswith(".") and len(signed[key]) == 1]:
        short, whole = originals[bare], originals[signed[bare][0]]
        # Two rows of the register are two papers, whatever their numbers look like.
        if short.row is None or whole.row is None:
            whole.row = whole.row or short.row
            whole.results = (*whole.results, *short.results)
            del originals[bare]
    return originals


def _is_confirmed(result: DigitisedResult, day: date) -> bool:
    return result.state == "confirmed" and result.confirmed_on is not None and result.confirmed_on <= day
