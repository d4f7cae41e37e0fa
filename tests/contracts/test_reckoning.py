"""What every catalogue answers on large batches and a full quarantine."""

from __future__ import annotations

from dataclasses import replace

from schemas.extraction import Doubt
from storage.ports import Catalogue
from tests.contracts.samples import make_batch, make_receipt, make_result


def sheet(ordinal: int | None, problem: str | None = None) -> dict[str, object]:
    return {"page_number": 1, "ordinal": ordinal, "batch_id": "b", "problem": problem}


def test_the_sheets_that_a_batch_showed_are_told_and_no_others(catalogue: Catalogue) -> None:
    batch, other = catalogue.put_batch(make_batch()), catalogue.put_batch(make_batch("hop-2"))
    shown = (
        ("một", batch, [{"separators": [sheet(1), sheet(None, "separator_unreadable")]}, {"separators": []}]),
        ("hai", batch, [{"separators": [sheet(7, "separator_of_other_batch")]}]),
        ("ba", batch, [{}]),
        ("bốn", other, [{"separators": [sheet(3)]}]),
    )
    for word, its, lines in shown:
        receipt, _ = catalogue.put_receipt(make_receipt(word, its))
        catalogue.end_receipt(receipt.receipt_id, "quarantined", lines, problem_code="x")
    told = catalogue.list_sheets_seen(batch.batch_id)
    expected = {(1, None), (None, "separator_unreadable"), (7, "separator_of_other_batch")}
    assert (set(told), len(told), catalogue.list_sheets_seen("no such")) == (expected, 3, ())
    assert catalogue.list_sources(batch.batch_id) == {"in/một.pdf", "in/hai.pdf", "in/ba.pdf"}
    assert catalogue.list_sources("no such") == frozenset()


def test_papers_are_told_by_what_is_doubted_of_them_still(catalogue: Catalogue) -> None:
    batch, other = catalogue.put_batch(make_batch()), catalogue.put_batch(make_batch("hop-2"))
    named = {}
    for word, its, reason in (
        ("a", batch, "page_missing"),
        ("b", batch, "last_page_missing"),
        ("c", batch, "page_failed"),
        ("d", batch, "low_confidence"),
        ("e", other, "page_failed"),
    ):
        receipt, _ = catalogue.put_receipt(make_receipt(word, its))
        result = make_result(receipt, needs_review=(Doubt("pages", reason),))
        catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
        named[word] = result.result_id
    asked = ("page_missing", "page_failed")
    assert list(catalogue.list_doubted(batch.batch_id, asked)) == sorted((named["a"], named["c"]))
    catalogue.update_result(named["a"], lambda result: replace(result, needs_review=(), title="page_missing"))
    assert catalogue.list_doubted(batch.batch_id, asked) == (named["c"],)
    catalogue.update_result(named["c"], lambda result: replace(result, state="withdrawn"))
    assert catalogue.list_doubted(batch.batch_id, asked) == ()


def test_quarantine_is_told_within_units_newest_first_and_counted(catalogue: Catalogue) -> None:
    ids = {}
    for name, unit in (("hop-1", "92.916"), ("hop-2", "92.916.31135"), ("hop-3", "92.9161")):
        batch = catalogue.put_batch(make_batch(name, unit))
        for word in ("một", "hai"):
            receipt, _ = catalogue.put_receipt(make_receipt(f"{name} {word}", batch))
            catalogue.end_receipt(receipt.receipt_id, "quarantined", [{}], problem_code="empty_file")
            ids[f"{name} {word}"] = receipt.receipt_id
    catalogue.set_aside(ids["hop-1 hai"], "rách", "an")

    def told(*units: str, limit: int = 9, everything: bool = False) -> list[str]:
        found = catalogue.list_quarantine_in(units, limit=limit, with_set_aside=everything)
        assert limit < 9 or len(found) == catalogue.count_quarantine_in(units, with_set_aside=everything)
        return [entry.receipt.receipt_id for entry in found]

    below = [ids["hop-2 hai"], ids["hop-2 một"]]
    assert told("92.916") == [*below, ids["hop-1 một"]]
    assert told("92.916", everything=True) == [*below, ids["hop-1 hai"], ids["hop-1 một"]]
    assert told("92.916", limit=1) == below[:1]
    assert (told(), len(told("92.9161", "92.916.31135"))) == ([], 4)
    of_batch = catalogue.list_quarantine(batch_id="batch-hop-1")
    assert [entry.receipt.receipt_id for entry in of_batch] == [ids["hop-1 một"]]
    assert [catalogue.count_quarantined(f"batch-hop-{number}") for number in (1, 2, 4)] == [1, 2, 0]
    (entry,) = catalogue.list_quarantine_in(["92.916.31135"], limit=1)
    assert (entry.problem_code, entry.set_aside_reason) == ("empty_file", None)
