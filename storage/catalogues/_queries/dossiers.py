"""Here live the queries on dossiers received and on components accepted with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from schemas import wire
from schemas.dossier import AcceptedComponent, AvoidableAsk, Dossier
from storage.catalogues._locks import Lock
from storage.catalogues._queries.audit import append_audit
from storage.catalogues._queries.dossier_counts import is_unanswered
from storage.catalogues._queries.results import is_within
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import holder_links, holders
from storage.catalogues._tables_dossiers import accepted_components, avoidable_asks, dossiers
from storage.ledgers.dossiers import DossierEntry, DossiersPut
from storage.match_keys import to_id_key

# SQLite before 3.32 takes no more than 999 values in one statement.
_CODES_AT_ONCE = 500
IMPORTED = "dossiers_imported"


class DossierQueries(Session):
    """Dossiers as last told; components kept with them."""

    @retried
    def put_dossiers(self, entries: Sequence[DossierEntry], by: str, source_sha256: str) -> DossiersPut:
        by_code = {entry.dossier.code: entry for entry in entries}
        codes = list(by_code)
        with self._writing(Lock.REGISTER) as connection:
            put = _add_up(
                self._put_some(connection, [by_code[code] for code in codes[start : start + _CODES_AT_ONCE]])
                for start in range(0, len(codes), _CODES_AT_ONCE)
            )
            if put.added or put.updated:
                payload = {"sha256": source_sha256, "added": put.added, "updated": put.updated}
                append_audit(connection, self._clock(), by, IMPORTED, json.dumps(payload, sort_keys=True))
        return put

    def _put_some(self, connection: Connection, entries: Sequence[DossierEntry]) -> DossiersPut:
        bodies = {entry.dossier.code: wire.to_json(entry.dossier) for entry in entries}
        known = _find_known(connection, list(bodies))
        changed = [it for it in entries if known.get(it.dossier.code, ("",))[0] != bodies[it.dossier.code]]
        codes = [entry.dossier.code for entry in changed]
        ended = {code for code, (_, was_open) in known.items() if not was_open}
        reopened = tuple(it.dossier.code for it in changed if it.dossier.is_open and it.dossier.code in ended)
        # What was held at intake may be known better by now, of the unchanged too.
        connection.execute(delete(avoidable_asks).where(avoidable_asks.c.code.in_(list(bodies))))
        connection.execute(delete(dossiers).where(dossiers.c.code.in_(codes)))
        if changed:
            rows = [_to_row(entry.dossier, bodies[entry.dossier.code]) for entry in changed]
            connection.execute(dossiers.insert(), [row | {"imported_at": self._clock()} for row in rows])
        asks = [asdict(ask) | {"code": entry.dossier.code} for entry in entries for ask in entry.asks]
        if asks:
            connection.execute(avoidable_asks.insert(), asks)
        updated = len(known.keys() & set(codes))
        return DossiersPut(len(changed) - updated, updated, len(entries) - len(changed), reopened)

    def find_dossier(self, code: str) -> Dossier | None:
        with self._reading() as connection:
            body = connection.scalar(select(dossiers.c.body).where(dossiers.c.code == code))
            return None if body is None else wire.from_json(Dossier, body)

    def list_dossiers(
        self, limit: int, *, unit: str | None = None, owner_id: str | None = None, after: str = ""
    ) -> tuple[Dossier, ...]:
        query = select(dossiers.c.body).where(dossiers.c.code > after).order_by(dossiers.c.code).limit(limit)
        if unit is not None:
            query = query.where(is_within(dossiers.c.unit, unit))
        if owner_id is not None:
            query = query.where(dossiers.c.owner_key == to_id_key(owner_id))
        with self._reading() as connection:
            return tuple(wire.from_json(Dossier, body) for body in connection.scalars(query))

    def list_open_dossiers(self, codes: Sequence[str]) -> tuple[Dossier, ...]:
        found: list[str] = []
        with self._reading() as connection:
            for start in range(0, len(codes), _CODES_AT_ONCE):
                some = dossiers.c.code.in_(codes[start : start + _CODES_AT_ONCE])
                found += connection.scalars(select(dossiers.c.body).where(some, dossiers.c.is_open))
        return tuple(sorted((wire.from_json(Dossier, body) for body in found), key=lambda it: it.code))

    def list_known_owners(self, owner_ids: Sequence[str]) -> frozenset[str]:
        keys = sorted({to_id_key(one) for one in owner_ids})
        found: set[str] = set()
        with self._reading() as connection:
            for start in range(0, len(keys), _CODES_AT_ONCE):
                some = keys[start : start + _CODES_AT_ONCE]
                found.update(
                    connection.scalars(select(holders.c.key).where(holders.c.kind == "id", holders.c.key.in_(some)))
                )
                for column in (holder_links.c.one, holder_links.c.other, accepted_components.c.owner_key):
                    found.update(connection.scalars(select(column).where(column.in_(some))))
        return frozenset(found)

    def list_asks(self, code: str) -> tuple[AvoidableAsk, ...]:
        asks = avoidable_asks.c
        query = select(asks.component_key, asks.held_id).where(asks.code == code, is_unanswered())
        with self._reading() as connection:
            rows = connection.execute(query.order_by(asks.component_key)).all()
        return tuple(AvoidableAsk(row.component_key, row.held_id) for row in rows)

    @retried
    def add_accepted(self, component: AcceptedComponent) -> AcceptedComponent:
        columns = accepted_components.c
        row = {name: value for name, value in asdict(component).items() if name != "owner_id"}
        row["owner_key"] = to_id_key(component.owner_id)
        same = [columns[name] == row[name] for name in ("owner_key", "component_key", "sha256")]
        with self._writing(Lock.REGISTER) as connection:
            known = connection.execute(select(accepted_components).where(*same)).first()
            if known is not None:
                return _to_accepted(known)
            connection.execute(accepted_components.insert().values(**row))
            payload = {"component_id": component.component_id, "sha256": component.sha256}
            append_audit(connection, self._clock(), component.by, "component_accepted", json.dumps(payload))
        return component

    def find_accepted(self, component_id: str) -> AcceptedComponent | None:
        query = select(accepted_components).where(accepted_components.c.component_id == component_id)
        with self._reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else _to_accepted(row)

    def list_accepted(
        self, *, owner_id: str | None = None, dossier_code: str | None = None
    ) -> tuple[AcceptedComponent, ...]:
        columns = accepted_components.c
        query = select(accepted_components).order_by(columns.at.desc(), columns.component_id)
        if owner_id is not None:
            query = query.where(columns.owner_key == to_id_key(owner_id))
        if dossier_code is not None:
            query = query.where(columns.dossier_code == dossier_code)
        with self._reading() as connection:
            return tuple(map(_to_accepted, connection.execute(query)))


def _add_up(parts: Iterable[DossiersPut]) -> DossiersPut:
    puts = list(parts)
    return DossiersPut(
        added=sum(put.added for put in puts),
        updated=sum(put.updated for put in puts),
        unchanged=sum(put.unchanged for put in puts),
        reopened=tuple(code for put in puts for code in put.reopened),
    )


def _find_known(connection: Connection, codes: list[str]) -> dict[str, tuple[str, bool]]:
    """Of those of these codes that are known: the body, and whether the dossier is open."""
    query = select(dossiers.c.code, dossiers.c.body, dossiers.c.is_open).where(dossiers.c.code.in_(codes))
    return {row.code: (row.body, row.is_open) for row in connection.execute(query)}


def _to_row(dossier: Dossier, body: str) -> dict[str, Any]:
    return {
        "code": dossier.code,
        "unit": dossier.unit,
        "procedure_key": dossier.procedure_key,
        "owner_key": to_id_key(dossier.owner_id) if dossier.owner_id else None,
        "received_on": dossier.received_on.isoformat() if dossier.received_on else None,
        "is_open": dossier.is_open,
        "has_component_file": dossier.has_component_file,
        "has_result_file": dossier.has_result_file,
        "is_reusing": dossier.is_reusing,
        "is_sharing": dossier.is_sharing,
        "takes_from_store": dossier.takes_from_store,
        "brought_count": len(dossier.brought),
        "body": body,
    }


def _to_accepted(row: Row[Any]) -> AcceptedComponent:
    return AcceptedComponent(
        component_id=row.component_id,
        dossier_code=row.dossier_code,
        owner_id=row.owner_key,
        component_key=row.component_key,
        name=row.name,
        sha256=row.sha256,
        byte_count=row.byte_count,
        by=row.by,
        at=row.at,
    )
