"""Here live the queries on which filed receipts have their originals under lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select

from schemas.scan import Receipt
from storage.catalogues._queries.receipts import FILING_OUTCOMES, to_receipt
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import receipts
from storage.catalogues._tables_locks import locked_receipts


class LockQueries(Session):
    """Marks of locks that were set."""

    def list_unlocked(self, batch_id: str, asked: str) -> tuple[Receipt, ...]:
        is_marked = (locked_receipts.c.receipt_id == receipts.c.receipt_id) & (locked_receipts.c.asked == asked)
        query = (
            select(receipts)
            .where(receipts.c.batch_id == batch_id, receipts.c.outcome.in_(FILING_OUTCOMES))
            .where(~select(locked_receipts.c.receipt_id).where(is_marked).exists())
            .order_by(receipts.c.sequence)
        )
        with self._reading() as connection:
            return tuple(to_receipt(row) for row in connection.execute(query))

    @retried
    def mark_locked(self, receipt_ids: Sequence[str], asked: str) -> None:
        rows = [{"receipt_id": receipt_id, "asked": asked} for receipt_id in dict.fromkeys(receipt_ids)]
        if not rows:
            return
        with self._writing(None) as connection:
            forget_locks(connection, receipt_ids)
            connection.execute(locked_receipts.insert(), rows)


def forget_locks(connection: Connection, receipt_ids: Iterable[str]) -> None:
    """Their originals are to be locked again: other results lie on them."""
    connection.execute(delete(locked_receipts).where(locked_receipts.c.receipt_id.in_(sorted(set(receipt_ids)))))
