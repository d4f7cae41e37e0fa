"""Here live the tables of citizens' requests and the results that they name."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from storage.catalogues._columns import Instant, Key
from storage.catalogues._tables import metadata

citizen_requests = Table(
    "citizen_requests",
    metadata,
    Column("code", Key, primary_key=True),
    Column("unit", Key, nullable=False, index=True),
    Column("due_on", Key, nullable=False),
    Column("decided_at", Instant),
    Column("body", Text, nullable=False),
)

citizen_request_papers = Table(
    "citizen_request_papers",
    metadata,
    Column("code", Key, ForeignKey("citizen_requests.code"), primary_key=True),
    Column("result_id", Key, primary_key=True, index=True),
)
