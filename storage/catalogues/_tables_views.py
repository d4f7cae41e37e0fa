"""Here live the table of views, and the indexes by which the audit chain is read from its end."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from storage.catalogues._columns import Counter, Instant, Key
from storage.catalogues._tables import audit, metadata

# Appended, never edited; an erasure blanks purposes, age drops whole batches.
views = Table(
    "views",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=False),
    Column("batch", Counter, nullable=False),
    Column("result_id", Key, nullable=False),
    Column("by", Key, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("how", Key, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("purpose_hash", Key, nullable=False),
    Index("views_by_result", "result_id", "sequence"),
    Index("views_by_person", "by", "sequence"),
)

Index("audit_by_event", audit.c.event, audit.c.sequence)
Index("audit_by_person", audit.c.by, audit.c.sequence)
Index("audit_by_time", audit.c.at, audit.c.sequence)
