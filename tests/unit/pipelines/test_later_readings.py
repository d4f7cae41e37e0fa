"""What a later reading changes, value by value: a person's word first, then the machine's newer one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.results.later_readings import LaterReading, lay_over, says_same
from pipelines.results.reread_figures import Reread, RereadFigures
from pipelines.results.review_sample import SAMPLED_PAPER
from schemas.extraction import Doubt, Extraction, FieldReading, FieldValue, Provenance
from schemas.geometry import Box
from schemas.procedure_result import FieldReview, HistoryEntry, ProcedureResult

FILED = datetime(2026, 3, 2, tzinfo=UTC)
NOW = FILED + timedelta(days=30)


def read(value: str | None, confidence: float = 0.9, left: int = 10) -> FieldReading:
    return FieldReading(value, value, confidence, Provenance(1, Box(left, 10, 90, 30), "after_label"))


def paper(fields: Mapping[str, FieldValue], **changes: Any) -> Extraction:
    extraction = Extraction("s" * 64, (1,), "building_permit", 0.98, "d1", fields=dict(fields), evidence=("title",))
    return replace(extraction, **changes)


def result(extraction: Extraction, *reviews: tuple[str, str | None], by: str | None = "machine") -> ProcedureResult:
    return ProcedureResult(
        result_id="r",
        receipt_id="x",
        scan_id="s" * 64,
        page_numbers=(1,),
        custodian="92",
        extraction=extraction,
        state="confirmed" if by else "in_review",
        filed_at=FILED,
        confirmed_by=by,
        confirmed_at=FILED if by else None,
        recipe="old",
        reviews=tuple(FieldReview("r", field, value, "cli:lan", FILED) for field, value in reviews),
        history=(HistoryEntry(FILED, "cli:lan", "filed"),),
    )


def lay(before: ProcedureResult, later: Extraction, share: float = 0.0, **how: Any) -> ProcedureResult:
    reading = LaterReading(later, **{"recipe": "old", "has_searchable_pdf": False, "is_other_text": False, **how})
    return lay_over(before, reading, share, NOW)


OLD = paper({"holder_name": read("Lê Văn A"), "owners": (read("B"), read("C"))})


def test_surer_or_shifted_readings_are_no_news() -> None:
    same = paper(
        {"holder_name": read("Lê Văn A", 0.99, 12), "owners": (read("B", 0.5), read("C"))},
        declaration_hash="d2",
        type_confidence=0.7,
    )
    assert says_same(OLD, same)
    before = result(OLD)
    assert lay(before, same) is before
    assert lay(before, same, recipe="new") is before


@pytest.mark.parametrize(
    "later",
    [
        paper({"holder_name": read("Lê Văn Á"), "owners": (read("B"), read("C"))}),
        paper({"holder_name": read("Lê Văn A"), "owners": (read("B"),)}),
        replace(OLD, document_type="building_plan"),
        replace(OLD, doubts=(Doubt("holder_name", "low_confidence"),)),
    ],
)
def test_another_value_type_or_doubt_is_news(later: Extraction) -> None:
    assert lay(result(OLD), later).extraction == later


def test_places_that_a_person_reviewed_keep_their_whole_field() -> None:
    before = result(OLD, ("owners[1]", "D"), by=None)
    after = lay(before, paper({"holder_name": read("Lê Văn Á"), "owners": (read("C"),)}))
    assert after.extraction.fields["owners"] == OLD.fields["owners"]
    assert after.extraction.find_value("holder_name") == "Lê Văn Á"


def test_what_a_person_touched_is_not_confirmed_by_the_machine() -> None:
    doubted = replace(OLD, doubts=(Doubt("holder_name", "low_confidence"),))
    untouched = lay(result(doubted, by=None), OLD)
    assert (untouched.state, untouched.confirmed_by, untouched.confirmed_at) == ("confirmed", "machine", NOW)
    assert lay(result(doubted, ("holder_name", "Lê"), by=None), OLD).state == "in_review"
    sent_back = replace(result(doubted, by=None), history=(HistoryEntry(FILED, "cli:hoa", "returned", "mờ"),))
    assert lay(sent_back, OLD).state == "in_review"
    assert lay(replace(sent_back, state="returned"), OLD).state == "returned"


def test_the_sample_stays_the_sample() -> None:
    doubted = replace(OLD, doubts=(Doubt("holder_name", "low_confidence"),))
    drawn = lay(result(doubted, by=None), OLD, share=1.0)
    assert (drawn.state, drawn.extraction.doubts) == ("in_review", (SAMPLED_PAPER,))
    assert lay(drawn, OLD) is drawn, "drawn once, whatever the share is now"
    assert lay(result(doubted), OLD, share=1.0).state == "confirmed", "what was accepted is not drawn later"


def test_a_secret_met_later_goes_to_a_person_whoever_confirmed() -> None:
    secret = replace(OLD, is_state_secret=True)
    by_machine = lay(result(OLD), secret)
    assert (by_machine.state, by_machine.extraction.doubts) == ("in_review", (Doubt("document_type", "reread_secret"),))
    by_person = lay(result(OLD, by="cli:lan"), secret)
    assert (by_person.state, [it.field for it in by_person.open_differences]) == ("confirmed", ["document_type"])


def test_a_confirmed_papers_differences_are_other_values_that_nobody_reviewed() -> None:
    later = paper({"holder_name": read("Lê Văn Á"), "owners": (read("B"), read("X")), "sex": read("Nam")})
    after = lay(result(OLD, ("holder_name", "Lê Văn A"), by="cli:lan"), later)
    assert [(it.field, it.value) for it in after.later_values] == [("owners[1]", "X"), ("sex", "Nam")]
    assert after.extraction == OLD
    assert lay(after, later) is after or lay(after, later) == after


def test_what_is_not_found_again_speaks_against_nothing() -> None:
    assert lay(result(OLD, by="cli:lan"), paper({})).later_values == ()


def test_of_another_type_only_the_type_is_compared() -> None:
    other = replace(OLD, document_type="land_use_certificate", fields={"sex": read("Nam")})
    after = lay(result(OLD, by="cli:lan"), other)
    assert [(it.field, it.value) for it in after.later_values] == [("document_type", "land_use_certificate")]


def test_newer_words_bring_their_recipe_and_the_kept_values_stay() -> None:
    after = lay(result(OLD, by="cli:lan"), OLD, recipe="new", is_other_text=True, has_searchable_pdf=True)
    assert (after.recipe, after.has_searchable_pdf, after.extraction) == ("new", True, OLD)


def test_a_withdrawn_result_takes_nothing() -> None:
    withdrawn = replace(result(OLD), state="withdrawn")
    assert lay(withdrawn, paper({}), recipe="new", is_other_text=True) is withdrawn


def test_figures_tell_gains_losses_and_agreement_with_persons() -> None:
    before = result(OLD, ("holder_name", "Lê Văn Á"), by=None)
    later = paper({"holder_name": read("Lê Văn Á"), "owners": (read("B"),), "sex": read("Nam")})
    figures = RereadFigures()
    figures.add(Reread(before, lay(before, later), later))
    told = figures.to_json()
    assert (told["looked_at"], told["changed"]) == (1, 1)
    assert {name: (it["gained"], it["lost"], it["altered"]) for name, it in told["fields"].items()} == {
        "holder_name": (0, 0, 1),
        "owners": (0, 1, 0),
        "sex": (1, 0, 0),
    }
    assert told["agreement"]["given"] == {"values": 1, "before": 0, "after": 1}
