"""Here live the queries on receipts and quarantine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from schemas import wire
from schemas.crash_points import reached
from schemas.errors import SetupError
from schemas.procedure_result import ProcedureResult
from schemas.scan import FileInspection, Outcome, Receipt
from storage.catalogues._queries.coverage_groups import renew_coverage
from storage.catalogues._queries.filing import add_result, is_already_filed
from storage.catalogues._queries.pages import same_pages
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import (
    pages,
    receipt_lines,
    receipts,
)
from storage.leases import is_owner_dead
from storage.ports import JsonLine, QuarantineEntry

FILING_OUTCOMES = ("filed", "near_duplicate")


class ReceiptQueries(Session):
    """Receipts, their lines, quarantine."""

    @retried
    def put_receipt(self, receipt: Receipt) -> tuple[Receipt, bool]:
        with self._writing(None) as connection:
            row = find_receipt_row(connection, receipt.receipt_id)
            if row is not None:
                return to_receipt(row), False
            connection.execute(receipts.insert().values(**receipt_columns(receipt)))
        reached("receipt.committed")
        return receipt, True

    def get_receipt(self, receipt_id: str) -> Receipt:
        with self._reading() as connection:
            return to_receipt(_known(connection.execute(_by_id(receipt_id)).first(), receipt_id))

    def list_receipts(self, batch_id: str | None = None, *, open_only: bool = False) -> tuple[Receipt, ...]:
        query = select(receipts).order_by(receipts.c.sequence)
        if batch_id is not None:
            query = query.where(receipts.c.batch_id == batch_id)
        if open_only:
            query = query.where(receipts.c.outcome.is_(None))
        with self._reading() as connection:
            return tuple(to_receipt(row) for row in connection.execute(query))

    def find_filed_receipt(self, scan_id: str, *, other_than: str) -> Receipt | None:
        query = (
            select(receipts)
            .where(receipts.c.scan_id == scan_id, receipts.c.receipt_id != other_than)
            .where(receipts.c.outcome.in_(FILING_OUTCOMES))
            .order_by(receipts.c.sequence)
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else to_receipt(row)

    def is_refused(self, scan_id: str) -> bool:
        return self.find_refusal(scan_id) is not None

    def find_refusal(self, scan_id: str) -> str | None:
        code = func.coalesce(receipts.c.problem_code, "state_secret")
        query = select(code).where(receipts.c.scan_id == scan_id, receipts.c.outcome == "refused")
        with self._reading() as connection:
            found: str | None = connection.scalar(query.order_by(receipts.c.sequence).limit(1))
            return found

    @retried
    def claim_receipt(self, receipt_id: str, owner: str, lease_s: float) -> bool:
        with self._writing(None) as connection:
            row = get_receipt_row(connection, receipt_id)
            held = row.lease_owner not in (None, owner) and row.lease_until > self._clock()
            if row.outcome is not None or (held and not is_owner_dead(row.lease_owner)):
                return False
            _update_receipt(connection, receipt_id, lease_owner=owner, lease_until=self._lease_end(lease_s))
            return True

    @retried
    def put_inspection(self, receipt_id: str, inspection: FileInspection, recipe: str) -> None:
        with self._writing(None) as connection:
            row = get_receipt_row(connection, receipt_id)
            if row.outcome is not None:
                return
            _update_receipt(connection, receipt_id, state="reading", inspection=wire.to_json(inspection), recipe=recipe)
            known = set(
                connection.scalars(
                    select(pages.c.page_number).where(pages.c.scan_id == row.scan_id, pages.c.recipe == recipe)
                )
            )
            missing = [page.page_number for page in inspection.pages if page.page_number not in known]
            _queue_pages(connection, row, recipe, missing)
            if row.state == "received":  # bytes that failed under another receipt are tried again
                _queue_failed_again(connection, row, recipe)

    def list_lines(self, receipt_id: str) -> tuple[JsonLine, ...]:
        query = (
            select(receipt_lines.c.body)
            .where(receipt_lines.c.receipt_id == receipt_id)
            .order_by(receipt_lines.c.position)
        )
        with self._reading() as connection:
            return tuple(json.loads(body) for body in connection.scalars(query))

    @retried
    def end_receipt(
        self,
        receipt_id: str,
        outcome: Outcome,
        lines: Sequence[JsonLine],
        *,
        problem_code: str | None = None,
        results: Sequence[ProcedureResult] = (),
    ) -> bool:
        with self._writing() as connection:
            row = get_receipt_row(connection, receipt_id)
            if row.outcome is not None:
                return False
            if outcome in FILING_OUTCOMES and is_already_filed(connection, row, results):
                return False
            write_end(connection, row, outcome, problem_code, lines)
            _update_receipt(connection, receipt_id, ended_at=self._clock())
            if outcome == "refused":
                _update_receipt(connection, receipt_id, source="", inspection=None)
            for result in results:
                add_result(connection, result, row.batch_id)
            renew_coverage(connection, result_ids=[result.result_id for result in results])
            drop_queued_pages(connection, row.scan_id)
            reached("result.before_commit")
        reached("result.committed")
        return True

    @retried
    def reopen_receipt(self, receipt_id: str, *, forced_type: str | None = None) -> None:
        with self._writing(None) as connection:
            row = get_receipt_row(connection, receipt_id)
            if row.outcome != "quarantined":
                return
            _update_receipt(
                connection,
                receipt_id,
                state="received",
                outcome=None,
                problem_code=None,
                pages_read=0,
                pages_total=0,
                ended_at=None,
                set_aside_reason=None,
                forced_type=forced_type or row.forced_type,
            )
            connection.execute(delete(receipt_lines).where(receipt_lines.c.receipt_id == receipt_id))
            _queue_failed_again(connection, row)

    def list_quarantine(
        self, *, with_set_aside: bool = False, batch_id: str | None = None
    ) -> tuple[QuarantineEntry, ...]:
        query = select(receipts).where(receipts.c.outcome == "quarantined").order_by(receipts.c.sequence)
        if not with_set_aside:
            query = query.where(receipts.c.set_aside_reason.is_(None))
        if batch_id is not None:
            query = query.where(receipts.c.batch_id == batch_id)
        with self._reading() as connection:
            return tuple(to_quarantine_entry(row) for row in connection.execute(query))

    @retried
    def set_aside(self, receipt_id: str, reason: str, by: str) -> None:
        with self._writing(None) as connection:
            get_receipt_row(connection, receipt_id)
            _update_receipt(connection, receipt_id, set_aside_reason=reason, set_aside_by=by)


def write_end(
    connection: Connection, row: Row[Any], outcome: Outcome, problem_code: str | None, lines: Sequence[JsonLine]
) -> None:
    status = select(pages.c.status, func.count()).where(same_pages(row.scan_id, row.recipe))
    counts = _count(connection, status.group_by(pages.c.status))
    _update_receipt(
        connection,
        row.receipt_id,
        state="done",
        outcome=outcome,
        problem_code=problem_code,
        pages_read=counts.get("read", 0),
        pages_total=sum(counts.values()),
        lease_owner=None,
        lease_until=None,
    )
    for position, line in enumerate(lines):
        body = json.dumps(line, ensure_ascii=False)
        connection.execute(receipt_lines.insert().values(receipt_id=row.receipt_id, position=position, body=body))


def _queue_pages(connection: Connection, receipt: Row[Any], recipe: str, page_numbers: Sequence[int]) -> None:
    if not page_numbers:
        return
    same = {"scan_id": receipt.scan_id, "recipe": recipe, "place": receipt.sequence, "status": "queued"}
    connection.execute(
        pages.insert(),
        [{**same, "page_number": number, "attempts": 0, "seconds": 0.0} for number in page_numbers],
    )


def _queue_failed_again(connection: Connection, receipt: Row[Any], recipe: str | None = None) -> None:
    failed = (pages.c.scan_id == receipt.scan_id) & (pages.c.status == "failed")
    if recipe is not None:
        failed &= pages.c.recipe == recipe
    connection.execute(
        update(pages).where(failed).values(status="queued", attempts=0, problem_code=None, place=receipt.sequence)
    )


def drop_queued_pages(connection: Connection, scan_id: str) -> None:
    """Take pages that nobody waits for any more out of the queue (a refused paper's rest)."""
    waiting = select(receipts.c.receipt_id).where(receipts.c.scan_id == scan_id, receipts.c.outcome.is_(None))
    if connection.execute(waiting.limit(1)).first() is None:
        connection.execute(delete(pages).where(pages.c.scan_id == scan_id, pages.c.status == "queued"))


def _count(connection: Connection, grouped: Select[Any]) -> dict[str, int]:
    return {str(row[0]): row[1] for row in connection.execute(grouped)}


def find_receipt_row(connection: Connection, receipt_id: str) -> Row[Any] | None:
    """The receipt as it stays until this writing transaction ends."""
    return connection.execute(_by_id(receipt_id).with_for_update()).first()


def get_receipt_row(connection: Connection, receipt_id: str) -> Row[Any]:
    """As `find_receipt_row`; raises SetupError("receipt_unknown")."""
    return _known(find_receipt_row(connection, receipt_id), receipt_id)


def _by_id(receipt_id: str) -> Select[Any]:
    return select(receipts).where(receipts.c.receipt_id == receipt_id)


def _known(row: Row[Any] | None, receipt_id: str) -> Row[Any]:
    if row is None:
        raise SetupError("receipt_unknown", receipt=receipt_id)
    return row


def _update_receipt(connection: Connection, receipt_id: str, **values: Any) -> None:
    connection.execute(update(receipts).where(receipts.c.receipt_id == receipt_id).values(**values))


_PLAIN_COLUMNS = (
    "receipt_id",
    "batch_id",
    "custodian",
    "scan_id",
    "source",
    "operator",
    "received_at",
    "state",
    "forced_type",
    "one_document",
    "outcome",
    "problem_code",
)


def receipt_columns(receipt: Receipt) -> dict[str, Any]:
    inspection = None if receipt.inspection is None else wire.to_json(receipt.inspection)
    composed_of = json.dumps(receipt.composed_of) if receipt.composed_of else None
    plain = {name: getattr(receipt, name) for name in _PLAIN_COLUMNS}
    return plain | {"inspection": inspection, "composed_of": composed_of}


def to_receipt(row: Row[Any]) -> Receipt:
    inspection = None if row.inspection is None else wire.from_json(FileInspection, row.inspection)
    composed_of = tuple((scan_id, number) for scan_id, number in json.loads(row.composed_of or "[]"))
    plain = {name: getattr(row, name) for name in _PLAIN_COLUMNS}
    return Receipt(**plain, inspection=inspection, composed_of=composed_of)


def to_quarantine_entry(row: Row[Any]) -> QuarantineEntry:
    return QuarantineEntry(to_receipt(row), row.problem_code or "", row.ended_at, row.set_aside_reason)
