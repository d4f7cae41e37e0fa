"""Here lives step 12: wrong passwords of the last minutes, by where they come from."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, String, Table

_Key = String().with_variant(String(collation="C"), "postgresql")


def apply(connection: Connection) -> None:
    metadata = MetaData()
    Table(
        "failed_tries",
        metadata,
        Column("try_id", _Key, primary_key=True),
        Column("place", _Key, nullable=False, index=True),
        Column("name", _Key, nullable=False, index=True),
        Column("at", _Key, nullable=False, index=True),
    )
    metadata.create_all(connection)
