"""Here lives what speaks against two readings being of one paper: its number, its type, its holder."""

from __future__ import annotations

from dataclasses import replace

from pipelines.resources import Resources
from schemas.extraction import Extraction
from schemas.folding import TYPE_FIELD, fold_result
from schemas.procedure_result import ProcedureResult
from schemas.text import fold
from storage.match_keys import to_id_key, to_number_key

# Ids of other lengths are of other times: the same person had a shorter one before.
_CITIZEN_ID_LENGTH = 12
# Doubts that say nothing against what was read.
_NO_FAULT = frozenset({"sampled", "described_only"})


def find_contradictions(resources: Resources, result: ProcedureResult, page: Extraction) -> tuple[str, ...]:
    """Which of number, type and holder a page plainly has otherwise than the paper it is to belong to.

    A page that says nothing of itself (a back, an annex, a second page) contradicts nothing; neither does a reading
    that is in doubt.
    """
    alone = replace(result, extraction=page, reviews=(), page_numbers=page.page_numbers, state="in_review")
    alone = fold_result(alone, resources.types, resources.units)
    doubted = {doubt.field.partition("[")[0] for doubt in page.doubts if doubt.reason not in _NO_FAULT}
    found = []
    if "document_number" not in doubted and _numbers_differ(result, alone):
        found.append("document_number")
    if TYPE_FIELD not in doubted and types_differ(result, alone):
        found.append(TYPE_FIELD)
    if not doubted & {"holder_name", "holder_id", "holder_birth_date"} and holders_differ(result, alone):
        found.append("holder_name")
    return tuple(found)


def types_differ(one: ProcedureResult, other: ProcedureResult) -> bool:
    """Whether both have a type and it is not the same."""
    return bool(one.document_type and other.document_type) and one.document_type != other.document_type


def holders_differ(one: ProcedureResult, other: ProcedureResult) -> bool:
    """Whether names, citizen ids or births of the holders have nothing in common, where both have any."""
    return any(
        first and second and not first & second
        for first, second in (
            ({fold(name) for name in one.holder_names}, {fold(name) for name in other.holder_names}),
            (_citizen_ids(one), _citizen_ids(other)),
            (set(one.holder_births), set(other.holder_births)),
        )
    )


def _numbers_differ(one: ProcedureResult, other: ProcedureResult) -> bool:
    if not one.document_number or not other.document_number:
        return False
    return to_number_key(one.document_number) != to_number_key(other.document_number)


def _citizen_ids(result: ProcedureResult) -> set[str]:
    return {key for value in result.holder_ids if len(key := to_id_key(value)) == _CITIZEN_ID_LENGTH}
