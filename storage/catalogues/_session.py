"""Here lives one transaction of the catalogue: how it begins, waits for others, ends, and is done again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, event

from schemas.crash_points import reached
from storage.catalogues._faults import Collision, translated
from storage.catalogues._locks import Lock, take_lock
from storage.ports import PageJob

Clock = Callable[[], datetime]
Given = ParamSpec("Given")
Answer = TypeVar("Answer")

# Before a transaction that met another is done again: somewhere between nothing and these.
_COLLISION_PAUSES_S = (0.02, 0.1, 0.3, 1.0)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Session:
    """What every group of queries stands on: an engine, a clock, reading and writing transactions.

    Args:
        engine: made by an adapter; a writing transaction carries the execution option `writes`.
        clock: aware now; tests hand in their own.
        guard: held around every transaction (a database in memory has one connection for all threads).
        reader: the engine for reading, where it is another.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock = utc_now,
        guard: AbstractContextManager[object] | None = None,
        reader: Engine | None = None,
    ) -> None:
        self._engine = engine
        self._reader = reader or engine
        self._clock = clock
        self._guard: AbstractContextManager[object] = guard or nullcontext()
        # Claims of which the connection was lost before we knew whether they hold; see `PageQueries`.
        self._unsure_claims: list[PageJob] = []

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """One transaction that sees one moment, however many queries it asks."""
        with self._guard, translated(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, lock: Lock | None = Lock.RESULTS) -> Iterator[Connection]:
        """One transaction, committed at the end; methods that use it are `retried`, or `done_once`.

        Args:
            lock: held from the first moment, so that what is read stays as it is. None: only the rows that are locked
                or written are ours, everything else may change meanwhile. On SQLite every writer is alone anyway.
        """
        with self._guard, translated(), self._engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                if lock is not None:
                    take_lock(connection, lock)
                yield connection
                reached("catalogue.before_commit")
            reached("catalogue.committed")

    def _lease_end(self, lease_s: float) -> datetime:
        return self._clock() + timedelta(seconds=lease_s)

    def close(self) -> None:
        self._engine.dispose()


def retried(method: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A method of one transaction, done again when another's transaction undid it."""

    @wraps(method)
    def again(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        for pause_s in _COLLISION_PAUSES_S:
            try:
                return method(*args, **kwargs)
            except Collision:
                time.sleep(random.uniform(0, pause_s))
        try:
            return method(*args, **kwargs)
        except Collision as collision:
            raise collision.told from collision.__cause__

    return again


def done_once(method: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A method of one transaction that cannot be done again, because what it is given is used up by the first try."""

    @wraps(method)
    def once(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        try:
            return method(*args, **kwargs)
        except Collision as collision:
            raise collision.told from collision.__cause__

    return once


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
