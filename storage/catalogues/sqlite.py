"""Here lives the catalogue in one SQLite file (or in memory): write-ahead log, full durability."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, cast

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

from schemas.errors import SetupError, TemporarilyUnavailable
from storage.catalogues._faults import translated
from storage.catalogues._migrations import find_form, is_current, migrate
from storage.catalogues._queries import SqlCatalogue
from storage.catalogues._session import Clock, begin_by_hand, utc_now
from storage.home_lock import hold_home_alone
from storage.opening import resolve_folder
from storage.ports import BackendHealth

# A writer waits this long for the others; a commit takes milliseconds, so more means a fault.
_BUSY_TIMEOUT_S = 60.0
# Readers of the write-ahead log hold it for milliseconds; who holds it longer is waited for another time.
_SCRUB_WAIT_MS = 2000
# How long a second process waits for a migration before it tells its user to come again.
_MIGRATION_WAIT_S = 20.0
_LOOKED_AT = "looked through for {:g} s, no fault met; `sohoa doctor` reads all of it"


def open_url(url: str, home: Path, clock: Clock = utc_now) -> SqliteCatalogue:
    """The catalogue in `sqlite:/file`, `sqlite::memory:`, or `catalogue.sqlite` under home."""
    if url == "sqlite::memory:":
        engine = _create_engine("sqlite://", poolclass=StaticPool)
        migrate(engine, clock)
        return SqliteCatalogue(engine, url, clock, in_memory=True)
    path = resolve_folder(url, home, "catalogue.sqlite")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError("home_unusable") from error
    engine = _create_engine(f"sqlite:///{path}")
    _bring_up_to_date(engine, path, home, clock)
    return SqliteCatalogue(engine, f"sqlite:{path}", clock)


class SqliteCatalogue(SqlCatalogue):
    """The shared queries over SQLite."""

    def __init__(self, engine: Engine, url: str, clock: Clock, *, in_memory: bool = False) -> None:
        super().__init__(engine, clock, guard=threading.RLock() if in_memory else None)
        self._url = url

    def scrub(self) -> bool:
        with self._guard, translated(), self._engine.connect() as connection:
            driver = cast(sqlite3.Connection, connection.connection.driver_connection)
            driver.execute(f"PRAGMA busy_timeout={_SCRUB_WAIT_MS}")
            try:
                is_busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                driver.execute(f"PRAGMA busy_timeout={int(_BUSY_TIMEOUT_S * 1000)}")
            return not is_busy

    def check(self, within_s: float | None = None) -> BackendHealth:
        with self._reading() as connection, _interrupted_after(connection, within_s) as is_over:
            try:
                verdict = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
            except OperationalError:
                if not is_over.is_set():
                    raise
                verdict = ""
        if is_over.is_set():
            # What it says of pages that it has not come to is worth nothing.
            verdict, message = "ok", _LOOKED_AT.format(within_s)
        else:
            message = "" if verdict == "ok" else verdict
        return BackendHealth("catalogue", self._url, verdict == "ok", sqlite3.sqlite_version, message)


@contextmanager
def _interrupted_after(connection: Connection, seconds: float | None) -> Iterator[threading.Event]:
    """Break off what is asked within the block after so long; whether that was done."""
    driver, is_over = cast(sqlite3.Connection, connection.connection.driver_connection), threading.Event()

    def interrupt() -> None:
        is_over.set()
        driver.interrupt()

    timer = None if seconds is None else threading.Timer(seconds, interrupt)
    if timer is None:
        yield is_over
        return
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()
        timer.join()


def _create_engine(url: str, **options: Any) -> Engine:
    # autocommit (isolation_level None): the driver must not begin or commit by itself.
    engine = create_engine(
        url,
        connect_args={"timeout": _BUSY_TIMEOUT_S, "check_same_thread": False, "isolation_level": None},
        **options,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # FULL: a commit that was told to a person survives a power cut.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # What is deleted is overwritten: an erased person's name must not stay in free pages.
        connection.execute("PRAGMA secure_delete=ON")

    begin_by_hand(engine)
    return engine


def _bring_up_to_date(engine: Engine, path: Path, home: Path, clock: Clock) -> None:
    if path.exists() and is_current(engine):
        return
    try:
        with FileLock(path.with_name(path.name + ".migration.lock"), timeout=_MIGRATION_WAIT_S):
            if is_current(engine):
                return
            with translated(), engine.connect() as connection:
                # Written into the file once; switching needs the file for itself, hence under the lock.
                driver = cast(sqlite3.Connection, connection.connection.driver_connection)
                driver.execute("PRAGMA journal_mode=WAL")
            # Others may use a catalogue of the form before; one that is being made nobody uses yet.
            with hold_home_alone(home, _MIGRATION_WAIT_S) if find_form(engine) else nullcontext():
                migrate(engine, clock)
    except Timeout as error:
        raise TemporarilyUnavailable("home_busy") from error
    except OSError as error:
        raise SetupError("home_unusable") from error
