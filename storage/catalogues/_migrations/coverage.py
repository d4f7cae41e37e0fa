"""Here lives step 2: how each paper counts, from when to when."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, String, Table, text

_Key = String().with_variant(String(collation="C"), "postgresql")
_Counter = BigInteger().with_variant(Integer(), "sqlite")
# Nothing is there to be counted yet: what is added from now on is counted as it comes.
_IS_EMPTY = "NOT EXISTS (SELECT 1 FROM results) AND NOT EXISTS (SELECT 1 FROM register_rows)"


def apply(connection: Connection) -> None:
    metadata = MetaData()
    _add_spans(metadata)
    _add_rest(metadata)
    metadata.create_all(connection, checkfirst=True)
    # The rules of this release; later ones find that theirs are others, and count anew.
    connection.execute(
        text(f"INSERT INTO coverage_mark (place, rules_version, build_id) SELECT 1, 1, '' WHERE {_IS_EMPTY}")
    )


def _add_spans(metadata: MetaData) -> None:
    Table(
        "coverage_spans",
        metadata,
        Column("span_id", _Counter, primary_key=True, autoincrement=True),
        Column("group_id", _Key, nullable=False),
        Column("unit", _Key, nullable=False),
        Column("level", _Key, nullable=False),
        Column("document_type", _Key, nullable=False),
        Column("year", Integer, nullable=False),
        Column("status", _Key, nullable=False),
        Column("first_day", _Key, nullable=False),
        Column("last_day", _Key, nullable=False),
        Column("shown_result_id", _Key),
        Column("row_id", _Key),
        Column("confirmed_on", _Key),
        Column("custodian", _Key),
        Column("box", _Key, nullable=False),
        Column("issue_date", _Key, nullable=False),
        Column("place", _Key, nullable=False),
        Index("coverage_spans_by_group", "group_id"),
        Index(
            "coverage_spans_listed",
            "status", "unit", "box", "issue_date", "place", "first_day", "last_day", "document_type", "year",
        ),
        Index("coverage_spans_counted", "document_type", "year", "unit", "status", "first_day", "last_day"),
        Index(
            "coverage_spans_confirmed",
            "confirmed_on", "unit", "first_day", "last_day", "document_type", "year",
            sqlite_where=text("confirmed_on IS NOT NULL"),
            postgresql_where=text("confirmed_on IS NOT NULL"),
        ),
    )  # fmt: skip


def _add_rest(metadata: MetaData) -> None:
    Table(
        "coverage_steps",
        metadata,
        Column("unit", _Key, primary_key=True),
        Column("status", _Key, primary_key=True),
        Column("day", _Key, primary_key=True),
        Column("change", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    Table(
        "coverage_members",
        metadata,
        Column("key", _Key, primary_key=True),
        Column("member", _Key, primary_key=True),
        sqlite_with_rowid=False,
    )
    Table(
        "coverage_mark",
        metadata,
        Column("place", Integer, primary_key=True, autoincrement=False),
        Column("rules_version", Integer, nullable=False),
        Column("build_id", _Key, nullable=False),
        Column("built_at", _Key),
    )
