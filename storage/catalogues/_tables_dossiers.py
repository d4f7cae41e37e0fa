"""Here live the tables of dossiers received and of the reuse ledger, on the metadata of `_tables`.

No column is called `result_id`: what is said here of a result stays when the result is erased, but for its words.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from storage.catalogues._columns import Counter, Instant, Key
from storage.catalogues._tables import metadata

dossiers = Table(
    "dossiers",
    metadata,
    Column("code", Key, primary_key=True),
    Column("unit", Key, nullable=False),
    Column("procedure_key", Key),
    Column("owner_key", Key),
    Column("received_on", Key),
    Column("is_open", Boolean, nullable=False),
    Column("has_component_file", Boolean, nullable=False),
    Column("has_result_file", Boolean, nullable=False),
    Column("is_reusing", Boolean, nullable=False),
    Column("is_sharing", Boolean, nullable=False),
    Column("takes_from_store", Boolean, nullable=False),
    Column("brought_count", Integer, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    # Counting a period reads this index alone.
    Index(
        "dossiers_counted",
        "received_on",
        "unit",
        "procedure_key",
        "owner_key",
        "has_component_file",
        "has_result_file",
        "is_reusing",
        "is_sharing",
        "takes_from_store",
        "brought_count",
        "code",
    ),
    Index("dossiers_by_owner", "owner_key", "received_on"),
)

# Papers brought although a verified one was held at intake; made anew with each import of the dossier.
avoidable_asks = Table(
    "avoidable_asks",
    metadata,
    Column("code", Key, ForeignKey("dossiers.code"), primary_key=True),
    Column("component_key", Key, primary_key=True),
    Column("held_id", Key, nullable=False),
)

accepted_components = Table(
    "accepted_components",
    metadata,
    Column("component_id", Key, primary_key=True),
    Column("dossier_code", Key, nullable=False, index=True),
    Column("owner_key", Key, nullable=False),
    Column("component_key", Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Key, nullable=False, index=True),
    Column("byte_count", BigInteger, nullable=False),
    Column("by", Key, nullable=False),
    Column("at", Instant, nullable=False),
    Index("accepted_by_owner", "owner_key", "component_key"),
)

# A chain of its own (`storage.reuse_chain`); no dossier need be known yet.
reuse_entries = Table(
    "reuse_entries",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=False),
    Column("entry_id", Key, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("by", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("used_id", Key, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("dossier_code", Key, nullable=False),
    Column("payload", Text, nullable=False),
    Column("payload_hash", Key, nullable=False),
    Column("link", Key, nullable=False),
    # What the same wish is known by; taken away with the words when the result is erased.
    Column("sameness", Key, unique=True),
    Index("reuse_by_dossier", "dossier_code", "kind"),
)
