"""Here live the fields of an indexed result, spelt once for every engine.

Texts are folded and cut into words here, in Python, and engines only split at blanks: so every index
agrees with every other by construction.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache

from schemas.search import IndexDocument
from schemas.text import fold_words
from storage.indexes._hits import Card, to_card
from storage.indexes._order import to_order_key
from storage.indexes._validity_slots import to_slots
from storage.match_keys import (
    list_number_parts,
    list_unit_paths,
    marked_words,
    to_confusable,
    to_id_key,
    to_marked_key,
    to_name_key,
    to_number_key,
    to_sorted_key,
)

# Compared whole.
KEY_FIELDS = (
    "result_id",
    "ids",
    "ids_confusable",
    "number",
    "number_confusable",
    "name_whole",
    "name_whole_marked",
    "name_sorted",
    "name_initials",
    "unit_path",
    "seen_path",
    "state",
)
# Compared whole, and counted by value.
FACET_FIELDS = ("document_type", "level", "unit")
# Cut into words at blanks; the marked twin of a field ranks above it.
WORD_FIELDS = ("names", "names_marked", "title", "title_marked", "number_words", "content", "content_marked")
NUMBER_FIELDS = ("version", "year", "issued_on", "order_key", "sensitivity")


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """Everything an index holds of one result; every field is there, perhaps empty.

    `slots` are times in force as (from, until) day numbers; `card` is kept to show a hit, never searched.
    """

    keys: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    numbers: dict[str, int | None]
    slots: tuple[tuple[int, int], ...]
    card: Card


def to_fields(document: IndexDocument) -> DocumentFields:
    """A result as every engine indexes it.

    Raises:
        UnicodeEncodeError: see `require_text`.
    """
    require_text(document)
    return DocumentFields(
        keys=_make_keys(document),
        words=_make_words(document),
        numbers={
            "version": document.version,
            "year": document.issued_on.year if document.issued_on else None,
            "issued_on": document.issued_on.toordinal() if document.issued_on else None,
            "order_key": to_order_key(document.filed_at_s, document.result_id),
            "sensitivity": document.sensitivity,
        },
        slots=to_slots(document.in_force),
        card=to_card(document),
    )


def require_text(document: IndexDocument) -> None:
    """Let nothing pass that no engine can hold.

    Raises:
        UnicodeEncodeError: half a surrogate pair, as damaged files bring it, is no text.
    """
    told = (document.title, document.document_number or "", document.issuing_body or "", document.text)
    "".join((*told, *document.holder_names, *document.holder_ids)).encode()


def _make_keys(document: IndexDocument) -> dict[str, tuple[str, ...]]:
    number = to_number_key(document.document_number or "")
    ids = [to_id_key(identifier) for identifier in document.holder_ids]
    names = [to_name_key(name) for name in document.holder_names]
    keys: dict[str, list[str | None]] = {
        "result_id": [document.result_id],
        "ids": [*ids],
        "ids_confusable": [to_confusable(key) for key in ids],
        "number": [number],
        "number_confusable": [to_confusable(number)],
        "name_whole": [*names],
        "name_whole_marked": [to_marked_key(name) for name in document.holder_names],
        # The same words in any order.
        "name_sorted": [to_sorted_key(name) for name in document.holder_names],
        "name_initials": ["".join(word[0] for word in name.split()) for name in names],
        "unit_path": [*list_unit_paths(document.unit)],
        # Issuer's and custodian's in one: every question asks who may see, most often of a great part of all papers.
        "seen_path": [*sorted({*list_unit_paths(document.unit), *list_unit_paths(document.custodian)})],
        "state": [document.state],
        "document_type": [document.document_type],
        "level": [document.level],
        "unit": [document.unit],
    }
    return {field: tuple(value for value in values if value) for field, values in keys.items()}


def _make_words(document: IndexDocument) -> dict[str, tuple[str, ...]]:
    number = document.document_number or ""
    whole = " ".join([*document.holder_names, number, document.title, document.issuing_body or "", document.text])
    # The compact number and ids are words too, so that they can stand among others in a question.
    extra = [to_number_key(number), *(to_id_key(identifier).lower() for identifier in document.holder_ids)]
    return {
        "names": tuple(to_name_key(name) for name in document.holder_names),
        "names_marked": tuple(to_marked_key(name) for name in document.holder_names),
        "title": (" ".join(fold_words(document.title)),),
        "title_marked": (to_marked_key(document.title),),
        "number_words": (" ".join(list_number_parts(number)),),
        "content": (" ".join([*fold_words(whole), *filter(None, extra)]),),
        "content_marked": (" ".join(marked_words(whole)),),
    }


@cache
def find_form(engine: str) -> str:
    """The name of the form in which an index of today holds results: 16 hex digits.

    It follows the fields, the folding of texts and the engine's own declaration of them, so that nobody has to
    remember to raise a number. An index of another form is built anew.

    Args:
        engine: how the engine declares the fields, as text.
    """
    told = json.dumps([engine, asdict(to_fields(_PROBE))], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


# Letters with every mark, in both ways to write them, and signs that folding treats in its own way.
_PROBE = IndexDocument(
    result_id="probe",
    version=3,
    document_type="building_permit",
    title="Giấy phép xây dựng: ĂÂĐÊÔƠƯ ÀẢÃÁẠ ẰẲẴẮẶ ẦẨẪẤẬ ÈẺẼÉẸ ỀỂỄẾỆ ÌỈĨÍỊ",
    document_number="O12-l/QĐ-UBND.VX",
    issued_on=date(2021, 3, 5),
    issuing_body="Ủy ban nhân dân thành phố Cần Thơ",
    unit="92.916.31135",
    level="commune",
    custodian="92.916",
    sensitivity=2,
    state="confirmed",
    holder_names=("Lê Hoà  Bình", "\u00d0ặng Thuý Uyên", "Nguye\u0302\u0303n Văn-Ân"),
    holder_ids=("092 085.001234", "b1234567"),
    in_force=((date(2021, 3, 5), date(2022, 3, 4)), (date(2022, 3, 5), None), (date(2024, 1, 1), None)),
    filed_at_s=1_700_000_000,
    text="ỒỔỖỐỘ ỜỞỠỚỢ ÙỦŨÚỤ ỪỬỮỨỰ ỲỶỸÝỴ hòa hoà quý quí \u0189 \uff11\uff12 a\u200bb 漢 ﬁ\f trang hai 01/02/2020",
)
