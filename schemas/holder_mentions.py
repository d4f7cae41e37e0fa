"""Here live mentions: each holder that a paper names, with the id, day of birth and parents it prints of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.document_type import DocumentType
from schemas.extraction import FieldReading
from schemas.field_values import find_value, list_places
from schemas.holder_links import to_id, to_name
from schemas.procedure_result import ProcedureResult

_ROLES = ("holder_name", "holder_id", "holder_birth_date")
# `wife_name`, `wife_id`, `wife_birth_date` are of one person: what stands before these endings.
_ENDING = re.compile(r"_?(?:name|id|birth_date)s?$")
_PARENTS = ("mother_name", "father_name")
_PRINTED_ID = re.compile(r"(?<!\d)\d(?: ?\d){8}(?:(?: ?\d){3})?(?! ?\d)")


@dataclass(frozen=True, slots=True)
class HolderMention:
    """One holder as one paper names them.

    `name` is folded, `born` an ISO date, partial or not, or "". `holder_id` is the id read, or "";
    `printed_ids` are all 9- and 12-digit numbers that stand where ids of this holder are printed.
    `parents` are folded names.
    """

    name: str
    born: str
    holder_id: str
    printed_ids: frozenset[str]
    parents: frozenset[str]


def list_mentions(result: ProcedureResult, document_type: DocumentType | None) -> tuple[HolderMention, ...]:
    """The holders of a paper, in the order of its declaration; nothing is guessed where names and ids do not pair."""
    groups: dict[str, dict[str, str]] = {}
    specs = [(spec.name, spec.role) for spec in document_type.fields] if document_type else []
    for name, role in specs or [(role, role) for role in _ROLES]:
        if role in _ROLES:
            groups.setdefault(_ENDING.sub("", name).removesuffix("s"), {}).setdefault(role, name)
    return tuple(mention for prefix, fields in groups.items() for mention in _read_group(result, prefix, fields))


def list_births(result: ProcedureResult, document_type: DocumentType | None) -> tuple[str, ...]:
    """The birth keys of a paper's holders, each once."""
    keys = [to_birth_key(one.name, one.born) for one in list_mentions(result, document_type) if one.name and one.born]
    return tuple(dict.fromkeys(keys))


def to_birth_key(name: str, born: str) -> str:
    """A folded name and the year of birth: `nguyen van an|1985`. The day is compared when papers are looked at."""
    return f"{name}|{born[:4]}"


def _read_group(result: ProcedureResult, prefix: str, fields: dict[str, str]) -> Iterable[HolderMention]:
    columns = [list_places(result, fields[role]) if role in fields else () for role in _ROLES]
    raws = _list_raws(result, fields.get("holder_id", ""))
    count = max(len(column) for column in columns)
    # Two names and one id: nothing says whose it is, so each stands for itself.
    is_paired = all(len(column) in (0, count) for column in columns)
    parents = _read_parents(result) if prefix == "holder" and count == 1 else frozenset()
    beside = _read_beside(result, prefix) if count == 1 else frozenset()
    for position in range(count):
        name, holder_id, born = (column[position] or "" if position < len(column) else "" for column in columns)
        if is_paired:
            printed = _find_ids(raws[position] if position < len(raws) else "") | beside
            key = to_id(holder_id) if holder_id else ""
            yield HolderMention(to_name(name), born, key, printed | ({key} - {""}), parents)
            continue
        if name:
            yield HolderMention(to_name(name), "", "", frozenset(), frozenset())
        if holder_id:
            yield HolderMention("", "", to_id(holder_id), frozenset({to_id(holder_id)}), frozenset())


def _list_raws(result: ProcedureResult, name: str) -> tuple[str, ...]:
    reading = result.extraction.fields.get(name)
    readings = (reading,) if isinstance(reading, FieldReading) else reading or ()
    return tuple(item.raw or "" if isinstance(item, FieldReading) else "" for item in readings)


def _read_parents(result: ProcedureResult) -> frozenset[str]:
    return frozenset(to_name(name) for field in _PARENTS if (name := find_value(result, field)))


def _read_beside(result: ProcedureResult, prefix: str) -> frozenset[str]:
    """Ids in a field of identity papers that stands beside the id (`holder_identity_paper`)."""
    names = (f"{prefix}_identity_paper", "identity_paper") if prefix == "holder" else (f"{prefix}_identity_paper",)
    return frozenset().union(*(_find_ids(find_value(result, name) or "") for name in names))


def _find_ids(text: str) -> frozenset[str]:
    return frozenset(to_id(found) for found in _PRINTED_ID.findall(text))
