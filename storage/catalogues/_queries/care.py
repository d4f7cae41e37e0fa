"""Here live the queries on the state of the stores: sums of objects, leases, waiting marks, full disks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, delete, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.catalogues._queries.audit import to_entry
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import audit, disk_days, object_sums, outbox, pages, receipts
from storage.ledgers.care import DiskDay, Lease, ObjectSum, SumsChecked
from storage.ports import AuditEntry

# SQLite before 3.32 takes no more than 999 values in one statement.
_KEYS_AT_ONCE = 900


class CareQueries(Session):
    """What `doctor`, `verify` and the watch over the disks remember and ask."""

    @retried
    def put_sums(self, sums: Sequence[ObjectSum]) -> None:
        if not sums:
            return
        with self._writing(None) as connection:
            for one in sums:
                known = connection.scalar(select(object_sums.c.sha256).where(object_sums.c.key == one.key))
                # A sum that is known stays as it was checked: most writes are repeats of the same bytes.
                values = {"sha256": one.sha256, "fault": ""} | ({} if known == one.sha256 else {"checked_at": None})
                _put(connection, object_sums, {"key": one.key}, {"scan_id": one.scan_id, **values})

    def find_sum(self, key: str) -> ObjectSum | None:
        found = self._list(select(object_sums).where(object_sums.c.key == key))
        return found[0] if found else None

    def list_sums(self, limit: int, *, after: str = "") -> tuple[ObjectSum, ...]:
        return self._list(select(object_sums).where(object_sums.c.key > after).order_by(object_sums.c.key).limit(limit))

    def list_oldest_sums(self, limit: int) -> tuple[ObjectSum, ...]:
        oldest_first = (object_sums.c.checked_at.nulls_first(), object_sums.c.key)
        return self._list(select(object_sums).order_by(*oldest_first).limit(limit))

    def list_faulty_sums(self) -> tuple[ObjectSum, ...]:
        return self._list(select(object_sums).where(object_sums.c.fault != "").order_by(object_sums.c.key))

    @retried
    def put_checks(self, checks: Sequence[ObjectSum]) -> None:
        with self._writing(None) as connection:
            for check in checks:
                connection.execute(
                    update(object_sums)
                    .where(object_sums.c.key == check.key, object_sums.c.sha256 == check.sha256)
                    .values(checked_at=check.checked_at, fault=check.fault)
                )

    @retried
    def remove_sums(self, keys: Sequence[str]) -> None:
        with self._writing(None) as connection:
            for start in range(0, len(keys), _KEYS_AT_ONCE):
                some = keys[start : start + _KEYS_AT_ONCE]
                connection.execute(delete(object_sums).where(object_sums.c.key.in_(some)))

    @retried
    def remove_scan_sums(self, scan_id: str) -> None:
        with self._writing(None) as connection:
            connection.execute(delete(object_sums).where(object_sums.c.scan_id == scan_id))

    def summarise_sums(self) -> SumsChecked:
        at, total = object_sums.c.checked_at, func.count()
        query = select(total, func.count(at), func.min(at), func.max(at)).select_from(object_sums)
        faulty = select(total).select_from(object_sums).where(object_sums.c.fault != "")
        with self._reading() as connection:
            every, checked, oldest, newest = connection.execute(query).one()
            return SumsChecked(every, checked, connection.scalar(faulty) or 0, oldest, newest)

    def list_leases(self) -> tuple[Lease, ...]:
        held = (
            select(receipts.c.lease_owner, receipts.c.lease_until).where(receipts.c.lease_owner.is_not(None)),
            # Spelt out, not bound: only then does SQLite see that the partial index serves.
            select(pages.c.lease_owner, pages.c.lease_until).where(pages.c.status == literal_column("'leased'")),
        )
        with self._reading() as connection:
            rows = [row for query in held for row in connection.execute(query)]
        return tuple(sorted((Lease(row[0], row[1]) for row in rows), key=lambda lease: lease.until))

    def find_outbox_age(self) -> datetime | None:
        with self._reading() as connection:
            waiting = select(outbox.c.marked_at).where(outbox.c.is_apart.is_(False))
            return connection.scalar(waiting.order_by(outbox.c.sequence).limit(1))

    @retried
    def put_disk_day(self, disk: str, day: DiskDay) -> None:
        values = {"total_bytes": day.total_bytes, "free_bytes": day.free_bytes}
        with self._writing(None) as connection:
            _put(connection, disk_days, {"disk": disk, "day": day.on.isoformat()}, values)

    def list_disk_days(self, disk: str) -> tuple[DiskDay, ...]:
        query = select(disk_days).where(disk_days.c.disk == disk).order_by(disk_days.c.day)
        with self._reading() as connection:
            return tuple(
                DiskDay(date.fromisoformat(row.day), row.total_bytes, row.free_bytes)
                for row in connection.execute(query)
            )

    def find_last_audit(self, event: str) -> AuditEntry | None:
        query = select(audit).where(audit.c.event == event).order_by(audit.c.sequence.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else to_entry(row)

    def _list(self, query: Select[Any]) -> tuple[ObjectSum, ...]:
        with self._reading() as connection:
            return tuple(map(_to_sum, connection.execute(query)))


def _put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert, or overwrite the row of this key, whoever was first."""
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table).values(**key, **values)
    connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def _to_sum(row: Row[Any]) -> ObjectSum:
    return ObjectSum(row.key, row.scan_id, row.sha256, row.checked_at, row.fault)
