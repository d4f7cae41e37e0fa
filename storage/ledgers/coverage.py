"""Here lives the part of the catalogue's contract that is about coverage; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from schemas.coverage_spans import CountedSpan
from schemas.originals import Cell, Status
from schemas.register import RegisterRow


@dataclass(frozen=True, slots=True)
class SpanQuery:
    """Which originals of a day: those that count as one of `statuses`, and narrower.

    `unit` is the issuer's and includes what lies below it. `box` is the register's, as it is written there. `issuers`:
    of these alone, without what lies below them.
    """

    on: date
    statuses: tuple[Status, ...]
    unit: str | None = None
    level: str | None = None
    document_type: str | None = None
    year: int | None = None
    box: str | None = None
    issuers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ListedSpan:
    """One line of a list of originals; `cursor` is where the list goes on after it."""

    span: CountedSpan
    cursor: str


class CoverageLedger(Protocol):
    """How every original counts on every day, kept in the same transaction as what it rests on.

    What is asked of a catalogue whose coverage is not whole (`is_coverage_whole`) is not the truth. Errors as of
    `ports.Catalogue`.
    """

    def is_coverage_whole(self) -> bool:
        """Whether every paper is counted, by the rules of this release."""

    def count_statuses(
        self, on: date, *, document_type: str | None = None, year: int | None = None
    ) -> dict[tuple[str, Status], int]:
        """How many originals count on a day, by (issuer, as what)."""

    def count_cells(self, on: date, cells: Sequence[Cell] | None = None) -> dict[tuple[Cell, Status], int]:
        """The same by (issuer, type, year of issue); of these cells alone, where some are given."""

    def count_confirmed(
        self, on: date, since: date, *, document_type: str | None = None, year: int | None = None
    ) -> dict[tuple[str, date], int]:
        """How many of the originals digitised on a day were confirmed on each day from `since` on, by (issuer, day)."""

    def list_spans(self, query: SpanQuery, limit: int, after: str = "") -> tuple[ListedSpan, ...]:
        """In the order of statuses as asked, then issuer, box, issue date, place in the register; from a cursor on.

        Raises:
            SetupError: "list_cursor_invalid".
        """

    def count_listed(self, query: SpanQuery) -> int:
        """How long the whole list is."""

    def list_rows_by_id(self, row_ids: Sequence[str], as_of: date) -> dict[str, RegisterRow]:
        """Rows of the register as they were known on a day, by name."""

    # -- making all of it anew: in parts, while others go on writing --
    def begin_coverage_build(self) -> str:
        """Forget all spans; the name of this making. Another one's that is under way ends with it."""

    def count_papers(self) -> int:
        """Results, and rows of the register."""

    def note_rows(self, build_id: str, after: str) -> tuple[str, int] | None:
        """First part: where rows of the register meet results; some at a time, those after a cursor ("" at first).

        The next cursor and how many were looked at; None at the end.

        Raises:
            TemporarilyUnavailable: "coverage_build_lost", here and below: somebody else began one.
        """

    def count_papers_anew(self, build_id: str, after: str) -> tuple[str, int] | None:
        """Second part, of results and rows, as the first."""

    def end_coverage_build(self, build_id: str) -> None:
        """Coverage is whole now."""
