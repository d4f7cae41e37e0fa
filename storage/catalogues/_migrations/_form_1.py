"""Here live the tables of form 1, written out as first released; nothing here ever changes.

A later form is the step that makes it of the one before. This file imports nothing of `_tables`, which goes on.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

# As `_columns` had them: text compared by bytes, instants as such texts, numbers that grow for ever.
Key = String().with_variant(String(collation="C"), "postgresql")
Instant = Key
Counter = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()

Table(
    "batches",
    metadata,
    Column("batch_id", Key, primary_key=True),
    Column("custodian", Key, nullable=False),
    Column("name", Key, nullable=False, index=True),
    Column("operator", Key, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("box", Key, nullable=False, server_default=""),
    Column("shelf", Key, nullable=False, server_default=""),
    Column("expected", Integer),
    Column("sheet_count", Integer, nullable=False, server_default="0"),
    Column("closed_at", Instant),
    Column("closed_by", Key),
    Column("close_reason", Text, nullable=False, server_default=""),
)

Table("office_keys", metadata, Column("name", Key, primary_key=True), Column("secret", Key, nullable=False))

Table(
    "batch_orders",
    metadata,
    Column("batch_id", Key, ForeignKey("batches.batch_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

Table(
    "receipts",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("receipt_id", Key, nullable=False, unique=True),
    Column("batch_id", Key, ForeignKey("batches.batch_id"), nullable=False),
    Column("custodian", Key, nullable=False),
    Column("scan_id", Key, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("operator", Key, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", Key, nullable=False),
    Column("forced_type", Key),
    Column("one_document", Boolean, nullable=False),
    Column("outcome", Key),
    Column("problem_code", Key),
    Column("inspection", Text),
    Column("recipe", Key),
    Column("composed_of", Text),
    Column("pages_read", Integer, nullable=False, server_default="0"),
    Column("pages_total", Integer, nullable=False, server_default="0"),
    Column("ended_at", Instant),
    Column("set_aside_reason", Text),
    Column("set_aside_by", Key),
    Column("lease_owner", Key),
    Column("lease_until", Instant),
    Index("receipts_by_batch", "batch_id", "state", "sequence"),
    Index("receipts_by_outcome", "outcome", "sequence"),
    Index(
        "receipts_counted",
        "batch_id",
        "outcome",
        "pages_read",
        "pages_total",
        sqlite_where=text("composed_of IS NULL"),
        postgresql_where=text("composed_of IS NULL"),
    ),
    Index(
        "receipts_held",
        "lease_owner",
        sqlite_where=text("lease_owner IS NOT NULL"),
        postgresql_where=text("lease_owner IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

Table(
    "receipt_lines",
    metadata,
    Column("receipt_id", Key, ForeignKey("receipts.receipt_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

Table(
    "pages",
    metadata,
    Column("scan_id", Key, primary_key=True),
    Column("recipe", Key, primary_key=True),
    Column("page_number", Integer, primary_key=True),
    Column("place", Counter, nullable=False),
    Column("status", Key, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("problem_code", Key),
    Column("seconds", Float, nullable=False),
    Column("lease_owner", Key),
    Column("lease_until", Instant),
    Index(
        "pages_queued",
        "recipe",
        "place",
        "page_number",
        sqlite_where=text("status = 'queued'"),
        postgresql_where=text("status = 'queued'"),
    ),
    Index(
        "pages_leased",
        "lease_owner",
        sqlite_where=text("status = 'leased'"),
        postgresql_where=text("status = 'leased'"),
    ),
)

Table(
    "results",
    metadata,
    Column("result_id", Key, primary_key=True),
    Column("receipt_id", Key, ForeignKey("receipts.receipt_id"), nullable=False, index=True),
    Column("scan_id", Key, nullable=False, index=True),
    Column("batch_id", Key, nullable=False),
    Column("custodian", Key, nullable=False),
    Column("document_type", Key),
    Column("document_number", Key),
    Column("number_key", Key),
    Column("issue_date", Key),
    Column("unit", Key),
    Column("level", Key),
    Column("state", Key, nullable=False),
    Column("filed_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("differs", Boolean, nullable=False, server_default="0"),
    Index(
        "results_differing", "result_id", sqlite_where=text("differs IS 1"), postgresql_where=text("differs IS true")
    ),
    Column("version", Integer, nullable=False),
    Column("merged_into", Key),
    Column("body", Text, nullable=False),
    Index("results_by_batch", "batch_id", "state", "merged_into"),
    Index("results_in_order", "result_id", "unit", "custodian", "state"),
    Index("results_by_state", "state", "result_id"),
    Index("results_by_paper", "document_type", "number_key", "issue_date"),
    Index("results_by_number", "number_key", "document_type"),
)

Table(
    "result_versions",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

Table(
    "holders",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id"), primary_key=True),
    Column("kind", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Index("holders_by_key", "kind", "key"),
)

Table(
    "acted_on",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id"), primary_key=True),
    Column("proposal_id", Key, primary_key=True),
    Column("number_key", Key, nullable=False, index=True),
    Column("needs_other", Boolean, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Index("acted_on_by_proposal", "proposal_id"),
)

Table(
    "paper_keys",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id", ondelete="CASCADE"), primary_key=True),
    Column("key", Key, primary_key=True),
    Index("paper_keys_by_key", "key"),
)

Table(
    "result_links",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", Key, primary_key=True),
    Column("kind", Key, primary_key=True),
    Index("result_links_by_other", "other_id"),
)

Table(
    "holder_links",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("kind", Key, nullable=False),
    Column("one", Key, nullable=False, index=True),
    Column("other", Key, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("by", Key, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

Table(
    "outbox",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("result_id", Key, nullable=False, unique=True),
    Column("marked_at", Instant, nullable=False),
    Column("is_apart", Boolean, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)

Table(
    "object_sums",
    metadata,
    Column("key", Key, primary_key=True),
    Column("scan_id", Key, nullable=False, index=True),
    Column("sha256", Key, nullable=False),
    Column("checked_at", Instant, index=True),
    Column("fault", Key, nullable=False, server_default=""),
    Index("object_sums_faulty", "key", sqlite_where=text("fault <> ''"), postgresql_where=text("fault <> ''")),
)

Table(
    "disk_days",
    metadata,
    Column("disk", Key, primary_key=True),
    Column("day", Key, primary_key=True),
    Column("total_bytes", BigInteger, nullable=False),
    Column("free_bytes", BigInteger, nullable=False),
)

Table(
    "register_snapshots",
    metadata,
    Column("snapshot_id", Counter, primary_key=True, autoincrement=True),
    Column("unit", Key, nullable=False),
    Column("as_of", Key, nullable=False),
    Column("sha256", Key, nullable=False),
    Column("source", Text, nullable=False),
    Column("by", Key, nullable=False),
    Column("imported_at", Instant, nullable=False),
)

Table(
    "register_rows",
    metadata,
    Column("row_id", Key, primary_key=True),
    Column("snapshot_id", Counter, ForeignKey("register_snapshots.snapshot_id"), primary_key=True),
    Column("source_unit", Key, nullable=False, index=True),
    Column("as_of", Key, nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

Table(
    "register_counts",
    metadata,
    Column("unit", Key, primary_key=True),
    Column("document_type", Key, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

Table(
    "erasures",
    metadata,
    Column("result_id", Key, primary_key=True),
    Column("batch_id", Key, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("body", Text, nullable=False),
)

Table(
    "audit",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("by", Key, nullable=False),
    Column("event", Key, nullable=False),
    Column("payload", Text, nullable=False),
    Column("payload_hash", Key, nullable=False),
    Column("link", Key, nullable=False),
)

Table(
    "audit_head",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Counter, nullable=False),
    Column("link", Key, nullable=False),
)

Table(
    "restore_mark",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("backup_id", Key, nullable=False),
)
