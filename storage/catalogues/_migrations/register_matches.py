"""Here lives step 4: what registers said when, and which row of a register is which result's."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, String, Table, Text

_Key = String().with_variant(String(collation="C"), "postgresql")
_Counter = BigInteger().with_variant(Integer(), "sqlite")


def apply(connection: Connection) -> None:
    metadata = MetaData()
    _add_days(metadata)
    _add_matches(metadata)
    metadata.create_all(connection, checkfirst=True)


def _add_days(metadata: MetaData) -> None:
    Table(
        "register_seen",
        metadata,
        Column("row_id", _Key, primary_key=True),
        Column("as_of", _Key, primary_key=True),
    )
    Table(
        "register_wholes",
        metadata,
        Column("unit", _Key, primary_key=True),
        Column("as_of", _Key, primary_key=True),
    )
    Table(
        "register_dated_counts",
        metadata,
        Column("unit", _Key, primary_key=True),
        Column("document_type", _Key, primary_key=True),
        Column("year", Integer, primary_key=True),
        Column("as_of", _Key, primary_key=True),
        Column("body", Text, nullable=False),
    )


def _add_matches(metadata: MetaData) -> None:
    Table(
        "register_matches",
        metadata,
        Column("sequence", _Counter, primary_key=True, autoincrement=True),
        Column("result_id", _Key, nullable=False, index=True),
        Column("row_id", _Key, nullable=False, index=True),
        Column("verdict", _Key, nullable=False),
        Column("by", _Key, nullable=False),
        Column("at", _Key, nullable=False),
        Column("note", Text, nullable=False),
        sqlite_autoincrement=True,
    )
