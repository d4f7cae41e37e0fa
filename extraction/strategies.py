"""Here live the ways to find a field's print: after a label, in a sentence, in a zone, in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extraction.form import Form
from extraction.labels import Label, make_label, match_at
from extraction.lines import Segment, Span, Token, join_spans, key_of
from extraction.number_and_date import cut_dated, is_misread_number
from extraction.signature import Signature
from extraction.zones import Zones
from schemas.document_type import FieldSpec
from schemas.field_kinds import read_value
from schemas.field_kinds.names import is_organisation

_BARE_BODIES = frozenset({"uybannhandan", "ubnd"})


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper laid out for reading: segments by page, its form, zones and signature."""

    pages: tuple[tuple[Segment, ...], ...]
    form: Form
    zones: Zones
    signature: Signature


@dataclass(frozen=True, slots=True)
class Found:
    """Print found for a field and the rule that found it."""

    span: Span
    rule: str


def find_prints(spec: FieldSpec, paper: Paper) -> tuple[Found, ...]:
    """Every print that may carry the field, the best first (printed order for a `many` field)."""
    found = STRATEGIES[spec.strategy](spec, paper)
    if not found and spec.zone and spec.strategy != "in_zone":
        found = _in_zone(spec, paper)
    return tuple(found)


def _after_label(spec: FieldSpec, paper: Paper) -> list[Found]:
    found: list[Found] = []
    for index in paper.form.find(spec):
        span = paper.form.value_at(index, spec.max_lines)
        if span is not None and any(token.key for token in span.tokens):
            found.append(Found(span, f"after_label:{paper.form.cells[index].cell.label}"))
    if spec.zone == "number" and spec.section and not found:
        # `S: 304/GKS-BS`: two letters are too few to be known by one of them, the number's shape is not.
        inside = (s for page in paper.pages for s in page if paper.form.section_of(s) == spec.section)
        found = [Found(segment.span, "number_in_section") for segment in inside if is_misread_number(segment)]
    if spec.role == "holder_name" and spec.section and not found:
        found = [Found(span, "organisation_in_section") for span in paper.form.unlabelled(spec.section)]
        return [item for item in found if is_organisation(item.span.text)][:1]
    if spec.many:
        return found
    return sorted(found, key=lambda item: _unreadiness(spec, item))


def _unreadiness(spec: FieldSpec, item: Found) -> tuple[bool, bool]:
    """Sorts readable print first, and undoubted before doubted: `(Cấp cho nhà ở riêng lẻ)` names nobody."""
    reading = read_value(spec.kind, item.span.text, spec.choices)
    return reading.value is None, reading.doubt is not None


def _in_zone(spec: FieldSpec, paper: Paper) -> list[Found]:
    zones, signature = paper.zones, paper.signature
    signed_place, signed_date = cut_dated(signature.dated)
    spans: dict[str, Span | None] = {
        "parent_body": join_spans(zones.bodies[:-1]),
        # Cards and certificates without a letterhead name their office at the signature.
        "issuing_body": zones.bodies[-1] if zones.bodies else _named(signature.body),
        "number": zones.number,
        "issue_place": zones.issue_place or (None if zones.issue_date else signed_place),
        "issue_date": zones.issue_date or signed_date,
        "title": zones.title,
        "subject": zones.subject,
        "signer_name": signature.name,
        "signer_title": signature.title,
        "sign_authority": signature.authority,
        "signing_body": signature.body,
    }
    span = spans[spec.zone]
    return [Found(span, f"in_zone:{spec.zone}")] if span is not None else []


def _named(body: Span | None) -> Span | None:
    """A body that says of which place it is: the bare `ỦY BAN NHÂN DÂN` of `TM.` names nobody."""
    return None if body is None or key_of(body.text) in _BARE_BODIES else body


def _in_sentence(spec: FieldSpec, paper: Paper) -> list[Found]:
    """The print behind a phrase inside running text, to the end of that text piece (three rows)."""
    labels = [make_label(text) for text in spec.labels]
    found: list[Found] = []
    for segments in paper.pages:
        for at, segment in enumerate(segments):
            for label in labels:
                end = _phrase_end(segment.tokens, label)
                if end is None:
                    continue
                tokens = list(segment.tokens[end:])
                for following in segments[at + 1 : at + spec.max_lines]:
                    tokens.extend(following.tokens)
                if tokens:
                    found.append(Found(Span(segment.page, tuple(tokens)), f"in_sentence:{label.key}"))
    readable = [item for item in found if read_value(spec.kind, item.span.text, spec.choices).value]
    return readable if spec.many else readable[:1]


def _phrase_end(tokens: Sequence[Token], label: Label) -> int | None:
    for start in range(len(tokens)):
        matched = match_at(tokens, start, label) if tokens[start].key else None
        if matched:
            return matched[0]
    return None


def _pattern(spec: FieldSpec, paper: Paper) -> list[Found]:
    """A value known by its own shape alone (a land serial in a corner): pieces that are nothing else but its label."""
    openings = ("", *(key_of(label) for label in spec.labels))
    for segments in paper.pages:
        for segment in segments:
            reading = read_value(spec.kind, segment.text)
            if reading.value and segment.key.removesuffix(key_of(reading.value)) in openings:
                return [Found(segment.span, "pattern")]
    return []


def _no_rows(spec: FieldSpec, paper: Paper) -> list[Found]:
    return []


STRATEGIES: Mapping[str, Callable[[FieldSpec, Paper], list[Found]]] = {
    "after_label": _after_label,
    "in_sentence": _in_sentence,
    "in_zone": _in_zone,
    "pattern": _pattern,
    "table_rows": _no_rows,  # tables give rows of fields, see `extraction.tables`
}
