"""Here live the fields of the server's index; only parts of the server that every build has are used."""

from __future__ import annotations

import json
from typing import Any

from schemas.search import IndexDocument
from storage.indexes._document_fields import (
    FACET_FIELDS,
    KEY_FIELDS,
    NUMBER_FIELDS,
    WORD_FIELDS,
    find_form,
    to_fields,
)
from storage.indexes._hits import CARD_FIELDS

# The server refuses a document with a term of more than 32,766 bytes.
_LONGEST_KEY = 8000

_PROPERTIES: dict[str, Any] = {
    **{name: {"type": "keyword", "ignore_above": _LONGEST_KEY} for name in (*KEY_FIELDS, *FACET_FIELDS)},
    **{name: {"type": "text", "analyzer": "words"} for name in WORD_FIELDS},
    **{name: {"type": "long"} for name in (*NUMBER_FIELDS, "in_force_from")},
    # Kept to be shown with a hit, never searched.
    **{name: {"type": "keyword", "index": False, "doc_values": False} for name in CARD_FIELDS if name != "result_id"},
    # One value for each time in force: start and end stay together.
    "in_force": {"type": "long_range"},
}
_MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    # What is only searched need not be kept a second time to be shown.
    "_source": {"includes": list(CARD_FIELDS)},
    "properties": _PROPERTIES,
}
SETTINGS: dict[str, Any] = {
    # One copy: the index can be made again from the catalogue.
    "number_of_replicas": 0,
    "number_of_shards": 1,
    # What an erasure deletes must leave the files, however little of a segment it is.
    "merge.policy.expunge_deletes_allowed": 0,
    # Texts come folded and cut already; the standard tokenizer is in every build of the server, and leaves the
    # tone at the end of a marked word where it is.
    "analysis": {"analyzer": {"words": {"type": "custom", "tokenizer": "standard"}}},
}


def today_form() -> str:
    """The form in which an index made now holds results."""
    return find_form(json.dumps([_MAPPINGS, SETTINGS], sort_keys=True))


def make_mappings(through: str = "", count: int = 0) -> dict[str, Any]:
    """Today's fields, with the form and how far the build is written into the index itself."""
    return {**_MAPPINGS, "_meta": make_meta(through, count)}


def make_meta(through: str, count: int) -> dict[str, Any]:
    return {"form": today_form(), "through": through, "count": count}


def make_source(document: IndexDocument) -> dict[str, Any]:
    """Everything the server is given of one result.

    Raises:
        UnicodeEncodeError: a text that the server cannot be told.
    """
    fields = to_fields(document)
    return {
        **fields.keys,
        **fields.words,
        **fields.numbers,
        **fields.card,
        "in_force": [{"gte": begin, "lte": end} for begin, end in fields.slots],
        "in_force_from": fields.slots[0][0] if fields.slots else None,
    }
