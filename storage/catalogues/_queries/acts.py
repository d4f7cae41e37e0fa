"""Here live the queries on acts: which results propose something, and what for."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from schemas import wire
from schemas.procedure_result import ProcedureResult
from storage.catalogues._queries.results import is_within
from storage.catalogues._session import Session
from storage.catalogues._tables import acted_on, results
from storage.match_keys import to_number_key

_ROWS_AT_ONCE = 200


class ActQueries(Session):
    """Papers that act on others."""

    def list_acting_results(self, unit: str | None = None) -> Iterator[ProcedureResult]:
        other = results.alias("other")
        has_other = (
            select(other.c.result_id)
            .where(
                other.c.number_key == acted_on.c.number_key,
                other.c.result_id != acted_on.c.result_id,
                other.c.state != "withdrawn",
            )
            .exists()
        )
        query = (
            select(results.c.result_id, results.c.body)
            .join(acted_on, acted_on.c.result_id == results.c.result_id)
            .where(acted_on.c.is_open, or_(acted_on.c.needs_other.is_(False), has_other))
            .distinct()
            .order_by(results.c.result_id)
            .limit(_ROWS_AT_ONCE)
        )
        if unit is not None:
            query = query.where(or_(is_within(results.c.unit, unit), is_within(results.c.custodian, unit)))
        last = ""
        while True:
            with self._reading() as connection:
                rows = connection.execute(query.where(results.c.result_id > last)).all()
            for row in rows:
                yield wire.from_json(ProcedureResult, row.body)
            if len(rows) < _ROWS_AT_ONCE:
                return
            last = rows[-1].result_id

    def find_acting_result(self, proposal_id: str) -> str | None:
        query = select(acted_on.c.result_id).where(acted_on.c.proposal_id == proposal_id)
        with self._reading() as connection:
            return connection.scalar(query)

    def find_acting_results(self, document_number: str) -> tuple[str, ...]:
        query = (
            select(acted_on.c.result_id)
            .where(acted_on.c.number_key == to_number_key(document_number), acted_on.c.is_open)
            .distinct()
            .order_by(acted_on.c.result_id)
        )
        with self._reading() as connection:
            return tuple(connection.scalars(query))

    def find_numbered_results(self, document_number: str) -> tuple[str, ...]:
        query = (
            select(results.c.result_id)
            .where(results.c.number_key == to_number_key(document_number), results.c.state != "withdrawn")
            .order_by(results.c.filed_at, results.c.result_id)
        )
        with self._reading() as connection:
            return tuple(connection.scalars(query))
