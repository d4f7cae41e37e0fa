"""Here live the queries on systems that ask over the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from schemas import wire
from schemas.errors import SetupError
from schemas.systems import ApiSystem, KeptAnswer
from storage.catalogues._session import Session, retried
from storage.catalogues._tables_systems import api_answers, api_systems


class SystemQueries(Session):
    """Systems, their tokens' hashes, and the answers kept for who asks again."""

    @retried
    def add_system(self, system: ApiSystem) -> None:
        with self._writing() as connection:
            if _find(connection, api_systems.c.name == system.name) is not None:
                raise SetupError("system_exists", name=system.name)
            connection.execute(api_systems.insert().values(name=system.name, **_to_row(system)))

    def find_system(self, name: str) -> ApiSystem | None:
        with self._reading() as connection:
            return _find(connection, api_systems.c.name == name)

    def find_system_by_token(self, token_hash: str) -> ApiSystem | None:
        with self._reading() as connection:
            return _find(connection, api_systems.c.token_hash == token_hash)

    def list_systems(self) -> tuple[tuple[ApiSystem, datetime | None], ...]:
        with self._reading() as connection:
            rows = connection.execute(select(api_systems.c.body, api_systems.c.used_at).order_by(api_systems.c.name))
            return tuple((wire.from_json(ApiSystem, row.body), row.used_at) for row in rows)

    @retried
    def update_system(self, name: str, change: Callable[[ApiSystem], ApiSystem]) -> ApiSystem:
        with self._writing() as connection:
            known = _find(connection, api_systems.c.name == name)
            if known is None:
                raise SetupError("system_unknown", name=name)
            changed = replace(change(known), name=name)
            connection.execute(update(api_systems).where(api_systems.c.name == name).values(**_to_row(changed)))
            return changed

    @retried
    def put_system_used(self, name: str, at: datetime) -> None:
        with self._writing(None) as connection:
            connection.execute(update(api_systems).where(api_systems.c.name == name).values(used_at=at))

    def find_kept_answer(self, system: str, key: str) -> KeptAnswer | None:
        with self._reading() as connection:
            return _find_answer(connection, system, key)

    @retried
    def put_kept_answer(self, kept: KeptAnswer, forget_before: datetime) -> None:
        with self._writing(None) as connection:
            connection.execute(delete(api_answers).where(api_answers.c.at < forget_before))
            if _find_answer(connection, kept.system, kept.key) is None:
                connection.execute(
                    api_answers.insert().values(
                        system=kept.system,
                        call_key=kept.key,
                        request_hash=kept.request_hash,
                        answer=kept.answer,
                        at=kept.at,
                    )
                )


def _to_row(system: ApiSystem) -> dict[str, Any]:
    return {"token_hash": system.token_hash, "body": wire.to_json(system)}


def _find(connection: Connection, which: Any) -> ApiSystem | None:
    body = connection.scalar(select(api_systems.c.body).where(which))
    return None if body is None else wire.from_json(ApiSystem, body)


def _find_answer(connection: Connection, system: str, key: str) -> KeptAnswer | None:
    which = (api_answers.c.system == system) & (api_answers.c.call_key == key)
    row = connection.execute(select(api_answers).where(which)).first()
    return None if row is None else KeptAnswer(row.system, row.call_key, row.request_hash, row.answer, row.at)
