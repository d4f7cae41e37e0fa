"""Here live the queries on the register of results in force: the denominator of the quota."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, select

from schemas import wire
from schemas.register import RegisterCount, RegisterRow
from storage.catalogues._locks import Lock, take_lock
from storage.catalogues._queries.coverage_groups import renew_coverage
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import register_counts, register_rows, register_snapshots
from storage.match_keys import to_name_key, to_number_key


class RegisterQueries(Session):
    """Snapshots of registers, row by row, and bare counts."""

    @retried
    def put_register_snapshot(
        self, unit: str, as_of: date, sha256: str, source: str, by: str, rows: Sequence[RegisterRow]
    ) -> tuple[int, int]:
        # Of results too: an import changes how papers count, and so does a filing.
        with self._writing(Lock.RESULTS) as connection:
            take_lock(connection, Lock.REGISTER)
            known = _newest_bodies(connection, unit, as_of)
            named = _name_rows(unit, rows)
            changed = {name: body for name, body in named.items() if known.get(name) != body}
            if changed:
                snapshot = {
                    "unit": unit,
                    "as_of": as_of.isoformat(),
                    "sha256": sha256,
                    "source": source,
                    "by": by,
                    "imported_at": self._clock(),
                }
                _write_rows(connection, snapshot, changed)
                renew_coverage(connection, row_ids=changed)
            return len(changed), len(rows) - len(changed)

    def list_register_rows(self, as_of: date | None = None) -> tuple[RegisterRow, ...]:
        with self._reading() as connection:
            bodies = _newest_bodies(connection, None, as_of)
        return tuple(wire.from_json(RegisterRow, body) for body in bodies.values())

    @retried
    def put_register_count(self, count: RegisterCount) -> None:
        same = (
            register_counts.c.unit == count.unit,
            register_counts.c.document_type == count.document_type,
            register_counts.c.year == count.year,
        )
        with self._writing(Lock.REGISTER) as connection:
            connection.execute(delete(register_counts).where(*same))
            connection.execute(
                register_counts.insert().values(
                    unit=count.unit, document_type=count.document_type, year=count.year, body=wire.to_json(count)
                )
            )

    def list_register_counts(self) -> tuple[RegisterCount, ...]:
        columns = register_counts.c
        query = select(columns.body).order_by(columns.unit, columns.document_type, columns.year)
        with self._reading() as connection:
            return tuple(wire.from_json(RegisterCount, body) for body in connection.scalars(query))


def _name_rows(unit: str, rows: Sequence[RegisterRow]) -> dict[str, str]:
    """Row name -> body, in the order given; a line printed twice is two rows."""
    seen: Counter[str] = Counter()
    named: dict[str, str] = {}
    for row in rows:
        identity = _identify(row)
        seen[identity] += 1
        name = hashlib.sha256(f"{unit}\n{identity}\n{seen[identity]}".encode()).hexdigest()[:32]
        # The place in the file says nothing about the paper: a re-sorted register is unchanged.
        named[name] = wire.to_json(replace(row, row_number=0))
    return named


def _identify(row: RegisterRow) -> str:
    """What makes a register's row the same row in its next version: type, issuer, number, day."""
    number = to_number_key(row.document_number or "")
    # Without a number only the holder tells one row from another.
    holder = "" if number else to_name_key(row.holder_name or "")
    return json.dumps([row.document_type, row.unit, number, holder, row.issue_date], default=str)


def _newest_bodies(connection: Connection, source_unit: str | None, as_of: date | None) -> dict[str, str]:
    columns = register_rows.c
    query: Select[tuple[str, str]] = select(columns.row_id, columns.body).order_by(
        columns.as_of, columns.snapshot_id, columns.position
    )
    if source_unit is not None:
        query = query.where(columns.source_unit == source_unit)
    if as_of is not None:
        query = query.where(columns.as_of <= as_of.isoformat())
    return {row.row_id: row.body for row in connection.execute(query)}


def _write_rows(connection: Connection, snapshot: dict[str, Any], bodies: dict[str, str]) -> None:
    inserted = connection.execute(register_snapshots.insert().values(**snapshot))
    (snapshot_id,) = inserted.inserted_primary_key or (None,)
    same = {"snapshot_id": snapshot_id, "source_unit": snapshot["unit"], "as_of": snapshot["as_of"]}
    numbered = enumerate(bodies.items())
    connection.execute(
        register_rows.insert(),
        [{**same, "row_id": name, "position": position, "body": body} for position, (name, body) in numbered],
    )
