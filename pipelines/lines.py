"""Here lives the JSON of the contract: how a result, an extraction, a page is written for the outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from schemas.document_type import DocumentType
from schemas.extraction import CopyMark, Doubt, Extraction, FieldReading, FieldValue
from schemas.field_values import find_place
from schemas.ocr_page import OcrPage
from schemas.problems import get_problem
from schemas.procedure_result import FieldReview, ProcedureResult
from schemas.scan import PageSize
from schemas.text import mask_id

JsonLine = dict[str, Any]
# What stands on no page.
_UNREAD: JsonLine = {"raw": None, "page_number": None, "box": None, "corrections": []}


def problem_to_json(code: str | None, **details: object) -> dict[str, str] | None:
    """`{"code", "message", "advice"}`, Vietnamese."""
    if code is None:
        return None
    problem = get_problem(code, **details)
    return {"code": problem.code, "message": problem.message, "advice": problem.advice}


def warning_to_json(code: str, page_number: int | None = None) -> dict[str, Any]:
    """`page_number` is an extension of the contract: null where a warning is about the whole paper."""
    return {"code": code, "message": get_problem(code).message, "page_number": page_number}


def reading_to_json(reading: FieldReading) -> dict[str, Any]:
    """One field of the contract."""
    place = reading.provenance
    return {
        "raw": reading.raw,
        "value": reading.value,
        "confidence": None if reading.confidence is None else round(reading.confidence, 3),
        "page_number": place.page_number if place else None,
        "box": list(place.box) if place and place.box else None,
        "problem": reading.problem,
        # What was mended between `raw` and `value`; an extension of the contract.
        "corrections": list(place.corrections) if place else [],
    }


def field_to_json(value: FieldValue) -> Any:
    """One object, a list of objects (`many`), or a list of rows (a table)."""
    if isinstance(value, FieldReading):
        return reading_to_json(value)
    return [
        reading_to_json(item)
        if isinstance(item, FieldReading)
        else {name: reading_to_json(cell) for name, cell in item.items()}
        for item in value
    ]


def fields_to_json(extraction: Extraction, reviews: Sequence[FieldReview] = ()) -> dict[str, Any]:
    """Every field, a person's reviews laid over the machine's readings."""
    fields = {name: field_to_json(value) for name, value in extraction.fields.items()}
    for review in reviews:
        place = find_place(review.field)
        if place is None:
            continue
        target = fields.get(place.name)
        if place.position is None:
            if not isinstance(target, list):
                fields[place.name] = _reviewed(target, review)
            continue
        items = target if isinstance(target, list) else [target] if target else []
        empty: dict[str, Any] = {} if place.column else {**_UNREAD, "value": None, "confidence": None, "problem": None}
        items += [dict(empty) for _ in range(place.position + 1 - len(items))]
        old = items[place.position]
        if place.column:
            items[place.position] = {**old, place.column: _reviewed(old.get(place.column), review)}
        else:
            items[place.position] = _reviewed(old, review)
        fields[place.name] = items
    return fields


def _reviewed(old: dict[str, Any] | None, review: FieldReview) -> dict[str, Any]:
    said = {"value": review.value, "confidence": 1.0, "problem": None, "reviewed_by": review.by}
    return {**_UNREAD, **(old or {}), **said}


def sizes_to_json(sizes: Sequence[PageSize], page_numbers: Sequence[int]) -> list[dict[str, int]]:
    kept = set(page_numbers)
    return [
        {"page_number": s.page_number, "width_px": s.width_px, "height_px": s.height_px, "dpi": s.dpi}
        for s in sizes
        if s.page_number in kept
    ]


def doubts_to_json(doubts: Sequence[Doubt]) -> list[dict[str, str]]:
    return [{"field": doubt.field, "reason": doubt.reason} for doubt in doubts]


def empty_line(
    source: str, sha256: str | None, outcome: str | None, batch: str | None, custodian: str | None
) -> JsonLine:
    """A `digitise` line with every key of the contract there."""
    return {
        "source": source,
        "sha256": sha256,
        "outcome": outcome,
        "result_id": None,
        "batch": batch,
        "custodian": custodian,
        "pages": [],
        "skipped_pages": [],
        # Of the first line; an extension of the contract.
        "separators": [],
        "page_sizes": [],
        "document_type": None,
        "type_confidence": None,
        "state": None,
        "confirmed_by": None,
        "indexed": False,
        "repeated": False,
        "unit": None,
        "level": None,
        "fields": {},
        "needs_review": [],
        "related": [],
        # What says that the paper is a copy; an extension of the contract.
        "copy_mark": None,
        "warnings": [],
        "problem": None,
        "seconds": 0.0,
    }


def extraction_to_line(line: JsonLine, extraction: Extraction, sizes: Sequence[PageSize]) -> JsonLine:
    """The line filled with what a paper says."""
    return line | {
        "pages": list(extraction.page_numbers),
        "skipped_pages": list(extraction.skipped_pages),
        "separators": [asdict(sheet) for sheet in extraction.separators],
        "page_sizes": sizes_to_json(sizes, extraction.page_numbers),
        "document_type": extraction.document_type,
        "type_confidence": round(extraction.type_confidence, 3),
        "fields": fields_to_json(extraction),
        "needs_review": doubts_to_json(extraction.doubts),
        "copy_mark": _mark_to_json(extraction.copy_mark),
        "warnings": [
            *(warning_to_json(code) for code in extraction.warnings),
            *(warning_to_json(warning.code, warning.page_number) for warning in extraction.page_warnings),
        ],
        "problem": problem_to_json(extraction.problem),
    }


def _mark_to_json(mark: CopyMark | None) -> dict[str, Any] | None:
    """`{"text", "page_number", "box"}` of the words that make a paper a copy."""
    if mark is None:
        return None
    return {"text": mark.text, "page_number": mark.page_number, "box": list(mark.box) if mark.box else None}


def result_to_line(line: JsonLine, result: ProcedureResult, sizes: Sequence[PageSize]) -> JsonLine:
    """The line filled with a filed result; what a person said stands before what the machine read."""
    problem = result.extraction.problem if result.document_type is None else None
    return extraction_to_line(line, result.extraction, sizes) | {
        "result_id": result.result_id,
        "document_type": result.document_type,
        "problem": problem_to_json(problem),
        "custodian": result.custodian,
        "state": result.state,
        "confirmed_by": result.confirmed_by,
        "unit": result.unit,
        "level": result.level,
        "fields": fields_to_json(result.extraction, result.reviews),
        "needs_review": doubts_to_json(result.needs_review),
        "related": [{"result_id": link.result_id, "kind": link.kind} for link in result.related],
    }


def mask_fields(fields: dict[str, Any], document_type: DocumentType | None) -> dict[str, Any]:
    """The fields with every id masked, raw text included, as all but the operator see them."""
    secret = {spec.name for spec in document_type.fields if spec.is_personal_id} if document_type else set()
    return {name: _masked(value) if name in secret or name == "holder_id" else value for name, value in fields.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(item) for item in value]
    hidden = mask_id(value["value"]) if value.get("value") else None
    return {**value, "value": hidden, "raw": hidden, "corrections": []}


def ocr_page_to_json(page: OcrPage) -> dict[str, Any]:
    """One page of `sohoa ocr`; boxes on the original page."""
    return {
        "page_number": page.page_number,
        "width_px": page.width_px,
        "height_px": page.height_px,
        "dpi": page.dpi,
        "turned_deg": page.turned_deg,
        "skew_deg": round(page.skew_deg, 2),
        "engine": page.engine,
        "quality": {name: round(figure, 4) for name, figure in page.quality.items()},
        "text": page.text,
        "words": [
            {"text": word.text, "box": list(page.original_box(word.box)), "confidence": word.confidence}
            for line in page.lines
            for word in (page.words[index] for index in line)
        ],
        "handwritten": [list(page.original_box(box)) for box in page.handwritten],
    }


def type_of(types: Mapping[str, DocumentType], key: str | None) -> DocumentType | None:
    return types.get(key) if key else None
