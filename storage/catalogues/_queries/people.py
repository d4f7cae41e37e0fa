"""Here live the queries on accounts and sign-ins."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, or_, select, update

from schemas import wire
from schemas.errors import SetupError
from schemas.people import Account, FailedTry, SignIn
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import batches
from storage.catalogues._tables_people import accounts, failed_tries, sign_ins


class PeopleQueries(Session):
    """Accounts and their sign-ins."""

    @retried
    def add_account(self, account: Account) -> None:
        with self._writing() as connection:
            if _find(connection, account.name) is not None:
                raise SetupError("account_exists", name=account.name)
            connection.execute(accounts.insert().values(name=account.name, body=wire.to_json(account)))

    def find_account(self, name: str) -> Account | None:
        with self._reading() as connection:
            return _find(connection, name)

    def list_accounts(self) -> tuple[Account, ...]:
        with self._reading() as connection:
            bodies = connection.scalars(select(accounts.c.body).order_by(accounts.c.name))
            return tuple(wire.from_json(Account, body) for body in bodies)

    @retried
    def update_account(self, name: str, change: Callable[[Account], Account]) -> Account:
        with self._writing() as connection:
            known = _find(connection, name)
            if known is None:
                raise SetupError("account_unknown", name=name)
            changed = replace(change(known), name=name)
            if changed != known:
                body = wire.to_json(changed)
                connection.execute(update(accounts).where(accounts.c.name == name).values(body=body))
            if changed.closed_at is not None or changed.password_hash != known.password_hash:
                connection.execute(delete(sign_ins).where(sign_ins.c.account == name))
            return changed

    @retried
    def add_sign_in(self, sign_in: SignIn) -> None:
        values = {name: getattr(sign_in, name) for name in ("token_hash", "account", "begun_at", "seen_at", "place")}
        with self._writing(None) as connection:
            connection.execute(sign_ins.insert().values(**values))

    def find_sign_in(self, token_hash: str) -> SignIn | None:
        with self._reading() as connection:
            row = connection.execute(select(sign_ins).where(sign_ins.c.token_hash == token_hash)).first()
            return None if row is None else _to_sign_in(row)

    def list_sign_ins(self, account: str | None = None) -> tuple[SignIn, ...]:
        query = select(sign_ins).order_by(sign_ins.c.seen_at.desc(), sign_ins.c.token_hash)
        if account is not None:
            query = query.where(sign_ins.c.account == account)
        with self._reading() as connection:
            return tuple(map(_to_sign_in, connection.execute(query)))

    @retried
    def put_seen(self, token_hash: str, at: datetime) -> None:
        with self._writing(None) as connection:
            connection.execute(update(sign_ins).where(sign_ins.c.token_hash == token_hash).values(seen_at=at))

    @retried
    def remove_sign_in(self, token_hash: str) -> None:
        with self._writing(None) as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.token_hash == token_hash))

    @retried
    def remove_sign_ins(self, account: str) -> int:
        with self._writing(None) as connection:
            return connection.execute(delete(sign_ins).where(sign_ins.c.account == account)).rowcount

    @retried
    def add_failed_try(self, failed: FailedTry, forget_before: datetime) -> None:
        values = {"place": failed.place, "name": failed.name, "at": failed.at}
        with self._writing(None) as connection:
            connection.execute(delete(failed_tries).where(failed_tries.c.at < forget_before))
            connection.execute(failed_tries.insert().values(try_id=secrets.token_hex(16), **values))

    def list_failed_tries(self, place: str, since: datetime) -> tuple[FailedTry, ...]:
        columns = failed_tries.c
        query = select(columns.place, columns.name, columns.at).where(columns.place == place, columns.at >= since)
        with self._reading() as connection:
            return tuple(FailedTry(*row) for row in connection.execute(query.order_by(columns.at)))

    def count_failed_tries(self, name: str, since: datetime) -> int:
        lately = (failed_tries.c.name == name, failed_tries.c.at >= since)
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(failed_tries).where(*lately)) or 0

    @retried
    def hand_over_batches(self, one: str, other: str) -> tuple[str, ...]:
        with self._writing() as connection:
            found = tuple(connection.scalars(_open_batches(one)).all())
            connection.execute(update(batches).where(batches.c.batch_id.in_(found)).values(operator=other))
            return found

    def list_open_batches(self, operator: str) -> tuple[str, ...]:
        with self._reading() as connection:
            return tuple(connection.scalars(_open_batches(operator)).all())

    @retried
    def remove_sign_ins_before(self, begun: datetime, seen: datetime) -> int:
        over = or_(sign_ins.c.begun_at < begun, sign_ins.c.seen_at < seen)
        with self._writing(None) as connection:
            return connection.execute(delete(sign_ins).where(over)).rowcount


def _open_batches(operator: str) -> Select[Any]:
    mine = (batches.c.operator == operator) & batches.c.closed_at.is_(None)
    return select(batches.c.batch_id).where(mine).order_by(batches.c.batch_id)


def _to_sign_in(row: Row[Any]) -> SignIn:
    return SignIn(row.token_hash, row.account, row.begun_at, row.seen_at, row.place)


def _find(connection: Connection, name: str) -> Account | None:
    body = connection.scalar(select(accounts.c.body).where(accounts.c.name == name))
    return None if body is None else wire.from_json(Account, body)
