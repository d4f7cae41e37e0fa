"""Here live the tables of accounts, sign-ins, and tries that failed."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from storage.catalogues._columns import Instant, Key
from storage.catalogues._tables import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("name", Key, primary_key=True),
    Column("body", Text, nullable=False),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", Key, primary_key=True),
    Column("account", Key, ForeignKey("accounts.name"), nullable=False, index=True),
    Column("begun_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("place", Key, nullable=False),
)

# Of the last minutes; who and whence in keyed hashes (`pipelines.people.attempts`).
failed_tries = Table(
    "failed_tries",
    metadata,
    Column("try_id", Key, primary_key=True),
    Column("place", Key, nullable=False, index=True),
    Column("name", Key, nullable=False, index=True),
    Column("at", Instant, nullable=False, index=True),
)
