"""Here live the queries on the audit chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from storage.audit_chain import FIRST_LINK, compute_link, hash_payload
from storage.catalogues._locks import Lock, take_lock
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import audit, audit_head
from storage.ports import AuditEntry

_PAGE_ROWS = 1000


class AuditQueries(Session):
    """The append-only record of what people and the program did."""

    @retried
    def add_audit(self, by: str, event: str, payload: str) -> AuditEntry:
        with self._writing(None) as connection:
            return append_audit(connection, self._clock(), by, event, payload)

    def list_audit(self) -> Iterator[AuditEntry]:
        last = 0
        query = select(audit).order_by(audit.c.sequence).limit(_PAGE_ROWS)
        while True:
            with self._reading() as connection:
                rows = connection.execute(query.where(audit.c.sequence > last)).all()
            yield from map(to_entry, rows)
            if len(rows) < _PAGE_ROWS:
                return
            last = rows[-1].sequence

    def find_audit_head(self) -> tuple[int, str] | None:
        with self._reading() as connection:
            row = connection.execute(select(audit_head)).first()
            return None if row is None else (row.sequence, row.link)

    def find_audit_at(self, at: datetime) -> tuple[int, str] | None:
        query = select(audit.c.sequence, audit.c.link).where(audit.c.at <= at).order_by(audit.c.sequence.desc())
        with self._reading() as connection:
            row = connection.execute(query.limit(1)).first()
            return None if row is None else (row.sequence, row.link)


def append_audit(connection: Connection, at: datetime, by: str, event: str, payload: str) -> AuditEntry:
    """The next link, inside a transaction that does nothing else afterwards."""
    take_lock(connection, Lock.AUDIT)
    last = connection.execute(select(audit).order_by(audit.c.sequence.desc()).limit(1)).first()
    previous, sequence = (FIRST_LINK, 1) if last is None else (last.link, last.sequence + 1)
    payload_hash = hash_payload(payload)
    link = compute_link(previous, sequence, at, by, event, payload_hash)
    entry = AuditEntry(sequence, at, by, event, payload, link, payload_hash)
    connection.execute(audit.insert().values(**asdict(entry)))
    connection.execute(delete(audit_head))
    connection.execute(audit_head.insert().values(place=1, sequence=sequence, link=link))
    return entry


def to_entry(row: Row[Any]) -> AuditEntry:
    """A row of the chain as its link."""
    return AuditEntry(row.sequence, row.at, row.by, row.event, row.payload, row.link, row.payload_hash)
