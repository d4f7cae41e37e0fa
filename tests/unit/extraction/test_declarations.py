"""Every declared type proves itself with its own examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from extraction.examples import check_example
from schemas.document_type import DocumentType, Example, document_types

_TYPES = document_types()
_EXAMPLES = [(declared, example) for declared in _TYPES.values() for example in declared.examples]


@pytest.mark.parametrize(
    ("declared", "example"), _EXAMPLES, ids=[f"{declared.key}-{example.name}" for declared, example in _EXAMPLES]
)
def test_an_example_is_recognised_and_read_as_it_promises(
    declared: DocumentType, example: Example, types: Mapping[str, DocumentType]
) -> None:
    assert check_example(declared, example, types) == []


def test_an_example_that_promises_another_value_is_told(types: Mapping[str, DocumentType]) -> None:
    declared = types["building_permit"]
    wrong = replace(declared.examples[0], expect={"document_number": "46/GPXD"})
    assert check_example(declared, wrong, types) == ["house_2022: document_number is '45/GPXD', expected '46/GPXD'"]


def test_fields_that_name_holders_are_marked(types: Mapping[str, DocumentType]) -> None:
    assert types["marriage_certificate"].list_roles("holder_name") == ("wife_name", "husband_name")
    assert types["land_use_certificate"].list_roles("holder_id") == ("holder_id",)
    assert types["committee_decision"].list_roles("holder_name") == ()
