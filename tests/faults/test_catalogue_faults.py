"""What the catalogue does when the process dies half-way, the file rots, or a newer program was here."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import create_engine, text

from schemas import crash_points
from schemas.errors import SetupError, StoreDamaged, TemporarilyUnavailable
from storage.catalogues import sqlite
from storage.opening import open_catalogue
from tests.contracts.samples import make_batch, make_receipt, make_result


class PowerCut(BaseException):
    """Stands for the end of the process at a named point."""


def cut_at(point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(name: str) -> None:
        if name == point:
            raise PowerCut

    monkeypatch.setattr(crash_points, "_hook", cut)


def test_a_cut_inside_a_migration_leaves_the_home_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_at("migration.middle", monkeypatch)
    with pytest.raises(PowerCut):
        open_catalogue("sqlite:", tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0
    monkeypatch.setattr(crash_points, "_hook", None)
    assert open_catalogue("sqlite:", tmp_path).check().ok


@pytest.mark.parametrize(("point", "is_filed"), [("result.before_commit", False), ("result.committed", True)])
def test_a_cut_around_filing_files_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, is_filed: bool
) -> None:
    catalogue = open_catalogue("sqlite:", tmp_path)
    receipt, _ = catalogue.put_receipt(make_receipt("one", catalogue.put_batch(make_batch())))
    result = make_result(receipt)
    cut_at(point, monkeypatch)
    with pytest.raises(PowerCut):
        catalogue.end_receipt(receipt.receipt_id, "filed", [{"a": 1}], results=[result])
    monkeypatch.setattr(crash_points, "_hook", None)
    after = open_catalogue("sqlite:", tmp_path)
    assert (after.find_result(result.result_id) is not None) is is_filed
    assert (after.get_receipt(receipt.receipt_id).outcome == "filed") is is_filed
    assert after.count_outbox() == len(after.list_lines(receipt.receipt_id)) == int(is_filed)
    assert after.end_receipt(receipt.receipt_id, "filed", [{"a": 1}], results=[result]) is not is_filed
    assert after.count_outbox() == 1


def test_a_cut_after_reception_keeps_the_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = open_catalogue("sqlite:", tmp_path)
    receipt = make_receipt("one", catalogue.put_batch(make_batch()))
    cut_at("receipt.committed", monkeypatch)
    with pytest.raises(PowerCut):
        catalogue.put_receipt(receipt)
    assert open_catalogue("sqlite:", tmp_path).put_receipt(receipt) == (receipt, False)


def test_a_home_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    open_catalogue("sqlite:", tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO migrations VALUES (999, 'later', '2030-01-01T00:00:00.000000+00:00')"))
    with pytest.raises(SetupError) as caught:
        open_catalogue("sqlite:", tmp_path)
    assert caught.value.code == "home_newer"


def test_who_meets_a_migration_is_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_MIGRATION_WAIT_S", 0.1)
    with FileLock(tmp_path / "catalogue.sqlite.migration.lock"), pytest.raises(TemporarilyUnavailable) as caught:
        open_catalogue("sqlite:", tmp_path)
    assert caught.value.code == "home_busy"


def test_a_file_that_is_no_database_is_told_as_damage(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"not a database at all" * 500)
    with pytest.raises(StoreDamaged) as caught:
        open_catalogue("sqlite:", tmp_path)
    assert caught.value.code == "catalogue_damaged"


def test_a_catalogue_that_stays_locked_is_told_as_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_BUSY_TIMEOUT_S", 0.1)
    catalogue = open_catalogue("sqlite:", tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path / 'catalogue.sqlite'}", isolation_level="AUTOCOMMIT")
    with engine.connect() as other:
        other.execute(text("BEGIN IMMEDIATE"))
        with pytest.raises(TemporarilyUnavailable) as caught:
            catalogue.put_batch(make_batch())
        assert caught.value.code == "catalogue_busy"
        assert catalogue.list_batches() == ()
        other.execute(text("ROLLBACK"))
