"""Here lives step 8: systems that ask over the API, and what they were answered."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKey, MetaData, Table, Text

from storage.catalogues._columns import Instant, Key


def apply(connection: Connection) -> None:
    metadata = MetaData()
    Table(
        "api_systems",
        metadata,
        Column("name", Key, primary_key=True),
        Column("token_hash", Key, nullable=False, unique=True),
        Column("used_at", Instant),
        Column("body", Text, nullable=False),
    )
    Table(
        "api_answers",
        metadata,
        Column("system", Key, ForeignKey("api_systems.name"), primary_key=True),
        Column("call_key", Key, primary_key=True),
        Column("request_hash", Key, nullable=False),
        Column("answer", Text, nullable=False),
        Column("at", Instant, nullable=False, index=True),
    )
    metadata.create_all(connection)
