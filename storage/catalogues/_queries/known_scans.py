"""Here live the questions on which scans must have their bytes in the store, and which objects have their sum."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, Select, or_, select

from storage.catalogues._session import Session
from storage.catalogues._tables import object_sums, receipts
from storage.catalogues._tables_dossiers import accepted_components

# SQLite before 3.32 takes no more than 999 values in one statement.
_AT_ONCE = 900
# Rows held at a time while all are gone through.
_ROWS_AT_ONCE = 2_000


class KnownScanQueries(Session):
    """What was received and not refused, without its papers."""

    def list_known_scans(self, limit: int, *, after: str = "") -> tuple[str, ...]:
        found: set[str] = set()
        with self._reading() as connection:
            for scan, query in _of_scans():
                found.update(connection.scalars(query.where(scan > after).distinct().order_by(scan).limit(limit)))
        return tuple(sorted(found)[:limit])

    def find_known_scans(self, scan_ids: Sequence[str]) -> frozenset[str]:
        asked = sorted(set(scan_ids))
        found: set[str] = set()
        with self._reading() as connection:
            for start in range(0, len(asked), _AT_ONCE):
                for scan, query in _of_scans():
                    found.update(connection.scalars(query.where(scan.in_(asked[start : start + _AT_ONCE]))))
        return frozenset(found)

    def list_composed_parts(self) -> frozenset[str]:
        query = select(receipts.c.composed_of).where(receipts.c.composed_of.is_not(None), _is_kept())
        parts: set[str] = set()
        with self._reading() as connection:
            rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)
            for composed_of in rows.scalars():
                parts.update(part for part, _ in json.loads(composed_of))
        return frozenset(parts)

    def find_noted(self, keys: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        with self._reading() as connection:
            for start in range(0, len(keys), _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                found.update(connection.scalars(select(object_sums.c.key).where(object_sums.c.key.in_(some))))
        return frozenset(found)


def _of_scans() -> tuple[tuple[Column[str], Select[tuple[str]]], ...]:
    """Where scans are named: papers received, components accepted with a dossier."""
    paper, component = receipts.c.scan_id, accepted_components.c.sha256
    return (paper, select(paper).where(_is_kept())), (component, select(component))


def _is_kept() -> ColumnElement[bool]:
    return or_(receipts.c.outcome.is_(None), receipts.c.outcome != "refused")
