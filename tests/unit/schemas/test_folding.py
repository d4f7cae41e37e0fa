"""The fold: what a result stands for, from the machine's readings and people's reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.document_type import DocumentType, FieldSpec, Validity
from schemas.extraction import Doubt, Extraction, FieldReading, FieldValue
from schemas.folding import fold_result, list_values
from schemas.procedure_result import FieldReview, ProcedureResult
from schemas.units import load_units
from schemas.validity import validity_on

AT = datetime(2026, 1, 2, tzinfo=UTC)


def declare(validity: Validity, *fields: FieldSpec, key: str = "licence") -> dict[str, DocumentType]:
    declared = DocumentType(
        key=key, title="Giấy phép", signs=("giấy phép",), body_signs=(), number_signs=(), issuer_signs=(), rejects=(),
        stops=(), tier=0, levels=("district",), evidence="description", sensitivity=3, validity=validity, sections=(),
        fields=fields, examples=(), source_hash="h", evidence_source="", review_only=False,
        in_backlog=True, backlog_note="",
        procedure_codes=(), result_type_code="", issuers=(), editions=(),
    )  # fmt: skip
    return {key: declared}


def spec(name: str, role: str = "", **more: object) -> FieldSpec:
    return FieldSpec(name=name, title=name, kind="text", strategy="after_label", role=role, **more)  # type: ignore[arg-type]


FIVE_YEARS = Validity("T2", 5, None, "Nghị định 105/2017/NĐ-CP", "")
TYPES = declare(
    FIVE_YEARS, spec("husband_name", "holder_name"), spec("wife_name", "holder_name"), spec("id", "holder_id")
)


def read(value: str | None) -> FieldReading:
    return FieldReading(value, value, 0.9, None)


def make_result(fields: dict[str, FieldValue], *, key: str | None = "licence", **changes: object) -> ProcedureResult:
    doubts = changes.pop("doubts", ())
    extraction = Extraction("s" * 64, (1,), key, 0.9, "h", "TIÊU ĐỀ", fields, doubts)  # type: ignore[arg-type]
    result = ProcedureResult("r1", "c1", "s" * 64, (1,), "92.916", extraction, "in_review", AT)
    return replace(result, **changes)  # type: ignore[arg-type]


def review(field: str, value: str | None) -> FieldReview:
    return FieldReview("r1", field, value, "cli:lan", AT)


def fold(result: ProcedureResult) -> ProcedureResult:
    return fold_result(result, TYPES, load_units())


def test_every_field_that_names_a_holder_is_a_holder() -> None:
    folded = fold(make_result({"husband_name": read("Lê Văn Ba"), "wife_name": read("Lê Thị Tư"), "id": read("092")}))
    assert folded.holder_names == ("Lê Văn Ba", "Lê Thị Tư")
    assert folded.holder_ids == ("092",)


def test_owners_stand_in_printed_order_and_a_review_replaces_one_of_them() -> None:
    owners = {"husband_name": (read("A"), read("B"), read("C"))}
    assert list_values(make_result(owners), "husband_name") == ("A", "B", "C")
    reviewed = make_result(owners, reviews=(review("husband_name[1]", "Bê"), review("husband_name[2]", None)))
    assert list_values(reviewed, "husband_name") == ("A", "Bê")


def test_a_paper_of_no_known_type_still_names_its_holder() -> None:
    folded = fold(make_result({"holder_name": read("Lê Văn Ba")}, key=None))
    assert (folded.holder_names, folded.document_type, folded.intervals) == (("Lê Văn Ba",), None, ())


def test_the_last_review_wins_and_settles_its_doubt() -> None:
    doubts = (Doubt("id", "missing"), Doubt("wife_name", "low_confidence"))
    folded = fold(make_result({"id": read("1")}, doubts=doubts, reviews=(review("id", "2"), review("id", "3"))))
    assert folded.holder_ids == ("3",)
    assert folded.needs_review == (Doubt("wife_name", "low_confidence"),)


def test_a_confirmed_result_has_no_open_doubts() -> None:
    assert fold(make_result({}, doubts=(Doubt("id", "missing"),), state="confirmed")).needs_review == ()


def test_a_term_by_law_counts_from_the_first_day_of_issue() -> None:
    folded = fold(make_result({"issue_date": read("2021-03-05")}))
    assert validity_on(folded.intervals, date(2026, 3, 5)) == "valid"
    assert validity_on(folded.intervals, date(2026, 3, 6)) == "expired"


def test_a_printed_end_wins_over_the_rule() -> None:
    folded = fold(make_result({"issue_date": read("2021-03-05"), "valid_until": read("2022-01-01")}))
    assert validity_on(folded.intervals, date(2022, 1, 2)) == "expired"


def test_validity_is_unknown_without_an_issue_date() -> None:
    assert fold(make_result({})).intervals == ()


@pytest.mark.parametrize(("issued", "unit"), [("2021-03-05", "92.916"), ("2026-03-05", None)])
def test_the_issuer_is_the_unit_of_that_time(issued: str, unit: str | None) -> None:
    fields = {"issuing_body": read("ỦY BAN NHÂN DÂN QUẬN NINH KIỀU"), "issue_date": read(issued)}
    assert fold(make_result(fields)).unit == unit  # type: ignore[arg-type]


def test_a_corrected_issuer_gives_another_unit() -> None:
    fields: dict[str, FieldValue] = {"issuing_body": read("UBND QUẬN NINH KIỀU"), "issue_date": read("2021-03-05")}
    folded = fold(make_result(fields, reviews=(review("issuing_body", "UBND QUẬN CÁI RĂNG"),)))
    assert folded.unit is not None and folded.unit != "92.916"
    assert folded.level == "district"


values = st.one_of(st.none(), st.text(max_size=8))


@given(st.dictionaries(st.sampled_from(["husband_name", "id", "title"]), values), st.lists(st.tuples(
    st.sampled_from(["husband_name", "id", "title"]), values)))  # fmt: skip
def test_folding_twice_changes_nothing(fields: dict[str, str | None], said: list[tuple[str, str | None]]) -> None:
    result = make_result(
        {name: read(value) for name, value in fields.items()}, reviews=tuple(review(*each) for each in said)
    )
    assert fold(fold(result)) == fold(result)
