"""What the catalogue on PostgreSQL does when its server is away, refuses, dies half-way, or another migrates."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from benchmarks.servers.postgresql import kill_postgresql, make_database, run_postgresql
from benchmarks.servers.running import find_free_ports
from schemas import crash_points
from schemas.errors import SetupError, SohoaError, TemporarilyUnavailable
from storage.catalogues import postgresql as adapter
from storage.catalogues._locks import LOCK_FAMILY, Lock
from storage.opening import open_catalogue
from storage.ports import Catalogue
from tests.contracts.samples import make_batch, make_receipt, make_result
from tests.faults.test_catalogue_faults import PowerCut, cut_at

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]

PASSWORD = "p%40ss-of-nobody"
# As a restart does to those who are connected.
CUT_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def url(postgresql: str) -> str:
    return make_database(postgresql)


@pytest.fixture
def catalogue(url: str, tmp_path: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(url, tmp_path)
    yield opened
    with suppress(SohoaError):
        opened.close()


def ask(url: str, statement: str) -> None:
    """Something that only the server's master may do."""
    with psycopg.connect(url, autocommit=True) as master:
        master.execute(statement)


def test_a_server_that_is_away_at_the_start_is_told_as_away(tmp_path: Path) -> None:
    (port,) = find_free_ports(1)
    with pytest.raises(TemporarilyUnavailable) as caught:
        open_catalogue(f"postgresql://clerk:{PASSWORD}@127.0.0.1:{port}/sohoa", tmp_path)
    assert caught.value.code == "catalogue_away"
    assert "nobody" not in f"{caught.value} {caught.value.__cause__}"


def test_an_unknown_database_and_missing_rights_are_told_as_refused(url: str, postgresql: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="catalogue_refused"):
        open_catalogue(f"postgresql://sohoa@{postgresql}/no_such_database", tmp_path)
    with pytest.raises(SetupError, match="catalogue_refused"):
        open_catalogue(f"postgresql://no_such_clerk@{postgresql}/postgres", tmp_path)
    with suppress(psycopg.errors.DuplicateObject):
        ask(url, "CREATE ROLE guest LOGIN")
    with pytest.raises(SetupError, match="catalogue_refused"):
        open_catalogue(url.replace("sohoa@", "guest@"), tmp_path)


def test_a_wrong_password_is_told_as_refused_and_never_shown(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="sohoa-postgresql-") as name, run_postgresql(Path(name)) as address:
        folder = Path(name)
        database = make_database(address)
        ask(database, "CREATE ROLE clerk LOGIN PASSWORD 'right'")
        rules = folder / "cluster" / "pg_hba.conf"
        rules.write_text("host all clerk 127.0.0.1/32 scram-sha-256\nhost all sohoa 127.0.0.1/32 trust\n")
        ask(database, "SELECT pg_reload_conf()")
        with pytest.raises(SetupError) as caught:
            open_catalogue(database.replace("sohoa@", f"clerk:{PASSWORD}@"), tmp_path)
    assert caught.value.code == "catalogue_refused"
    assert "nobody" not in f"{caught.value} {caught.value.__cause__}"


def test_the_address_is_shown_without_its_password(url: str, tmp_path: Path) -> None:
    opened = open_catalogue(url.replace("sohoa@", f"sohoa:{PASSWORD}@"), tmp_path)
    assert "sohoa:***@" in opened.check().url
    opened.close()


def test_a_server_that_can_only_be_read_is_told(catalogue: Catalogue, url: str, tmp_path: Path) -> None:
    catalogue.put_batch(make_batch())
    ask(url, f"ALTER DATABASE {url.rpartition('/')[2]} SET default_transaction_read_only = on")
    reader = open_catalogue(url, tmp_path)
    assert reader.find_batch("hop-1") is not None
    with pytest.raises(TemporarilyUnavailable) as caught:
        reader.put_batch(make_batch("hop-2"))
    assert caught.value.code == "catalogue_read_only"
    reader.close()


def test_too_many_connections_are_told_as_busy(url: str, postgresql: str, tmp_path: Path) -> None:
    with suppress(psycopg.errors.DuplicateObject):
        ask(url, "CREATE ROLE lonely LOGIN CONNECTION LIMIT 1")
    lonely = url.replace("sohoa@", "lonely@")
    with psycopg.connect(lonely), pytest.raises(TemporarilyUnavailable) as caught:
        open_catalogue(lonely, tmp_path)
    assert caught.value.code == "catalogue_busy"


