"""Here live the queries on coverage: what counts on a day, the lists behind it, and the making of all of it anew."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, and_, delete, func, or_, select, tuple_

from schemas import wire
from schemas.coverage_spans import RULES_VERSION, CountedSpan
from schemas.errors import SetupError, TemporarilyUnavailable
from schemas.originals import Cell, Status
from schemas.register import RegisterRow
from storage.catalogues._queries.coverage_groups import NO_END, replace_spans
from storage.catalogues._queries.coverage_members import (
    RESULT,
    ROW,
    add_members,
    drop_filed,
    gather_kin,
    get_secret,
    load_members,
)
from storage.catalogues._queries.results import is_within
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import erasures, register_rows, results
from storage.catalogues._tables_coverage import (
    coverage_mark,
    coverage_members,
    coverage_spans,
    coverage_steps,
)
from storage.ledgers.coverage import ListedSpan, SpanQuery

# More cells than these are found sooner by looking at all.
_CELLS_AT_MOST = 200
_VALUES_AT_ONCE = 900
# Papers of one transaction while all are counted anew: others wait for it.
_PAPERS_AT_ONCE = 4000
_ROWS = "rows"
# On one day no two originals have the same place.
_ORDER = ("unit", "box", "issue_date", "place")


class CoverageQueries(Session):
    """Figures of days, and the lists behind them."""

    def is_coverage_whole(self) -> bool:
        with self._reading() as connection:
            mark = connection.execute(select(coverage_mark)).first()
            return mark is not None and not mark.build_id and mark.rules_version == RULES_VERSION

    def count_statuses(
        self, on: date, *, document_type: str | None = None, year: int | None = None
    ) -> dict[tuple[str, Status], int]:
        if document_type is None and year is None:
            steps = coverage_steps.c
            query = (
                select(steps.unit, steps.status, func.sum(steps.change))
                .where(steps.day <= on.isoformat())
                .group_by(steps.unit, steps.status)
            )
        else:
            spans = coverage_spans.c
            query = (
                select(spans.unit, spans.status, func.count())
                .where(_holds_on(on), *_narrowed(document_type, year))
                .group_by(spans.unit, spans.status)
            )
        with self._reading() as connection:
            return {(unit, status): count for unit, status, count in connection.execute(query) if count}

    def count_cells(self, on: date, cells: Sequence[Cell] | None = None) -> dict[tuple[Cell, Status], int]:
        if cells is not None and not cells:
            return {}
        spans = coverage_spans.c
        cell = (spans.document_type, spans.year, spans.unit)
        query = select(*cell, spans.status, func.count()).where(_holds_on(on)).group_by(*cell, spans.status)
        if cells is not None and len(cells) <= _CELLS_AT_MOST:
            asked = [and_(spans.document_type == kind, spans.year == y, spans.unit == u) for u, kind, y in cells]
            query = query.where(or_(*asked))
        with self._reading() as connection:
            found = {((u, kind, y), status): n for kind, y, u, status, n in connection.execute(query)}
        wanted = None if cells is None else set(cells)
        return {told: count for told, count in found.items() if wanted is None or told[0] in wanted}

    def count_confirmed(
        self, on: date, since: date, *, document_type: str | None = None, year: int | None = None
    ) -> dict[tuple[str, date], int]:
        spans = coverage_spans.c
        query = (
            select(spans.unit, spans.confirmed_on, func.count())
            .where(spans.confirmed_on >= since.isoformat(), _holds_on(on), *_narrowed(document_type, year))
            .group_by(spans.confirmed_on, spans.unit)
        )
        with self._reading() as connection:
            return {(unit, date.fromisoformat(day)): n for unit, day, n in connection.execute(query)}

    def list_spans(self, query: SpanQuery, limit: int, after: str = "") -> tuple[ListedSpan, ...]:
        begun, place = _read_cursor(after, query) if after else (query.statuses[0], None)
        found: list[ListedSpan] = []
        with self._reading() as connection:
            for status in query.statuses[query.statuses.index(begun) :]:
                asked = _ask_list(query, status)
                if place is not None:
                    asked = asked.where(tuple_(*(coverage_spans.c[name] for name in _ORDER)) > tuple_(*place))
                asked = asked.order_by(*(coverage_spans.c[name] for name in _ORDER)).limit(limit - len(found))
                found += (ListedSpan(_to_span(row), _write_cursor(row)) for row in connection.execute(asked))
                place = None
                if len(found) == limit:
                    break
        return tuple(found)

    def count_listed(self, query: SpanQuery) -> int:
        total = 0
        with self._reading() as connection:
            for status in query.statuses:
                counted = _ask_list(query, status).with_only_columns(func.count(), maintain_column_froms=True)
                total += connection.scalar(counted) or 0
        return total

    def list_rows_by_id(self, row_ids: Sequence[str], as_of: date) -> dict[str, RegisterRow]:
        columns = register_rows.c
        newest: dict[str, str] = {}
        with self._reading() as connection:
            for start in range(0, len(row_ids), _VALUES_AT_ONCE):
                query = (
                    select(columns.row_id, columns.body)
                    .where(columns.row_id.in_(row_ids[start : start + _VALUES_AT_ONCE]))
                    .where(columns.as_of <= as_of.isoformat())
                    .order_by(columns.as_of, columns.snapshot_id, columns.position)
                )
                newest.update((row.row_id, row.body) for row in connection.execute(query))
        return {name: wire.from_json(RegisterRow, body) for name, body in newest.items()}

    def count_papers(self) -> int:
        with self._reading() as connection:
            filed = connection.scalar(select(func.count()).select_from(results)) or 0
            listed = connection.scalar(select(func.count(register_rows.c.row_id.distinct()))) or 0
            return filed + listed

    @retried
    def begin_coverage_build(self) -> str:
        build_id = secrets.token_hex(8)
        with self._writing() as connection:
            for table in (coverage_spans, coverage_steps, coverage_members, coverage_mark):
                connection.execute(delete(table))
            connection.execute(coverage_mark.insert().values(place=1, rules_version=RULES_VERSION, build_id=build_id))
        return build_id

    @retried
    def note_rows(self, build_id: str, after: str) -> tuple[str, int] | None:
        with self._writing() as connection:
            _check_build(connection, build_id)
            members, following = _list_members(connection, after or f"{_ROWS}:")
            add_members(connection, load_members(connection, get_secret(connection), members))
        return (following, len(members)) if following else None

    @retried
    def count_papers_anew(self, build_id: str, after: str) -> tuple[str, int] | None:
        with self._writing() as connection:
            _check_build(connection, build_id)
            members, following = _list_members(connection, after)
            secret = get_secret(connection)
            known = load_members(connection, secret, members)
            if after.startswith(_ROWS):
                # Papers that were filed are counted with their results, before.
                drop_filed(connection, known)
            else:
                add_members(connection, known)
            replace_spans(connection, secret, gather_kin(connection, secret, known))
        return (following, len(members)) if following else None

    @retried
    def end_coverage_build(self, build_id: str) -> None:
        with self._writing() as connection:
            _check_build(connection, build_id)
            connection.execute(coverage_mark.update().values(build_id="", built_at=self._clock()))


def _holds_on(on: date) -> ColumnElement[bool]:
    return and_(coverage_spans.c.first_day <= on.isoformat(), coverage_spans.c.last_day >= on.isoformat())


def _narrowed(document_type: str | None, year: int | None) -> list[ColumnElement[bool]]:
    asked = {"document_type": document_type, "year": year}
    return [coverage_spans.c[name] == value for name, value in asked.items() if value is not None]


def _ask_list(query: SpanQuery, status: Status) -> Select[Any]:
    asked = select(coverage_spans).where(coverage_spans.c.status == status, _holds_on(query.on))
    asked = asked.where(*_narrowed(query.document_type, query.year))
    if query.unit is not None:
        asked = asked.where(is_within(coverage_spans.c.unit, query.unit))
    if query.level is not None:
        asked = asked.where(coverage_spans.c.level == query.level)
    if query.issuers is not None:
        asked = asked.where(coverage_spans.c.unit.in_(query.issuers))
    if query.box is not None:
        asked = asked.where(coverage_spans.c.box == query.box)
    return asked


def _write_cursor(row: Row[Any]) -> str:
    told = json.dumps([row.status, *(row._mapping[name] for name in _ORDER)], separators=(",", ":"))
    return told.encode().hex()


def _read_cursor(after: str, query: SpanQuery) -> tuple[Status, list[Any]]:
    try:
        status, *place = json.loads(bytes.fromhex(after).decode())
    except (ValueError, TypeError) as error:
        raise SetupError("list_cursor_invalid") from error
    if status not in query.statuses or [type(it) for it in place] != [str] * len(_ORDER):
        raise SetupError("list_cursor_invalid")
    return status, place


def _check_build(connection: Connection, build_id: str) -> None:
    if connection.scalar(select(coverage_mark.c.build_id)) != build_id:
        raise TemporarilyUnavailable("coverage_build_lost")


def _list_members(connection: Connection, after: str) -> tuple[list[str], str | None]:
    """Some members after a cursor: results first, then erased ones, then rows; the next cursor."""
    kinds: list[tuple[str, Column[Any], str]] = [
        ("results", results.c.result_id, RESULT),
        ("erasures", erasures.c.result_id, RESULT),
        (_ROWS, register_rows.c.row_id, ROW),
    ]
    names = [name for name, _, _ in kinds]
    begun, _, last = after.partition(":") if after else (names[0], "", "")
    for name, column, prefix in kinds[names.index(begun) :]:
        query = select(column).distinct().where(column > last).order_by(column).limit(_PAPERS_AT_ONCE)
        ids = list(connection.scalars(query))
        if ids:
            return [prefix + it for it in ids], f"{name}:{ids[-1]}"
        last = ""
    return [], None


def _to_span(row: Row[Any]) -> CountedSpan:
    return CountedSpan(
        unit=row.unit,
        level=row.level,
        document_type=row.document_type,
        year=row.year,
        status=row.status,
        first_day=date.fromisoformat(row.first_day),
        last_day=None if row.last_day == NO_END else date.fromisoformat(row.last_day),
        result_id=row.shown_result_id,
        row_id=row.row_id,
        confirmed_on=date.fromisoformat(row.confirmed_on) if row.confirmed_on else None,
        custodian=row.custodian,
        box=row.box,
        issue_date=row.issue_date,
        place=row.place,
    )
