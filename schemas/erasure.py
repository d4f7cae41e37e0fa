"""Here lives what stays of an erased result: who erased it on which legal ground, and what the quota counted."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from schemas.days import local_day
from schemas.originals import DigitisedResult
from schemas.procedure_result import ProcedureResult
from schemas.register import match_key
from schemas.wire import to_json

# The office key that document numbers are hidden with.
ERASED_NUMBERS = "erased-numbers"
# Given where nobody named a ground: the reason, which is always asked for, names it.
STATED_IN_REASON = "stated_in_reason"
# Letters and digits that folding a document number leaves as they are (`schemas.register.fold_number`).
_SIGN_LETTERS = "acefghjklmnpqrtu"
_DIGIT_COUNT, _SIGN_LENGTH = 24, 16


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal ground, in both languages, with its source.

    `ends_keeping`: whether it overrides the archive's duty to keep a confirmed result that is still in force.
    """

    vietnamese: str
    english: str
    source: str
    ends_keeping: bool = False

    def tell(self) -> str:
        """The ground as errors and lists show it."""
        return f"{self.vietnamese} / {self.english}" + (f" ({self.source})" if self.source else "")


_LAW = "Luật 91/2025/QH15, Điều 14 khoản 1"
# Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 14(1), in force from 2026-01-01 in place of Nghị định 13/2023;
# of its six cases the agreement of the parties is none for a state body's records. A record is kept for its
# term whatever its subject asks: Luật Lưu trữ 33/2024/QH15.
GROUNDS: dict[str, Ground] = {
    "subject_request": Ground("chủ thể dữ liệu yêu cầu", "the data subject asked", _LAW),
    "purpose_ended": Ground("đã hết mục đích xử lý, quét hoặc lưu nhầm", "no purpose, filed by mistake", _LAW),
    "retention_ended": Ground("đã hết thời hạn lưu trữ", "the term of keeping is over", f"{_LAW}; Luật 33/2024/QH15"),
    "authority_decision": Ground(
        "quyết định của cơ quan nhà nước có thẩm quyền", "a competent authority decided", _LAW, ends_keeping=True
    ),
    "other_law": Ground("trường hợp khác do luật định, nêu ở lý do", "another law, named in the reason", _LAW, True),
    STATED_IN_REASON: Ground("nêu ở lý do", "as the reason states", "", ends_keeping=True),
}


@dataclass(frozen=True, slots=True)
class KnownThen:
    """One version of an erased result as the quota saw it; `at` is the instant from which it was known."""

    at: datetime
    version: int
    counted: DigitisedResult


@dataclass(frozen=True, slots=True)
class Erasure:
    """The tombstone of a result: nothing in it names a person of whom the result spoke.

    `scan_pages` are the scans that any of its versions stood on, each with its pages of the paper. `known` keeps past
    coverage as it was; its document numbers are pseudonyms (`hide_number`). `related` are results that may be of the
    same paper and still stand, `blanked` the audit entries whose payload was blanked with it. Until `finished_at`
    something `waiting` is still to be done: `objects` (locked until `locked_until`), `index`, `catalogue`.
    """

    result_id: str
    receipt_id: str
    custodian: str
    scan_pages: tuple[tuple[str, tuple[int, ...]], ...]
    filed_at: datetime
    ground: str
    reason: str
    by: str
    approved_by: str
    at: datetime
    known: tuple[KnownThen, ...]
    related: tuple[str, ...] = ()
    blanked: tuple[int, ...] = ()
    waiting: tuple[str, ...] = ()
    locked_until: datetime | None = None
    finished_at: datetime | None = None

    @property
    def scan_ids(self) -> tuple[str, ...]:
        return tuple(scan_id for scan_id, _ in self.scan_pages)

    @property
    def seal(self) -> str:
        """SHA-256 of what never changes again; the audit chain holds it."""
        settled = replace(self, waiting=(), locked_until=None, finished_at=None)
        return hashlib.sha256(to_json(settled).encode()).hexdigest()

    def known_at(self, until: datetime) -> DigitisedResult | None:
        """What the quota saw of it at an instant; None before it was filed and once it was erased."""
        if self.at <= until or (self.filed_at > until and self.known[-1].at > until):
            return None
        if self.known[-1].at <= until:
            return self.known[-1].counted
        seen = [it for it in self.known if it.at <= until]
        return max(seen, key=lambda it: it.version).counted if seen else None

    @property
    def days(self) -> set[date]:
        """On which what was known of it may have changed."""
        return {local_day(at) for at in (*(it.at for it in self.known), self.filed_at, self.at)}


