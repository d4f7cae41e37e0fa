"""What every catalogue promises of marks that the index refuses, and of walking all results in order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.ports import Catalogue
from tests.contracts.samples import make_batch, make_receipt, make_result


@pytest.fixture
def filed(catalogue: Catalogue) -> tuple[str, ...]:
    """Ids of five results in order; each waits for the index."""
    batch = catalogue.put_batch(make_batch())
    ids = []
    for word in "abcde":
        receipt, _ = catalogue.put_receipt(make_receipt(word, batch))
        result = make_result(receipt)
        assert catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
        ids.append(result.result_id)
    return tuple(sorted(ids))


def test_a_mark_set_apart_stops_nobody_until_its_result_changes(catalogue: Catalogue, filed: tuple[str, ...]) -> None:
    first, *others = catalogue.list_outbox(10)
    catalogue.set_outbox_apart([first])
    assert list(catalogue.list_outbox(10)) == others and catalogue.count_outbox() == 4
    assert catalogue.list_outbox_apart() == (first,)
    assert set(catalogue.list_marked([*filed, "no such"])) == set(filed)
    catalogue.update_result(first.result_id, lambda result: replace(result, title="khác"))
    assert catalogue.list_outbox_apart() == () and catalogue.count_outbox() == 5
    # What was seen before the change sets nothing apart after it.
    catalogue.set_outbox_apart([first])
    assert catalogue.list_outbox_apart() == ()


def test_a_mark_apart_can_be_removed(catalogue: Catalogue, filed: tuple[str, ...]) -> None:
    marks = catalogue.list_outbox(2)
    catalogue.set_outbox_apart(marks)
    catalogue.remove_outbox(marks)
    assert catalogue.list_outbox_apart() == ()
    assert catalogue.list_marked([mark.result_id for mark in marks]) == ()


def test_results_are_walked_in_order_from_any_place(catalogue: Catalogue, filed: tuple[str, ...]) -> None:
    catalogue.update_result(filed[1], lambda result: replace(result, title="khác"))
    assert list(catalogue.iterate_versions()) == [(name, 2 if name == filed[1] else 1) for name in filed]
    assert catalogue.count_results() == 5
    assert [result.result_id for result in catalogue.list_results(after=filed[2])] == list(filed[3:])
    assert list(catalogue.list_results(after=filed[-1])) == []
