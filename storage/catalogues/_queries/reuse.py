"""Here live the queries on the ledger of reuse: entries appended to a chain, words blanked where a result is erased."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from schemas import wire
from schemas.erasure import Erasure
from schemas.errors import SetupError
from schemas.procedure_result import ProcedureResult
from schemas.reuse import ReuseEntry, ReuseKind, ReuseWish
from storage.audit_chain import BLANKED, FIRST_LINK, compute_link, hash_payload
from storage.catalogues._queries.audit import append_audit
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import audit, results
from storage.catalogues._tables_dossiers import accepted_components, reuse_entries
from storage.ledgers.dossiers import REUSE_ENTERED
from storage.ports import AuditEntry
from storage.reuse_chain import make_entry_id, make_event, make_payload, read_words

_ROWS_AT_ONCE = 1000
# An accepted component never changes.
_ONLY_VERSION = 1
# What stays of an entry whatever is blanked.
_TOLD = ("entry_id", "sequence", "at", "by", "kind", "used_id", "version", "dossier_code", "link")


class ReuseQueries(Session):
    """The append-only record of which result answered what."""

    @retried
    def add_reuse(self, wish: ReuseWish, check: Callable[[ProcedureResult | None], None]) -> ReuseEntry:
        # The lock of all results: the version named is the one that was checked, and the chain never forks.
        with self._writing() as connection:
            body = connection.scalar(select(results.c.body).where(results.c.result_id == wish.used_id))
            result = None if body is None else wire.from_json(ProcedureResult, body)
            if result is None and not _is_accepted(connection, wish.used_id):
                raise SetupError("result_unknown", result=wish.used_id)
            version = _ONLY_VERSION if result is None else result.version
            sameness = hashlib.sha256(f"{version}|{wish.sameness}".encode()).hexdigest()
            known = connection.execute(select(reuse_entries).where(reuse_entries.c.sameness == sameness)).first()
            if known is not None:
                return _to_entry(known)
            check(result)
            return _append(connection, self._clock(), wish, version, make_payload(wish), sameness)

    def list_reuse(
        self, limit: int, *, used_id: str | None = None, dossier_code: str | None = None, after: int = 0
    ) -> tuple[ReuseEntry, ...]:
        columns = reuse_entries.c
        query = select(reuse_entries).where(columns.sequence > after).order_by(columns.sequence).limit(limit)
        if used_id is not None:
            query = query.where(columns.used_id == used_id)
        if dossier_code is not None:
            query = query.where(columns.dossier_code == dossier_code)
        with self._reading() as connection:
            return tuple(map(_to_entry, connection.execute(query)))

    def find_reuse_entry(self, entry_id: str) -> ReuseEntry | None:
        query = select(reuse_entries).where(reuse_entries.c.entry_id == entry_id)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else _to_entry(row)

    def iterate_reuse_links(self) -> Iterator[AuditEntry]:
        last = 0
        query = select(reuse_entries).order_by(reuse_entries.c.sequence).limit(_ROWS_AT_ONCE)
        while True:
            with self._reading() as connection:
                rows = connection.execute(query.where(reuse_entries.c.sequence > last)).all()
            yield from map(_to_link, rows)
            if len(rows) < _ROWS_AT_ONCE:
                return
            last = rows[-1].sequence

    def list_reuse_notes(self) -> dict[int, str]:
        query = select(audit.c.payload).where(audit.c.event == REUSE_ENTERED)
        with self._reading() as connection:
            told = [json.loads(payload) for payload in connection.scalars(query) if payload]
        return {int(note["sequence"]): str(note["link"]) for note in told}


def blank_reuse(connection: Connection, erasure: Erasure, gone_scans: Sequence[str]) -> None:
    """Take the words of an erased result's entries out of the ledger, and say so in its chain.

    Args:
        gone_scans: scans of which nothing is kept any more; a component accepted with the same bytes goes too.
    """
    if gone_scans:
        connection.execute(delete(accepted_components).where(accepted_components.c.sha256.in_(gone_scans)))
    columns = reuse_entries.c
    mine = (columns.used_id == erasure.result_id) & (columns.payload != BLANKED) & (columns.kind != "erased")
    blanked = list(connection.scalars(select(columns.sequence).where(mine).order_by(columns.sequence)))
    if not blanked:
        return
    connection.execute(update(reuse_entries).where(mine).values(payload=BLANKED, sameness=None))
    told = {"result_id": erasure.result_id, "blanked": blanked, "tombstone_sha256": erasure.seal}
    wish = ReuseWish("erased", erasure.result_id, "", erasure.by)
    _append(connection, erasure.at, wish, 0, json.dumps(told, sort_keys=True), None)


def _append(
    connection: Connection, at: datetime, wish: ReuseWish, version: int, payload: str, sameness: str | None
) -> ReuseEntry:
    """The next link, noted in the audit chain; what follows in the transaction takes no other lock."""
    columns = reuse_entries.c
    last = connection.execute(select(columns.sequence, columns.link).order_by(columns.sequence.desc()).limit(1)).first()
    previous, sequence = (FIRST_LINK, 1) if last is None else (last.link, last.sequence + 1)
    payload_hash = hash_payload(payload)
    event = make_event(wish.kind, wish.used_id, version, wish.dossier_code)
    link = compute_link(previous, sequence, at, wish.by, event, payload_hash)
    entry = ReuseEntry(
        entry_id=make_entry_id(link),
        sequence=sequence,
        at=at,
        by=wish.by,
        kind=wish.kind,
        used_id=wish.used_id,
        version=version,
        dossier_code=wish.dossier_code,
        link=link,
        component=wish.component,
        purpose=wish.purpose,
        reason=wish.reason,
    )
    row: dict[str, Any] = {name: getattr(entry, name) for name in _TOLD}
    row |= {"payload": payload, "payload_hash": payload_hash, "sameness": sameness}
    connection.execute(reuse_entries.insert().values(**row))
    append_audit(connection, at, wish.by, REUSE_ENTERED, json.dumps({"sequence": sequence, "link": link}))
    return entry


def _is_accepted(connection: Connection, component_id: str) -> bool:
    query = select(accepted_components.c.component_id).where(accepted_components.c.component_id == component_id)
    return connection.execute(query).first() is not None


def _to_entry(row: Row[Any]) -> ReuseEntry:
    told: dict[str, Any] = {name: getattr(row, name) for name in _TOLD}
    if row.kind != "erased":
        told |= read_words(row.payload)
    return ReuseEntry(**told)


def _to_link(row: Row[Any]) -> AuditEntry:
    kind: ReuseKind = row.kind
    event = make_event(kind, row.used_id, row.version, row.dossier_code)
    return AuditEntry(row.sequence, row.at, row.by, event, row.payload, row.link, row.payload_hash)
