"""Here lives what checking papers is made of: how much of one is in question, what waits, planted errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from schemas.extraction import FieldReading, FieldValue
from schemas.procedure_result import ProcedureResult


@dataclass(frozen=True, slots=True)
class WaitingPaper:
    """A result that waits for a person; `doubt` is 0 (nothing in question) to 1 (nothing to be believed)."""

    result_id: str
    doubt: float
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewCheck:
    """One value that was falsified on the screen to see whether the verifier sees it.

    `caught` is whether it was changed before the paper was kept. Nothing of it is ever stored as data.
    """

    result_id: str
    account: str
    field: str
    at: datetime
    caught: bool


def is_waiting(result: ProcedureResult) -> bool:
    """Whether a person must look: in review, sent back, or confirmed and read otherwise since."""
    if result.state == "confirmed":
        return bool(result.open_differences)
    return result.state in ("in_review", "returned")


def measure_doubt(result: ProcedureResult) -> float:
    """How much of a result is in question, 0 to 1, in steps of 0.001.

    The larger of two shares: fields with an open doubt among all fields and doubted ones, and what
    the type's score leaves open. A paper of unknown type is wholly in question.
    """
    if result.document_type is None:
        return 1.0
    doubted = {doubt.field for doubt in result.needs_review}
    read = {name for name, value in result.extraction.fields.items() if any(_readings(value))}
    share = len(doubted) / max(len(doubted | read), 1)
    by_person = result.document_type != result.extraction.document_type
    return round(max(share, 0.0 if by_person else 1 - result.extraction.type_confidence), 3)


def _readings(value: FieldValue) -> Iterator[FieldReading]:
    items: Iterable[FieldReading | dict[str, FieldReading]] = (value,) if isinstance(value, FieldReading) else value
    for item in items:
        yield from (item,) if isinstance(item, FieldReading) else item.values()
