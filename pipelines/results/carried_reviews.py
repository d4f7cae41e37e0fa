"""Here lives what becomes of people's values when a paper's pages change: each goes where its field went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schemas.extraction import Extraction, FieldReading, FieldValue
from schemas.field_values import find_place
from schemas.geometry import Box
from schemas.procedure_result import FieldReview, ProcedureResult


def carry_reviews(
    result: ProcedureResult, paper: Extraction, new_numbers: Mapping[int, int], *, with_placeless: bool = True
) -> tuple[FieldReview, ...]:
    """The reviews of a result that hold for its new reading.

    Args:
        paper: what is read on the new pages.
        new_numbers: old page number -> number in `paper.scan_id`; a value whose page is not among them stays behind.
        with_placeless: whether values that stand on no page (what people typed where nothing was read, the type) come
            along.

    Returns:
        In order; a value of a list names the place that its print has now, and is left out where the list is shorter.
    """
    carried = []
    for review in result.reviews:
        old = _find_reading(result.extraction, review.field)
        place = old.provenance if old else None
        if place is None:
            if with_placeless:
                carried.append(review)
            continue
        if place.page_number not in new_numbers:
            continue
        field = _rename(review.field, (new_numbers[place.page_number], place.box), paper)
        if field is not None:
            carried.append(replace(review, field=field))
    return tuple(carried)


def _rename(field: str, place: tuple[int, Box | None], paper: Extraction) -> str | None:
    """The field as the new reading names it: `owners[2]` may be `owners[0]` now."""
    named = find_place(field)
    if named is None or named.position is None:
        return field
    items = paper.fields.get(named.name)
    if not isinstance(items, tuple):
        return None
    was_at, column = named.position, named.column
    same = (at for at in range(len(items)) if _place_of(_cell(items, at, column)) == place)
    at = next(same, was_at if was_at < len(items) else None)
    if at is None:
        return None
    return f"{named.name}[{at}]" + (f".{column}" if column else "")


def _find_reading(paper: Extraction, field: str) -> FieldReading | None:
    named = find_place(field)
    value = paper.fields.get(named.name) if named else None
    if named is None or value is None:
        return None
    if named.position is None:
        return value if isinstance(value, FieldReading) else None
    return _cell(value, named.position, named.column)


def _cell(value: FieldValue, at: int, column: str) -> FieldReading | None:
    if isinstance(value, FieldReading) or at >= len(value):
        return None
    item = value[at]
    if isinstance(item, FieldReading):
        return None if column else item
    return item.get(column)


def _place_of(reading: FieldReading | None) -> tuple[int, Box | None] | None:
    place = reading.provenance if reading else None
    return (place.page_number, place.box) if place and place.box else None
