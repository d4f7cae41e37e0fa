"""Here lives step 5: what the figures of a day were."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, Table, Text

from storage.catalogues._columns import Instant, Key


def apply(connection: Connection) -> None:
    metadata = MetaData()
    Table(
        "day_figures",
        metadata,
        Column("day", Key, primary_key=True),
        Column("written_at", Instant, nullable=False),
        Column("sha256", Key, nullable=False),
        Column("body", Text, nullable=False),
    )
    metadata.create_all(connection)
