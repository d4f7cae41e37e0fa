"""Receipts that end knowing what is filed: every catalogue shows it under its lock, and writes all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.procedure_result import Ending, ProcedureResult, Related
from storage.ports import Catalogue, Filing
from tests.contracts.samples import make_batch, make_receipt, make_result
from tests.contracts.test_many_processes import finish, start

FILE_AND_TELL = """
import time
from schemas.procedure_result import Related
from dataclasses import replace
from storage.ports import Filing
from tests.contracts.samples import make_batch, make_receipt, make_result
catalogue = open_catalogue(url, home)
word = sys.stdin.readline().strip()
receipt, _ = catalogue.put_receipt(make_receipt(word, catalogue.put_batch(make_batch())))
result = make_result(receipt, paper_keys=("k1",))
def settle(filed):
    time.sleep(0.5)
    links = tuple(Related(other.result_id, "rescan_of") for other in filed)
    return Filing("filed", [{}], [replace(result, related=links)])
print(catalogue.file_results(receipt.receipt_id, [result], settle))
"""


def file_paper(catalogue: Catalogue, word: str, **changes: Any) -> tuple[ProcedureResult, list[str]]:
    """A result filed with nothing to say of others; the ids that it was shown."""
    receipt, _ = catalogue.put_receipt(make_receipt(word, catalogue.put_batch(make_batch())))
    result = make_result(receipt, **changes)
    shown: list[str] = []

    def settle(filed: Sequence[ProcedureResult]) -> Filing:
        shown.extend(other.result_id for other in filed)
        return Filing("filed", [{"result_id": result.result_id}], [result])

    assert catalogue.file_results(receipt.receipt_id, [result], settle)
    return result, shown


def test_what_shares_a_paper_key_is_shown_and_nothing_else(catalogue: Catalogue) -> None:
    first, _ = file_paper(catalogue, "a", paper_keys=("k1", "k2"))
    file_paper(catalogue, "b", paper_keys=("k3",))
    file_paper(catalogue, "c", paper_keys=("k1",), state="withdrawn")
    _, shown = file_paper(catalogue, "d", paper_keys=("k2", "k4"))
    assert shown == [first.result_id]
    assert file_paper(catalogue, "e")[1] == []


def test_keys_follow_the_newest_version(catalogue: Catalogue) -> None:
    first, _ = file_paper(catalogue, "a", paper_keys=("k1",))
    catalogue.update_result(first.result_id, lambda old: replace(old, paper_keys=("k2",)))
    assert file_paper(catalogue, "b", paper_keys=("k1",))[1] == []
    assert file_paper(catalogue, "c", paper_keys=("k2",))[1] == [first.result_id]


def test_a_result_that_changes_with_the_filing_gets_a_version_and_a_mark(catalogue: Catalogue) -> None:
    copy, _ = file_paper(catalogue, "a", paper_keys=("k1",))
    catalogue.remove_outbox(catalogue.list_outbox(10))
    receipt, _ = catalogue.put_receipt(make_receipt("b", catalogue.put_batch(make_batch())))
    original = make_result(receipt, paper_keys=("k1",))
    link = Related(original.result_id, "copy_of")

    def settle(filed: Sequence[ProcedureResult]) -> Filing:
        return Filing("filed", [{}], [original], [replace(other, related=(link,)) for other in filed])

    assert catalogue.file_results(receipt.receipt_id, [original], settle)
    stored = catalogue.get_result(copy.result_id)
    assert (stored.version, stored.related) == (2, (link,))
    assert [it.related for it in catalogue.list_result_versions(copy.result_id)] == [(), (link,)]
    assert {mark.result_id for mark in catalogue.list_outbox(10)} == {copy.result_id, original.result_id}
    ids = [original.result_id, copy.result_id]
    assert catalogue.list_linked(ids) == {original.result_id: (Related(copy.result_id, "copy_of"),)}
    catalogue.update_result(copy.result_id, lambda old: replace(old, state="withdrawn"))
    assert catalogue.list_linked(ids) == {}


def test_what_ended_a_paper_is_found_from_its_end_too(catalogue: Catalogue) -> None:
    old, _ = file_paper(catalogue, "a")
    new, _ = file_paper(catalogue, "b")
    ending = Ending("replaced", date(2022, 3, 1), "9/GPXD", "lan", datetime(2022, 3, 2, tzinfo=UTC), new.result_id)
    catalogue.update_result(old.result_id, lambda result: replace(result, endings=(ending, ending)))
    ids = [old.result_id, new.result_id]
    assert catalogue.list_linked(ids) == {new.result_id: (Related(old.result_id, "by_replaced"),)}


def test_a_filing_that_fails_to_settle_writes_nothing(catalogue: Catalogue) -> None:
    receipt, _ = catalogue.put_receipt(make_receipt("a", catalogue.put_batch(make_batch())))

    def settle(filed: Sequence[ProcedureResult]) -> Filing:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        catalogue.file_results(receipt.receipt_id, [make_result(receipt)], settle)
    assert catalogue.get_receipt(receipt.receipt_id).outcome is None
    assert list(catalogue.list_results()) == []


def test_a_receipt_that_ended_is_not_filed_again(catalogue: Catalogue) -> None:
    result, _ = file_paper(catalogue, "a")
    assert not catalogue.file_results(result.receipt_id, [result], lambda filed: Filing("filed", [{}], [result]))
    assert [line["result_id"] for line in catalogue.list_lines(result.receipt_id)] == [result.result_id]


def test_two_processes_that_file_at_once_see_one_another(tmp_path: Path, shared_catalogue: str) -> None:
    from storage.opening import open_catalogue

    catalogue = open_catalogue(shared_catalogue, tmp_path)
    processes = [start(FILE_AND_TELL, tmp_path, shared_catalogue) for _ in range(2)]
    for word, process in zip(("one", "two"), processes, strict=True):
        assert process.stdin is not None
        process.stdin.write(f"{word}\n")
        process.stdin.flush()
    assert [finish(process) for process in processes] == ["True\n", "True\n"]
    assert sorted(len(result.related) for result in catalogue.list_results()) == [0, 1]
