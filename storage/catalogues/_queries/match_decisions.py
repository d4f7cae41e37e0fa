"""Here lives the reading of what people said of results and rows of registers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from storage.catalogues._tables_register_matches import register_matches
from storage.ledgers.register_matches import MatchDecision

# SQLite before 3.32 takes no more than 999 values in one statement.
_IDS_AT_ONCE = 900


def list_decisions(connection: Connection, result_ids: Sequence[str] | None) -> list[MatchDecision]:
    """Oldest first; of these results alone, where some are given."""
    query = select(register_matches).order_by(register_matches.c.sequence)
    if result_ids is None:
        return [_to_decision(row) for row in connection.execute(query)]
    found: list[Row[Any]] = []
    for start in range(0, len(result_ids), _IDS_AT_ONCE):
        some = result_ids[start : start + _IDS_AT_ONCE]
        found += connection.execute(query.where(register_matches.c.result_id.in_(some)))
    return [_to_decision(row) for row in sorted(found, key=lambda row: row.sequence)]


def _to_decision(row: Row[Any]) -> MatchDecision:
    return MatchDecision(row.result_id, row.row_id, row.verdict, row.by, row.at, row.note)
