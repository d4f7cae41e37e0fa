"""The sample of accepted papers: it goes to a person, and what the person changes is told by type."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.filing import ReadScan, build_results
from pipelines.results.review_sample import SAMPLED_PAPER
from schemas.extraction import Doubt, Extraction, FieldReading
from schemas.scan import FileInspection
from tests.flows.office import CUSTODIAN, RECIPE, Office, _make_receipt


@pytest.mark.parametrize(
    ("share", "state", "needs_review"), [(1.0, "in_review", (SAMPLED_PAPER,)), (0.0, "confirmed", ())]
)
def test_a_paper_without_doubt_waits_for_a_person_only_if_it_is_of_the_sample(
    office: Office, share: float, state: str, needs_review: tuple[Doubt, ...]
) -> None:
    receipt = _make_receipt("a" * 64, "một")
    scan = ReadScan(receipt, "hop-1", FileInspection("image/png", 1, ()), (), RECIPE)
    fields = {"document_number": FieldReading("45/GPXD", "45/GPXD", 0.99, None)}
    paper = Extraction(receipt.scan_id, (1,), "building_permit", 0.98, "d", "", dict(fields))
    with office.open() as resources:
        resources.settings = replace(resources.settings, review_sample=share)
        (result,) = build_results(resources, scan, [paper], True, ())
    assert (result.state, result.needs_review, result.custodian) == (state, needs_review, CUSTODIAN)


def test_a_doubtful_paper_is_not_of_the_sample_whatever_the_share(office: Office) -> None:
    receipt = _make_receipt("a" * 64, "một")
    scan = ReadScan(receipt, "hop-1", FileInspection("image/png", 1, ()), (), RECIPE)
    paper = Extraction(receipt.scan_id, (1,), "building_permit", 0.98, "d", doubts=(Doubt("issue_date", "missing"),))
    with office.open() as resources:
        resources.settings = replace(resources.settings, review_sample=1.0)
        (result,) = build_results(resources, scan, [paper], True, ())
    assert SAMPLED_PAPER not in result.needs_review


def test_what_people_changed_in_the_sample_is_told_by_type(office: Office) -> None:
    first, second = (office.file_paper(word, doubts=(SAMPLED_PAPER,)) for word in ("một", "hai"))
    office.call("review", "set", first, "holder_name=Trần Thị Bưởi")
    for paper in (first, second):
        office.call("review", "confirm", paper)
    (measured,) = office.call("review", "precision", "--json").json
    assert (measured["document_type"], measured["papers"], measured["papers_right"]) == ("building_permit", 2, 1)
    assert measured["fields"] - measured["fields_right"] == 1
    assert measured["interval"][0] < measured["percent"] < measured["interval"][1]


def test_nothing_is_measured_before_a_person_has_looked(office: Office) -> None:
    office.file_paper(doubts=(SAMPLED_PAPER,))
    assert office.call("review", "precision", "--json").json == []
    assert "Chưa có" in office.call("review", "precision").err
