"""Here lives judgement: which readings a person must look at, and why.

The rule of doubt: a value that is not flagged must be right. Evidence that speaks against a value flags
it; evidence that only fails to speak for it flags it too where the print is of a kind that is often
written by hand (numbers and days of letters).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from extraction.classify import Classification
from extraction.crosschecks import CROSS_CHECKS, Case
from extraction.print_quality import doubt_about_print
from extraction.strategies import Paper
from extraction.written_places import WRITTEN_KINDS, has_unread_writing, is_written
from schemas.document_type import DocumentType, FieldSpec
from schemas.extraction import Doubt, FieldReading, FieldValue

# Reason: of this type no form was ever seen, so that nothing of it is accepted without a person.
DESCRIBED_ONLY = "described_only"
_SURE_TYPE = 0.6
_DOUBTED_AT_MOST = 0.5  # confidence of a reading that some check speaks against


def judge(
    declared: DocumentType,
    fields: Mapping[str, FieldValue],
    paper: Paper,
    chosen: Classification,
    read_on: date,
) -> tuple[dict[str, FieldValue], tuple[Doubt, ...]]:
    """The fields with their confidence as the checks leave it, and every doubt, one a field and reason."""
    doubts: dict[Doubt, None] = {}
    if chosen.score < _SURE_TYPE:
        doubts[Doubt("document_type", "type_unsure")] = None
    if declared.is_review_only:
        doubts[Doubt("document_type", DESCRIBED_ONLY)] = None
    for spec in declared.fields:
        for doubt in _doubts_of_field(spec, fields.get(spec.name), paper):
            doubts[doubt] = None
    case = Case(declared, fields, paper, read_on)
    for check in CROSS_CHECKS:
        for doubt in check(case):
            doubts[doubt] = None
    return {name: _settle(name, value, set(doubts)) for name, value in fields.items()}, tuple(doubts)


def _doubts_of_field(spec: FieldSpec, value: FieldValue | None, paper: Paper) -> Iterator[Doubt]:
    if value is None:
        if spec.required:
            yield Doubt(spec.name, "missing")
            if has_unread_writing(spec.kind, paper):
                yield Doubt(spec.name, "handwritten_suspected")
        return
    for name, kind, reading in _readings(spec, value):
        if kind in WRITTEN_KINDS and is_written(reading, paper):
            yield Doubt(name, "handwritten_suspected")
        if reading.value is None:
            if reading.problem == "no_value":
                if spec.required:
                    yield Doubt(name, "missing")
            else:
                yield Doubt(name, reading.problem or "missing")
            continue
        reason = reading.problem or doubt_about_print(kind, spec, reading, paper)
        if reason:
            yield Doubt(name, reason)


def _readings(spec: FieldSpec, value: FieldValue) -> Iterator[tuple[str, str, FieldReading]]:
    """(name as doubts spell it, kind, reading) for each reading of a field."""
    if isinstance(value, FieldReading):
        yield spec.name, spec.kind, value
        return
    for index, item in enumerate(value):
        if isinstance(item, FieldReading):
            yield f"{spec.name}[{index}]", spec.kind, item
            continue
        assert isinstance(item, dict)
        kinds = {column.name: column.kind for column in spec.columns}
        for name, reading in item.items():
            yield f"{spec.name}[{index}].{name}", kinds[name], reading


def _settle(name: str, value: FieldValue, doubts: set[Doubt]) -> FieldValue:
    if not isinstance(value, FieldReading):
        return value
    doubted = any(doubt.field == name for doubt in doubts)
    confidence = value.confidence
    if doubted and confidence is not None:
        confidence = min(confidence, _DOUBTED_AT_MOST)
    # A doubt is told in `doubts`; `problem` is kept for text that gave no value at all.
    return replace(value, confidence=confidence, problem=value.problem if value.value is None else None)
