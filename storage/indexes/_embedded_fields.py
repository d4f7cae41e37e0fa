"""Here live the fields of the embedded index, as its engine wants them declared and filled."""

from __future__ import annotations

import json
from typing import cast

import tantivy

from schemas.search import IndexDocument
from storage.indexes._document_fields import (
    FACET_FIELDS,
    KEY_FIELDS,
    NUMBER_FIELDS,
    WORD_FIELDS,
    find_form,
    to_fields,
)
from storage.indexes._hits import Card
from storage.indexes._validity_slots import SLOT_COUNT

# Of this engine alone: a result's id with its version, and the first letters of the id, by which ids are walked.
_STAMP, _SHELF = "stamp", "shelf"
_SHELF_CHARS = 2
# Raised when the engine's declarations change in a way that `make_schema` does not show.
_DECLARATION = "embedded 2"


def make_schema() -> tantivy.Schema:
    """The fields; `card` is stored only, and holds what a hit is judged and shown by."""
    builder = tantivy.SchemaBuilder()
    for name in (*KEY_FIELDS, _STAMP):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*FACET_FIELDS, _SHELF):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in WORD_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace")
    for name in (*NUMBER_FIELDS, *list_slot_fields()):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


def today_form() -> str:
    """The form in which an index made now holds results."""
    return find_form(_DECLARATION)


def list_slot_fields() -> tuple[str, ...]:
    return tuple(f"{end}_{slot}" for slot in range(SLOT_COUNT) for end in ("from", "until"))


def make_document(source: IndexDocument) -> tantivy.Document:
    """Everything the index holds of one result.

    Raises:
        ValueError, OverflowError: a text or number that the engine cannot hold.
    """
    fields = to_fields(source)
    document = tantivy.Document()
    for name, texts in (fields.keys | fields.words).items():
        for text in texts:
            document.add_text(name, text)
    document.add_text(_STAMP, f"{source.result_id} {source.version}")
    document.add_text(_SHELF, source.result_id[:_SHELF_CHARS])
    for name, number in fields.numbers.items():
        if number is not None:
            document.add_integer(name, number)
    for slot, (begin, end) in enumerate(fields.slots):
        document.add_integer(f"from_{slot}", begin)
        document.add_integer(f"until_{slot}", end)
    document.add_bytes("card", json.dumps(fields.card, ensure_ascii=False, separators=(",", ":")).encode())
    return document


def read_card(document: tantivy.Document) -> Card:
    """What `make_document` kept to be shown."""
    return cast(Card, json.loads(bytes(cast(bytes, document.get_first("card")))))


def find_version(searcher: tantivy.Searcher, schema: tantivy.Schema, result_id: str) -> int | None:
    """The version of a result that is alive in the index."""
    mine = tantivy.Query.term_query(schema, "result_id", result_id)
    stamps = searcher.terms_with_prefix(_STAMP, f"{result_id} ", filter_query=mine)
    return max((_read_stamp(stamp)[1] for stamp, _ in stamps), default=None)


def list_shelves(searcher: tantivy.Searcher) -> list[str]:
    """The beginnings of the ids in the index, in order."""
    asked = {_SHELF: {"terms": {"field": _SHELF, "size": 1 << 16}}}
    counted = searcher.aggregate(tantivy.Query.all_query(), asked)
    return sorted(str(bucket["key"]) for bucket in counted[_SHELF]["buckets"])


def list_shelf(searcher: tantivy.Searcher, schema: tantivy.Schema, shelf: str) -> list[tuple[str, int]]:
    """Ids with this beginning and their versions, in order of id."""
    mine = tantivy.Query.term_query(schema, _SHELF, shelf)
    stamps = searcher.terms_with_prefix(_STAMP, shelf, filter_query=mine)
    return sorted(_read_stamp(stamp) for stamp, _ in stamps)


def _read_stamp(stamp: str) -> tuple[str, int]:
    result_id, _, version = stamp.rpartition(" ")
    return result_id, int(version)
