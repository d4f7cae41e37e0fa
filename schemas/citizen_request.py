"""Here live requests of citizens about their own data: what they ask, by when it is due, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from schemas.days import local_day
from schemas.people import Permission
from schemas.working_days import WorkingCalendar

RequestKind = Literal["correct", "access", "provide", "erase"]
# How the counter knew who asks: a card, the VNeID application, a paper of authority for another.
IdentityProof = Literal["card", "vneid", "authorised"]
Decision = Literal["accepted", "refused"]
REQUEST_KINDS: tuple[RequestKind, ...] = get_args(RequestKind)
PROOFS: tuple[IdentityProof, ...] = get_args(IdentityProof)
DECISIONS: tuple[Decision, ...] = get_args(Decision)


@dataclass(frozen=True, slots=True)
class Term:
    """How long a kind of request may take: days of the calendar, and the days of the one extension."""

    days: int
    extension_days: int


# Source: Luật 91/2025/QH15, Điều 4(1), 13-15, and Nghị định 356/2025/NĐ-CP, Điều 5, in force from 2026-01-01: a first
# answer within 2 working days, which the receipt slip is; 10 days to view, correct or provide, 20 to erase, each
# extended once by at most as many, with a reason. (15 and 30 where a processor or third party must act too, which an
# office that keeps the papers itself has not; 15 to withdraw, restrict or object, which Điều 19 of the law excepts for
# state bodies.) Read in published notices that name the article (one was compared with the signed text): ADR 0077.
LEGAL_BASIS = "Luật 91/2025/QH15, Điều 4; Nghị định 356/2025/NĐ-CP, Điều 5"
TERMS: dict[RequestKind, Term] = {
    "correct": Term(10, 10),
    "access": Term(10, 10),
    "provide": Term(10, 10),
    "erase": Term(20, 20),
}
# Who viewed a paper is told by those who read the chain; everything else by those who answer for papers.
DECIDED_BY: dict[RequestKind, Permission] = {
    "correct": "change",
    "access": "audit",
    "provide": "change",
    "erase": "change",
}


@dataclass(frozen=True, slots=True)
class CitizenRequest:
    """One request. `code` is opaque and printed on the slip; `unit` is the office that took it.

    `asker`, `contact` and `words` are personal: in no log, no audit entry, no address; an erasure empties them.
    """

    code: str
    kind: RequestKind
    unit: str
    asker: str
    contact: str
    proof: IdentityProof
    words: str
    result_ids: tuple[str, ...]
    taken_by: str
    taken_at: datetime
    due_on: date
    extended_because: str = ""
    decision: Decision | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return self.decision is None

    @property
    def taken_on(self) -> date:
        return local_day(self.taken_at)

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on < today


def find_due_day(kind: RequestKind, taken_on: date, calendar: WorkingCalendar, *, is_extended: bool = False) -> date:
    """The last day to answer; where it falls on a day off, the working day after it.

    Source: Bộ luật Dân sự 2015, Điều 147(1) (the day itself does not count) and Điều 148(5).
    """
    term = TERMS[kind]
    last = taken_on + timedelta(days=term.days + (term.extension_days if is_extended else 0))
    return last if calendar.is_working_day(last) else calendar.add_working_days(last, 1)
