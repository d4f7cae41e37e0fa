"""Here live the databases' troubles, told in our own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, TimeoutError

from schemas.errors import SetupError, SohoaError, StoreDamaged, TemporarilyUnavailable

# Codes of PostgreSQL's manual, appendix A; the first two characters are the class.
_COLLISIONS = frozenset({"40001", "40P01", "23505"})
_REFUSED = frozenset({"28000", "28P01", "3D000", "3F000", "42501"})
_DAMAGED = frozenset({"XX001", "XX002"})
_AWAY = frozenset({"57P01", "57P02", "57P03", "58000", "58030"})
# Lock not to be had in time, too many connections, out of memory, cancelled, a transaction that idled too long.
_BUSY = frozenset({"55P03", "53300", "53200", "57014", "25P03", "25P04"})
_LOST_CONNECTION = "08"
_NO_ROOM_TO_SHARE = frozenset({"SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMMAP", "SQLITE_IOERR_SHMOPEN"})
# While a connection is being made the driver gives no code, only what the server said.
_SAID_REFUSED = (
    "authentication failed",
    "no pg_hba.conf entry",
    "does not exist",
    "no password supplied",
    "permission denied",
    "certificate",
    "does not support ssl",
)
_SAID_BUSY = ("too many clients", "too many connections", "connection slots")


class Collision(Exception):
    """Two transactions met, and this one was undone: done again it finds the other's work.

    Args:
        told: what to raise when it does not help to do it again.
    """

    def __init__(self, told: Exception) -> None:
        super().__init__(str(told))
        self.told = told


@contextmanager
def translated() -> Iterator[None]:
    """Tell of the database's troubles in our own errors; never with what the database said, which may name people."""
    try:
        yield
    except TimeoutError as error:
        # Every connection of this process is in use.
        raise TemporarilyUnavailable("catalogue_busy") from error
    except DBAPIError as error:
        raise _translate(error) or error from error


def _translate(error: DBAPIError) -> Exception | None:
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return _translate_state(state, error)
    said = str(error.orig).lower()
    if error.connection_invalidated or type(error.orig).__module__.startswith("psycopg"):
        return _translate_lost_connection(said)
    # On a full disk even readers fail: SQLite has no room for the memory that they share with writers.
    if getattr(error.orig, "sqlite_errorname", "") in _NO_ROOM_TO_SHARE:
        return TemporarilyUnavailable("no_space")
    return _translate_sqlite(said)


def _translate_state(state: str, error: DBAPIError) -> Exception | None:
    if state in _COLLISIONS:
        is_twin = state == "23505"
        return Collision(error if is_twin else TemporarilyUnavailable("catalogue_busy"))
    if state in _REFUSED:
        return SetupError("catalogue_refused")
    if state in _DAMAGED:
        return StoreDamaged("catalogue_damaged")
    codes = {"53100": "no_space", "25006": "catalogue_read_only"}
    if state in codes:
        return TemporarilyUnavailable(codes[state])
    if state in _BUSY:
        return TemporarilyUnavailable("catalogue_busy")
    if state in _AWAY or state.startswith(_LOST_CONNECTION):
        return TemporarilyUnavailable("catalogue_away")
    return None


def _translate_lost_connection(said: str) -> SohoaError:
    if any(words in said for words in _SAID_REFUSED):
        return SetupError("catalogue_refused")
    if any(words in said for words in _SAID_BUSY):
        return TemporarilyUnavailable("catalogue_busy")
    return TemporarilyUnavailable("catalogue_away")


def _translate_sqlite(said: str) -> SohoaError | None:
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
