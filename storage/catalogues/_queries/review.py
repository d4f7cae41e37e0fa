"""Here live the queries on the queue of papers that wait for a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, false, func, literal, or_, select, true, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from schemas import wire
from schemas.procedure_result import ProcedureResult
from schemas.review import ReviewCheck, WaitingPaper
from schemas.search import Scope
from storage.catalogues._columns import Instant, Key
from storage.catalogues._queries.results import is_within
from storage.catalogues._queries.waiting import WHOLE
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import results
from storage.catalogues._tables_review import review_checks, review_claims, review_passed, review_waiting

# Looked at together when one is claimed: others may take the first ones at the same moment.
_CANDIDATES = 8
_IN_ORDER = (review_waiting.c.place, review_waiting.c.filed_at, review_waiting.c.result_id)


class ReviewQueries(Session):
    """What waits, who has it, what checking was checked by."""

    def list_waiting(self, scope: Scope, *, limit: int, after: WaitingPaper | None = None) -> tuple[WaitingPaper, ...]:
        query = select(*_IN_ORDER).where(_is_in(scope)).order_by(*_IN_ORDER).limit(limit)
        if after is not None:
            place = WHOLE - round(WHOLE * after.doubt)
            told = (literal(place), literal(after.filed_at, Instant), literal(after.result_id, Key))
            query = query.where(tuple_(*_IN_ORDER) > tuple_(*told))
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return tuple(WaitingPaper(row.result_id, (WHOLE - row.place) / WHOLE, row.filed_at) for row in rows)

    def count_waiting(self, scope: Scope, most: int) -> int:
        some = select(review_waiting.c.result_id).where(_is_in(scope)).limit(most).subquery()
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(some)) or 0

    @retried
    def claim_waiting(self, scope: Scope, account: str, until: datetime, but: Collection[str] = ()) -> str | None:
        now = self._clock()
        mine, held, passed = review_waiting.c.result_id, review_claims.c, review_passed.c
        is_held = exists().where(held.result_id == mine, held.account != account, held.until > now)
        is_passed = exists().where(passed.account == account, passed.result_id == mine, passed.until > now)
        query = select(mine).where(_is_in(scope), ~is_held, ~is_passed, mine.not_in(sorted(but)))
        with self._writing(None) as connection:
            for result_id in connection.scalars(query.order_by(*_IN_ORDER).limit(_CANDIDATES)).all():
                if _claim(connection, result_id, account, now, until):
                    return str(result_id)
        return None

    @retried
    def claim_paper(self, result_id: str, account: str, until: datetime) -> str | None:
        with self._writing(None) as connection:
            if _claim(connection, result_id, account, self._clock(), until):
                return None
            holder = select(review_claims.c.account).where(review_claims.c.result_id == result_id)
            other: str | None = connection.scalar(holder)
            return other

    @retried
    def pass_paper(self, result_id: str, account: str, until: datetime) -> None:
        mine = (review_claims.c.result_id == result_id) & (review_claims.c.account == account)
        same = (review_passed.c.result_id == result_id) & (review_passed.c.account == account)
        with self._writing(None) as connection:
            connection.execute(delete(review_claims).where(mine))
            connection.execute(delete(review_passed).where(or_(same, review_passed.c.until <= self._clock())))
            connection.execute(review_passed.insert().values(result_id=result_id, account=account, until=until))

    @retried
    def release_claims(self, account: str) -> int:
        with self._writing(None) as connection:
            return connection.execute(delete(review_claims).where(review_claims.c.account == account)).rowcount

    def list_confirmed(self, batch_id: str, limit: int) -> tuple[ProcedureResult, ...]:
        # In no order: one would have them all found and sorted first.
        query = (
            select(results.c.body).where(results.c.batch_id == batch_id, results.c.state == "confirmed").limit(limit)
        )
        with self._reading() as connection:
            return tuple(wire.from_json(ProcedureResult, body) for body in connection.scalars(query))

    @retried
    def add_check(self, check: ReviewCheck) -> None:
        values = {name: getattr(check, name) for name in ("result_id", "account", "field", "at", "caught")}
        with self._writing(None) as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            connection.execute(insert(review_checks).values(**values).on_conflict_do_nothing())

    def find_check(self, result_id: str, account: str) -> ReviewCheck | None:
        same = (review_checks.c.result_id == result_id) & (review_checks.c.account == account)
        with self._reading() as connection:
            row = connection.execute(select(review_checks).where(same)).first()
            return None if row is None else ReviewCheck(*row)

    def list_checks(self, units: Sequence[str] | None = None) -> tuple[ReviewCheck, ...]:
        query = select(review_checks).order_by(review_checks.c.at, review_checks.c.result_id)
        if units is not None:
            kept = or_(false(), *(is_within(results.c.custodian, unit) for unit in units))
            query = query.join(results, results.c.result_id == review_checks.c.result_id).where(kept)
        with self._reading() as connection:
            return tuple(ReviewCheck(*row) for row in connection.execute(query))


def _is_in(scope: Scope) -> ColumnElement[bool]:
    """`Scope.covers` as a condition."""
    allowed = review_waiting.c.sensitivity <= scope.max_sensitivity
    if scope.units is None:
        return allowed
    columns = (review_waiting.c.unit, review_waiting.c.custodian)
    within = [is_within(column, unit) for unit in scope.units for column in columns]
    return and_(allowed, or_(*within)) if within else ~true()


def _claim(connection: Connection, result_id: str, account: str, now: datetime, until: datetime) -> bool:
    """Whether the claim is ours now; another's stands until it is over."""
    held = review_claims.c
    free = (held.result_id == result_id) & or_(held.account == account, held.until <= now)
    connection.execute(delete(review_claims).where(free))
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = insert(review_claims).values(result_id=result_id, account=account, until=until)
    connection.execute(values.on_conflict_do_nothing())
    # Who wrote it meanwhile has it: on PostgreSQL the insert waited for that one's end.
    return connection.scalar(select(held.account).where(held.result_id == result_id)) == account
