"""Here live field readings made from print: raw text, canonical value, confidence, provenance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import mean

from extraction.lines import Span, key_of
from extraction.running_print import LABEL_HOLDING_KINDS, RUNNING_KINDS, goes_on, holds_label
from extraction.strategies import Found, Paper, find_prints
from extraction.tables import find_rows
from schemas.document_type import ColumnSpec, FieldSpec
from schemas.extraction import FieldReading, FieldValue, Provenance
from schemas.field_kinds import KindReading, read_value
from schemas.text import strip_marks

# What a word counts whose spelling is known, and the engine's confidence below which even its letters are in doubt.
_SURE, _LEGIBLE = 0.95, 0.3


def read_field(spec: FieldSpec, paper: Paper) -> FieldValue | None:
    """The field's reading, readings in printed order for `many`, rows for a table; None when not found."""
    if spec.strategy == "table_rows":
        rows = find_rows(spec, paper.form, paper.pages)
        read = tuple({c.name: _read_column(c, row[c.name]) for c in spec.columns if c.name in row} for row in rows)
        return read or None
    found = tuple(replace(item, span=_until_end(spec, item.span)) for item in find_prints(spec, paper))
    if not found:
        return None
    if spec.many:
        readings = tuple(_read_single(spec, (item,), paper) for item in found)
        return tuple(reading for reading in readings if reading.value) or None
    return _read_single(spec, found, paper)


def _until_end(spec: FieldSpec, span: Span) -> Span:
    """The print before the first of the field's ends; marks may be lost, small letters are not."""
    text = strip_marks(span.text) if spec.ends else ""
    cuts = [
        found.start() for end in spec.ends if (found := re.search(rf"(?<=\s){re.escape(strip_marks(end))}\b", text))
    ]
    if not cuts:
        return span
    places = zip(span.tokens, _token_spans(span), strict=True)
    return Span(span.page, tuple(token for token, (start, _) in places if start < min(cuts)))


def _read_single(spec: FieldSpec, found: Sequence[Found], paper: Paper) -> FieldReading:
    """The best print's reading, doubted where another print of the same label says otherwise or the print goes on."""
    reading = _read(spec, found[0])
    if reading.value is None or reading.problem:
        return reading
    others = {_read(spec, other).value for other in found[1:] if other.rule == found[0].rule} - {None}
    if any(key_of(str(other)) != key_of(reading.value) for other in others):
        return replace(reading, problem="values_differ")
    is_labelled_date = spec.kind == "date" and spec.strategy == "after_label"
    # Extracts under a letterhead bear their day beside it; on stock forms a day without its label is another one's.
    if is_labelled_date and found[0].rule.startswith("in_zone") and not paper.zones.bodies:
        return replace(reading, problem="place_of_value_unusual")
    span = found[0].span
    is_cut = spec.kind in RUNNING_KINDS and goes_on(span, paper)
    is_mixed = spec.kind in LABEL_HOLDING_KINDS and holds_label(span, paper)
    return replace(reading, problem="cut_off") if is_cut or is_mixed else reading


def _read_column(column: ColumnSpec, span: Span) -> FieldReading:
    return make_reading(span, read_value(column.kind, span.text), "table_rows")


def _read(spec: FieldSpec, found: Found) -> FieldReading:
    return make_reading(found.span, read_value(spec.kind, found.span.text, spec.choices), found.rule)


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
        confidence=_confidence(span, used, reading),
        provenance=provenance,
        problem=reading.problem or reading.doubt,
    )


def _token_spans(span: Span) -> list[tuple[int, int]]:
    """Where each token stands in the span's text."""
    places: list[tuple[int, int]] = []
    for index, token in enumerate(span.tokens):
        end = len(Span(span.page, span.tokens[: index + 1]).text)
        places.append((end - len(token.text), end))
    return places


def _used_part(span: Span, reading: KindReading) -> Span:
    """The tokens that made the value, where the kind tells which part of the text it took."""
    if reading.span is None:
        return span
    first, last = reading.span
    places = zip(span.tokens, _token_spans(span), strict=True)
    kept = tuple(token for token, (start, end) in places if end > first and start < last)
    return Span(span.page, kept) if kept else span


def _confidence(span: Span, used: Span, reading: KindReading) -> float | None:
    """Half the weakest word, half the mean: one bad word must show, a long text must not drown.

    A word whose spelling the kind is sure of counts as good, unless even its letters are in doubt.
    """
    sure = {
        token.word
        for token, (start, end) in zip(span.tokens, _token_spans(span), strict=True)
        if any(first <= start and end - 1 <= last for first, last in reading.sure)
    }
    confidences: list[float] = []
    for index in used.words:
        word = span.page.words[index]
        if word.confidence is not None and any(char.isalnum() for char in word.text):
            is_sure = index in sure and word.confidence >= _LEGIBLE
            confidences.append(max(word.confidence, _SURE) if is_sure else word.confidence)
    if not confidences:
        return None
    return round(0.5 * min(confidences) + 0.5 * mean(confidences), 3)
