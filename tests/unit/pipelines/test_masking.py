"""Ids are masked wherever they stand; sums, areas and days of as many digits are not."""

from __future__ import annotations

from pipelines.masking import mask_passages
from pipelines.resources import load_types
from pipelines.settings import read_settings

TYPES = load_types(read_settings({}))


def test_a_sum_in_words_is_not_taken_for_an_id() -> None:
    fields = {"capital_in_words": {"value": "100000000", "raw": "Một trăm triệu đồng"}}
    assert mask_passages(fields, TYPES["household_business_certificate"]) == fields


def test_an_id_in_a_name_or_an_undeclared_field_is_masked() -> None:
    fields = {"business_name": {"value": "Hộ 092085000123"}, "strange": {"value": "092085000123"}}
    told = mask_passages(fields, TYPES["household_business_certificate"])
    assert "092085000123" not in str(told)


def test_in_a_table_the_columns_of_sums_stay_and_the_others_are_masked() -> None:
    declared, spec, sums = next(
        (declared, spec, column)
        for declared in TYPES.values()
        for spec in declared.fields
        for column in spec.columns
        if column.kind == "money"
    )
    other = next(column.name for column in spec.columns if column.kind != "money")
    fields = {spec.name: [{sums.name: {"value": "100000000"}, other: {"value": "Ông 092085000123"}}]}
    (row,) = mask_passages(fields, declared)[spec.name]
    assert row[sums.name] == {"value": "100000000"} and "092085000123" not in row[other]["value"]
