"""Here lives the catalogue on a PostgreSQL server: many machines, one truth.

Writers work side by side, each statement sees what was committed before it (READ COMMITTED), and `_locks` says what
only one may do at a time; why, and which operation takes what, tells ADR 0050.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DatabaseError

from schemas.errors import SetupError, TemporarilyUnavailable
from storage.catalogues._faults import translated
from storage.catalogues._locks import LOCK_FAMILY, Lock
from storage.catalogues._migrations import find_form, is_current, migrate
from storage.catalogues._queries import SqlCatalogue
from storage.catalogues._session import Clock, utc_now
from storage.catalogues._tables import metadata
from storage.home_lock import hold_home_alone
from storage.ports import BackendHealth

# How long a second process waits for a migration before it tells its user to come again.
_MIGRATION_WAIT_S = 20.0
_LOOK_EVERY_S = 0.2
# One for each document in hand and some for what runs beside them; waiting for one is waiting for a transaction's end.
_CONNECTIONS, _MORE_CONNECTIONS, _CONNECTION_WAIT_S = 5, 15, 60
# Who cleans up waits this long for those that read, then leaves it for another time.
_SCRUB_WAIT_MS = 2000
# A machine whose clock is further from the server's than this writes instants that puzzle people.
_CLOCK_TOLERANCE_S = 5.0

_CONNECT_ARGUMENTS: dict[str, Any] = {
    "connect_timeout": "10",
    "fallback_application_name": "sohoa",
    # A dead network is noticed in about a minute, on either side.
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
_SESSION_SETTINGS = {
    # A commit that was told to a person survives a power cut, whatever the server's default is.
    "synchronous_commit": "on",
    "lock_timeout": "60s",
    # A process that was stopped in the middle of a transaction must not hold everybody up for ever.
    "idle_in_transaction_session_timeout": "120s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "timezone": "UTC",
}
# A secret in the query would be shown with the settings.
_SECRET_PARAMETERS = frozenset({"password", "sslpassword"})


def open_url(url: str, home: Path, clock: Clock | None = None) -> PostgresqlCatalogue:
    """The catalogue in the database of `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=...` (percent-encoded).

    Args:
        clock: default the server's, so that machines with other clocks agree on when a lease ends.

    Raises:
        SetupError: "setting_invalid", "catalogue_refused", "home_newer".
        TemporarilyUnavailable: "catalogue_away", "catalogue_busy", "home_busy" while another process migrates.
    """
    address = _parse(url)
    server_clock = ServerClock()
    engine = _create_engine(address, server_clock)
    clock = clock or server_clock
    _bring_up_to_date(engine, home, clock)
    return PostgresqlCatalogue(engine, address, clock)


class ServerClock:
    """The server's time, told again by every new connection and counted on in between."""

    def __init__(self) -> None:
        self._told: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        if self._told is None:
            return utc_now()
        at, mark = self._told
        return at + timedelta(seconds=_elapsed() - mark)

    def set(self, now: datetime) -> None:
        self._told = now, _elapsed()


def _elapsed() -> float:
    # Goes on while the machine sleeps, and nobody sets it.
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class PostgresqlCatalogue(SqlCatalogue):
    """The shared queries over PostgreSQL."""

    def __init__(self, engine: Engine, address: URL, clock: Clock) -> None:
        reader = engine.execution_options(isolation_level="REPEATABLE READ")
        super().__init__(engine, clock, reader=reader)
        self._url = address.set(drivername="postgresql").render_as_string(hide_password=True)

    def scrub(self) -> bool:
        """Write every table anew without what was deleted: needs room for a second copy of the largest."""
        with translated(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Its waiting time is its own: the connection is closed, not given to others.
            connection.detach()
            try:
                connection.exec_driver_sql(f"SET lock_timeout = {_SCRUB_WAIT_MS}")
                names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in metadata.tables)
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {names}")
            except DatabaseError as error:
                if getattr(error.orig, "sqlstate", None) == "55P03":
                    return False
                raise
        return True

    def check(self, within_s: float | None = None) -> BackendHealth:
        asked = text(
            "SELECT current_setting('server_version'), pg_database_size(current_database()), pg_is_in_recovery(),"
            " current_setting('fsync'), clock_timestamp()"
        )
        with self._reading() as connection:
            version, size, is_standby, fsync, now = connection.execute(asked).one()
        faults = []
        if is_standby:
            faults.append("the server is a standby and cannot be written")
        if fsync != "on":
            faults.append("fsync is off: a power cut loses what was filed")
        skew_s = abs((utc_now() - now).total_seconds())
        notes = [f"{size >> 20} MiB"]
        if skew_s > _CLOCK_TOLERANCE_S:
            notes.append(f"this machine's clock is {skew_s:.0f} s off the server's")
        return BackendHealth("catalogue", self._url, not faults, version.split()[0], "; ".join([*faults, *notes]))


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SetupError("setting_invalid", name="SOHOA_CATALOGUE") from error
    if not address.database or _SECRET_PARAMETERS.intersection(address.query):
        raise SetupError("setting_invalid", name="SOHOA_CATALOGUE")
    return address.set(drivername="postgresql+psycopg")


def _create_engine(address: URL, server_clock: ServerClock) -> Engine:
    options = " ".join(f"-c {name}={value}" for name, value in _SESSION_SETTINGS.items())
    arguments = {name: value for name, value in _CONNECT_ARGUMENTS.items() if name not in address.query}
    engine = create_engine(
        address,
        # No prepared statements: they outlive what they were planned for, and poolers on the way lose them.
        connect_args={**arguments, "options": options, "prepare_threshold": None},
        # A connection that a restart of the server cut is found out before it is used.
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_size=_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
        pool_timeout=_CONNECTION_WAIT_S,
        isolation_level="READ COMMITTED",
    )

    @event.listens_for(engine, "connect")
    def _ask_the_time(connection: Any, _record: Any) -> None:
        (now,) = connection.execute("SELECT clock_timestamp()").fetchone()
        connection.rollback()
        server_clock.set(now)

    return engine


def _bring_up_to_date(engine: Engine, home: Path, clock: Clock) -> None:
    if is_current(engine):
        return
    with _migrating_alone(engine):
        if not is_current(engine):
            # Of the commands that use the form before, those of this machine are kept out.
            with hold_home_alone(home, _MIGRATION_WAIT_S) if find_form(engine) else nullcontext():
                migrate(engine, clock)


@contextmanager
def _migrating_alone(engine: Engine) -> Iterator[None]:
    """Hold the migration's lock by a connection of its own, which ends with this process however that ends."""
    ours = select(func.pg_try_advisory_lock(LOCK_FAMILY, int(Lock.MIGRATION)))
    deadline = time.monotonic() + _MIGRATION_WAIT_S
    with translated(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()
        while not connection.scalar(ours):
            if time.monotonic() > deadline:
                raise TemporarilyUnavailable("home_busy")
            time.sleep(_LOOK_EVERY_S)
        yield
