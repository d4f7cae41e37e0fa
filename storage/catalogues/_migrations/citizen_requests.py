"""Here lives step 9: what citizens ask about their data."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData


def apply(connection: Connection) -> None:
    metadata = MetaData()
    metadata.create_all(connection)
