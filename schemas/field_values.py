"""Here live the values of one result's fields: what the machine read, with the reviews of people laid over it."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.extraction import FieldReading
from schemas.procedure_result import FieldReview, ProcedureResult


def find_value(result: ProcedureResult, name: str) -> str | None:
    """The value of a single field: the last review's, else the machine's."""
    review = last_review(result.reviews, name)
    return review.value if review else result.extraction.find_value(name)


def list_values(result: ProcedureResult, name: str) -> tuple[str, ...]:
    """The values of a field, single or `many`, in printed order, reviews laid over them."""
    return tuple(value for value in list_places(result, name) if value)


def list_places(result: ProcedureResult, name: str) -> tuple[str | None, ...]:
    """As `list_values`, with None where a place of a `many` field has no value; () for a field without any."""
    reading = result.extraction.fields.get(name)
    if not reading or isinstance(reading, FieldReading):
        value = find_value(result, name)
        return (value,) if value else ()
    values: list[str | None] = [item.value if isinstance(item, FieldReading) else None for item in reading]
    for position in range(len(values)):
        review = last_review(result.reviews, f"{name}[{position}]")
        if review:
            values[position] = review.value
    return tuple(values)


def last_review(reviews: Sequence[FieldReview], field: str) -> FieldReview | None:
    """What a person said last of a field; None where nobody did."""
    return next((review for review in reversed(reviews) if review.field == field), None)
