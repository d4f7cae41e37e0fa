"""Here live agreements: fields that another field, read elsewhere on the paper, speaks for."""

from __future__ import annotations

from collections.abc import Iterator

from extraction.crosschecks.case import Case
from extraction.crosschecks.days import days_off_the_rule
from schemas.field_kinds.identifiers import citizen_birth_year, citizen_sex


def agreements(case: Case) -> frozenset[str]:
    """Names of fields whose value follows from another one too: words say the digits, an id carries the birth year.

    A full agreement only: what merely does not contradict is no evidence.
    """
    return frozenset((*_said_in_words(case), *_carried_by_ids(case), *_by_rule(case)))


def _said_in_words(case: Case) -> Iterator[str]:
    for spec in case.declared.fields:
        value = case.value(spec.name)
        if spec.words_field and value and value == case.value(spec.words_field):
            yield from (spec.name, spec.words_field)


def _carried_by_ids(case: Case) -> Iterator[str]:
    """Birth year and sex together: a year alone is met by chance in one of a hundred wrong ids."""
    for spec in case.declared.fields:
        number = case.value(spec.name) if spec.birth_field and spec.sex_field else None
        if not number or citizen_sex(number) != case.value(spec.sex_field):
            continue
        born, year = case.value(spec.birth_field), citizen_birth_year(number)
        if born and year and int(born[:4]) == year:
            yield from (spec.name, spec.birth_field, spec.sex_field)


def _by_rule(case: Case) -> Iterator[str]:
    if days_off_the_rule(case) in (0, -1):
        yield from ("issue_date", "valid_until")
