"""Here lives step 6: accounts, what they may do, their sign-ins."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKey, MetaData, Table, Text

from storage.catalogues._columns import Instant, Key


def apply(connection: Connection) -> None:
    metadata = MetaData()
    Table("accounts", metadata, Column("name", Key, primary_key=True), Column("body", Text, nullable=False))
    Table(
        "sign_ins",
        metadata,
        Column("token_hash", Key, primary_key=True),
        Column("account", Key, ForeignKey("accounts.name"), nullable=False, index=True),
        Column("begun_at", Instant, nullable=False),
        Column("seen_at", Instant, nullable=False),
    )
    metadata.create_all(connection)
