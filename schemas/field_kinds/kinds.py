"""Here lives the list of field kinds by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from schemas.field_kinds import (
    amounts,
    codes,
    dates,
    document_numbers,
    identifiers,
    measures,
    names,
    peoples,
    plain,
    posts,
)
from schemas.field_kinds.reading import KindReading
from schemas.near_spellings import raise_small_capitals

KINDS: Mapping[str, Callable[[str], KindReading]] = {
    "date": dates.read_date,
    "date_in_words": dates.read_date_in_words,
    "person_name": names.read_person_name,
    "holder": names.read_holder,
    "co_holder": names.read_co_holder,
    "organisation": names.read_organisation,
    "citizen_id": identifiers.read_citizen_id,
    "tax_code": identifiers.read_tax_code,
    "household_business_code": identifiers.read_household_code,
    "industry_code": identifiers.read_industry_code,
    "passport": codes.read_passport,
    "project_code": codes.read_project_code,
    "certificate_code": codes.read_certificate_code,
    "dossier_code": codes.read_dossier_code,
    "procedure_code": codes.read_procedure_code,
    "document_number": document_numbers.read_document_number,
    "register_number": document_numbers.read_register_number,
    "civil_number": document_numbers.read_civil_number,
    "card_number": document_numbers.read_card_number,
    "land_serial": document_numbers.read_land_serial,
    "registry_number": document_numbers.read_registry_number,
    "money": amounts.read_money,
    "money_in_words": amounts.read_money_in_words,
    "area": amounts.read_area,
    "area_in_words": amounts.read_area_in_words,
    "parcel": amounts.read_parcel,
    "map_sheet": amounts.read_map_sheet,
    "term": amounts.read_term,
    "percent": measures.read_percent,
    "ratio": measures.read_ratio,
    "length": measures.read_length,
    "ethnicity": peoples.read_ethnicity,
    "post": posts.read_post,
    "authority": posts.read_authority,
    "place": plain.read_place,
    "address": plain.read_address,
    "text": plain.read_text,
    "land_purpose": plain.read_land_purpose,
    "choice": plain.read_text,
    "table": plain.read_text,
}


def read_value(kind: str, raw: str, choices: Sequence[str] = ()) -> KindReading:
    """A raw text read as this kind.

    Args:
        kind: a name of `KINDS`; anything else is a programming error (KeyError).
        raw: printed text, possibly with leader dots and neighbours.
        choices: the allowed values, for kind `choice` only.
    """
    capitals = raise_small_capitals(raw)
    reading = plain.read_choice(capitals, choices) if kind == "choice" else KINDS[kind](capitals)
    if capitals == raw or reading.value is None:
        return reading
    return replace(reading, corrections=("small letter among capitals raised", *reading.corrections))
