"""Here lives the place of one result in the queue of papers that wait for a person."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from schemas.procedure_result import ProcedureResult
from schemas.review import is_waiting, measure_doubt
from storage.catalogues._tables_review import review_claims, review_waiting

# The place of a paper of which nothing is in question.
WHOLE = 1000


def write_waiting(connection: Connection, result: ProcedureResult) -> None:
    """Put a result into the queue, or take it out, as its newest version says."""
    connection.execute(delete(review_waiting).where(review_waiting.c.result_id == result.result_id))
    if not is_waiting(result):
        connection.execute(delete(review_claims).where(review_claims.c.result_id == result.result_id))
        return
    connection.execute(
        review_waiting.insert().values(
            result_id=result.result_id,
            place=WHOLE - round(WHOLE * measure_doubt(result)),
            filed_at=result.filed_at,
            sensitivity=result.sensitivity,
            custodian=result.custodian,
            unit=result.unit,
        )
    )
