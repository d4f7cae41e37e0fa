"""Here lives step 10: what checking was itself checked by."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData


def apply(connection: Connection) -> None:
    metadata = MetaData()
    metadata.create_all(connection)
