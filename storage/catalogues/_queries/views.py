"""Here live the queries on views, and on the audit chain from its end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, select

from schemas.views import DROPPED, SEALED, KeptView, View, ViewSeal, hash_purpose, seal_views
from storage.catalogue_values import AuditEntry
from storage.catalogues._locks import Lock, take_lock
from storage.catalogues._queries.audit import append_audit, to_entry
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import audit, erasures
from storage.catalogues._tables_views import views
from storage.ledgers.views import DeedQuery

_ROWS_AT_ONCE = 1000
# So many persons are asked for one by one.
_FEW = 20
_ALL = 2**62


class ViewQueries(Session):
    """Who was shown what, and who did what, newest first."""

    @retried
    def add_views(self, given: Sequence[View], by: str) -> ViewSeal:
        with self._writing(None) as connection:
            # The numbers follow without gaps, as the links of the chain do, and under the same lock.
            take_lock(connection, Lock.AUDIT)
            first = _find_next(connection)
            erased = set(connection.scalars(select(erasures.c.result_id)))
            kept = [
                KeptView(first + place, first, view, hash_purpose(view.purpose)) for place, view in enumerate(given)
            ]
            connection.execute(views.insert(), [_to_row(each, erased) for each in kept])
            seal = seal_views(kept)
            told = {"first": seal.first, "last": seal.last, "count": seal.count, "sha256": seal.sha256}
            append_audit(connection, self._clock(), by, SEALED, json.dumps(told, sort_keys=True))
            return seal

    def list_views(self, result_id: str, limit: int = 200) -> tuple[KeptView, ...]:
        query = select(views).where(views.c.result_id == result_id).order_by(views.c.sequence.desc()).limit(limit)
        with self._reading() as connection:
            return tuple(map(_to_view, connection.execute(query)))

    def find_views(self, query: DeedQuery) -> tuple[KeptView, ...]:
        with self._reading() as connection:
            return tuple(map(_to_view, _find(connection, views, views.c.how, query)))

    def iterate_views(self) -> Iterator[KeptView]:
        last = 0
        query = select(views).order_by(views.c.sequence).limit(_ROWS_AT_ONCE)
        while True:
            with self._reading() as connection:
                rows = connection.execute(query.where(views.c.sequence > last)).all()
            yield from map(_to_view, rows)
            if len(rows) < _ROWS_AT_ONCE:
                return
            last = rows[-1].sequence

    @retried
    def drop_views(self, before: datetime, by: str) -> int:
        with self._writing(None) as connection:
            take_lock(connection, Lock.AUDIT)
            kept = connection.scalar(select(func.min(views.c.batch)).where(views.c.at >= before))
            through = kept - 1 if kept is not None else connection.scalar(select(func.max(views.c.sequence))) or 0
            count = connection.execute(delete(views).where(views.c.sequence <= through)).rowcount
            if count:
                told = json.dumps({"through": through, "count": count}, sort_keys=True)
                append_audit(connection, self._clock(), by, DROPPED, told)
            return count

    def find_audit(self, query: DeedQuery) -> tuple[AuditEntry, ...]:
        with self._reading() as connection:
            return tuple(map(to_entry, _find(connection, audit, audit.c.event, query)))


def _find_next(connection: Connection) -> int:
    """One more than the last number ever given: what was dropped by age keeps its own."""
    last = connection.scalar(select(func.max(views.c.sequence)))
    if last is None:
        sealed = select(audit.c.payload).where(audit.c.event == SEALED).order_by(audit.c.sequence.desc()).limit(1)
        payload = connection.scalar(sealed)
        last = json.loads(payload)["last"] if payload else 0
    return int(last) + 1


def _find(connection: Connection, table: Table, kind: ColumnElement[str], query: DeedQuery) -> list[Row[Any]]:
    """Each person, else each kind, is asked for along its own index: together they would be gathered and sorted."""
    bounds = _find_bounds(connection, table, query)
    if bounds is None:
        return []
    asked = select(table).where(table.c.sequence.between(*bounds)).order_by(table.c.sequence.desc()).limit(query.limit)
    questions = [asked]
    if query.by is not None and len(query.by) <= _FEW:
        questions = [asked.where(table.c.by == each) for each in query.by]
        if query.kinds is not None:
            questions = [question.where(kind.in_(query.kinds)) for question in questions]
    elif query.kinds is not None:
        questions = [asked.where(kind == each) for each in query.kinds]
        if query.by is not None:
            questions = [question.where(table.c.by.in_(query.by)) for question in questions]
    elif query.by is not None:
        questions = [asked.where(table.c.by.in_(query.by))]
    found = [row for question in questions for row in connection.execute(question)]
    return sorted(found, key=lambda row: -row.sequence)[: query.limit]


def _find_bounds(connection: Connection, table: Table, query: DeedQuery) -> tuple[int, int] | None:
    """First and last number that are asked for; None where there are none.

    Instants are turned into numbers, which follow them as far as clocks agree: a condition on both would have the
    whole index of a kind walked for one day of long ago.
    """
    first, last = 0, _ALL if query.before is None else query.before - 1
    by_time = select(table.c.sequence)
    if query.since is not None:
        found = connection.scalar(
            by_time.where(table.c.at >= query.since).order_by(table.c.at, table.c.sequence).limit(1)
        )
        if found is None:
            return None
        first = found
    if query.until is not None:
        order = (table.c.at.desc(), table.c.sequence.desc())
        found = connection.scalar(by_time.where(table.c.at < query.until).order_by(*order).limit(1))
        if found is None:
            return None
        last = min(last, found)
    return first, last


def _to_row(kept: KeptView, erased: set[str]) -> dict[str, Any]:
    view = kept.view
    return {
        "sequence": kept.sequence,
        "batch": kept.batch,
        "result_id": view.result_id,
        "by": view.by,
        "at": view.at,
        "how": view.how,
        "purpose": "" if view.result_id in erased else view.purpose,
        "purpose_hash": kept.purpose_hash,
    }


def _to_view(row: Row[Any]) -> KeptView:
    return KeptView(
        row.sequence, row.batch, View(row.result_id, row.by, row.at, row.how, row.purpose), row.purpose_hash
    )
