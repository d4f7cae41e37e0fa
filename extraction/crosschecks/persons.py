"""Here live checks of numbers and holders: digits against words, ids against birth year and sex."""

from __future__ import annotations

from collections.abc import Iterator

from extraction.crosschecks.case import Case
from schemas.extraction import Doubt, FieldReading
from schemas.field_kinds.identifiers import citizen_birth_year, citizen_sex


def check_words(case: Case) -> Iterator[Doubt]:
    """Digits against words (birth dates, areas, capital)."""
    for spec in case.declared.fields:
        if not spec.words_field:
            continue
        value, words = case.value(spec.name), case.value(spec.words_field)
        if value and words and not _is_same_number(value, words) and not _is_part_of(words, value):
            yield Doubt(spec.name, "words_differ")
            yield Doubt(spec.words_field, "words_differ")


def _is_same_number(value: str, words: str) -> bool:
    """`12345.0` square metres are `12345`; dates are compared as they stand."""
    if "-" in value or "-" in words:
        return value == words
    return float(value) == float(words)


def _is_part_of(part: str, whole: str) -> bool:
    """A partial date in words does not contradict the full one: `2023-03` and `2023-03-05`."""
    return "-" in whole and whole.startswith(part + "-")


def check_ids(case: Case) -> Iterator[Doubt]:
    """A 12-digit number against printed birth year and sex."""
    for spec in case.declared.fields:
        number = case.value(spec.name)
        if spec.kind != "citizen_id" or not number:
            continue
        born, year = case.value(spec.birth_field) if spec.birth_field else None, citizen_birth_year(number)
        if born and year and int(born[:4]) != year and set(number) != {"0"}:
            yield Doubt(spec.name, "birth_year_differs")
        sex, said = case.value(spec.sex_field) if spec.sex_field else None, citizen_sex(number)
        if sex in ("Nam", "Nữ") and said and sex != said and set(number) != {"0"}:
            yield Doubt(spec.name, "sex_differs")


def check_repeated_ids(case: Case) -> Iterator[Doubt]:
    """Ids repeated as one number for two holders are a slip of the eye or of the paste."""
    seen: dict[str, str] = {}
    for name in case.declared.list_roles("holder_id"):
        reading = case.fields.get(name)
        if not isinstance(reading, FieldReading) or not reading.value or set(reading.value) == {"0"}:
            continue
        if reading.value in seen:
            yield Doubt(name, "id_repeated")
        seen[reading.value] = name


def check_holders(case: Case) -> Iterator[Doubt]:
    """More numbers or births than names: an owner was not read."""
    for name in case.declared.list_roles("holder_name"):
        names = case.fields.get(name)
        if not isinstance(names, tuple):
            continue
        for role in ("holder_id", "holder_birth_date"):
            for other in case.declared.list_roles(role):
                read = case.fields.get(other)
                if isinstance(read, tuple) and len(read) != len(names):
                    yield Doubt(name if len(read) > len(names) else other, "holders_differ")
