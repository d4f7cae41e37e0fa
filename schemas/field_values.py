"""Here live the values of one result's fields: what the machine read, with the reviews of people laid over it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.extraction import FieldReading
from schemas.procedure_result import FieldReview, ProcedureResult

_PLACE = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?:\[(?P<position>\d{1,4})\](?:\.(?P<column>[a-z][a-z0-9_]*))?)?")


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """What a name of a review points at: `owners[1]` the second of several, `parcels[0].area` a cell of a first row.

    `position` is None for a field of one value, `column` "" outside tables.
    """

    name: str
    position: int | None = None
    column: str = ""


def find_place(field: str) -> FieldPlace | None:
    """Where a name of a review points; None for what is no such name."""
    found = _PLACE.fullmatch(field)
    if found is None:
        return None
    position = found["position"]
    return FieldPlace(found["name"], None if position is None else int(position), found["column"] or "")


def count_places(result: ProcedureResult, name: str) -> int:
    """How many values, or rows of a table, a field has: those that were read and those that people added behind."""
    reading = result.extraction.fields.get(name)
    read = len(reading) if isinstance(reading, tuple) else 0
    places = [place for review in result.reviews if (place := find_place(review.field)) and place.name == name]
    return max([read, *(place.position + 1 for place in places if place.position is not None)])


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
    count = count_places(result, name)
    if not count:
        value = find_value(result, name)
        return (value,) if value else ()
    read = reading if isinstance(reading, tuple) else (reading,) if reading else ()
    values: list[str | None] = [item.value if isinstance(item, FieldReading) else None for item in read]
    values += [None] * (count - len(values))
    for position in range(count):
        review = last_review(result.reviews, f"{name}[{position}]")
        if review:
            values[position] = review.value
    return tuple(values)


def last_review(reviews: Sequence[FieldReview], field: str) -> FieldReview | None:
    """What a person said last of a field; None where nobody did."""
    return next((review for review in reversed(reviews) if review.field == field), None)
