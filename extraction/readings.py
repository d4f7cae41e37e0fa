"""Here live field readings made from print: raw text, canonical value, confidence, provenance."""

from __future__ import annotations

from statistics import mean

from extraction.lines import Span
from extraction.signature import canonical_authority
from extraction.strategies import Found, Paper, find_prints, shorten_to_place
from extraction.tables import find_rows
from schemas.document_type import ColumnSpec, FieldSpec
from schemas.extraction import FieldReading, FieldValue, Provenance
from schemas.field_kinds import KindReading, read_value


def read_field(spec: FieldSpec, paper: Paper) -> FieldValue | None:
    """The field's reading, readings in printed order for `many`, rows for a table; None when not found."""
    if spec.strategy == "table_rows":
        rows = find_rows(spec, paper.form, paper.pages)
        read = tuple({c.name: _read_column(c, row[c.name]) for c in spec.columns if c.name in row} for row in rows)
        return read or None
    found = find_prints(spec, paper)
    if not found:
        return None
    if spec.many:
        readings = tuple(_read(spec, item) for item in found)
        return tuple(reading for reading in readings if reading.value) or None
    return _read(spec, found[0])


def _read_column(column: ColumnSpec, span: Span) -> FieldReading:
    return make_reading(span, read_value(column.kind, span.text), "table_rows")


def _read(spec: FieldSpec, found: Found) -> FieldReading:
    text = found.span.text
    if spec.name == "issue_place":
        text = shorten_to_place(text)
    reading = read_value(spec.kind, text, spec.choices)
    if spec.name == "sign_authority" and reading.value:
        mended = canonical_authority(reading.value)
        reading = KindReading(mended, doubt=reading.doubt, corrections=reading.corrections)
    return make_reading(found.span, reading, found.rule)


def make_reading(span: Span, reading: KindReading, rule: str) -> FieldReading:
    """A reading with the confidence of its words and its place on the original page."""
    used = _used_part(span, reading)
    box = used.box
    provenance = Provenance(
        page_number=span.page.page_number,
        box=span.page.original_box(box) if box else None,
        rule=rule,
        corrections=reading.corrections,
    )
    return FieldReading(
        raw=span.text,
        value=reading.value,
        confidence=_confidence(used),
        provenance=provenance,
        problem=reading.problem or reading.doubt,
    )


def _used_part(span: Span, reading: KindReading) -> Span:
    """The tokens that made the value, where the kind tells which part of the text it took."""
    if reading.span is None:
        return span
    kept = []
    position = 0
    for index, token in enumerate(span.tokens):
        prefix = Span(span.page, span.tokens[: index + 1]).text
        start, position = len(prefix) - len(token.text), len(prefix)
        if position > reading.span[0] and start < reading.span[1]:
            kept.append(token)
    return Span(span.page, tuple(kept)) if kept else span


def _confidence(span: Span) -> float | None:
    """Half the weakest word, half the mean: one bad word must show, a long text must not drown."""
    confidences = span.confidences
    if not confidences:
        return None
    return round(0.5 * min(confidences) + 0.5 * mean(confidences), 3)
