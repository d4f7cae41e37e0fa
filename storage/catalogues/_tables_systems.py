"""Here live the tables of systems that ask over the API."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from storage.catalogues._columns import Instant, Key
from storage.catalogues._tables import metadata

api_systems = Table(
    "api_systems",
    metadata,
    Column("name", Key, primary_key=True),
    Column("token_hash", Key, nullable=False, unique=True),
    Column("used_at", Instant),
    Column("body", Text, nullable=False),
)

api_answers = Table(
    "api_answers",
    metadata,
    Column("system", Key, ForeignKey("api_systems.name"), primary_key=True),
    Column("call_key", Key, primary_key=True),
    Column("request_hash", Key, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
