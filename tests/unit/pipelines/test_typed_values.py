"""What people type: read by the field's kind, refused when it has not its form, never guessed at."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.results.typed_values import read_typed_value
from schemas.document_type import document_types
from schemas.errors import InputRejected, SetupError


def read(field: str, text: str) -> str | None:
    return read_typed_value(field, text, None, {})


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("issue_date", "2021-03-05", "2021-03-05"),
        ("issue_date", "5/3/2021", "2021-03-05"),
        ("issue_date", "ngày 05 tháng 3 năm 2021", "2021-03-05"),
        ("issue_date", "2021-03", "2021-03"),
        ("issue_date", "2021", "2021"),
        ("document_number", "45 / GPXD", "45/GPXD"),
        ("holder_id", "092 085 000123", "092085000123"),
        ("valid_until", "indefinite", "indefinite"),
        ("valid_until", "Lâu dài", "indefinite"),
        ("valid_until", "31/12/2030", "2030-12-31"),
        ("holder_name", "  Nguyễn   Văn Ân ", "Nguyễn Văn Ân"),
        ("subject", "V/v cấp phép", "V/v cấp phép"),
        ("subject", "", None),
    ],
)
def test_what_people_write_is_kept_in_canonical_form(field: str, typed: str, kept: str | None) -> None:
    assert read(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("issue_date", "2021-02-30"),
        ("issue_date", "30/02/2021"),
        ("issue_date", "hôm qua"),
        ("holder_id", "12345"),
        ("signer_name", "Nguyễn Văn 3"),
        ("valid_until", "2021-13"),
    ],
)
def test_what_has_not_the_fields_form_is_refused(field: str, typed: str) -> None:
    with pytest.raises(InputRejected, match="value_invalid"):
        read(field, typed)


def test_a_type_must_be_declared() -> None:
    with pytest.raises(SetupError, match="type_key_unknown"):
        read("document_type", "poem")


@given(st.dates(min_value=date(1945, 1, 1), max_value=date(2090, 1, 1)))
def test_a_day_typed_either_way_is_the_same_day(day: date) -> None:
    assert read("issue_date", day.isoformat()) == read("issue_date", day.strftime("%d/%m/%Y")) == day.isoformat()


@pytest.mark.parametrize(
    ("typed", "kept"), [("131,4 m2", "131.4"), ("một trăm ba mươi mốt phẩy bốn mét vuông", "131.4"), ("120", "120")]
)
def test_an_area_in_words_may_be_typed_in_digits(typed: str, kept: str) -> None:
    land = document_types()["land_use_certificate"]
    assert read_typed_value("area_in_words", typed, land, {}) == kept
