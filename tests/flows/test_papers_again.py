"""A filed paper understood again from its kept readings: the same paper, unless something was said or learned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.drills.small_papers import draw_born_digital
from pipelines.pages.page_pool import PagePool
from pipelines.resources import Resources
from pipelines.results.papers_again import understand_again
from schemas.errors import InputRejected
from schemas.extraction import Doubt, SeparatorSeen
from schemas.procedure_result import ProcedureResult
from schemas.scan import ScanWarning
from storage.keys import reading_key
from tests.flows.office import Office

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def pool() -> Iterator[PagePool]:
    with PagePool(1, 2000) as opened:
        yield opened


@pytest.fixture
def resources(office: Office) -> Iterator[Resources]:
    with office.open() as opened:
        yield opened


def digitise(office: Office, resources: Resources, path: Path, *more: str) -> ProcedureResult:
    answer = office.call("digitise", str(path), "--unit", "92.916", "--jobs", "1", "--plain", "--json", *more)
    return resources.catalogue.get_result(answer.lines[0]["result_id"])


@pytest.fixture
def decision(office: Office, resources: Resources, tmp_path: Path) -> ProcedureResult:
    draw_born_digital(tmp_path / "decision.pdf", "committee_decision", 2)
    return digitise(office, resources, tmp_path / "decision.pdf")


def test_the_same_readings_give_the_same_paper(resources: Resources, pool: PagePool, decision: ProcedureResult) -> None:
    assert len(decision.page_numbers) == 2
    assert understand_again(resources, pool, decision) == decision.extraction


def test_pages_given_are_the_paper_whatever_they_look_like(
    resources: Resources, pool: PagePool, decision: ProcedureResult
) -> None:
    first = understand_again(resources, pool, decision, (1,))
    assert (first.page_numbers, first.document_type) == ((1,), "committee_decision")
    back = understand_again(resources, pool, decision, (2,))
    assert back.page_numbers == (2,)
    assert back.find_value("document_number") is None


def test_what_was_said_of_the_whole_scan_stays_as_it_was(
    resources: Resources, pool: PagePool, decision: ProcedureResult
) -> None:
    whole = {
        "skipped_pages": (2, 3, 4),
        "separators": (SeparatorSeen(3, 1, "lo"),),
        "warnings": ("separator_repeated", "page_failed"),
    }
    filed = replace(decision, extraction=replace(decision.extraction, **whole))  # type: ignore[arg-type]
    again = understand_again(resources, pool, filed)
    assert (again.skipped_pages, again.separators) == ((3, 4), whole["separators"])
    assert again.warnings == ("separator_repeated",), "no page of the scan failed under this recipe"


def test_a_type_that_was_said_is_not_asked_of_the_print_again(
    office: Office, resources: Resources, pool: PagePool, decision: ProcedureResult, tmp_path: Path
) -> None:
    office.call("review", "set", decision.result_id, "document_type=administrative_document")
    reviewed = resources.catalogue.get_result(decision.result_id)
    assert understand_again(resources, pool, reviewed).document_type == "administrative_document"
    assert understand_again(resources, pool, reviewed, forced_type="birth_extract").document_type == "birth_extract"

    draw_born_digital(tmp_path / "other.pdf", "committee_decision", 5)
    told = digitise(office, resources, tmp_path / "other.pdf", "--type", "education_decision")
    assert understand_again(resources, pool, told).document_type == "education_decision"


def test_a_sheets_type_is_honoured_by_its_trace(
    resources: Resources, pool: PagePool, decision: ProcedureResult
) -> None:
    said = replace(decision.extraction, document_type="education_decision", type_confidence=1.0, evidence=())
    again = understand_again(resources, pool, replace(decision, extraction=said))
    assert again.document_type == "education_decision"
    gone = replace(said, document_type="no_longer_declared")
    assert understand_again(resources, pool, replace(decision, extraction=gone)).document_type == "committee_decision"


def test_a_page_without_a_reading_is_doubted_and_a_paper_without_any_refused(
    resources: Resources, pool: PagePool, decision: ProcedureResult
) -> None:
    again = understand_again(resources, pool, decision, (1, 7))
    assert (again.page_numbers, again.doubts[-1]) == ((1, 7), Doubt("pages", "page_failed"))
    with pytest.raises(InputRejected, match="page_failed"):
        understand_again(resources, pool, decision, recipe="another")


def test_what_the_light_says_of_the_pages_goes_with_them(
    resources: Resources, pool: PagePool, decision: ProcedureResult
) -> None:
    key = reading_key(decision.scan_id, 2, decision.recipe)
    faulty = resources.objects.get_bytes(key).decode().replace('"warnings":[]', '"warnings":["page_blurred"]')
    resources.objects.put_bytes(key, faulty.encode())
    assert understand_again(resources, pool, decision).page_warnings == (ScanWarning("page_blurred", 2),)
    assert understand_again(resources, pool, decision, (1,)).page_warnings == ()
