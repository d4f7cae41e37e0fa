"""Here lives step 10: the queue of papers that wait for a person, and what checking was itself checked by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, Integer, MetaData, String, Table, text

from schemas import wire
from schemas.procedure_result import ProcedureResult
from schemas.review import is_waiting, measure_doubt

_Key = String().with_variant(String(collation="C"), "postgresql")
_AT_ONCE = 500
_WAITING = text(
    "SELECT result_id, body FROM results WHERE (state IN ('in_review', 'returned') OR differs IS TRUE)"
    " AND result_id > :last ORDER BY result_id LIMIT :count"
)


def apply(connection: Connection) -> None:
    metadata = MetaData()
    waiting = Table(
        "review_waiting",
        metadata,
        Column("result_id", _Key, primary_key=True),
        Column("place", Integer, nullable=False),
        Column("filed_at", _Key, nullable=False),
        Column("sensitivity", Integer, nullable=False),
        Column("custodian", _Key, nullable=False),
        Column("unit", _Key),
        Index("review_waiting_in_order", "place", "filed_at", "result_id", "sensitivity", "custodian", "unit"),
    )
    Table(
        "review_claims",
        metadata,
        Column("result_id", _Key, primary_key=True),
        Column("account", _Key, nullable=False, index=True),
        Column("until", _Key, nullable=False),
    )
    Table(
        "review_passed",
        metadata,
        Column("account", _Key, primary_key=True),
        Column("result_id", _Key, primary_key=True),
        Column("until", _Key, nullable=False),
    )
    Table(
        "review_checks",
        metadata,
        Column("result_id", _Key, primary_key=True),
        Column("account", _Key, primary_key=True),
        Column("field", _Key, nullable=False),
        Column("at", _Key, nullable=False),
        Column("caught", Boolean, nullable=False),
    )
    metadata.create_all(connection, checkfirst=True)
    _fill(connection, waiting)


def _fill(connection: Connection, waiting: Table) -> None:
    """Papers that waited before there was a queue."""
    last = ""
    while found := connection.execute(_WAITING, {"last": last, "count": _AT_ONCE}).all():
        last = found[-1].result_id
        results = (wire.from_json(ProcedureResult, row.body) for row in found)
        rows = [_to_row(result) for result in results if is_waiting(result)]
        if rows:
            connection.execute(waiting.insert(), rows)


def _to_row(result: ProcedureResult) -> dict[str, Any]:
    return {
        "result_id": result.result_id,
        "place": 1000 - round(1000 * measure_doubt(result)),
        "filed_at": result.filed_at.isoformat(timespec="microseconds"),
        "sensitivity": result.sensitivity,
        "custodian": result.custodian,
        "unit": result.unit,
    }
