"""Here live the tables of coverage: made of results and registers, and made anew where they are not trusted."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, text

from storage.catalogues._columns import Counter, Instant, Key
from storage.catalogues._tables import metadata

# `schemas.coverage_spans.CountedSpan`, days as ISO texts; an open end is the last day there is.
coverage_spans = Table(
    "coverage_spans",
    metadata,
    Column("span_id", Counter, primary_key=True, autoincrement=True),
    # The first by name of the papers that were looked at together; see `_queries.coverage_groups`.
    Column("group_id", Key, nullable=False),
    Column("unit", Key, nullable=False),
    Column("level", Key, nullable=False),
    Column("document_type", Key, nullable=False),
    Column("year", Integer, nullable=False),
    Column("status", Key, nullable=False),
    Column("first_day", Key, nullable=False),
    Column("last_day", Key, nullable=False),
    # Not `result_id`: what an erased paper counted on days gone by stays.
    Column("shown_result_id", Key),
    Column("row_id", Key),
    Column("confirmed_on", Key),
    Column("custodian", Key),
    Column("box", Key, nullable=False),
    Column("issue_date", Key, nullable=False),
    Column("place", Key, nullable=False),
    Index("coverage_spans_by_group", "group_id"),
    # A list is read in this order, page by page, and no row is looked at that is not on it.
    Index(
        "coverage_spans_listed",
        "status", "unit", "box", "issue_date", "place", "first_day", "last_day", "document_type", "year",
    ),
    # Counting by type or year reads this index alone.
    Index("coverage_spans_counted", "document_type", "year", "unit", "status", "first_day", "last_day"),
    Index(
        "coverage_spans_confirmed",
        "confirmed_on", "unit", "first_day", "last_day", "document_type", "year",
        sqlite_where=text("confirmed_on IS NOT NULL"),
        postgresql_where=text("confirmed_on IS NOT NULL"),
    ),
)  # fmt: skip

# How many more papers of an issuer count as `status` from a day on than the day before: what all spans sum up to.
coverage_steps = Table(
    "coverage_steps",
    metadata,
    Column("unit", Key, primary_key=True),
    Column("status", Key, primary_key=True),
    Column("day", Key, primary_key=True),
    Column("change", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Under which key (a neighbourhood, another result, a row of the register) a result or row ever met others.
coverage_members = Table(
    "coverage_members",
    metadata,
    Column("key", Key, primary_key=True),
    Column("member", Key, primary_key=True),
    sqlite_with_rowid=False,
)

# By which rules the spans were made; none where they are not whole. One row.
coverage_mark = Table(
    "coverage_mark",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("rules_version", Integer, nullable=False),
    # Of the making under way, empty when it is done: whoever begins another one puts an end to it.
    Column("build_id", Key, nullable=False),
    Column("built_at", Instant),
)

# Made of what is kept elsewhere; a backup goes without them.
DERIVED = (coverage_spans, coverage_steps, coverage_members, coverage_mark)
