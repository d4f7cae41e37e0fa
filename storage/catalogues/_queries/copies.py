"""Here live the queries that copy a whole catalogue: rows out as lines of JSON, lines in as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, func, or_, select, type_coerce

from schemas import wire
from schemas.crash_points import reached
from schemas.erasure import Erasure
from schemas.errors import InputRejected, SetupError
from storage.catalogues._columns import Instant
from storage.catalogues._migrations import STEPS, Step
from storage.catalogues._queries.audit import append_audit
from storage.catalogues._session import Clock, Session, done_once, retried
from storage.catalogues._tables import (
    audit,
    batches,
    erasures,
    holder_links,
    metadata,
    migrations,
    receipts,
    register_counts,
    register_snapshots,
    restore_mark,
    results,
)
from storage.catalogues._tables_citizen_requests import citizen_requests
from storage.catalogues._tables_coverage import DERIVED
from storage.catalogues._tables_dossiers import accepted_components, dossiers
from storage.catalogues._tables_locks import locked_receipts
from storage.catalogues._tables_people import accounts, failed_tries, sign_ins
from storage.catalogues._tables_register_matches import register_dated_counts
from storage.catalogues._tables_review import PASSING
from storage.catalogues._tables_systems import api_answers, api_systems
from storage.catalogues._tables_views import views

RESTORED = "restored"
_ROWS_AT_ONCE = 500
# What says how a catalogue stands, not what it holds; what is made of what it holds; who is signed in, or tries to,
# elsewhere; what was answered an hour ago; what another store was asked to lock.
_NOT_COPIED = (migrations, restore_mark, sign_ins, failed_tries, api_answers, locked_receipts, *PASSING, *DERIVED)
# A catalogue with a row in one of these is somebody's.
_TELLING = (
    *(
        accounts,
        api_systems,
        batches,
        results,
        holder_links,
        register_snapshots,
        register_counts,
        register_dated_counts,
    ),
    *(dossiers, erasures, citizen_requests, views, audit),
)


class SqlSnapshot:
    """The rows as one reading transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Asked at once: a transaction's moment is that of its first question.
        self.form = connection.scalar(select(func.max(migrations.c.number))) or 0
        self.audit_sequence = connection.scalar(select(func.max(audit.c.sequence))) or 0

    def iterate_lines(self) -> Iterator[str]:
        yield _to_line({"form": self.form})
        count = 0
        for table in metadata.sorted_tables:
            if table in _NOT_COPIED:
                continue
            yield _to_line({"table": table.name, "columns": [column.name for column in table.c]})
            for row in self._stream(select(*map(_as_stored, table.c))):
                count += 1
                yield _to_line(list(row))
        yield _to_line({"rows": count})

    def list_kept_scans(self) -> Iterator[str]:
        kept = or_(receipts.c.outcome.is_(None), receipts.c.outcome != "refused")
        for scan_id, composed_of in self._stream(select(receipts.c.scan_id, receipts.c.composed_of).where(kept)):
            yield scan_id
            yield from (part for part, _ in json.loads(composed_of or "[]"))
        yield from self._connection.scalars(select(accepted_components.c.sha256)).all()

    def list_erasures(self) -> tuple[Erasure, ...]:
        told = self._connection.scalars(select(erasures.c.body).order_by(erasures.c.at, erasures.c.result_id))
        return tuple(wire.from_json(Erasure, body) for body in told)

    def _stream(self, query: Any) -> Iterator[Any]:
        yield from self._connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)


class CopyQueries(Session):
    """A catalogue taken out whole, and brought into an empty one."""

    @contextmanager
    def open_snapshot(self) -> Iterator[SqlSnapshot]:
        with self._reading() as connection:
            yield SqlSnapshot(connection)

    def find_restore(self) -> str | None:
        with self._reading() as connection:
            return _find_mark(connection)

    @retried
    def begin_restore(self, backup_id: str) -> None:
        with self._writing() as connection:
            _check_may_restore(connection)
            _put_mark(connection, backup_id)

    @done_once
    def load(self, lines: Iterable[str], steps: tuple[Step, ...] = STEPS) -> None:
        given = iter(lines)
        form = _read_line(given).get("form")
        if not isinstance(form, int) or form < 1:
            raise InputRejected("backup_damaged", member="catalogue")
        if form > steps[-1].number:
            raise SetupError("home_newer", found=form, known=steps[-1].number)
        with self._writing() as connection:
            _check_may_restore(connection)
            mark = _find_mark(connection)
            metadata.drop_all(connection)
            _apply(connection, steps[:form], self._clock)
            _insert_all(connection, given)
            reached("restore.rows_loaded")
            _apply(connection, steps[form:], self._clock)
            for table in DERIVED:
                # The steps took the catalogue for an empty one, in which nothing has to be made.
                connection.execute(table.delete())
            _put_mark(connection, mark)
            _go_on_counting(connection)

    @retried
    def finish_restore(self, by: str, payload: str) -> None:
        with self._writing() as connection:
            connection.execute(restore_mark.delete())
            append_audit(connection, self._clock(), by, RESTORED, payload)


def _as_stored(column: Column[Any]) -> Any:
    """Instants stay the texts they rest as; everything else is what JSON can say anyway."""
    return type_coerce(column, String) if isinstance(column.type, Instant) else column


def _to_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read_line(lines: Iterator[str]) -> Any:
    try:
        return json.loads(next(lines))
    except (StopIteration, ValueError) as error:
        raise InputRejected("backup_damaged", member="catalogue") from error


def _find_mark(connection: Connection) -> str | None:
    return connection.scalar(select(restore_mark.c.backup_id))


def _put_mark(connection: Connection, backup_id: str | None) -> None:
    connection.execute(restore_mark.delete())
    connection.execute(restore_mark.insert().values(place=1, backup_id=backup_id or ""))


def _check_may_restore(connection: Connection) -> None:
    if _find_mark(connection) is not None:
        return
    if any(connection.execute(select(table).limit(1)).first() is not None for table in _TELLING):
        raise SetupError("home_not_empty")


def _apply(connection: Connection, steps: tuple[Step, ...], clock: Clock) -> None:
    migrations.create(connection, checkfirst=True)
    for step in steps:
        step.apply(connection)
        connection.execute(migrations.insert().values(number=step.number, name=step.name, applied_at=clock()))


def _insert_all(connection: Connection, lines: Iterator[str]) -> None:
    """Rows into the tables as they are now: those of an older form are not in `_tables`, so the database tells them."""
    there = MetaData()
    there.reflect(connection)
    try:
        for name, columns, rows in _gather(lines):
            connection.execute(there.tables[name].insert(), [dict(zip(columns, row, strict=True)) for row in rows])
    except (KeyError, TypeError, ValueError) as error:
        raise InputRejected("backup_damaged", member="catalogue") from error


def _gather(lines: Iterator[str]) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
    """(table, columns, some rows) up to the last line, which tells how many rows there were."""
    name, count = "", 0
    columns: list[str] = []
    rows: list[list[Any]] = []
    while True:
        line = _read_line(lines)
        is_row = isinstance(line, list)
        if rows and (not is_row or len(rows) == _ROWS_AT_ONCE):
            yield name, columns, rows
            rows = []
        if is_row:
            rows.append(line)
            count += 1
        elif "rows" in line:
            break
        else:
            name, columns = line["table"], line["columns"]
    if line["rows"] != count:
        raise InputRejected("backup_damaged", member="catalogue")


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL counts in sequences of its own, which know nothing of rows that came with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, following, False)))
