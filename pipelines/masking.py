"""Here lives the masking of ids that stand inside texts: names, addresses, passages found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipelines.lines import JsonLine
from schemas.document_type import DocumentType, FieldSpec
from schemas.holder_links import to_id
from schemas.procedure_result import ProcedureResult
from schemas.text import mask_id

# Nine or twelve digits, blanks between them allowed, no digit beside: an old or a new id. Dots would
# take sums of money (100.000.000) for ids.
_ID_IN_TEXT = re.compile(r"(?<!\d)\d(?: ?\d){8}(?:(?: ?\d){3})?(?! ?\d)")
# Kinds whose own values may be nine or twelve digits long and name no person.
_NUMBER_KINDS = frozenset(
    {
        "area",
        "area_in_words",
        "card_number",
        "certificate_code",
        "civil_number",
        "date",
        "date_in_words",
        "document_number",
        "dossier_code",
        "household_business_code",
        "land_serial",
        "map_sheet",
        "money",
        "money_in_words",
        "parcel",
        "procedure_code",
        "project_code",
        "register_number",
        "registry_number",
        "tax_code",
    }
)


def mask_ids_in_text(text: str) -> str:
    """The text with every id in it masked as the contract masks ids."""
    return _ID_IN_TEXT.sub(lambda found: mask_id(found.group().replace(" ", "")), text)


def mask_passages(fields: JsonLine, document_type: DocumentType | None) -> JsonLine:
    """Fields of a line with ids masked that stand inside names, addresses and running text."""
    specs = {spec.name: spec for spec in document_type.fields} if document_type else {}
    return {name: _mask_field(value, specs.get(name)) for name, value in fields.items()}


def _mask_field(value: Any, spec: FieldSpec | None) -> Any:
    if spec is None:
        return _mask_deeply(value)
    if spec.kind in _NUMBER_KINDS:
        return value
    numbers = {column.name for column in spec.columns if column.kind in _NUMBER_KINDS}
    if not numbers or not isinstance(value, list):
        return _mask_deeply(value)
    return [{name: cell if name in numbers else _mask_deeply(cell) for name, cell in row.items()} for row in value]


def mask_own_numbers(fields: JsonLine, holder_ids: Sequence[str]) -> JsonLine:
    """Fields of a line with those masked whose value is a holder's own id.

    Since 2025 a household business is registered under its owner's number: there the number of the paper is an id.
    """
    return {name: _mask_own(value, frozenset(holder_ids)) for name, value in fields.items()}


def show_number(result: ProcedureResult, *, reveals: bool = False) -> str | None:
    """The number of a paper; masked where it is a holder's own id, unless ids are revealed."""
    number = result.document_number
    return mask_id(number) if number and not reveals and to_id(number) in result.holder_ids else number


def _mask_own(value: Any, ids: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_mask_own(item, ids) for item in value]
    if not isinstance(value, dict):
        return value
    if "value" in value:
        return _mask_deeply(value) if to_id(str(value["value"] or "")) in ids else value
    return {name: _mask_own(item, ids) for name, item in value.items()}


def _mask_deeply(value: Any) -> Any:
    """Every `raw`, `value` and correction below with its ids masked."""
    if isinstance(value, list):
        return [mask_ids_in_text(item) if isinstance(item, str) else _mask_deeply(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: mask_ids_in_text(item) if name in ("raw", "value") and isinstance(item, str) else _mask_deeply(item)
        for name, item in value.items()
    }
