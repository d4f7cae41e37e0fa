"""Here lives the table of what the figures of each day were when it was over."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from storage.catalogues._columns import Instant, Key
from storage.catalogues._tables import metadata

# Appended, never edited.
day_figures = Table(
    "day_figures",
    metadata,
    Column("day", Key, primary_key=True),
    Column("written_at", Instant, nullable=False),
    Column("sha256", Key, nullable=False),
    Column("body", Text, nullable=False),
)
