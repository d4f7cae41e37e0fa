"""Here lives the table of which filed receipts have their originals under lock."""

from __future__ import annotations

from sqlalchemy import Column, Table

from storage.catalogues._columns import Key
from storage.catalogues._tables import metadata

# What the object store was asked for, not what it holds: `reconcile` asks the store. Not in a backup, since the store
# that a home is restored into may hold no lock.
locked_receipts = Table(
    "locked_receipts",
    metadata,
    Column("receipt_id", Key, primary_key=True),
    # As `pipelines.results.retention` spells it; another is another lock.
    Column("asked", Key, nullable=False),
)
