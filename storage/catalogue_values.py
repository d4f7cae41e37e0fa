"""Here live the values that a catalogue gives and takes beside results and receipts, as `ports.Catalogue` says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from schemas.procedure_result import ProcedureResult
from schemas.scan import Batch, Outcome, Receipt

JsonLine = dict[str, Any]

PageStatus = Literal["queued", "leased", "read", "failed"]


@dataclass(frozen=True, slots=True)
class PageJob:
    """One page to read: the queue's row. `attempts` counts the claims, this one included."""

    scan_id: str
    page_number: int
    recipe: str
    status: PageStatus
    attempts: int = 0
    problem_code: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """A batch with counts by outcome (`open` for unfinished receipts), by state, and pages read/all."""

    batch: Batch
    outcomes: dict[str, int]
    states: dict[str, int]
    pages_read: int
    pages_total: int


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file of a batch as a person follows it: how far it is, and the lines it ended with.

    `outcome` is None until it has one; `has_begun` when its pages are queued.
    """

    receipt_id: str
    source: str
    received_at: datetime
    has_begun: bool
    outcome: Outcome | None
    problem_code: str | None
    set_aside_reason: str | None
    pages_read: int
    pages_total: int
    lines: tuple[JsonLine, ...]


@dataclass(frozen=True, slots=True)
class QuarantineEntry:
    """A receipt that ended in quarantine; its id is the receipt's."""

    receipt: Receipt
    problem_code: str
    at: datetime
    set_aside_reason: str | None = None


@dataclass(frozen=True, slots=True)
class EndedReceipt:
    """A receipt that comes with its end: its lines, and its pages as they were read under `recipe`."""

    receipt: Receipt
    recipe: str
    lines: tuple[JsonLine, ...]
    failed_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageChange:
    """What one change of pages comes to: results changed, results that are new, receipts that end with it.

    `link` is shown the changed and added results, and what else shares a paper key with them, oldest first; it answers
    the former with their links, and those of the latter that link to them from now on.
    """

    changed: tuple[ProcedureResult, ...]
    added: tuple[ProcedureResult, ...] = ()
    receipts: tuple[EndedReceipt, ...] = ()
    link: (
        Callable[
            [Sequence[ProcedureResult], Sequence[ProcedureResult]],
            tuple[Sequence[ProcedureResult], Sequence[ProcedureResult]],
        ]
        | None
    ) = None


@dataclass(frozen=True, slots=True)
class OutboxMark:
    """A result that the index has yet to learn; `sequence` grows."""

    sequence: int
    result_id: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of the audit chain: the hash of the payload, hashed with the link before it (SHA-256, hex)."""

    sequence: int
    at: datetime
    by: str
    event: str
    payload: str
    link: str
    payload_hash: str


@dataclass(frozen=True, slots=True)
class Filing:
    """How a receipt ends once it is known what is filed already: its results as they are to be filed, and the results
    filed before that change with them (their versions are counted by the catalogue).
    """

    outcome: Outcome
    lines: Sequence[JsonLine]
    results: Sequence[ProcedureResult]
    changed: Sequence[ProcedureResult] = ()


Settle = Callable[[Sequence[ProcedureResult]], Filing]


class RegisterChange(NamedTuple):
    """What an import of a register changed: rows new or said otherwise, rows as known, rows that a whole one lacks."""

    imported: int
    unchanged: int
    left_out: int
