"""Here live the tables on what registers said when, beside the rows themselves."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from storage.catalogues._columns import Counter, Instant, Key
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

# What people said of results and rows; appended, never edited. No key to `results`: an erased result's word stays.
register_matches = Table(
    "register_matches",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("result_id", Key, nullable=False, index=True),
    Column("row_id", Key, nullable=False, index=True),
    Column("verdict", Key, nullable=False),
    Column("by", Key, nullable=False),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_autoincrement=True,
)
