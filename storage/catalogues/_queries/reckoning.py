"""Here live the questions on large batches and a full quarantine, answered without reading what is not told."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, String, cast, false, func, or_, select

from storage.catalogue_values import QuarantineEntry
from storage.catalogues._queries.receipts import to_quarantine_entry
from storage.catalogues._queries.results import is_within
from storage.catalogues._session import Session
from storage.catalogues._tables import receipt_lines, receipts, results

_NONE = "[]"


class ReckoningQueries(Session):
    """Batches by the ten thousand files, quarantine by the thousand."""

    def list_sheets_seen(self, batch_id: str) -> tuple[tuple[int | None, str | None], ...]:
        with self._reading() as connection:
            sheets = _take_out(connection, receipt_lines.c.body, "separators")
            query = (
                select(sheets)
                .join(receipts, receipts.c.receipt_id == receipt_lines.c.receipt_id)
                .where(receipts.c.batch_id == batch_id)
            )
            told = [some for some in connection.scalars(query) if some and some != _NONE]
        return tuple((it["ordinal"], it["problem"]) for some in _read_all(told) for it in some)

    def list_sources(self, batch_id: str) -> frozenset[str]:
        with self._reading() as connection:
            return frozenset(connection.scalars(select(receipts.c.source).where(receipts.c.batch_id == batch_id)))

    def list_doubted(self, batch_id: str, reasons: Collection[str]) -> tuple[str, ...]:
        # A body that names no reason cannot have it; one that does may have been looked at since.
        shortest = (reason for reason in reasons if not any(it in reason for it in reasons if it != reason))
        named = or_(*(results.c.body.contains(reason, autoescape=True) for reason in sorted(shortest)))
        of_batch = (results.c.batch_id == batch_id, results.c.state != "withdrawn", named)
        with self._reading() as connection:
            doubts = _take_out(connection, results.c.body, "value", "needs_review")
            query = select(results.c.result_id, doubts).where(*of_batch).order_by(results.c.result_id)
            found = connection.execute(query).all()
        told = _read_all([row[1] or _NONE for row in found])
        return tuple(
            row.result_id
            for row, its in zip(found, told, strict=True)
            if any(doubt["reason"] in reasons for doubt in its)
        )

    def count_quarantined(self, batch_id: str) -> int:
        waiting = (receipts.c.outcome == "quarantined", receipts.c.set_aside_reason.is_(None))
        query = select(func.count()).select_from(receipts).where(receipts.c.batch_id == batch_id, *waiting)
        with self._reading() as connection:
            return connection.scalar(query) or 0

    def list_quarantine_in(
        self, units: Sequence[str], *, limit: int, with_set_aside: bool = False
    ) -> tuple[QuarantineEntry, ...]:
        query = select(receipts).where(*_lies_in(units, with_set_aside))
        with self._reading() as connection:
            rows = connection.execute(query.order_by(receipts.c.sequence.desc()).limit(limit)).all()
        return tuple(to_quarantine_entry(row) for row in rows)

    def count_quarantine_in(self, units: Sequence[str], *, with_set_aside: bool = False) -> int:
        query = select(func.count()).select_from(receipts).where(*_lies_in(units, with_set_aside))
        with self._reading() as connection:
            return connection.scalar(query) or 0


def _take_out(connection: Connection, body: Column[str], *path: str) -> ColumnElement[str]:
    """One list in a JSON body, as text; read by the database, several times quicker than here."""
    if connection.dialect.name == "postgresql":
        return cast(cast(body, JSON)[path], String)
    return func.json_extract(body, ".".join(("$", *path)))


def _read_all(lists: Sequence[str]) -> list[list[dict[str, Any]]]:
    """Many short lists of JSON at once."""
    told: list[list[dict[str, Any]]] = json.loads(f"[{','.join(lists)}]")
    return told


def _lies_in(units: Sequence[str], with_set_aside: bool) -> list[ColumnElement[bool]]:
    conditions = [
        receipts.c.outcome == "quarantined",
        or_(false(), *(is_within(receipts.c.custodian, unit) for unit in units)),
    ]
    return conditions if with_set_aside else [*conditions, receipts.c.set_aside_reason.is_(None)]
