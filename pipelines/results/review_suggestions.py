"""Here live values that a person who checks may well mean, so that a key takes what would have to be typed.

They come from where a person would look: other places of the same paper, what stands on the checked papers of the same
batch (one office, one signer, one form), the declared wordings of a title, other marks on the letters of a name. No
holder's name, number or address of another paper is ever among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from pipelines.resources import Resources
from schemas.address_tails import respell_address
from schemas.document_type import DocumentType, FieldSpec
from schemas.field_kinds.display import display_value
from schemas.field_values import find_value
from schemas.known_spellings import list_posts
from schemas.name_spellings import respell_name
from schemas.procedure_result import ProcedureResult
from schemas.text import fold

# More than are shown at once: the first letters typed choose among them.
_MOST = 24
# Checked papers of the batch that are looked at; its first ones tell what its others say.
_PAPERS = 100
# What was read in part is like what it should be; anything else is not worth the look.
_ALIKE = 60
# Kinds whose values mean the same thing wherever they stand on one paper.
_SAME_ON_PAPER = {"person_name": "name", "holder": "name", "co_holder": "name", "address": "address"}
# What an office writes on paper after paper.
_OFFICIAL = frozenset({"organisation", "authority", "post", "place", "choice", "ethnicity", "term"})
_SIGNERS = frozenset({"signer_name"})
# Who issued identity papers: circulars 07/2016 and 33/2018/TT-BCA, law 26/2023/QH15.
_ID_ISSUERS = (
    "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
    "Cục Cảnh sát QLHC về TTXH",
    "Cục Cảnh sát đăng ký quản lý cư trú và dữ liệu quốc gia về dân cư",
    "Bộ Công an",
)
_IS_ID_ISSUER = re.compile(r"(^|_)id_(issued_by|issue_place|place)$")
_SAME_NAME = 75


def suggest_values(
    resources: Resources, result: ProcedureResult, shown: Mapping[str, str], weak: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """By field as a review names it, values as they are shown, the likeliest first; fields without are out.

    Args:
        shown: what stands in each field of the form, "" where nothing was read.
        weak: by field, the place of the word that was read least surely.
    """
    declared = resources.types.get(result.document_type or "")
    if declared is None:
        return {}
    specs = {name: declared.find_spec(name) for name in shown}
    usual = _count_usual(resources, result, declared)
    told: dict[str, tuple[str, ...]] = {}
    for name, text in shown.items():
        spec = specs[name]
        if spec is None:
            continue
        candidates = [
            *_list_spellings(resources, spec, text, weak.get(name)),
            *_put_names_right(spec, text, shown, specs),
            *(value for value, _ in usual.get(spec.name, Counter()).most_common(_MOST)),
            *_list_wordings(declared, spec),
            *_list_on_paper(spec, name, shown, specs),
        ]
        if found := _choose(text, candidates):
            told[name] = found
    return told


def _choose(text: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The likeliest; beside a value that was read only what resembles it, the most alike first."""
    distinct = [value for value in dict.fromkeys(candidates) if value and value != text]
    if text:
        key = fold(text)
        # What breaks off is the beginning of the whole.
        chances = {value: _ALIKE if fold(value).startswith(key) else fuzz.ratio(key, fold(value)) for value in distinct}
        distinct = sorted((value for value in distinct if chances[value] >= _ALIKE), key=lambda value: -chances[value])
    return tuple(distinct[:_MOST])


def _list_on_paper(
    spec: FieldSpec, name: str, shown: Mapping[str, str], specs: Mapping[str, FieldSpec | None]
) -> Iterator[str]:
    """The same kind of value elsewhere on the paper: a second parent's address is mostly the first one's."""
    group = _SAME_ON_PAPER.get(spec.kind)
    for other, text in shown.items():
        found = specs[other]
        is_same_kind = found is not None and other != name and _SAME_ON_PAPER.get(found.kind) == group
        # Two names of one paper are mostly two people's.
        if group and is_same_kind and (not shown[name] or fuzz.ratio(fold(shown[name]), fold(text)) >= _SAME_NAME):
            yield text


def _list_wordings(declared: DocumentType, spec: FieldSpec) -> Sequence[str]:
    """How this paper's title is worded, in capitals as it is printed."""
    if spec.zone == "title" or spec.name == "title":
        return [sign.upper() for sign in declared.signs]
    return list_posts() if spec.kind == "post" else ()


def _list_spellings(resources: Resources, spec: FieldSpec, text: str, weak: int | None) -> Sequence[str]:
    if _SAME_ON_PAPER.get(spec.kind) == "name":
        return respell_name(text, weak)
    if spec.kind in ("address", "organisation"):
        return respell_address(text, resources.units)
    return _ID_ISSUERS if _IS_ID_ISSUER.search(spec.name) else ()


def _put_names_right(
    spec: FieldSpec, text: str, shown: Mapping[str, str], specs: Mapping[str, FieldSpec | None]
) -> Iterator[str]:
    """The name that a value ends with as it stands elsewhere: a household business is mostly named after a person."""
    words = text.split()
    for other, name in shown.items():
        found, size = specs[other], len(name.split())
        if spec.kind not in ("text", "organisation") or found is None or not 1 < size < len(words):
            continue
        is_like = fuzz.ratio(fold(" ".join(words[-size:])), fold(name)) >= _SAME_NAME
        if _SAME_ON_PAPER.get(found.kind) == "name" and is_like:
            yield " ".join((*words[:-size], name.upper() if words[0].isupper() else name))


def _count_usual(resources: Resources, result: ProcedureResult, declared: DocumentType) -> Mapping[str, Counter[str]]:
    """What the checked papers of this type in this batch say in the fields that are the office's, by field.

    A free text is the office's when two papers say it.
    """
    found: dict[str, Counter[str]] = {}
    batch_id = resources.catalogue.get_receipt(result.receipt_id).batch_id
    for paper in resources.catalogue.list_confirmed(batch_id, _PAPERS):
        for spec in declared.fields:
            is_official = spec.kind in _OFFICIAL or spec.name in _SIGNERS
            if not (is_official or spec.kind == "text") or spec.role or spec.many or spec.columns:
                continue
            if not is_official and paper.document_type != declared.key:
                continue
            value = find_value(paper, spec.name)
            if value:
                found.setdefault(spec.name, Counter())[display_value(spec.kind, value)] += 1
    for spec in declared.fields:
        if spec.kind == "text" and spec.name in found:
            found[spec.name] = Counter({text: count for text, count in found[spec.name].items() if count > 1})
    return found
