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
from storage.catalogue_values import RegisterChange
from storage.catalogues._locks import Lock, take_lock
from storage.catalogues._queries.coverage_groups import renew_coverage
from storage.catalogues._queries.register_days import find_versions, list_left_out, note_day, say_again
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import register_counts, register_rows, register_snapshots
from storage.catalogues._tables_register_matches import register_dated_counts
from storage.match_keys import to_name_key, to_number_key


class RegisterQueries(Session):
    """Snapshots of registers, row by row, and bare counts."""

    @retried
    def put_register_snapshot(
        self,
        unit: str,
        as_of: date,
        sha256: str,
        source: str,
        by: str,
        rows: Sequence[RegisterRow],
        *,
        whole: bool = False,
    ) -> RegisterChange:
        # Of results too: an import changes how papers count, and so does a filing.
        with self._writing(Lock.RESULTS) as connection:
            take_lock(connection, Lock.REGISTER)
            named = _name_rows(unit, rows)
            known = find_versions(connection, named, as_of)
            changed = {name: body for name, body in named.items() if name not in known or known[name].body != body}
            unchanged = [name for name in named if name not in changed and known[name].as_of != as_of.isoformat()]
            left_out = list_left_out(connection, unit, as_of, named) if whole else {}
            snapshot = {"unit": unit, "sha256": sha256, "source": source, "by": by, "imported_at": self._clock()}
            changes = changed | left_out
            if changes:
                before = known | find_versions(connection, left_out, as_of)
                again = say_again(connection, unit, as_of, before, changes)
                for day, bodies in ((as_of.isoformat(), changes), *again.items()):
                    _write_rows(connection, snapshot | {"as_of": day}, bodies)
            note_day(connection, unit, as_of, unchanged, whole)
            renew_coverage(connection, row_ids=changes)
            return RegisterChange(len(changed), len(rows) - len(changed), len(left_out))

    def list_register_rows(self, as_of: date | None = None) -> tuple[RegisterRow, ...]:
        with self._reading() as connection:
            bodies = _newest_bodies(connection, None, as_of)
        return tuple(replace(wire.from_json(RegisterRow, body), row_id=name) for name, body in bodies.items())

    @retried
    def put_register_count(self, *counts: RegisterCount) -> None:
        with self._writing(Lock.REGISTER) as connection:
            for count in counts:
                _put_count(connection, count)

    def list_register_counts(self, as_of: date | None = None) -> tuple[RegisterCount, ...]:
        dated = register_dated_counts.c
        newest: Select[tuple[str]] = select(dated.body).order_by(dated.as_of)
        if as_of is not None:
            newest = newest.where(dated.as_of <= as_of.isoformat())
        with self._reading() as connection:
            bodies = [*connection.scalars(select(register_counts.c.body)), *connection.scalars(newest)]
        counts = (wire.from_json(RegisterCount, body) for body in bodies)
        by_cell = {(count.unit, count.document_type, count.year): count for count in counts}
        return tuple(by_cell[cell] for cell in sorted(by_cell))


def _put_count(connection: Connection, count: RegisterCount) -> None:
    """Of one day, or of no day, the last word stays."""
    table = register_counts if count.as_of is None else register_dated_counts
    key: dict[str, Any] = {"unit": count.unit, "document_type": count.document_type, "year": count.year}
    if count.as_of is not None:
        key["as_of"] = count.as_of.isoformat()
    connection.execute(delete(table).where(*(table.c[name] == value for name, value in key.items())))
    connection.execute(table.insert().values(**key, body=wire.to_json(count)))


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