def strip_version(version: ProcedureResult) -> ProcedureResult:
    """An earlier version of another result that still held an erased paper's pages: what it said of them is taken out.

    What the quota counts of it stays, so that past coverage does.
    """
    read = replace(version.extraction, title="", fields={}, evidence=(), doubts=(), acts=())
    named: dict[str, Any] = {"title": "", "holder_names": (), "holder_ids": (), "holder_births": ()}
    return replace(version, extraction=read, reviews=(), needs_review=(), **named)


def hide_number(key: bytes, result: DigitisedResult) -> DigitisedResult:
    """The result with a pseudonym for its document number, which may be the holder's own id.

    The same number under the same office key gives the same pseudonym, so that scans of one paper still meet.
    """
    hidden = _hide(key, result.match_key)
    return replace(result, document_number=_spell(hidden) if hidden else None)


def find_neighbourhood(key: bytes, meeting: str | None) -> str | None:
    """Where papers of one issuer, type, year and digits meet, as 24 digits that tell no number.

    The same digits stand first in the pseudonym of an erased paper's number (`list_neighbourhoods`).
    """
    hidden = _hide(key, meeting)
    return hidden[0] if hidden else None


def list_neighbourhoods(erasure: Erasure) -> set[str]:
    """The neighbourhoods in which an erased paper ever was."""
    numbers = (known.counted.document_number for known in erasure.known)
    return {number.partition("/")[0] for number in numbers if number}


class NumberFinder:
    """Finds, among numbers that others carry, the one behind a pseudonym.

    Args:
        key: the office's secret that made the pseudonyms.
        known: (document type, unit, year, document number) of rows and results that are still there.
    """

    def __init__(self, key: bytes, known: Iterable[tuple[str | None, str | None, int | None, str | None]]) -> None:
        self._whole: dict[tuple[str, str], str] = {}
        self._digits: dict[str, str] = {}
        for kind, unit, year, number in known:
            meeting = match_key(kind, unit, year, number)
            hidden = _hide(key, meeting)
            if hidden and meeting and number:
                self._whole[hidden] = number
                # Zeros at the front are folded away, all of them of a number that is nothing else.
                self._digits[hidden[0]] = _split(meeting)[1] or "0"

    def restore(self, result: DigitisedResult) -> DigitisedResult:
        """The result with the number that others carry too; else with its pseudonym, which meets nothing."""
        if not result.document_number:
            return result
        digits, _, sign = result.document_number.partition("/")
        number = self._whole.get((digits, sign))
        if number is None and digits in self._digits:
            # `45` and `45/GPXD` are one paper where there is only one 45.
            number = _spell((self._digits[digits], sign))
        return replace(result, document_number=number or result.document_number)


def _hide(key: bytes, meeting: str | None) -> tuple[str, str] | None:
    """Pseudonyms of the digits (within type, issuer and year) and of the sign of a match key."""
    if meeting is None:
        return None
    cell, digits, sign = _split(meeting)
    drawn = int(hmac.new(key, f"{cell}|{digits}".encode(), "sha256").hexdigest(), 16) % 10 ** (_DIGIT_COUNT - 1)
    letters = hmac.new(key, f"sign|{sign}".encode(), "sha256").hexdigest()[:_SIGN_LENGTH]
    # A leading 0 would be taken off.
    return f"9{drawn:0{_DIGIT_COUNT - 1}d}", "".join(_SIGN_LETTERS[int(it, 16)] for it in letters) if sign else ""


def _split(meeting: str) -> tuple[str, str, str]:
    cell, _, number = meeting.rpartition("|")
    digits, _, sign = number.partition(".")
    return cell, digits, sign


def _spell(parts: tuple[str, str]) -> str:
    return "/".join(part for part in parts if part)
