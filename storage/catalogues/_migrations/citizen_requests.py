"""Here lives step 9: what citizens ask about their data."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKey, MetaData, Table, Text

from storage.catalogues._columns import Instant, Key


def apply(connection: Connection) -> None:
    metadata = MetaData()
    Table(
        "citizen_requests",
        metadata,
        Column("code", Key, primary_key=True),
        Column("unit", Key, nullable=False, index=True),
        Column("due_on", Key, nullable=False),
        Column("decided_at", Instant),
        Column("body", Text, nullable=False),
    )
    Table(
        "citizen_request_papers",
        metadata,
        Column("code", Key, ForeignKey("citizen_requests.code"), primary_key=True),
        Column("result_id", Key, primary_key=True, index=True),
    )
    metadata.create_all(connection)
