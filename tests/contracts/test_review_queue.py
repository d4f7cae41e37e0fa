"""What waits for a person follows each change of a result; two people are never handed the same paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from schemas.extraction import Doubt
from schemas.procedure_result import LaterValue, ProcedureResult
from schemas.review import ReviewCheck
from schemas.search import EVERYTHING, Scope
from storage.catalogues._session import utc_now
from storage.ports import Catalogue
from tests.contracts.samples import NOW, make_batch, make_receipt, make_result


def file_paper(catalogue: Catalogue, word: str, doubts: int = 0, **changes: object) -> str:
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt(word, batch))
    made = make_result(receipt)
    told = tuple(Doubt(f"f{n}", "low_confidence") for n in range(doubts))
    result = replace(made, needs_review=told, **changes)  # type: ignore[arg-type]
    assert catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    return result.result_id


def list_ids(catalogue: Catalogue, scope: Scope = EVERYTHING) -> list[str]:
    return [paper.result_id for paper in catalogue.list_waiting(scope, limit=10)]


def test_the_most_doubtful_paper_is_first_and_pages_go_on_where_the_last_ended(catalogue: Catalogue) -> None:
    papers = [file_paper(catalogue, word, doubts) for word, doubts in (("a", 1), ("b", 3), ("c", 0))]
    assert list_ids(catalogue) == [papers[1], papers[0], papers[2]]
    (first,) = catalogue.list_waiting(EVERYTHING, limit=1)
    rest = catalogue.list_waiting(EVERYTHING, limit=10, after=first)
    assert [paper.result_id for paper in rest] == [papers[0], papers[2]]
    assert first.filed_at == NOW and 0 < rest[0].doubt < first.doubt
    assert (catalogue.count_waiting(EVERYTHING, 10), catalogue.count_waiting(EVERYTHING, 2)) == (3, 2)


def test_a_paper_leaves_the_queue_when_it_is_confirmed_and_comes_back_when_read_otherwise(catalogue: Catalogue) -> None:
    paper = file_paper(catalogue, "a")

    def put(**changes: object) -> None:
        def change(result: ProcedureResult) -> ProcedureResult:
            return replace(result, **changes)  # type: ignore[arg-type]

        catalogue.update_result(paper, change)

    put(state="confirmed")
    assert list_ids(catalogue) == []
    put(later_values=(LaterValue("holder_name", "Bê", NOW),))
    assert list_ids(catalogue) == [paper]
    put(later_values=(), state="withdrawn")
    assert list_ids(catalogue) == [] and catalogue.claim_waiting(EVERYTHING, "lan", utc_now()) is None


def test_what_lies_outside_the_scope_is_not_there(catalogue: Catalogue) -> None:
    paper = file_paper(catalogue, "a", sensitivity=3, unit="92.917")
    for units, most, seen in (
        (("92",), 3, True), (("92.917",), 4, True), (("92.916",), 4, True), (("92.918", "91"), 4, False),
        (("92.91",), 4, False), (("92",), 2, False), ((), 4, False), (None, 3, True), (None, 2, False),
    ):  # fmt: skip
        scope = Scope(units, most)
        assert list_ids(catalogue, scope) == [paper] * seen, scope
        assert catalogue.count_waiting(scope, 9) == seen
        assert (catalogue.claim_waiting(scope, "lan", utc_now()) == paper) is seen


def test_two_people_are_handed_two_papers_until_a_claim_is_over(catalogue: Catalogue) -> None:
    first, second = (file_paper(catalogue, word, doubts) for word, doubts in (("a", 2), ("b", 1)))
    soon = utc_now() + timedelta(minutes=5)
    assert catalogue.claim_waiting(EVERYTHING, "lan", soon) == first
    assert catalogue.claim_waiting(EVERYTHING, "minh", soon) == second
    assert catalogue.claim_waiting(EVERYTHING, "hoa", soon) is None
    assert catalogue.claim_waiting(EVERYTHING, "lan", soon) == first  # her own is hers still
    assert catalogue.claim_waiting(EVERYTHING, "lan", soon, but=[first]) is None
    assert catalogue.claim_paper(first, "minh", soon) == "lan" and catalogue.claim_paper(first, "lan", soon) is None
    assert catalogue.claim_paper(second, "minh", utc_now() - timedelta(seconds=1)) is None
    assert catalogue.claim_waiting(EVERYTHING, "hoa", soon) == second
    assert catalogue.release_claims("lan") == 1 and catalogue.release_claims("lan") == 0
    assert catalogue.claim_waiting(EVERYTHING, "hoa", soon, but=[second]) == first


def test_a_paper_put_off_is_anothers_and_ones_own_again_later(catalogue: Catalogue) -> None:
    paper = file_paper(catalogue, "a")
    now = utc_now()
    soon = now + timedelta(minutes=5)
    assert catalogue.claim_waiting(EVERYTHING, "lan", soon) == paper
    for _ in range(2):
        catalogue.pass_paper(paper, "lan", soon)
    assert catalogue.claim_waiting(EVERYTHING, "lan", soon) is None
    assert catalogue.claim_waiting(EVERYTHING, "minh", soon) == paper
    assert catalogue.release_claims("minh") == 1
    catalogue.pass_paper(paper, "lan", now - timedelta(seconds=1))
    assert catalogue.claim_waiting(EVERYTHING, "lan", soon) == paper


def test_the_first_word_on_a_planted_error_stands(catalogue: Catalogue) -> None:
    paper = file_paper(catalogue, "a")
    missed = ReviewCheck(paper, "lan", "issue_date", NOW, caught=False)
    catalogue.add_check(missed)
    catalogue.add_check(replace(missed, caught=True))
    other = replace(missed, account="minh", caught=True, at=NOW + timedelta(seconds=1))
    catalogue.add_check(other)
    assert catalogue.find_check(paper, "lan") == missed and catalogue.find_check(paper, "hoa") is None
    assert catalogue.list_checks() == (missed, other)
    custodian = catalogue.get_result(paper).custodian
    assert catalogue.list_checks([custodian]) == catalogue.list_checks(["92"]) == (missed, other)
    assert catalogue.list_checks(["93", f"{custodian}1"]) == catalogue.list_checks([]) == ()


def test_what_is_confirmed_of_a_batch_is_shown_no_more_than_asked_for(catalogue: Catalogue) -> None:
    papers = {file_paper(catalogue, word, state="confirmed") for word in "abc"}
    file_paper(catalogue, "d")
    batch_id = catalogue.get_receipt(catalogue.get_result(min(papers)).receipt_id).batch_id
    assert {result.result_id for result in catalogue.list_confirmed(batch_id, 10)} == papers
    assert len(catalogue.list_confirmed(batch_id, 2)) == 2 and catalogue.list_confirmed("none", 10) == ()
