"""How much of a paper is in question."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas.extraction import Doubt, Extraction, FieldReading
from schemas.procedure_result import ProcedureResult
from schemas.review import measure_doubt


def make_result(doubted: int, read: int, *, score: float = 1.0, key: str | None = "building_permit") -> ProcedureResult:
    doubts = tuple(Doubt(f"f{n}", "low_confidence") for n in range(doubted))
    fields = {f"f{n}": FieldReading("x", "x", 0.9, None) for n in range(read)}
    extraction = Extraction("s", (1,), key, score, "h", "", dict(fields), doubts)
    return ProcedureResult(
        "r", "c", "s", (1,), "92", extraction, "in_review", datetime(2026, 1, 1, tzinfo=UTC),
        document_type=key, needs_review=doubts,
    )  # fmt: skip


def test_nothing_in_question_is_no_doubt() -> None:
    assert measure_doubt(make_result(0, 5)) == 0


def test_more_doubted_fields_are_more_doubt() -> None:
    assert [measure_doubt(make_result(count, 4)) for count in range(5)] == [0, 0.25, 0.5, 0.75, 1]


def test_a_paper_of_no_known_type_is_wholly_in_question() -> None:
    assert measure_doubt(make_result(0, 4, key=None)) == 1


def test_an_uncertain_type_is_a_doubt_of_its_own() -> None:
    assert measure_doubt(make_result(0, 4, score=0.4)) == 0.6
