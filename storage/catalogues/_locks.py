"""Here live the locks that a writing transaction takes on a database where writers run side by side.

SQLite has one write lock, held from a transaction's first moment: there these are nothing. On PostgreSQL each is an
advisory lock that ends with its transaction, so that a dead process holds none. Whoever takes two takes them in the
order below.
"""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import Connection, func, select

# Tells our locks from those of whatever else uses the database; any number does, as long as it never changes.
LOCK_FAMILY = 766_2022


class Lock(IntEnum):
    """What only one transaction does at a time."""

    # One process brings the tables up to date.
    MIGRATION = 1
    # Results and all that is made of them: filing, linking, changing, erasing, marks for the index.
    RESULTS = 2
    REGISTER = 3
    # The next link of the audit chain; taken last, so that it is held for one insert and the commit.
    AUDIT = 4


def take_lock(connection: Connection, lock: Lock) -> None:
    """Wait until the lock is ours; it is given back when the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK_FAMILY, int(lock))))
