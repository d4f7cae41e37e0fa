"""Here live the queries on what people said of results and rows of registers, and on papers that stand alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Connection, Select, select

from schemas.errors import SetupError
from schemas.originals import Status
from storage.audit_chain import hash_payload
from storage.catalogues._queries.audit import append_audit
from storage.catalogues._queries.coverage_groups import renew_coverage
from storage.catalogues._queries.match_decisions import list_decisions
from storage.catalogues._queries.results import is_within
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import register_rows, results
from storage.catalogues._tables_coverage import coverage_spans
from storage.catalogues._tables_register_matches import register_matches
from storage.ledgers.register_matches import LonePapers, MatchDecision

_SHOWN: tuple[Status, ...] = ("digitised", "digitised_unseen", "in_review", "unknown")


class RegisterMatchQueries(Session):
    """Decisions of people, appended; results and rows that have nobody."""

    @retried
    def add_match_decision(self, decision: MatchDecision) -> bool:
        with self._writing() as connection:
            _check_there(connection, decision)
            before = list_decisions(connection, [decision.result_id])
            same = [it for it in before if it.row_id == decision.row_id]
            if same and same[-1].verdict == decision.verdict and _is_last_word(before, decision):
                return False
            values = {name: getattr(decision, name) for name in ("result_id", "row_id", "verdict", "by", "at", "note")}
            connection.execute(register_matches.insert().values(**values))
            renew_coverage(connection, result_ids=[decision.result_id], row_ids=[decision.row_id])
            told = {
                "result_id": decision.result_id,
                "row_id": decision.row_id,
                "note_sha256": hash_payload(decision.note),
            }
            event = f"match_{decision.verdict}"
            append_audit(connection, self._clock(), decision.by, event, json.dumps(told, sort_keys=True))
            return True

    def list_match_decisions(self, result_ids: Collection[str] | None = None) -> tuple[MatchDecision, ...]:
        with self._reading() as connection:
            return tuple(list_decisions(connection, None if result_ids is None else sorted(result_ids)))

    def list_lone_papers(self, on: date, document_type: str, unit: str | None = None) -> LonePapers:
        spans = coverage_spans.c
        day = on.isoformat()
        there = [spans.document_type == document_type, spans.first_day <= day, spans.last_day >= day]
        if unit is not None:
            there.append(is_within(spans.unit, unit))
        alone: Select[str] = select(spans.shown_result_id).where(
            *there, spans.status.in_(_SHOWN), spans.row_id.is_(None), spans.shown_result_id.is_not(None)
        )
        missing: Select[str] = select(spans.row_id).where(*there, spans.status == "missing", spans.row_id.is_not(None))
        with self._reading() as connection:
            results_alone, rows_missing = set(connection.scalars(alone)), set(connection.scalars(missing))
        return LonePapers(tuple(sorted(results_alone)), tuple(sorted(rows_missing)))

    def list_issuerless_results(self, document_type: str) -> tuple[str, ...]:
        columns = results.c
        query = (
            select(columns.result_id)
            .where(
                columns.document_type == document_type,
                columns.unit.is_(None),
                columns.state != "withdrawn",
                columns.merged_into.is_(None),
            )
            .order_by(columns.result_id)
        )
        with self._reading() as connection:
            return tuple(connection.scalars(query))


def _check_there(connection: Connection, decision: MatchDecision) -> None:
    result = select(results.c.result_id).where(results.c.result_id == decision.result_id)
    if connection.scalar(result) is None:
        raise SetupError("result_unknown", result=decision.result_id)
    row = select(register_rows.c.row_id).where(register_rows.c.row_id == decision.row_id).limit(1)
    if connection.scalar(row) is None:
        raise SetupError("register_row_unknown", row=decision.row_id)


def _is_last_word(before: Sequence[MatchDecision], decision: MatchDecision) -> bool:
    """Whether nothing was said of the result since that changes what the same word means."""
    return decision.verdict == "dismissed" or before[-1].row_id == decision.row_id
