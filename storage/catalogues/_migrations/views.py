"""Here lives step 7: who looked at which result; the audit chain read from its end; where people are signed in."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, MetaData, Table, Text

from storage.catalogues._columns import Counter, Instant, Key


def apply(connection: Connection) -> None:
    metadata = MetaData()
    Table(
        "views",
        metadata,
        Column("sequence", Counter, primary_key=True, autoincrement=False),
        Column("batch", Counter, nullable=False),
        Column("result_id", Key, nullable=False),
        Column("by", Key, nullable=False),
        Column("at", Instant, nullable=False, index=True),
        Column("how", Key, nullable=False),
        Column("purpose", Text, nullable=False),
        Column("purpose_hash", Key, nullable=False),
        Index("views_by_result", "result_id", "sequence"),
        Index("views_by_person", "by", "sequence"),
    )
    metadata.create_all(connection)
    _index_audit(connection)
    _renew_sign_ins(connection)


def _index_audit(connection: Connection) -> None:
    known = MetaData()
    audit = Table(
        "audit", known, Column("sequence", Counter), Column("at", Instant), Column("by", Key), Column("event", Key)
    )
    for name, column in (("audit_by_event", "event"), ("audit_by_person", "by"), ("audit_by_time", "at")):
        Index(name, audit.c[column], audit.c.sequence).create(connection)


def _renew_sign_ins(connection: Connection) -> None:
    """Sign-ins last a day at most: nobody misses those that held."""
    metadata = MetaData()
    accounts = Table("accounts", metadata, Column("name", Key, primary_key=True))
    sign_ins = Table(
        "sign_ins",
        metadata,
        Column("token_hash", Key, primary_key=True),
        Column("account", Key, nullable=False, index=True),
        Column("begun_at", Instant, nullable=False),
        Column("seen_at", Instant, nullable=False),
        Column("place", Key, nullable=False),
    )
    sign_ins.append_constraint(ForeignKeyConstraint([sign_ins.c.account], [accounts.c.name]))
    sign_ins.drop(connection)
    sign_ins.create(connection)
