"""A catalogue taken out whole and brought into an empty one, on every database and from one to another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from benchmarks.servers.postgresql import make_database
from schemas.errors import InputRejected, SetupError
from storage.audit_chain import find_broken_link
from storage.catalogues._migrations import STEPS, Step
from storage.catalogues.sqlite import SqliteCatalogue, open_url
from storage.opening import open_catalogue
from storage.ports import Catalogue
from tests.contracts.samples import make_batch, make_receipt, make_result, make_scan_id


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Catalogue]:
    """A second catalogue, empty, in a file."""
    opened = open_catalogue("sqlite:", tmp_path / "other")
    yield opened
    opened.close()


def fill(catalogue: Catalogue, *words: str) -> list[str]:
    """Papers filed and changed, an office key, a link of the chain; ids of the results."""
    batch = catalogue.put_batch(make_batch())
    ids = []
    for word in words:
        receipt, _ = catalogue.put_receipt(make_receipt(word, batch, one_document=True))
        result = make_result(receipt)
        assert catalogue.end_receipt(receipt.receipt_id, "filed", [{"a": word}], results=[result])
        catalogue.update_result(result.result_id, lambda it: replace(it, title='Giấy phép "xây\ndựng" 🏠'))
        ids.append(result.result_id)
    catalogue.get_office_key("separators")
    catalogue.add_audit("cli:lan", "tried", "{}")
    return ids


def read_lines(catalogue: Catalogue) -> list[str]:
    with catalogue.open_snapshot() as snapshot:
        return list(snapshot.iterate_lines())


def bring(catalogue: Catalogue, lines: list[str]) -> None:
    catalogue.begin_restore("b1")
    catalogue.load(lines)
    catalogue.finish_restore("cli:lan", "{}")


def without_the_chain(lines: list[str]) -> list[str]:
    """Rows but for the audit chain, to which every restore adds; in an order that no database has to keep."""
    rows, table = [], ""
    for line in map(json.loads, lines):
        if isinstance(line, dict):
            table = line.get("table", "")
        elif not table.startswith("audit"):
            rows.append(json.dumps([table, line]))
    return sorted(rows)


def test_what_is_taken_out_of_one_database_comes_back_in_another(catalogue: Catalogue, other: Catalogue) -> None:
    ids = fill(catalogue, "một", "hai")
    there = read_lines(catalogue)
    bring(other, there)
    assert without_the_chain(read_lines(other)) == without_the_chain(there)
    assert list(other.list_results()) == list(catalogue.list_results()) and len(ids) == 2
    assert other.list_receipts() == catalogue.list_receipts()
    assert other.list_result_versions(ids[0]) == catalogue.list_result_versions(ids[0])
    assert other.find_office_key("separators") == catalogue.get_office_key("separators")


def test_what_was_taken_out_of_a_file_comes_into_any_database(catalogue: Catalogue, other: Catalogue) -> None:
    fill(other, "một", "hai")
    there = read_lines(other)
    bring(catalogue, there)
    assert without_the_chain(read_lines(catalogue)) == without_the_chain(there)


def test_a_catalogue_that_came_back_goes_on(catalogue: Catalogue, other: Catalogue) -> None:
    fill(other, "một", "hai")
    bring(catalogue, read_lines(other))
    fill(catalogue, "ba")
    assert len(list(catalogue.list_results())) == 3
    assert find_broken_link(catalogue.list_audit()) is None
    assert [entry.event for entry in catalogue.list_audit()] == ["tried", "restored", "tried"]


def check_one_moment(url: str, tmp_path: Path) -> None:
    """What is written while a snapshot is read is not in it."""
    writer, reader = (open_catalogue(url, tmp_path) for _ in range(2))
    fill(writer, "một")
    with reader.open_snapshot() as snapshot:
        lines = snapshot.iterate_lines()
        first = [next(lines), next(lines)]
        fill(writer, "hai")
        rest = first + list(lines)
        assert list(snapshot.list_kept_scans()) == [make_scan_id("một")]
        assert snapshot.audit_sequence == 1
    other = open_catalogue("sqlite:", tmp_path / "other")
    bring(other, rest)
    assert [it.scan_id for it in other.list_results()] == [make_scan_id("một")]
    for opened in (writer, reader, other):
        opened.close()


def test_a_snapshot_sees_nothing_of_what_comes_later(tmp_path: Path) -> None:
    check_one_moment("sqlite:", tmp_path)


@pytest.mark.services
@pytest.mark.timeout(300)
def test_a_snapshot_of_a_database_server_sees_one_moment_too(tmp_path: Path, postgresql: str) -> None:
    check_one_moment(make_database(postgresql), tmp_path)


def test_scans_that_were_refused_are_not_kept_and_parts_of_composed_ones_are(catalogue: Catalogue) -> None:
    batch = catalogue.put_batch(make_batch())
    catalogue.put_receipt(make_receipt("open", batch))
    refused, _ = catalogue.put_receipt(make_receipt("refused", batch))
    catalogue.end_receipt(refused.receipt_id, "refused", [{}], problem_code="state_secret")
    parts = ((make_scan_id("front"), 1), (make_scan_id("back"), 1))
    catalogue.put_receipt(make_receipt("joined", batch, composed_of=parts))
    with catalogue.open_snapshot() as snapshot:
        kept = set(snapshot.list_kept_scans())
    assert kept == {make_scan_id(word) for word in ("open", "joined", "front", "back")}


def test_nothing_is_restored_over_what_is_there(catalogue: Catalogue, other: Catalogue) -> None:
    ids = fill(catalogue, "một")
    for attempt in (lambda: catalogue.begin_restore("b1"), lambda: catalogue.load(read_lines(other))):
        with pytest.raises(SetupError) as caught:
            attempt()
        assert caught.value.code == "home_not_empty"
    assert [it.result_id for it in catalogue.list_results()] == ids and catalogue.find_restore() is None


def test_a_restore_is_marked_until_it_is_finished_and_may_begin_again(catalogue: Catalogue, other: Catalogue) -> None:
    fill(other, "một")
    catalogue.begin_restore("b1")
    for _ in range(2):
        catalogue.begin_restore("b2")
        catalogue.load(read_lines(other))
        assert catalogue.find_restore() == "b2"
    catalogue.finish_restore("cli:lan", '{"a": 1}')
    assert catalogue.find_restore() is None
    assert [entry.event for entry in catalogue.list_audit()] == ["tried", "restored"]


@pytest.mark.parametrize(
    "hurt",
    [
        lambda lines: lines[:-1],
        lambda lines: [line for line in lines if line != next(it for it in lines if it.startswith("["))],
        lambda lines: [*lines[:3], "[1]", *lines[3:]],
        lambda lines: [*lines[:1], '{"table":"strangers","columns":["a"]}', "[1]", *lines[1:]],
        lambda lines: ["{}", *lines],
        lambda lines: [lines[0], "nothing", *lines[1:]],
    ],
)
def test_rows_that_are_not_whole_leave_the_catalogue_as_it_was(tmp_path: Path, other: Catalogue, hurt: object) -> None:
    catalogue = open_catalogue("sqlite:", tmp_path)
    fill(other, "một")
    catalogue.begin_restore("b1")
    with pytest.raises(InputRejected) as caught:
        catalogue.load(hurt(read_lines(other)))  # type: ignore[operator]
    assert caught.value.code == "backup_damaged"
    assert (list(catalogue.list_results()), catalogue.find_restore()) == ([], "b1")


def test_a_backup_of_a_newer_form_is_refused(catalogue: Catalogue) -> None:
    catalogue.begin_restore("b1")
    with pytest.raises(SetupError) as caught:
        catalogue.load(['{"form":999}', '{"rows":0}'])
    assert caught.value.code == "home_newer"


def test_rows_of_an_older_form_are_migrated_step_by_step(tmp_path: Path, other: Catalogue) -> None:
    def add_a_column(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE batches ADD COLUMN colour VARCHAR DEFAULT 'grey'"))
        connection.execute(text("UPDATE batches SET colour = 'of ' || name"))

    fill(other, "một")
    catalogue = open_url("sqlite:", tmp_path)
    assert isinstance(catalogue, SqliteCatalogue)
    catalogue.begin_restore("b1")
    later = Step(STEPS[-1].number + 1, "a_column", add_a_column)
    catalogue.load(read_lines(other), steps=(*STEPS, later))
    with create_engine(f"sqlite:///{tmp_path / 'catalogue.sqlite'}").connect() as connection:
        assert connection.execute(text("SELECT colour FROM batches")).scalars().all() == ["of hop-1"]
        assert connection.execute(text("SELECT max(number) FROM migrations")).scalar() == later.number
