"""Here live values that a person types: which field is meant, and what its kind makes of the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from schemas.document_type import DocumentType, FieldSpec
from schemas.errors import InputRejected, SetupError
from schemas.field_kinds import read_value
from schemas.field_values import FieldPlace, count_places, find_place, find_value
from schemas.folding import TYPE_FIELD
from schemas.partial_dates import day_span
from schemas.procedure_result import ProcedureResult
from schemas.text import squeeze

_ISO_LIKE = re.compile(r"\d{4}(-\d{1,2}){0,2}")
# Kinds of the fields that every type has (contract, "Names of fields common to all types"), for
# papers whose type is not known or does not declare them; every other one is plain text.
_COMMON_KINDS = {
    "document_number": "document_number",
    "issue_date": "date",
    "holder_name": "holder",
    "holder_id": "citizen_id",
    "holder_birth_date": "date",
    "valid_until": "term",
    "issue_place": "text",
    "issuing_body": "text",
    "parent_body": "text",
    "title": "text",
    "subject": "text",
    "signer_name": "person_name",
    "signer_title": "text",
    "sign_authority": "text",
    "holder_address": "address",
}
# Kinds of amounts and days in words, and the kind that reads the same in digits.
_SPELT_OUT = {"money_in_words": "money", "area_in_words": "area", "date_in_words": "date"}


def find_field_name(result: ProcedureResult, name: str, document_type: DocumentType | None) -> str:
    """The name under which a review of this field is kept: `owners[0]` where a single owner was read.

    The place behind the last one of a list, or the row behind a table's last, may be named too: a person adds it.

    Raises:
        SetupError: "field_unknown", "field_needs_position" (several were read, or no such place).
    """
    place = find_place(name)
    if place is None:
        raise SetupError("field_unknown", field=name[:60])
    base = place.name
    reading = result.extraction.fields.get(base)
    spec = document_type.find_field(base) if document_type else None
    if base not in _COMMON_KINDS and base != TYPE_FIELD and reading is None and spec is None:
        raise SetupError("field_unknown", field=base[:60])
    columns = {column.name for column in spec.columns} if spec else set()
    if columns or place.column:
        return _find_cell(place, columns, count_places(result, base))
    count = count_places(result, base)
    if place.position is None:
        if count > 1:
            raise SetupError("field_needs_position", field=base, last=count - 1)
        return f"{base}[0]" if count == 1 else base
    # Whoever typed the first one without a place has filled it.
    is_longer = spec is not None and spec.many and (count > 0 or place.position == 0 or bool(find_value(result, base)))
    if place.position > count or (place.position == count and not is_longer):
        raise SetupError("field_needs_position", field=base, last=count - 1)
    return f"{base}[{place.position}]"


def _find_cell(place: FieldPlace, columns: Collection[str], count: int) -> str:
    if place.position is None or place.position > count:
        raise SetupError("field_needs_position", field=place.name, last=count - 1)
    if place.column not in columns:
        raise SetupError("field_unknown", field=f"{place.name}.{place.column}"[:60])
    return f"{place.name}[{place.position}].{place.column}"


def read_typed_value(
    field: str, text: str, document_type: DocumentType | None, types: Mapping[str, DocumentType]
) -> str | None:
    """The canonical value of what a person typed; None (an empty text) says that the paper has none.

    Raises:
        InputRejected: "value_invalid"; SetupError: "type_key_unknown".
    """
    text = squeeze(text)
    if not text:
        return None
    place = find_place(field) or FieldPlace(field)
    if place.name == TYPE_FIELD:
        if text not in types:
            raise SetupError("type_key_unknown", key=text[:60])
        return text
    spec = document_type.find_field(place.name) if document_type else None
    kind = spec.kind if spec else _COMMON_KINDS.get(place.name, "text")
    if place.column:
        kind = next((column.kind for column in spec.columns if column.name == place.column), "text") if spec else "text"
    value = _read_kind(kind, text, spec)
    if value is None:
        raise InputRejected("value_invalid", field=field)
    return value


def _read_kind(kind: str, text: str, spec: FieldSpec | None) -> str | None:
    if kind in ("date", "date_in_words", "term") and _ISO_LIKE.fullmatch(text):
        # A typed ISO day that cannot exist must not pass as its year alone.
        return text if day_span(text) else None
    if kind == "term" and text == "indefinite":
        return text
    if kind == "person_name" and any(char.isdigit() for char in text):
        return None
    reading = read_value(kind, text, spec.choices if spec else ())
    if reading.value is None and kind in _SPELT_OUT:
        # Who types an amount or a day instead of spelling it out has said the same.
        reading = read_value(_SPELT_OUT[kind], text)
    # A half-read day is a guess about what the person meant; other doubts are the person's to settle.
    return None if reading.doubt == "day_unread" else reading.value
