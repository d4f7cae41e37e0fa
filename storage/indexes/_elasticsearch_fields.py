"""Here live the fields of the server's index; only parts of the server that every build has are used."""

from __future__ import annotations

from typing import Any

from schemas.search import IndexDocument
from schemas.text import fold_words
from storage.indexes._validity_slots import to_slots
from storage.match_keys import (
    list_unit_paths,
    marked_words,
    to_confusable,
    to_id_key,
    to_marked_key,
    to_name_key,
    to_number_key,
)

_KEYWORDS = (
    "result_id",
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
    "document_type",
    "level",
    "unit",
)
_WORDS = ("names", "names_marked", "title", "title_marked", "content", "content_marked")
_NUMBERS = ("version", "year", "issued_on", "filed_at_s", "sensitivity", "in_force_from")
# Kept to be shown with a hit, never searched.
_CARD = ("holder_names", "holder_ids", "document_number", "text")

# The server refuses a document with a term of more than 32,766 bytes.
_LONGEST_KEY = 8000

MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        **{name: {"type": "keyword", "ignore_above": _LONGEST_KEY} for name in _KEYWORDS},
        **{name: {"type": "text", "analyzer": "words"} for name in _WORDS},
        **{name: {"type": "long"} for name in _NUMBERS},
        **{name: {"type": "keyword", "index": False, "doc_values": False} for name in _CARD},
        # One value for each time in force: start and end stay together.
        "in_force": {"type": "long_range"},
    },
}
SETTINGS: dict[str, Any] = {
    # One copy: the index can be made again from the catalogue.
    "number_of_replicas": 0,
    "number_of_shards": 1,
    # Texts come folded and cut already; the standard tokenizer is in every build of the server, and leaves the
    # tone at the end of a marked word where it is.
    "analysis": {"analyzer": {"words": {"type": "custom", "tokenizer": "standard"}}},
}


def make_source(document: IndexDocument) -> dict[str, Any]:
    """Everything the server holds of one result."""
    slots = to_slots(document.in_force)
    return {
        "result_id": document.result_id,
        "version": document.version,
        "holder_names": document.holder_names,
        "holder_ids": document.holder_ids,
        "document_number": document.document_number,
        "text": document.text,
        "title": " ".join(fold_words(document.title)),
        "title_marked": to_marked_key(document.title),
        "year": document.issued_on.year if document.issued_on else None,
        "issued_on": document.issued_on.toordinal() if document.issued_on else None,
        "filed_at_s": document.filed_at_s,
        "sensitivity": document.sensitivity,
        "in_force": [{"gte": begin, "lte": end} for begin, end in slots],
        "in_force_from": slots[0][0] if slots else None,
        "state": document.state,
        "document_type": document.document_type,
        "level": document.level,
        "unit": document.unit,
        "unit_path": list_unit_paths(document.unit),
        "custodian_path": list_unit_paths(document.custodian),
        **_make_keys(document),
    }


def _make_keys(document: IndexDocument) -> dict[str, Any]:
    number = document.document_number or ""
    number_key = to_number_key(number)
    ids = [to_id_key(identifier) for identifier in document.holder_ids]
    names = [to_name_key(name) for name in document.holder_names]
    marked = [to_marked_key(name) for name in document.holder_names]
    whole = " ".join([*document.holder_names, number, document.title, document.issuing_body or "", document.text])
    extra = [number_key, *(key.lower() for key in ids)]
    return {
        "ids": ids,
        "ids_confusable": [to_confusable(key) for key in ids],
        "number": number_key or None,
        "number_confusable": to_confusable(number_key) or None,
        "names": names,
        "names_marked": marked,
        "name_whole": names,
        "name_whole_marked": marked,
        "name_initials": ["".join(word[0] for word in name.split()) for name in names],
        "content": " ".join([*fold_words(whole), *filter(None, extra)]),
        "content_marked": " ".join(marked_words(whole)),
    }
