"""Here live the catalogue's tables, spelt once for every database; the kinds of their columns are in `_columns`."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

from storage.catalogues._columns import Counter, Instant, Key

metadata = MetaData()

batches = Table(
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

# What proves that a printed code is ours; kept with the catalogue, so that every machine of an office knows it.
office_keys = Table(
    "office_keys",
    metadata,
    Column("name", Key, primary_key=True),
    Column("secret", Key, nullable=False),
)

batch_orders = Table(
    "batch_orders",
    metadata,
    Column("batch_id", Key, ForeignKey("batches.batch_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    # Grows with reception: the order in which papers are read.
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
    # [[scan_id, page_number], ...] where the scan was made here, not handed in.
    Column("composed_of", Text),
    # Written when the receipt ends, so that counting a batch need not look at its pages.
    Column("pages_read", Integer, nullable=False, server_default="0"),
    Column("pages_total", Integer, nullable=False, server_default="0"),
    Column("ended_at", Instant),
    Column("set_aside_reason", Text),
    Column("set_aside_by", Key),
    Column("lease_owner", Key),
    Column("lease_until", Instant),
    Index("receipts_by_batch", "batch_id", "state", "sequence"),
    Index("receipts_by_outcome", "outcome", "sequence"),
    # Counting batches reads this alone.
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

receipt_lines = Table(
    "receipt_lines",
    metadata,
    Column("receipt_id", Key, ForeignKey("receipts.receipt_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("scan_id", Key, primary_key=True),
    Column("recipe", Key, primary_key=True),
    Column("page_number", Integer, primary_key=True),
    # The sequence of the receipt that queued the page.
    Column("place", Counter, nullable=False),
    Column("status", Key, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("problem_code", Key),
    Column("seconds", Float, nullable=False),
    Column("lease_owner", Key),
    Column("lease_until", Instant),
    # Hold only the unfinished pages, so that a claim stays quick however many were read.
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

results = Table(
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
    # Whether a later reading's values wait for a person.
    Column("differs", Boolean, nullable=False, server_default="0"),
    Index(
        "results_differing",
        "result_id",
        sqlite_where=text("differs IS 1"),
        postgresql_where=text("differs IS true"),
    ),
    Column("version", Integer, nullable=False),
    # A retired result is no paper of its batch any more.
    Column("merged_into", Key),
    Column("body", Text, nullable=False),
    # Counting by state reads this index alone, never the long rows.
    Index("results_by_batch", "batch_id", "state", "merged_into"),
    # An office's list is found here alone; small enough to be looked through whole where few papers are the office's.
    Index("results_in_order", "result_id", "unit", "custodian", "state"),
    Index("results_by_state", "state", "result_id"),
    Index("results_by_paper", "document_type", "number_key", "issue_date"),
    Index("results_by_number", "number_key", "document_type"),
)

# Every version but the newest, which stands in `results`.
result_versions = Table(
    "result_versions",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

holders = Table(
    "holders",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id"), primary_key=True),
    Column("kind", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Index("holders_by_key", "kind", "key"),
)

# The papers that a result's proposals name; made anew with each version of the result.
acted_on = Table(
    "acted_on",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id"), primary_key=True),
    Column("proposal_id", Key, primary_key=True),
    Column("number_key", Key, nullable=False, index=True),
    # Whether it is worth telling only where another result bears the number.
    Column("needs_other", Boolean, nullable=False),
    # Until a person decides.
    Column("is_open", Boolean, nullable=False),
    Index("acted_on_by_proposal", "proposal_id"),
)

# Under which scans and copies of one paper meet (`schemas.paper_keys`); made anew with each version of the result.
paper_keys = Table(
    "paper_keys",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id", ondelete="CASCADE"), primary_key=True),
    Column("key", Key, primary_key=True),
    Index("paper_keys_by_key", "key"),
)

# The links that stand in the results' bodies, and the papers that ended them, to be found from their other end.
result_links = Table(
    "result_links",
    metadata,
    Column("result_id", Key, ForeignKey("results.result_id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", Key, primary_key=True),
    Column("kind", Key, primary_key=True),
    Index("result_links_by_other", "other_id"),
)

# What people said of which keys are one person; appended, never edited.
holder_links = Table(
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

outbox = Table(
    "outbox",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("result_id", Key, nullable=False, unique=True),
    # Tells how long the index has been behind.
    Column("marked_at", Instant, nullable=False, default=lambda: datetime.now(UTC)),
    # The index refuses the result as it is; the mark waits apart from those that are worth another try.
    Column("is_apart", Boolean, nullable=False, server_default="0", default=False),
    sqlite_autoincrement=True,
)

# What every kept object must hash to, noted before it is written; when it was last read again, and what was found.
object_sums = Table(
    "object_sums",
    metadata,
    Column("key", Key, primary_key=True),
    Column("scan_id", Key, nullable=False, index=True),
    Column("sha256", Key, nullable=False),
    Column("checked_at", Instant, index=True),
    # Empty where it was found sound.
    Column("fault", Key, nullable=False, server_default=""),
    Index(
        "object_sums_faulty",
        "key",
        sqlite_where=text("fault <> ''"),
        postgresql_where=text("fault <> ''"),
    ),
)

# How full each disk was on a day, from which the day is forecast when it will be full.
disk_days = Table(
    "disk_days",
    metadata,
    Column("disk", Key, primary_key=True),
    Column("day", Key, primary_key=True),
    Column("total_bytes", BigInteger, nullable=False),
    Column("free_bytes", BigInteger, nullable=False),
)

register_snapshots = Table(
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

register_rows = Table(
    "register_rows",
    metadata,
    Column("row_id", Key, primary_key=True),
    Column("snapshot_id", Counter, ForeignKey("register_snapshots.snapshot_id"), primary_key=True),
    Column("source_unit", Key, nullable=False, index=True),
    Column("as_of", Key, nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

register_counts = Table(
    "register_counts",
    metadata,
    Column("unit", Key, primary_key=True),
    Column("document_type", Key, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

# What stays of an erased result; no key to `results`, where it is no more.
erasures = Table(
    "erasures",
    metadata,
    Column("result_id", Key, primary_key=True),
    Column("batch_id", Key, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    # Written when all that could not be done at once is done.
    Column("finished_at", Instant),
    Column("body", Text, nullable=False),
)

audit = Table(
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

# Where the chain ends, so that an end cut off is seen; one row.
audit_head = Table(
    "audit_head",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Counter, nullable=False),
    Column("link", Key, nullable=False),
)

# What is being restored into this catalogue; one row, and none once it is whole.
restore_mark = Table(
    "restore_mark",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("backup_id", Key, nullable=False),
)

migrations = Table(
    "migrations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Key, nullable=False),
    Column("applied_at", Instant, nullable=False),
)
