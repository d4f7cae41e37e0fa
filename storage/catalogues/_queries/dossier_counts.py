"""Here live the queries that count dossiers received, and list the dossiers behind each count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, not_, or_, select, tuple_

from schemas import wire
from schemas.dossier import Dossier
from storage.catalogues._queries.results import is_within
from storage.catalogues._session import Session
from storage.catalogues._tables_dossiers import avoidable_asks, dossiers, reuse_entries
from storage.ledgers.dossiers import Counted, ListedDossier, Period

Condition = ColumnElement[bool]


class DossierCountQueries(Session):
    """Figures of a period and what stands behind them; the same conditions make both."""

    def count_dossiers(self, period: Period, paperless: Sequence[str] = ()) -> dict[Counted, tuple[int, int]]:
        with self._reading() as connection:
            found = connection.execute(select(*_list_sums(paperless)).where(_within(period))).one()
            asked = connection.execute(_count_asks(period)).one()
        return _to_counts(list(found), list(asked))

    def count_dossiers_by_unit(
        self, period: Period, paperless: Sequence[str] = ()
    ) -> dict[str, dict[Counted, tuple[int, int]]]:
        unit = dossiers.c.unit
        counted = select(unit, *_list_sums(paperless)).where(_within(period)).group_by(unit).order_by(unit)
        asked = _count_asks(period).add_columns(unit).group_by(unit)
        with self._reading() as connection:
            asks = {row[-1]: list(row[:-1]) for row in connection.execute(asked)}
            found = {row[0]: list(row[1:]) for row in connection.execute(counted)}
        return {path: _to_counts(sums, asks.get(path, [0, 0])) for path, sums in found.items()}

    def list_counted(
        self,
        period: Period,
        counted: Counted,
        limit: int,
        *,
        paperless: Sequence[str] = (),
        after: tuple[str, str] = ("", ""),
        counts: bool | None = None,
    ) -> tuple[ListedDossier, ...]:
        columns = dossiers.c
        numerator, of = _find_condition(counted, paperless)
        query: Select[Any] = select(columns.body, case((numerator, 1), else_=0).label("counts"))
        query = query.where(_within(period), of, tuple_(columns.received_on, columns.code) > tuple_(*after))
        if counts is not None:
            query = query.where(numerator if counts else not_(numerator))
        query = query.order_by(columns.received_on, columns.code).limit(limit)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return tuple(ListedDossier(wire.from_json(Dossier, row.body), bool(row.counts)) for row in rows)


def _within(period: Period) -> Condition:
    """Received in the period; a dossier without a day of reception never is."""
    columns = dossiers.c
    # No BETWEEN: PostgreSQL takes no collation inside one.
    first, last = period.first_day.isoformat(), period.last_day.isoformat()
    days = and_(columns.received_on >= first, columns.received_on <= last)
    return days if period.unit is None else and_(days, is_within(columns.unit, period.unit))


def _list_sums(paperless: Sequence[str]) -> list[ColumnElement[int]]:
    """Numerator and denominator of each rate, then owners told and papers brought."""
    rates = _list_rates(paperless).values()
    sums = [part for numerator, of in rates for part in (_count(and_(numerator, of)), _count(of))]
    columns = dossiers.c
    return [*sums, func.count(columns.owner_key.distinct()), func.coalesce(func.sum(columns.brought_count), 0)]


def _count_asks(period: Period) -> Select[int, int]:
    """Owners asked in vain, and papers asked for in vain."""
    counts = select(func.count(dossiers.c.owner_key.distinct()), func.count())
    return counts.where(_within(period), avoidable_asks.c.code == dossiers.c.code, is_unanswered())


def is_unanswered() -> Condition:
    """Of an avoidable ask: that the ledger does not say that the very paper held was used for the dossier."""
    entry, ask = reuse_entries.c, avoidable_asks.c
    used = exists().where(entry.dossier_code == ask.code, entry.used_id == ask.held_id, entry.kind == "reused")
    return not_(used)


def _to_counts(sums: list[int], asked: list[int]) -> dict[Counted, tuple[int, int]]:
    *found, owners, brought = map(int, sums)
    asked_owners, asks = asked
    told: dict[Counted, tuple[int, int]] = {
        name: (found[2 * place], found[2 * place + 1]) for place, name in enumerate(_list_rates(()))
    }
    return told | {"spared_owners": (owners - asked_owners, owners), "avoidable_asks": (asks, brought)}


def _list_rates(paperless: Sequence[str]) -> dict[Counted, tuple[Condition, Condition]]:
    """(numerator, denominator) of each rate of dossiers; the numerator is meant within the denominator."""
    columns = dossiers.c
    every = columns.code.is_not(None)
    is_paperless = columns.procedure_key.in_(paperless) if paperless else false()
    returns_paper = or_(columns.procedure_key.is_(None), not_(is_paperless)) if paperless else every
    answered = columns.code.in_(select(reuse_entries.c.dossier_code).where(reuse_entries.c.kind == "reused"))
    return {
        "result_file": (columns.has_result_file, returns_paper),
        "digitised": (and_(columns.has_component_file, or_(columns.has_result_file, not_(returns_paper))), every),
        "reusing": (columns.is_reusing, every),
        "sharing": (columns.is_sharing, every),
        "from_store": (or_(columns.takes_from_store, answered), every),
    }


def _find_condition(counted: Counted, paperless: Sequence[str]) -> tuple[Condition, Condition]:
    rates = _list_rates(paperless)
    if counted in rates:
        return rates[counted]
    has_ask = exists().where(avoidable_asks.c.code == dossiers.c.code, is_unanswered())
    return has_ask, has_ask


def _count(condition: Condition) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
