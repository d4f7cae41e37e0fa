"""Here live the queries on the outbox: which results the index has yet to learn."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from storage.catalogues._session import Session, retried
from storage.catalogues._tables import outbox, results
from storage.ports import OutboxMark


class OutboxQueries(Session):
    """Marks, one at most for each result."""

    def list_outbox(self, limit: int) -> tuple[OutboxMark, ...]:
        query = select(outbox.c.sequence, outbox.c.result_id).order_by(outbox.c.sequence).limit(limit)
        with self._reading() as connection:
            return tuple(OutboxMark(row.sequence, row.result_id) for row in connection.execute(query))

    @retried
    def remove_outbox(self, marks: Sequence[OutboxMark]) -> None:
        if not marks:
            return
        with self._writing(None) as connection:
            # By sequence: a mark set anew while the index was written is another one and stays.
            for mark in marks:
                connection.execute(delete(outbox).where(outbox.c.sequence == mark.sequence))

    def count_outbox(self) -> int:
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(outbox)) or 0

    @retried
    def mark_all_for_index(self) -> int:
        with self._writing() as connection:
            connection.execute(delete(outbox))
            everything = select(results.c.result_id).order_by(results.c.result_id)
            connection.execute(outbox.insert().from_select(["result_id"], everything))
            return connection.scalar(select(func.count()).select_from(outbox)) or 0
