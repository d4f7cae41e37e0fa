"""Here lives step 8: systems that ask over the API, and their tokens."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData


def apply(connection: Connection) -> None:
    metadata = MetaData()
    metadata.create_all(connection)
