"""The sample: which papers it draws, and what people's changes in it say of the machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipelines.results.review_sample import SAMPLED_PAPER, is_sampled, measure_precision
from schemas.extraction import Extraction, FieldReading
from schemas.procedure_result import FieldReview, ProcedureResult

_AT = datetime(2026, 1, 1, tzinfo=UTC)


def _result(*reviews: FieldReview, sampled: bool = True, by: str | None = "cli:lan") -> ProcedureResult:
    fields = {
        "document_number": FieldReading("Số: 45/GPXD", "45/GPXD", 0.99, None),
        "issue_date": FieldReading("", None, None, None),
        "holder_name": (FieldReading("A", "Lê Văn A", 0.99, None), FieldReading("B", "Lê Thị B", 0.99, None)),
    }
    doubts = (SAMPLED_PAPER,) if sampled else ()
    extraction = Extraction("s", (1,), "building_permit", 1.0, "h", "", dict(fields), doubts)
    result = ProcedureResult("r", "c", "s", (1,), "92", extraction, "confirmed", _AT, confirmed_by=by)
    return replace(result, reviews=reviews)


def _review(field: str, value: str | None) -> FieldReview:
    return FieldReview("r", field, value, "cli:lan", _AT)


@given(st.text(), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_draws_every_paper_that_a_smaller_one_draws(name: str, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert is_sampled(name, more) >= is_sampled(name, less)


def test_nothing_is_drawn_of_a_share_of_nothing_and_all_of_all() -> None:
    names = [f"r{number}" for number in range(200)]
    assert not any(is_sampled(name, 0.0) for name in names)
    assert all(is_sampled(name, 1.0) for name in names)


def test_about_as_many_papers_are_drawn_as_were_asked_for() -> None:
    drawn = sum(is_sampled(f"r{number}", 0.02) for number in range(20_000))
    assert 320 < drawn < 480


def test_what_a_person_left_as_it_was_counts_as_right() -> None:
    (measured,) = measure_precision([_result(), _result(_review("document_number", "45/GPXD"))])
    assert (measured.papers, measured.papers_right, measured.fields, measured.fields_right) == (2, 2, 8, 8)


def test_a_value_changed_and_a_value_added_count_as_wrong() -> None:
    changed = _result(_review("holder_name[1]", "Lê Thị Bê"), _review("issue_date", "2021-03-05"))
    (measured,) = measure_precision([changed])
    assert (measured.papers_right, measured.fields, measured.fields_right) == (0, 5, 3)


def test_the_last_word_of_a_person_decides() -> None:
    (measured,) = measure_precision([_result(_review("document_number", "x"), _review("document_number", "45/GPXD"))])
    assert measured.papers_right == 1


def test_a_wrong_type_counts_against_the_type_that_the_machine_gave() -> None:
    (measured,) = measure_precision([_result(_review("document_type", "committee_decision"))])
    assert (measured.document_type, measured.fields_right) == ("building_permit", 3)


def test_papers_outside_the_sample_or_without_a_person_measure_nothing() -> None:
    assert measure_precision([_result(sampled=False), _result(by="machine")]) == ()
