"""Here lives what registers said on which day, so that an import of an earlier day leaves later days alone.

A row is written anew only where a register says something new of it. That a later register listed it unchanged, or,
being whole, did not list it, is a word too: an import of an earlier day must not silence it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from schemas import wire
from schemas.register import RegisterRow
from storage.catalogues._tables import register_rows
from storage.catalogues._tables_register_matches import register_seen, register_wholes

# SQLite before 3.32 takes no more than 999 values in one statement.
_AT_ONCE = 900


class Version(NamedTuple):
    """What is kept of a row, and the day of the register that said so (ISO)."""

    as_of: str
    body: str


def find_versions(connection: Connection, row_ids: Iterable[str], as_of: date) -> dict[str, Version]:
    """The newest version of each of these rows on a day; rows unknown then are left out."""
    columns = register_rows.c
    found: dict[str, Version] = {}
    for some in _cut(row_ids):
        query = (
            select(columns.row_id, columns.as_of, columns.body)
            .where(columns.row_id.in_(some), columns.as_of <= as_of.isoformat())
            .order_by(columns.as_of, columns.snapshot_id, columns.position)
        )
        found |= {row.row_id: Version(row.as_of, row.body) for row in connection.execute(query)}
    return found


def list_left_out(connection: Connection, unit: str, as_of: date, listed: Mapping[str, str]) -> dict[str, str]:
    """Rows of an office's register in force on a day that its whole register of that day lacks, each as ended."""
    columns = register_rows.c
    query = select(columns.row_id).where(columns.source_unit == unit, columns.as_of <= as_of.isoformat()).distinct()
    absent = [row_id for row_id in connection.scalars(query) if row_id not in listed]
    ended: dict[str, str] = {}
    for some in _cut(absent):
        for row_id, version in find_versions(connection, some, as_of).items():
            body = end_before(version.body, as_of)
            if body is not None:
                ended[row_id] = body
    return ended


def end_before(body: str, day: date) -> str | None:
    """A row as in force until the day before; None where it was not in force on the day anyhow."""
    row = wire.from_json(RegisterRow, body)
    last = row.in_force_until
    if row.in_force_from >= day or (row.validity_known and last is not None and last < day):
        return None
    return wire.to_json(replace(row, in_force_until=day - timedelta(days=1), validity_known=True))


def note_day(connection: Connection, unit: str, as_of: date, unchanged: Iterable[str], whole: bool) -> None:
    """Remember that a register of this day listed rows as they were known from earlier ones, and whether it was all."""
    is_sqlite = connection.dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    day = as_of.isoformat()
    seen = [{"row_id": row_id, "as_of": day} for row_id in unchanged]
    if seen:
        connection.execute(insert(register_seen).on_conflict_do_nothing(), seen)
    if whole:
        connection.execute(insert(register_wholes).on_conflict_do_nothing(), [{"unit": unit, "as_of": day}])


def say_again(
    connection: Connection, unit: str, as_of: date, before: Mapping[str, Version], changed: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """What must be written on later days, by day and row, so that these stay what their registers said.

    Args:
        before: what was known on `as_of` of the rows that change.
        changed: what is known from `as_of` on.
    """
    wholes = _list_later_wholes(connection, unit, as_of)
    written, seen = (_list_later_days(connection, table, changed, as_of) for table in (register_rows, register_seen))
    again: dict[str, dict[str, str]] = defaultdict(dict)
    if not (wholes or seen):
        return again
    for row_id, body in changed.items():
        listed = written[row_id] | seen[row_id]
        lacking = [day for day in wholes if day not in listed]
        first = min((*listed, *lacking), default=None)
        if first is None or first in written[row_id]:
            continue
        said = before[row_id].body if first in seen[row_id] else end_before(body, date.fromisoformat(first))
        if said is not None:
            again[first][row_id] = said
    return again


def _list_later_wholes(connection: Connection, unit: str, as_of: date) -> Sequence[str]:
    columns = register_wholes.c
    query = select(columns.as_of).where(columns.unit == unit, columns.as_of > as_of.isoformat())
    return connection.scalars(query.order_by(columns.as_of)).all()


def _list_later_days(
    connection: Connection, table: Table, row_ids: Iterable[str], as_of: date
) -> defaultdict[str, set[str]]:
    days: defaultdict[str, set[str]] = defaultdict(set)
    for some in _cut(row_ids):
        later = select(table.c.row_id, table.c.as_of).where(table.c.row_id.in_(some), table.c.as_of > as_of.isoformat())
        for row_id, day in connection.execute(later):
            days[row_id].add(day)
    return days


def _cut(row_ids: Iterable[str]) -> Iterator[Sequence[str]]:
    every = list(row_ids)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]
