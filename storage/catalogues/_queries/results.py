"""Here live the queries on results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from schemas import wire
from schemas.days import local_day
from schemas.erasure import GROUNDS, Erasure
from schemas.errors import InputRejected, SetupError
from schemas.procedure_result import ProcedureResult
from storage.catalogues._queries.coverage_groups import counts_otherwise, renew_coverage
from storage.catalogues._queries.filing import replace_result
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import erasures, holders, result_versions, results
from storage.match_keys import to_id_key, to_number_key

# Rows fetched at a time while streaming: no transaction stays open while the caller works. Few at
# first, because many callers only want the first screen.
_FIRST_ROWS, _MOST_ROWS = 50, 800
_VERSIONS_AT_ONCE = 5000
# SQLite before 3.32 takes no more than 999 values in one statement.
_IDS_AT_ONCE = 900


class ResultQueries(Session):
    """Results and their versions."""

    def get_result(self, result_id: str) -> ProcedureResult:
        found = self.find_result(result_id)
        if found is None:
            with self._reading() as connection:
                _refuse_absent(connection, result_id)
        return found

    def find_result(self, result_id: str) -> ProcedureResult | None:
        with self._reading() as connection:
            body = connection.scalar(select(results.c.body).where(results.c.result_id == result_id))
            return None if body is None else wire.from_json(ProcedureResult, body)

    def list_results(
        self,
        *,
        state: str | None = None,
        unit: str | None = None,
        batch_id: str | None = None,
        differing: bool = False,
        after: str = "",
    ) -> Iterator[ProcedureResult]:
        # Ids alone: they are found in an index, and only the rows that are given out are read.
        query = select(results.c.result_id).order_by(results.c.result_id)
        if state is not None:
            query = query.where(results.c.state == state)
        if batch_id is not None:
            query = query.where(results.c.batch_id == batch_id)
        if differing:
            query = query.where(results.c.differs.is_(True))
        if unit is not None:
            query = query.where(or_(is_within(results.c.unit, unit), is_within(results.c.custodian, unit)))
        return self._stream(query, after)

    def iterate_versions(self) -> Iterator[tuple[str, int]]:
        last = ""
        while True:
            query = select(results.c.result_id, results.c.version).where(results.c.result_id > last)
            with self._reading() as connection:
                rows = connection.execute(query.order_by(results.c.result_id).limit(_VERSIONS_AT_ONCE)).all()
            yield from ((row.result_id, row.version) for row in rows)
            if len(rows) < _VERSIONS_AT_ONCE:
                return
            last = rows[-1].result_id

    def count_results(self) -> int:
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(results)) or 0

    def list_results_by_id(self, result_ids: Sequence[str]) -> tuple[ProcedureResult, ...]:
        bodies: dict[str, str] = {}
        with self._reading() as connection:
            for start in range(0, len(result_ids), _IDS_AT_ONCE):
                some = result_ids[start : start + _IDS_AT_ONCE]
                query = select(results.c.result_id, results.c.body).where(results.c.result_id.in_(some))
                bodies.update((row.result_id, row.body) for row in connection.execute(query))
        return tuple(wire.from_json(ProcedureResult, bodies[name]) for name in result_ids if name in bodies)

    def list_result_versions(self, result_id: str) -> tuple[ProcedureResult, ...]:
        earlier = (
            select(result_versions.c.body)
            .where(result_versions.c.result_id == result_id)
            .order_by(result_versions.c.version)
        )
        newest = select(results.c.body).where(results.c.result_id == result_id)
        with self._reading() as connection:
            bodies = [*connection.scalars(earlier), *connection.scalars(newest)]
        return tuple(wire.from_json(ProcedureResult, body) for body in bodies)

    def find_same_paper(self, document_type: str, document_number: str, issue_date: str) -> tuple[str, ...]:
        query = (
            select(results.c.result_id)
            .where(
                results.c.document_type == document_type,
                results.c.number_key == to_number_key(document_number),
                results.c.issue_date == issue_date,
                results.c.state != "withdrawn",
            )
            .order_by(results.c.filed_at, results.c.result_id)
        )
        with self._reading() as connection:
            return tuple(connection.scalars(query))

    def find_held_results(self, holder_id: str) -> tuple[str, ...]:
        query = (
            select(holders.c.result_id)
            .where(holders.c.kind == "id", holders.c.key == to_id_key(holder_id))
            .order_by(holders.c.result_id)
        )
        with self._reading() as connection:
            return tuple(connection.scalars(query))

    @retried
    def update_result(self, result_id: str, change: Callable[[ProcedureResult], ProcedureResult]) -> ProcedureResult:
        with self._writing() as connection:
            body = _get_body(connection, result_id)
            before = wire.from_json(ProcedureResult, body)
            after = change(before)
            if after == before:
                return before
            after = replace(after, version=before.version + 1)
            replace_result(connection, before, body, after)
            if counts_otherwise(before, after):
                renew_coverage(connection, result_ids=[result_id])
            return after

    @retried
    def update_results(
        self,
        result_ids: Sequence[str],
        change: Callable[[tuple[ProcedureResult, ...]], tuple[ProcedureResult, ...]],
    ) -> tuple[ProcedureResult, ...]:
        with self._writing() as connection:
            bodies = [_get_body(connection, result_id) for result_id in result_ids]
            before = tuple(wire.from_json(ProcedureResult, body) for body in bodies)
            changed = list(change(before))
            for place, (old, body) in enumerate(zip(before, bodies, strict=True)):
                if changed[place] != old:
                    changed[place] = replace(changed[place], version=old.version + 1)
                    replace_result(connection, old, body, changed[place])
            pairs = zip(before, changed, strict=True)
            renew_coverage(connection, result_ids=[new.result_id for old, new in pairs if counts_otherwise(old, new)])
            return tuple(changed)

    def _stream(self, query: Select[Any], after: str) -> Iterator[ProcedureResult]:
        """The results of which `query` gives the ids, in order, some at a time."""
        last, row_count = after, _FIRST_ROWS
        bodies = select(results.c.body).order_by(results.c.result_id)
        while True:
            with self._reading() as connection:
                ids = list(connection.scalars(query.where(results.c.result_id > last).limit(row_count)))
                found = connection.scalars(bodies.where(results.c.result_id.in_(ids))).all()
            for body in found:
                yield wire.from_json(ProcedureResult, body)
            if len(ids) < row_count:
                return
            last, row_count = ids[-1], min(row_count * 2, _MOST_ROWS)


def _get_body(connection: Connection, result_id: str) -> str:
    body = connection.scalar(select(results.c.body).where(results.c.result_id == result_id))
    if body is None:
        _refuse_absent(connection, result_id)
    return str(body)


def _refuse_absent(connection: Connection, result_id: str) -> NoReturn:
    """Tell an erased result from one that never was."""
    body = connection.scalar(select(erasures.c.body).where(erasures.c.result_id == result_id))
    if body is None:
        raise SetupError("result_unknown", result=result_id)
    erasure = wire.from_json(Erasure, body)
    on = local_day(erasure.at).strftime("%d/%m/%Y")
    raise InputRejected("result_erased", on=on, ground=GROUNDS[erasure.ground].tell())


def is_within(column: ColumnElement[Any], unit: str) -> ColumnElement[bool]:
    # Paths hold digits and dots only, and `/` is the character after the dot.
    return or_(column == unit, (column > f"{unit}.") & (column < f"{unit}/"))
