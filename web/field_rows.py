"""Here live the fields of a paper as rows of a page: label, value, doubt, place on the image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.document_type import DocumentType
from schemas.field_kinds.display import display_value
from schemas.field_titles import tell_field
from schemas.problems import get_problem


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One value. `name` is what a review calls it: `parcels[0].area` for a cell of a table.

    `box` is (left, top, right, bottom) as shares of the page, 0 to 1; None without a place. `doubts` are sentences.
    `source` says whose word it is: `person`, `machine`, `layer` (the text that the file brought along), "" without one.
    """

    name: str
    label: str
    value: str
    shown: str
    confidence: float | None
    page_number: int | None
    box: tuple[float, float, float, float] | None
    doubts: tuple[str, ...]
    source: str = ""
    by: str = ""


def list_field_rows(line: Mapping[str, Any], document_type: DocumentType | None, language: str) -> tuple[FieldRow, ...]:
    """The rows of a `show` line: fields as declared, then those that are doubted because they were not found."""
    doubts: dict[str, list[str]] = {}
    for doubt in line["needs_review"]:
        doubts.setdefault(doubt["field"], []).append(get_problem(doubt["reason"]).in_language(language)[0])
    sizes = {size["page_number"]: size for size in line["page_sizes"]}
    rows = [
        _make_row(name, label, kind, reading, sizes, _take(doubts, name), language)
        for name, label, kind, reading in _iterate(line["fields"], document_type, language)
        if name in doubts or not is_left_empty(reading)
    ]
    nothing = {"value": None, "confidence": None, "page_number": None, "box": None}
    for name, told in doubts.items():
        rows.append(_make_row(name, tell_field(name, document_type, language), "", nothing, sizes, told, language))
    return tuple(rows)


def is_left_empty(reading: Mapping[str, Any]) -> bool:
    """Whether the paper has the label and nothing behind it: no co-owner, no note. Checks doubt it where it matters."""
    return bool(reading.get("problem") == "no_value" and not reading["value"])


def _iterate(
    fields: Mapping[str, Any], document_type: DocumentType | None, language: str
) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    # As the form has them; what no form declares comes behind, in order of name.
    declared = {spec.name: place for place, spec in enumerate(document_type.fields)} if document_type else {}
    for name in sorted(fields, key=lambda name: (declared.get(name, len(declared)), name)):
        value = fields[name]
        spec = document_type.find_field(name) if document_type else None
        label, kind = tell_field(name, document_type, language), spec.kind if spec else ""
        if not isinstance(value, list):
            yield name, label, kind, value
            continue
        for position, item in enumerate(value):
            numbered = f"{label} {position + 1}" if len(value) > 1 else label
            if "value" in item:
                yield f"{name}[{position}]", numbered, kind, item
                continue
            columns = {column.name: column for column in spec.columns} if spec else {}
            for name_of_cell, cell in item.items():
                column = columns.get(name_of_cell)
                heading = column.title if column and language == "vi" else name_of_cell
                kind = column.kind if column else ""
                yield f"{name}[{position}].{name_of_cell}", f"{numbered}: {heading}", kind, cell


def _take(doubts: dict[str, list[str]], name: str) -> list[str]:
    """What is doubted of a field: the first of several is doubted under the bare name too."""
    return [*doubts.pop(name, []), *doubts.pop(name.removesuffix("[0]"), [])]


def _make_row(
    name: str,
    label: str,
    kind: str,
    reading: Mapping[str, Any],
    sizes: Mapping[int, Mapping[str, int]],
    doubts: Sequence[str],
    language: str,
) -> FieldRow:
    value = reading["value"] or ""
    shown = display_value(kind, value, language) if value else ""
    size, box = sizes.get(reading["page_number"] or 0), reading["box"]
    place = None
    if size and box:
        width, height = size["width_px"], size["height_px"]
        place = (box[0] / width, box[1] / height, box[2] / width, box[3] / height)
    told = list(doubts)
    if reading.get("problem"):
        told.append(get_problem(reading["problem"]).in_language(language)[0])
    page = reading["page_number"]
    return FieldRow(
        name,
        label,
        value,
        shown,
        reading["confidence"],
        page,
        place,
        tuple(dict.fromkeys(told)),
        _find_source(reading),
        reading.get("reviewed_by") or "",
    )


def _find_source(reading: Mapping[str, Any]) -> str:
    if reading.get("reviewed_by"):
        return "person"
    if not reading["value"]:
        return ""
    # A text layer says nothing of how surely it was read.
    return "layer" if reading["confidence"] is None else "machine"
