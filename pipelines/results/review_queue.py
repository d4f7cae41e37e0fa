"""Here lives the queue of papers that wait for a person, the most doubtful first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from pipelines.resources import Resources
from schemas.extraction import FieldReading, FieldValue
from schemas.procedure_result import ProcedureResult


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A result in review; `doubt` is 0 (nothing in question) to 1 (nothing to be believed)."""

    result: ProcedureResult
    doubt: float


def list_review_queue(resources: Resources, unit: str | None = None) -> tuple[ReviewItem, ...]:
    """Results in review, sent back, or confirmed and read otherwise since, most doubtful first.

    `unit` includes what lies below it.
    """
    listed = resources.catalogue.list_results
    found = chain(
        *(listed(state=state, unit=unit) for state in ("in_review", "returned")),
        listed(state="confirmed", unit=unit, differing=True),
    )
    waiting = [ReviewItem(result, measure_doubt(result)) for result in found]
    return tuple(sorted(waiting, key=lambda item: (-item.doubt, item.result.filed_at, item.result.result_id)))


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
