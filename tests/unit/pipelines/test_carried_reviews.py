"""What becomes of people's values when a paper's pages change: each goes where the print went that it was said of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipelines.results.carried_reviews import carry_reviews
from pipelines.results.paper_contradictions import holders_differ, types_differ
from schemas.extraction import Extraction, FieldReading, FieldValue, Provenance
from schemas.geometry import Box
from schemas.procedure_result import FieldReview, ProcedureResult

AT = datetime(2026, 3, 2, tzinfo=UTC)


def read(value: str, page: int, top: int = 10) -> FieldReading:
    return FieldReading(value, value, 0.9, Provenance(page, Box(10, top, 90, top + 20), "after_label"))


def paper(**fields: FieldValue) -> Extraction:
    return Extraction("a" * 64, (1, 2), "building_permit", 0.9, "d", fields=fields)


def result(extraction: Extraction, *reviewed: str) -> ProcedureResult:
    reviews = tuple(FieldReview("id", field, f"said of {field}", "cli:lan", AT) for field in reviewed)
    return ProcedureResult("id", "receipt", "a" * 64, (1, 2), "92", extraction, "in_review", AT, reviews=reviews)


def fields_of(reviews: tuple[FieldReview, ...]) -> list[str]:
    return [review.field for review in reviews]


def test_a_value_stays_with_the_page_it_stands_on() -> None:
    before = result(paper(title=read("x", 1), signer_name=read("y", 2)), "title", "signer_name", "holder_name")
    assert fields_of(carry_reviews(before, paper(), {1: 1})) == ["title", "holder_name"]
    assert fields_of(carry_reviews(before, paper(), {2: 2}, with_placeless=False)) == ["signer_name"]


def test_an_item_of_a_list_is_named_by_the_place_its_print_has_now() -> None:
    before = result(paper(owners=(read("a", 1), read("b", 2), read("c", 2, top=60))), "owners[2]")
    after = paper(owners=(read("b", 1), read("c", 1, top=60)))
    assert fields_of(carry_reviews(before, after, {2: 1})) == ["owners[1]"]


def test_an_item_whose_print_is_another_now_keeps_its_place_if_there_is_one() -> None:
    before = result(paper(owners=(read("a", 1), read("b", 1, top=60))), "owners[0]", "owners[1]")
    after = paper(owners=(read("a", 1, top=300),))
    assert fields_of(carry_reviews(before, after, {1: 1})) == ["owners[0]"]


def test_a_cell_of_a_table_goes_with_its_row() -> None:
    before = result(paper(rows=({"code": read("1", 1)}, {"code": read("2", 2)})), "rows[1].code")
    after = paper(rows=({"code": read("2", 1)},))
    assert fields_of(carry_reviews(before, after, {2: 1})) == ["rows[0].code"]


NAMED = replace(
    result(paper()), holder_names=("Nguyễn Văn Ân",), holder_ids=("092085000123",), document_type="building_permit"
)


@pytest.mark.parametrize(
    ("other", "differ"),
    [
        (replace(NAMED, holder_names=("NGUYEN VAN AN",)), False),
        (replace(NAMED, holder_names=("Trần Văn Bình", "Nguyễn Văn Ân")), False),
        (replace(NAMED, holder_names=("Trần Văn Bình",)), True),
        (replace(NAMED, holder_names=(), holder_ids=()), False),
        (replace(NAMED, holder_ids=("361234567",)), False),
        (replace(NAMED, holder_ids=("092085000999",)), True),
    ],
)
def test_holders_differ_where_names_or_citizen_ids_have_nothing_in_common(other: ProcedureResult, differ: bool) -> None:
    assert holders_differ(NAMED, other) == holders_differ(other, NAMED) == differ


def test_a_paper_of_no_known_type_may_belong_to_any() -> None:
    assert not types_differ(NAMED, replace(NAMED, document_type=None))
    assert types_differ(NAMED, replace(NAMED, document_type="birth_certificate"))
