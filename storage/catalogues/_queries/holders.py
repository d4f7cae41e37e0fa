"""Here live the queries on holders: who was born when, and which keys are one person."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from schemas.holder_links import HolderEvent, mask_holder_key
from storage.audit_chain import hash_payload
from storage.catalogues._queries.audit import append_audit
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import holder_links, holders

# Far more than one person has; keeps a statement below what SQLite takes.
_KEYS_AT_ONCE = 400


class HolderQueries(Session):
    """Holder links and births."""

    def find_born_results(self, birth_keys: Sequence[str]) -> tuple[str, ...]:
        found: set[str] = set()
        with self._reading() as connection:
            for start in range(0, len(birth_keys), _KEYS_AT_ONCE):
                some = birth_keys[start : start + _KEYS_AT_ONCE]
                query = select(holders.c.result_id).where(holders.c.kind == "birth", holders.c.key.in_(some))
                found.update(connection.scalars(query))
        return tuple(sorted(found))

    def list_ids_beside_name(self, name_key: str) -> tuple[str, ...]:
        named = holders.alias("named")
        query = (
            select(holders.c.key)
            .join(named, named.c.result_id == holders.c.result_id)
            .where(holders.c.kind == "id", named.c.kind == "name", named.c.key == name_key)
            .distinct()
            .order_by(holders.c.key)
        )
        with self._reading() as connection:
            return tuple(connection.scalars(query))

    def list_holder_events(self, keys: Sequence[str]) -> tuple[HolderEvent, ...]:
        with self._reading() as connection:
            return _list_events(connection, keys)

    @retried
    def add_holder_event(self, event: HolderEvent, check: Callable[[tuple[HolderEvent, ...]], bool]) -> bool:
        with self._writing() as connection:
            if not check(_list_events(connection, (event.one, event.other))):
                return False
            values = {name: getattr(event, name) for name in ("kind", "one", "other", "reason", "by", "at")}
            added = connection.execute(holder_links.insert().values(**values))
            key = added.inserted_primary_key
            # Enough to prove that an event was not changed later; whom it is about stays in the table.
            payload = {
                "sequence": key[0] if key else None,
                "one": mask_holder_key(event.one),
                "other": mask_holder_key(event.other),
                "reason_sha256": hash_payload(event.reason),
            }
            told = json.dumps(payload, sort_keys=True)
            append_audit(connection, self._clock(), event.by, f"holders_{event.kind}ed", told)
            return True


def _list_events(connection: Connection, keys: Sequence[str]) -> tuple[HolderEvent, ...]:
    found: dict[int, HolderEvent] = {}
    seen: set[str] = set()
    ahead = set(keys)
    while ahead:
        some = sorted(ahead)[:_KEYS_AT_ONCE]
        query = select(holder_links).where(or_(holder_links.c.one.in_(some), holder_links.c.other.in_(some)))
        events = [_to_event(row) for row in connection.execute(query)]
        found.update((event.sequence, event) for event in events)
        seen.update(some)
        ahead = (ahead | {key for event in events for key in event.pair}) - seen
    return tuple(found[sequence] for sequence in sorted(found))


def _to_event(row: Row[Any]) -> HolderEvent:
    return HolderEvent(row.kind, row.one, row.other, row.reason, row.by, row.at, row.sequence)
