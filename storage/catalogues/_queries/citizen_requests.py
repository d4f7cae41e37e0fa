"""Here live the queries on citizens' requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, false, or_, select, update

from schemas import wire
from schemas.citizen_request import CitizenRequest
from schemas.errors import SetupError
from storage.catalogue_values import AuditEntry
from storage.catalogues._queries.audit import to_entry
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import audit
from storage.catalogues._tables_citizen_requests import citizen_request_papers, citizen_requests


class CitizenRequestQueries(Session):
    """What citizens ask about their data."""

    @retried
    def add_request(self, request: CitizenRequest) -> bool:
        with self._writing() as connection:
            if _find(connection, request.code) is not None:
                return False
            connection.execute(
                citizen_requests.insert().values(
                    code=request.code,
                    unit=request.unit,
                    due_on=request.due_on.isoformat(),
                    decided_at=request.decided_at,
                    body=wire.to_json(request),
                )
            )
            papers = [{"code": request.code, "result_id": each} for each in dict.fromkeys(request.result_ids)]
            if papers:
                connection.execute(citizen_request_papers.insert(), papers)
            return True

    def find_request(self, code: str) -> CitizenRequest | None:
        with self._reading() as connection:
            return _find(connection, code)

    def list_requests(
        self, units: Sequence[str], *, is_open: bool | None = None, limit: int = 200
    ) -> tuple[CitizenRequest, ...]:
        here = citizen_requests.c
        within = [or_(here.unit == unit, here.unit.startswith(f"{unit}.", autoescape=True)) for unit in units]
        query = select(here.body).where(or_(false(), *within)).limit(limit)
        if is_open is not None:
            query = query.where(here.decided_at.is_(None) if is_open else here.decided_at.is_not(None))
        query = query.order_by(here.decided_at.is_not(None), here.decided_at.desc(), here.due_on, here.code)
        with self._reading() as connection:
            return tuple(wire.from_json(CitizenRequest, body) for body in connection.scalars(query))

    @retried
    def update_request(self, code: str, change: Callable[[CitizenRequest], CitizenRequest]) -> CitizenRequest:
        with self._writing() as connection:
            known = _find(connection, code)
            if known is None:
                raise SetupError("request_unknown", request=code[:20])
            changed = replace(change(known), code=code, unit=known.unit, result_ids=known.result_ids)
            if changed != known:
                _put(connection, changed)
            return changed

    def list_audit_naming(self, result_id: str, kinds: Sequence[str]) -> tuple[AuditEntry, ...]:
        told = select(audit).where(
            audit.c.event.in_(kinds), audit.c.payload.contains(f'"{result_id}"', autoescape=True)
        )
        with self._reading() as connection:
            return tuple(to_entry(row) for row in connection.execute(told.order_by(audit.c.sequence)))


def blank_requests(connection: Connection, result_id: str) -> None:
    """Part of an erasure: the words of requests that name the result, and their asker where they name no other."""
    named = select(citizen_request_papers.c.code).where(citizen_request_papers.c.result_id == result_id)
    for code in connection.scalars(named).all():
        known = _find(connection, code)
        assert known is not None, "its papers refer to it"
        left = tuple(each for each in known.result_ids if each != result_id)
        blanked = replace(known, result_ids=left, words="", answer="", extended_because="")
        _put(connection, blanked if left else replace(blanked, asker="", contact=""))
    connection.execute(delete(citizen_request_papers).where(citizen_request_papers.c.result_id == result_id))


def _put(connection: Connection, request: CitizenRequest) -> None:
    values = {
        "due_on": request.due_on.isoformat(),
        "decided_at": request.decided_at,
        "body": wire.to_json(request),
    }
    connection.execute(update(citizen_requests).where(citizen_requests.c.code == request.code).values(**values))


def _find(connection: Connection, code: str) -> CitizenRequest | None:
    body = connection.scalar(select(citizen_requests.c.body).where(citizen_requests.c.code == code))
    return None if body is None else wire.from_json(CitizenRequest, body)
