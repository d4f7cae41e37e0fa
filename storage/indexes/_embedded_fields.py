"""Here live the fields of the embedded index and the making of a document from what is to be indexed.

Texts are folded and cut into words here, in Python, and the engine only splits at blanks: so every
index agrees with every other by construction.
"""

from __future__ import annotations

import json
from typing import Any, cast

import tantivy

from schemas.search import IndexDocument
from schemas.text import fold_words
from storage.indexes._validity_slots import SLOT_COUNT, to_slots
from storage.match_keys import (
    list_unit_paths,
    marked_words,
    to_confusable,
    to_id_key,
    to_marked_key,
    to_name_key,
    to_number_key,
)

# Raised whenever the fields change: an index of another form is rebuilt, not read.
FORM = 1

_EXACT_FIELDS = (
    "result_id",
    "stamp",
    "ids",
    "ids_confusable",
    "number",
    "number_confusable",
    "name_whole",
    "name_whole_marked",
    "name_initials",
    "unit_path",
    "custodian_path",
    "state",
)
_FACET_FIELDS = ("document_type", "level", "unit")
_WORD_FIELDS = ("names", "names_marked", "title", "title_marked", "content", "content_marked")
_NUMBER_FIELDS = ("year", "issued_on", "filed_at_s", "sensitivity")


def make_schema() -> tantivy.Schema:
    """The fields; `card` is stored only, and holds what a hit is judged and shown by."""
    builder = tantivy.SchemaBuilder()
    for name in _EXACT_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _FACET_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in _WORD_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace")
    for name in (*_NUMBER_FIELDS, *list_slot_fields()):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


def list_slot_fields() -> tuple[str, ...]:
    return tuple(f"{end}_{slot}" for slot in range(SLOT_COUNT) for end in ("from", "until"))


def make_document(source: IndexDocument) -> tantivy.Document:
    """Everything the index holds of one result."""
    document = tantivy.Document()
    _add_exact(document, source)
    _add_words(document, source)
    _add_numbers(document, source)
    document.add_bytes("card", _make_card(source))
    return document


def read_card(document: tantivy.Document) -> dict[str, Any]:
    """What `make_document` kept to be shown: `result_id`, `names`, `ids`, `number`, `text`."""
    card: dict[str, Any] = json.loads(bytes(cast(bytes, document.get_first("card"))))
    return card


def read_stamp(stamp: str) -> tuple[str, int]:
    """Result id and version from one term of the field `stamp`."""
    result_id, _, version = stamp.rpartition(" ")
    return result_id, int(version)


def _make_card(source: IndexDocument) -> bytes:
    card = {
        "result_id": source.result_id,
        "names": source.holder_names,
        "ids": source.holder_ids,
        "number": source.document_number,
        "text": source.text,
    }
    return json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode()


def _add_exact(document: tantivy.Document, source: IndexDocument) -> None:
    number = to_number_key(source.document_number or "")
    ids = [to_id_key(identifier) for identifier in source.holder_ids]
    names = [to_name_key(name) for name in source.holder_names]
    values: dict[str, list[str | None]] = {
        "result_id": [source.result_id],
        "stamp": [f"{source.result_id} {source.version}"],
        "ids": [*ids],
        "ids_confusable": [to_confusable(key) for key in ids],
        "number": [number],
        "number_confusable": [to_confusable(number)],
        "name_whole": [*names],
        "name_whole_marked": [to_marked_key(name) for name in source.holder_names],
        "name_initials": ["".join(word[0] for word in name.split()) for name in names],
        "unit_path": [*list_unit_paths(source.unit)],
        "custodian_path": [*list_unit_paths(source.custodian)],
        "state": [source.state],
        "document_type": [source.document_type],
        "level": [source.level],
        "unit": [source.unit],
    }
    for name, texts in values.items():
        for text in texts:
            if text:
                document.add_text(name, text)


def _add_words(document: tantivy.Document, source: IndexDocument) -> None:
    for name in source.holder_names:
        document.add_text("names", to_name_key(name))
        document.add_text("names_marked", to_marked_key(name))
    document.add_text("title", " ".join(fold_words(source.title)))
    document.add_text("title_marked", to_marked_key(source.title))
    number = source.document_number or ""
    parts = [*source.holder_names, number, source.title, source.issuing_body or "", source.text]
    # The compact number and ids are words too, so that they can stand among others in a question.
    extra = [to_number_key(number), *(to_id_key(identifier).lower() for identifier in source.holder_ids)]
    document.add_text("content", " ".join([*fold_words(" ".join(parts)), *filter(None, extra)]))
    document.add_text("content_marked", " ".join(marked_words(" ".join(parts))))


def _add_numbers(document: tantivy.Document, source: IndexDocument) -> None:
    if source.issued_on is not None:
        document.add_integer("year", source.issued_on.year)
        document.add_integer("issued_on", source.issued_on.toordinal())
    document.add_integer("filed_at_s", source.filed_at_s)
    document.add_integer("sensitivity", source.sensitivity)
    for slot, (begin, end) in enumerate(to_slots(source.in_force)):
        document.add_integer(f"from_{slot}", begin)
        document.add_integer(f"until_{slot}", end)
