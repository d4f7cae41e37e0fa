"""Here lives judgement: which readings a person must look at, and why.

The rule of doubt: a value that is not flagged must be right. Evidence that speaks against a value flags
it; evidence that only fails to speak for it flags it too where the print is of a kind that is often
written by hand (numbers and days of letters).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from extraction.calibration import CHANCE_LOW, load_calibration, source_of, weigh
from extraction.classify import Classification
from extraction.crosschecks import CROSS_CHECKS, Case
from extraction.crosschecks.agreements import agreements
from extraction.print_quality import doubt_about_print
from extraction.strategies import Paper
from extraction.written_places import WRITTEN_KINDS, has_unread_writing, is_written
from schemas.document_type import DocumentType, FieldSpec
from schemas.extraction import Doubt, FieldReading, FieldValue
from schemas.units import Units

# Reason: of this type no form was ever seen, so that nothing of it is accepted without a person.
DESCRIBED_ONLY = "described_only"
_SURE_TYPE = 0.6


def judge(
    declared: DocumentType,
    fields: Mapping[str, FieldValue],
    paper: Paper,
    chosen: Classification,
    read_on: date,
    units: Units,
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
    case = Case(declared, fields, paper, read_on, units)
    for check in CROSS_CHECKS:
        for doubt in check(case):
            doubts[doubt] = None
    agreed = agreements(case)
    settled = {name: _settle(name, value, case, agreed, doubts) for name, value in fields.items()}
    return settled, tuple(doubts)


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


def _settle(name: str, value: FieldValue, case: Case, agreed: Collection[str], doubts: dict[Doubt, None]) -> FieldValue:
    """The value with its measured chance; one that nothing else speaks against is doubted where that is low."""
    spec = case.declared.find_field(name)
    if spec is None:
        return value

    def calibrate(key: str, kind: str, reading: FieldReading) -> FieldReading:
        """The reading with its chance, and the doubt that a low one is."""
        if reading.value is None:
            return replace(reading, confidence=None if reading.confidence is None else 0.0)
        # A doubt is told in `doubts`; `problem` is kept for text that gave no value at all.
        if reading.confidence is None:
            return replace(reading, problem=None)
        reasons = {doubt.reason for doubt in doubts if f"{key}.".startswith((f"{doubt.field}.", f"{doubt.field}["))}
        evidence = weigh(reading, reading.confidence, reasons, is_agreed=key in agreed)
        chance = load_calibration().chance(kind, _source_of(reading, case.paper), evidence)
        if not reasons and chance < case.declared.review_below:
            doubts[Doubt(key, CHANCE_LOW)] = None
        return replace(reading, confidence=chance, problem=None, print_confidence=reading.confidence)

    if isinstance(value, FieldReading):
        return calibrate(name, spec.kind, value)
    kinds = {column.name: column.kind for column in spec.columns}
    readings = [item for item in value if isinstance(item, FieldReading)]
    rows = [item for item in value if isinstance(item, dict)]
    if readings:
        return tuple(calibrate(f"{name}[{at}]", spec.kind, item) for at, item in enumerate(readings))
    return tuple(
        {key: calibrate(f"{name}[{at}].{key}", kinds[key], cell) for key, cell in row.items()}
        for at, row in enumerate(rows)
    )


def _source_of(reading: FieldReading, paper: Paper) -> str:
    number = reading.provenance.page_number if reading.provenance else None
    pages = (page[0].page for page in paper.pages if page)
    return next((source_of(page.engine) for page in pages if page.page_number == number), "")
