"""Here live the queries on the outbox: which results the index has yet to learn."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, func, select, update

from storage.catalogues._session import Session, retried
from storage.catalogues._tables import outbox, results
from storage.ports import OutboxMark

# SQLite before 3.32 takes no more than 999 values in one statement.
_IDS_AT_ONCE = 900


class OutboxQueries(Session):
    """Marks, one at most for each result."""

    def list_outbox(self, limit: int) -> tuple[OutboxMark, ...]:
        query = select(outbox.c.sequence, outbox.c.result_id).where(outbox.c.is_apart.is_(False))
        return self._list_marks(query.order_by(outbox.c.sequence).limit(limit))

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
            waiting = select(func.count()).select_from(outbox).where(outbox.c.is_apart.is_(False))
            return connection.scalar(waiting) or 0

    @retried
    def set_outbox_apart(self, marks: Sequence[OutboxMark]) -> None:
        with self._writing(None) as connection:
            for mark in marks:
                # A change of the result sets a new mark, which does not stand apart.
                mine = outbox.c.sequence == mark.sequence
                connection.execute(update(outbox).where(mine).values(is_apart=True))

    def list_outbox_apart(self) -> tuple[OutboxMark, ...]:
        query = select(outbox.c.sequence, outbox.c.result_id).where(outbox.c.is_apart.is_(True))
        return self._list_marks(query.order_by(outbox.c.sequence))

    def list_marked(self, result_ids: Sequence[str]) -> tuple[str, ...]:
        with self._reading() as connection:
            found = set[str]()
            for start in range(0, len(result_ids), _IDS_AT_ONCE):
                some = result_ids[start : start + _IDS_AT_ONCE]
                found.update(connection.scalars(select(outbox.c.result_id).where(outbox.c.result_id.in_(some))))
        return tuple(name for name in result_ids if name in found)

    def _list_marks(self, query: Select[tuple[int, str]]) -> tuple[OutboxMark, ...]:
        with self._reading() as connection:
            return tuple(OutboxMark(row.sequence, row.result_id) for row in connection.execute(query))

    @retried
    def mark_all_for_index(self) -> int:
        with self._writing() as connection:
            connection.execute(delete(outbox))
            everything = select(results.c.result_id).order_by(results.c.result_id)
            connection.execute(outbox.insert().from_select(["result_id"], everything))
            return connection.scalar(select(func.count()).select_from(outbox)) or 0
