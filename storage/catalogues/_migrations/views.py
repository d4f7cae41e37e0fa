"""Here lives step 7: who looked at which result."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData


def apply(connection: Connection) -> None:
    metadata = MetaData()
    metadata.create_all(connection)
