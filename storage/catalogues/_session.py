"""Here lives one transaction of the catalogue: how it begins, ends, and how its faults are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError

from schemas.crash_points import reached
from schemas.errors import SetupError, SohoaError, StoreDamaged, TemporarilyUnavailable

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Session:
    """What every group of queries stands on: an engine, a clock, reading and writing transactions.

    Args:
        engine: made by an adapter; a writing transaction carries the execution option `writes`.
        clock: aware now; tests hand in their own.
        guard: held around every transaction (a database in memory has one connection for all threads).
    """

    def __init__(
        self, engine: Engine, clock: Clock = utc_now, guard: AbstractContextManager[object] | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._guard: AbstractContextManager[object] = guard or nullcontext()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._guard, translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its first moment; committed at the end."""
        with self._guard, translated(), self._engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                yield connection
                reached("catalogue.before_commit")
            reached("catalogue.committed")

    def _lease_end(self, lease_s: float) -> datetime:
        return self._clock() + timedelta(seconds=lease_s)

    def close(self) -> None:
        self._engine.dispose()


def begin_by_hand(engine: Engine) -> None:
    """Make a SQLite engine's transactions real: readers `BEGIN`, writers `BEGIN IMMEDIATE`.

    The driver's own way begins late and commits around DDL; a reader that later wants to write
    would fail at once instead of waiting.
    Source: SQLAlchemy manual, "Serializable isolation / savepoints / transactional DDL" of pysqlite.
    """

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def translated() -> Iterator[None]:
    """Tell of the database's troubles in our own errors."""
    try:
        yield
    except DatabaseError as error:
        raise _translate(error) or error from error


def _translate(error: DatabaseError) -> SohoaError | None:
    said = str(error.orig).lower()
    if "locked" in said or "busy" in said:
        return TemporarilyUnavailable("catalogue_busy")
    if "full" in said:
        return TemporarilyUnavailable("no_space")
    if "malformed" in said or "not a database" in said:
        return StoreDamaged("catalogue_damaged")
    if "readonly" in said or "unable to open" in said:
        return SetupError("home_unusable")
    if "disk i/o" in said:
        return TemporarilyUnavailable("catalogue_busy")
    return None
