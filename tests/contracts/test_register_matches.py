"""What every catalogue promises of people's word on results and rows of registers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipelines.registers.coverage_build import rebuild_coverage
from schemas.errors import SetupError
from schemas.register import RegisterRow
from storage.ledgers.register_matches import MatchDecision, Verdict
from storage.ports import Catalogue
from tests.contracts.coverage_worlds import Office
from tests.contracts.samples import make_batch, make_receipt, make_result
from tests.contracts.test_register_days import JANUARY, ROW, put

# After the papers of the samples were filed.
ON = date(2027, 1, 1)


def file(catalogue: Catalogue, word: str, number: str | None, unit: str | None = "92.916") -> str:
    receipt, _ = catalogue.put_receipt(make_receipt(word, catalogue.put_batch(make_batch())))
    level = "district" if unit else None
    result = make_result(receipt, document_number=number, unit=unit, level=level, intervals=())
    catalogue.end_receipt(receipt.receipt_id, "filed", [{"a": 1}], results=[result])
    return result.result_id


def say(catalogue: Catalogue, result_id: str, row: RegisterRow, verdict: Verdict, day: int = 1) -> bool:
    at = datetime(2026, 12, day, 2, 0, tzinfo=UTC)
    return catalogue.add_match_decision(MatchDecision(result_id, row.row_id, verdict, "cli:an", at, "đã xem"))


def count(catalogue: Catalogue, on: date = ON) -> dict[str, int]:
    return {status: number for (_, status), number in catalogue.count_statuses(on).items()}


@pytest.mark.parametrize(("number", "unit"), [("48/GPXD", "92.916"), (None, None)])
def test_an_accepted_result_is_the_paper_of_its_row_until_that_is_dismissed(
    catalogue: Catalogue, number: str | None, unit: str | None
) -> None:
    rebuild_coverage(Office(catalogue).resources)
    put(catalogue, JANUARY, ROW)
    result_id = file(catalogue, "a", number, unit)
    (row,) = catalogue.list_register_rows()
    assert catalogue.list_lone_papers(ON, "building_permit").row_ids == (row.row_id,)
    assert count(catalogue)["missing"] == 1
    assert say(catalogue, result_id, row, "accepted")
    assert not say(catalogue, result_id, row, "accepted", 2)
    assert (count(catalogue).get("missing", 0), count(catalogue)["in_review"]) == (0, 1)
    assert count(catalogue, date(2026, 11, 30))["missing"] == 1, "days before the word stay as they were"
    kept = count(catalogue)
    rebuild_coverage(Office(catalogue).resources)
    assert count(catalogue) == kept
    assert say(catalogue, result_id, row, "dismissed", 3)
    assert count(catalogue)["missing"] == 1
    verdicts = [(it.result_id, it.row_id, it.verdict, it.note) for it in catalogue.list_match_decisions([result_id])]
    assert verdicts == [(result_id, row.row_id, verdict, "đã xem") for verdict in ("accepted", "dismissed")]
    assert [entry.event for entry in catalogue.list_audit()] == ["match_accepted", "match_dismissed"]


def test_the_last_row_accepted_is_a_results_own(catalogue: Catalogue) -> None:
    rebuild_coverage(Office(catalogue).resources)
    put(catalogue, JANUARY, *(replace(ROW, document_number=number) for number in ("51/GPXD", "52/GPXD")))
    result_id = file(catalogue, "a", "48/GPXD")
    first, second = sorted(catalogue.list_register_rows(), key=lambda row: row.document_number)
    for row in (first, second, first):
        assert say(catalogue, result_id, row, "accepted")
    assert catalogue.list_lone_papers(ON, "building_permit").row_ids == (second.row_id,)


def test_what_stands_alone_is_told_by_type_and_unit(catalogue: Catalogue) -> None:
    rebuild_coverage(Office(catalogue).resources)
    put(catalogue, JANUARY, ROW)
    # In the register, with an issuer of its own, without an issuer, of another type.
    met, unread = file(catalogue, "a", "45/GPXD"), file(catalogue, "c", "47/GPXD", None)
    alone = catalogue.list_lone_papers(ON, "building_permit")
    assert (alone.result_ids, alone.row_ids) == ((), ())
    assert catalogue.list_issuerless_results("building_permit") == (unread,)
    assert met not in alone.result_ids
    assert catalogue.list_lone_papers(ON, "birth_certificate").row_ids == ()


def test_a_word_on_what_is_not_there_is_refused(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, ROW)
    (row,) = catalogue.list_register_rows()
    with pytest.raises(SetupError, match="result_unknown"):
        say(catalogue, "none", row, "accepted")
    with pytest.raises(SetupError, match="register_row_unknown"):
        say(catalogue, file(catalogue, "a", "1/GPXD"), ROW, "accepted")


def test_words_go_through_a_backup(catalogue: Catalogue) -> None:
    put(catalogue, JANUARY, ROW)
    (row,) = catalogue.list_register_rows()
    say(catalogue, file(catalogue, "a", "48/GPXD"), row, "accepted")
    with catalogue.open_snapshot() as snapshot:
        lines = "\n".join(snapshot.iterate_lines())
    for table in ("register_matches", "register_seen", "register_wholes", "register_dated_counts"):
        assert f'"table":"{table}"' in lines
