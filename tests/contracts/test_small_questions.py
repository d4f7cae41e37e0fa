"""Small questions that every catalogue must answer, and that every question of the port is asked by some contract."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from schemas.procedure_result import ProcedureResult, Related
from schemas.register import RegisterRow
from schemas.text import fold
from schemas.validity import Interval
from storage.ports import Catalogue
from tests.contracts.samples import NOW
from tests.contracts.test_erasures import file, make

STORAGE = Path(__file__).parents[2] / "storage"
# Not the catalogue's: of results handed in, of other stores.
ELSEWHERE = {"covers"}


def test_a_contract_asks_every_question_of_the_ports() -> None:
    told = "\n".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("*.py"))
    ledgers = sorted((STORAGE / "ledgers").glob("[a-z]*.py"))
    assert ledgers
    for port in (*ledgers, STORAGE / "object_locks.py", STORAGE / "ports.py"):
        names = re.findall(r"^    def ([a-z]\w*)", port.read_text(encoding="utf-8"), re.MULTILINE)
        unasked = {name for name in names if not re.search(rf"\b{name}\b", told)} - ELSEWHERE
        assert unasked == set(), port.name


def test_the_bytes_of_an_erased_paper_are_refused_and_its_pages_told(catalogue: Catalogue) -> None:
    first, second = file(catalogue, "a", 1, 2)
    assert not catalogue.is_refused(first.scan_id) and catalogue.list_erased_pages(first.scan_id) == ()
    catalogue.erase_result(first.result_id, make)
    assert catalogue.list_erased_pages(first.scan_id) == (1,) and not catalogue.is_refused(first.scan_id)
    catalogue.erase_result(second.result_id, make)
    assert catalogue.is_refused(first.scan_id)


def test_what_was_merged_into_a_result_is_listed(catalogue: Catalogue) -> None:
    kept, *retired = (file(catalogue, word)[0] for word in "abc")

    def retire(result: ProcedureResult) -> ProcedureResult:
        return replace(result, state="withdrawn", related=(Related(kept.result_id, "merged_into"),))

    for result in retired:
        catalogue.update_result(result.result_id, retire)
    assert catalogue.list_merged(kept.result_id) == tuple(sorted(it.result_id for it in retired))
    assert catalogue.list_merged(retired[0].result_id) == ()


def test_ids_beside_a_name_are_those_of_papers_that_name_it(catalogue: Catalogue) -> None:
    (result,) = file(catalogue, "a")
    assert catalogue.list_ids_beside_name(fold(result.holder_names[0])) == result.holder_ids
    assert catalogue.list_ids_beside_name("tran van khac") == ()


def test_the_chain_is_found_as_it_was_at_an_instant(catalogue: Catalogue) -> None:
    assert catalogue.find_audit_at(datetime(2000, 1, 1, tzinfo=UTC)) is None
    for word in ("một", "hai"):
        catalogue.add_audit("cli:an", "fetched", word)
    first, second = list(catalogue.list_audit())[-2:]
    assert catalogue.find_audit_at(second.at + timedelta(days=1)) == (second.sequence, second.link)
    if first.at < second.at:
        assert catalogue.find_audit_at(first.at) == (first.sequence, first.link)


def test_rows_of_the_register_are_found_as_a_day_knew_them(catalogue: Catalogue) -> None:
    row = RegisterRow(
        1, "building_permit", "7/GPXD", "2021-02-02", "", "92.916", "district", date(2021, 2, 2), None, "H1"
    )
    assert catalogue.count_papers() == 0
    catalogue.put_register_snapshot("92.916", date(2022, 6, 30), "a", "sổ.csv", "cli:lan", [row])
    catalogue.put_register_snapshot("92.916", date(2023, 6, 30), "b", "sổ.csv", "cli:lan", [replace(row, box="H2")])
    known = next(iter(catalogue.list_register_rows(date(2023, 6, 30))))
    assert known.row_id is not None
    found = {day: catalogue.list_rows_by_id([known.row_id, "khác"], date(day, 12, 31)) for day in (2021, 2022, 2023)}
    assert [[row.box for row in rows.values()] for rows in found.values()] == [[], ["H1"], ["H2"]]
    assert catalogue.count_papers() >= 1


def test_confirmations_are_counted_by_issuer_and_day(catalogue: Catalogue) -> None:
    (result,) = file(catalogue, "a")
    day = NOW.date()
    assert catalogue.count_confirmed(day, day) == {}
    open_end = (Interval(date(2021, 3, 5), None),)
    catalogue.update_result(
        result.result_id,
        lambda it: replace(it, intervals=open_end, state="confirmed", confirmed_by="lan", confirmed_at=NOW),
    )
    assert catalogue.count_confirmed(day, day) == {("92.916", day): 1}
    assert catalogue.count_confirmed(day, day + timedelta(days=1)) == {}
    assert catalogue.count_confirmed(day, day, document_type="birth_certificate") == {}