@pytest.mark.parametrize(
    ("state", "code"), [("53100", "no_space"), ("57P01", "catalogue_away"), ("53200", "catalogue_busy")]
)
def test_what_the_server_says_of_itself_is_told_by_its_code(
    catalogue: Catalogue, url: str, state: str, code: str
) -> None:
    body = f"BEGIN RAISE EXCEPTION 'x' USING ERRCODE='{state}'; END"
    ask(url, f"CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    ask(url, "CREATE TRIGGER says BEFORE INSERT ON batches FOR EACH ROW EXECUTE FUNCTION say()")
    with pytest.raises(TemporarilyUnavailable) as caught:
        catalogue.put_batch(make_batch())
    assert caught.value.code == code
    assert catalogue.find_batch("hop-1") is None


def test_a_server_killed_in_the_middle_of_filing_files_all_or_nothing_and_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(prefix="sohoa-postgresql-") as name:
        folder, ports = Path(name), find_free_ports(1)
        with run_postgresql(folder, ports) as address:
            opened = open_catalogue(make_database(address, "office"), tmp_path)
            receipt, _ = opened.put_receipt(make_receipt("one", opened.put_batch(make_batch())))
            result = make_result(receipt)
            kill_at("result.before_commit", folder, monkeypatch)
            with pytest.raises(TemporarilyUnavailable) as caught:
                opened.end_receipt(receipt.receipt_id, "filed", [{"a": 1}], results=[result])
            assert caught.value.code == "catalogue_away"
            with pytest.raises(TemporarilyUnavailable, match="catalogue_away"):
                opened.find_result(result.result_id)
        with run_postgresql(folder, ports):
            assert opened.find_result(result.result_id) is None
            assert opened.get_receipt(receipt.receipt_id).outcome is None
            assert opened.end_receipt(receipt.receipt_id, "filed", [{"a": 1}], results=[result])
            assert opened.count_outbox() == 1
            opened.close()


def kill_at(point: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill the server when this point is passed; once."""

    def kill(name: str) -> None:
        if name == point:
            monkeypatch.setattr(crash_points, "_hook", None)
            kill_postgresql(folder)

    monkeypatch.setattr(crash_points, "_hook", kill)


def test_a_restart_between_two_questions_is_not_noticed(catalogue: Catalogue, url: str) -> None:
    catalogue.put_batch(make_batch())
    ask(url, CUT_ALL)
    assert catalogue.find_batch("hop-1") is not None
    ask(url, CUT_ALL)
    catalogue.put_batch(make_batch("hop-2"))


def test_a_cut_inside_a_migration_leaves_the_database_as_before(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_at("migration.middle", monkeypatch)
    with pytest.raises(PowerCut):
        open_catalogue(url, tmp_path)
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)
    monkeypatch.setattr(crash_points, "_hook", None)
    opened = open_catalogue(url, tmp_path)
    assert opened.check().ok
    opened.close()


def test_who_meets_a_migration_is_told_to_wait(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "_MIGRATION_WAIT_S", 0.3)
    with psycopg.connect(url) as migrating:
        migrating.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_FAMILY, Lock.MIGRATION])
        with pytest.raises(TemporarilyUnavailable) as caught:
            open_catalogue(url, tmp_path)
    assert caught.value.code == "home_busy"
    open_catalogue(url, tmp_path).close()


def test_a_database_of_a_newer_version_is_refused(catalogue: Catalogue, url: str, tmp_path: Path) -> None:
    ask(url, "INSERT INTO migrations VALUES (999, 'later', '2030-01-01T00:00:00.000000+00:00')")
    with pytest.raises(SetupError) as caught:
        open_catalogue(url, tmp_path)
    assert caught.value.code == "home_newer"


def test_what_was_erased_is_in_no_file_of_the_database(tmp_path: Path) -> None:
    from tests.contracts.test_erasures import file, make

    with tempfile.TemporaryDirectory(prefix="sohoa-postgresql-") as name, run_postgresql(Path(name)) as address:
        url = make_database(address)
        opened = open_catalogue(url, tmp_path)
        (result,) = file(opened, "a")
        opened.update_result(result.result_id, lambda old: replace(old, title="Đặng Thị Bị Xóa"))
        opened.erase_result(result.result_id, make)
        ask(url, "CHECKPOINT")
        told = [word.encode() for word in ("Bị Xóa", *result.holder_names, *result.holder_ids)]
        assert find_in_files(Path(name), told)
        with psycopg.connect(url) as reader:
            reader.execute("SELECT count(*) FROM results")
            assert opened.scrub() is False
        assert opened.scrub() is True
        ask(url, "CHECKPOINT")
        assert find_in_files(Path(name), told) == []
        opened.close()


def find_in_files(folder: Path, words: list[bytes]) -> list[str]:
    """The tables' files that hold one of these; the server's log of changes is its own matter."""
    files = (path for path in (folder / "cluster" / "base").rglob("*") if path.is_file())
    return [path.name for path in files if any(word in path.read_bytes() for word in words)]
