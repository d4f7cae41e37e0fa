"""Here lives what the quota sees of a filed result, and what it saw of it on any day before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from schemas.days import local_day
from schemas.originals import DigitisedResult
from schemas.procedure_result import HistoryEntry, ProcedureResult, Related
from schemas.units import LEVELS
from schemas.validity import Interval

# Links between scans and copies of one paper.
LINK_KINDS = frozenset({"rescan_of", "copy_of", "same_original"})
# What is issued as a copy whatever is printed on it.
COPY_TYPES = frozenset({"birth_extract"})
# A version without a history was known ever since.
ALWAYS = date.min


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Of an extraction, what the quota needs."""

    copy_mark: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ResultPart:
    """Of a result's version, what the quota needs: read from the catalogue ten times as fast as the whole."""

    result_id: str
    custodian: str
    extraction: ReadPart
    state: str
    filed_at: datetime
    document_type: str | None = None
    document_number: str | None = None
    issue_date: str | None = None
    unit: str | None = None
    level: str | None = None
    intervals: tuple[Interval, ...] = ()
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    related: tuple[Related, ...] = ()
    version: int = 1
    history: tuple[HistoryEntry, ...] = field(default_factory=tuple)


class KnownResult(Protocol):
    """A result, or what stays of an erased one, as it was known at any instant."""

    @property
    def result_id(self) -> str: ...

    @property
    def custodian(self) -> str: ...

    def known_at(self, until: datetime) -> DigitisedResult | None:
        """What the quota saw of it; None before it was filed and once it was erased."""

    @property
    def days(self) -> set[date]:
        """On which of these what was known of it may have changed."""


@dataclass(frozen=True, slots=True)
class ResultVersions:
    """A result with every version it ever had, oldest first: (instant from which it was known, what counted)."""

    result_id: str
    custodian: str
    filed_at: datetime
    versions: tuple[tuple[datetime | None, DigitisedResult], ...]

    def known_at(self, until: datetime) -> DigitisedResult | None:
        newest_at, newest = self.versions[-1]
        if newest_at is None or newest_at <= until:
            return newest
        if self.filed_at > until:
            return None
        return next((counted for at, counted in reversed(self.versions) if at is None or at <= until), None)

    @property
    def days(self) -> set[date]:
        told = {ALWAYS if at is None else local_day(at) for at, _ in self.versions}
        return told | {local_day(self.filed_at)}


def to_digitised(result: ProcedureResult | ResultPart) -> DigitisedResult:
    """A result as the quota sees it; a rescan counts as the paper it was first filed as, a copy as its original."""
    original = next((link.result_id for link in result.related if link.kind in LINK_KINDS), result.result_id)
    return DigitisedResult(
        result_id=result.result_id,
        unit=result.unit,
        level=next((level for level in LEVELS if level == result.level), None),
        document_type=result.document_type,
        document_number=result.document_number,
        issue_date=result.issue_date,
        intervals=result.intervals,
        state=result.state,
        confirmed_on=local_day(result.confirmed_at) if result.confirmed_at else None,
        confirmed_by_machine=result.confirmed_by == "machine",
        original_id=original,
        is_copy=is_copy(result),
    )


def is_copy(result: ProcedureResult | ResultPart) -> bool:
    """Whether a paper is a copy of another one, certified or made from the register."""
    return result.extraction.copy_mark is not None or result.document_type in COPY_TYPES


def gather_versions(versions: Iterable[ResultPart]) -> ResultVersions:
    """All versions of one result, in any order."""
    ordered = sorted(versions, key=lambda version: version.version)
    newest = ordered[-1]
    told = tuple((it.history[-1].at if it.history else None, to_digitised(it)) for it in ordered)
    return ResultVersions(newest.result_id, newest.custodian, newest.filed_at, told)
