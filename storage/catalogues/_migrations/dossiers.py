"""Here lives step 3: dossiers received, and the reuse ledger."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

_Key = String().with_variant(String(collation="C"), "postgresql")
_Counter = BigInteger().with_variant(Integer(), "sqlite")


def apply(connection: Connection) -> None:
    metadata = MetaData()
    _add_dossiers(metadata)
    _add_reuse(metadata)
    metadata.create_all(connection, checkfirst=True)


def _add_dossiers(metadata: MetaData) -> None:
    Table(
        "dossiers",
        metadata,
        Column("code", _Key, primary_key=True),
        Column("unit", _Key, nullable=False),
        Column("procedure_key", _Key),
        Column("owner_key", _Key),
        Column("received_on", _Key),
        Column("is_open", Boolean, nullable=False),
        Column("has_component_file", Boolean, nullable=False),
        Column("has_result_file", Boolean, nullable=False),
        Column("is_reusing", Boolean, nullable=False),
        Column("is_sharing", Boolean, nullable=False),
        Column("takes_from_store", Boolean, nullable=False),
        Column("brought_count", Integer, nullable=False),
        Column("imported_at", _Key, nullable=False),
        Column("body", Text, nullable=False),
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
    Table(
        "avoidable_asks",
        metadata,
        Column("code", _Key, ForeignKey("dossiers.code"), primary_key=True),
        Column("component_key", _Key, primary_key=True),
        Column("held_id", _Key, nullable=False),
    )


def _add_reuse(metadata: MetaData) -> None:
    Table(
        "accepted_components",
        metadata,
        Column("component_id", _Key, primary_key=True),
        Column("dossier_code", _Key, nullable=False, index=True),
        Column("owner_key", _Key, nullable=False),
        Column("component_key", _Key, nullable=False),
        Column("name", Text, nullable=False),
        Column("sha256", _Key, nullable=False, index=True),
        Column("byte_count", BigInteger, nullable=False),
        Column("by", _Key, nullable=False),
        Column("at", _Key, nullable=False),
        Index("accepted_by_owner", "owner_key", "component_key"),
    )
    Table(
        "reuse_entries",
        metadata,
        Column("sequence", _Counter, primary_key=True, autoincrement=False),
        Column("entry_id", _Key, nullable=False, unique=True),
        Column("at", _Key, nullable=False),
        Column("by", _Key, nullable=False),
        Column("kind", _Key, nullable=False),
        Column("used_id", _Key, nullable=False, index=True),
        Column("version", Integer, nullable=False),
        Column("dossier_code", _Key, nullable=False),
        Column("payload", Text, nullable=False),
        Column("payload_hash", _Key, nullable=False),
        Column("link", _Key, nullable=False),
        Column("sameness", _Key, unique=True),
        Index("reuse_by_dossier", "dossier_code", "kind"),
    )
