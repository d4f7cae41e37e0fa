"""Here live the tables on what registers said when, beside the rows themselves."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from storage.catalogues._columns import Key
from storage.catalogues._tables import metadata

# A day on which a register listed a row just as it was known: what an import of an earlier day must leave alone.
register_seen = Table(
    "register_seen",
    metadata,
    Column("row_id", Key, primary_key=True),
    Column("as_of", Key, primary_key=True),
)

# A day on which an office handed in all of its register: what it did not list was in force no more.
register_wholes = Table(
    "register_wholes",
    metadata,
    Column("unit", Key, primary_key=True),
    Column("as_of", Key, primary_key=True),
)

# Bare counts that say of which day they are; those of no day are in `register_counts`.
register_dated_counts = Table(
    "register_dated_counts",
    metadata,
    Column("unit", Key, primary_key=True),
    Column("document_type", Key, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("as_of", Key, primary_key=True),
    Column("body", Text, nullable=False),
)
