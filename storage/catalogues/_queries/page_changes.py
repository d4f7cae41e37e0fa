"""Here lives the one transaction of a change of pages: results changed, results added, receipts ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from schemas import wire
from schemas.errors import SetupError
from schemas.procedure_result import ProcedureResult
from storage.catalogues._queries.coverage_groups import renew_coverage
from storage.catalogues._queries.filing import add_result, replace_result
from storage.catalogues._queries.locks import forget_locks
from storage.catalogues._queries.paper_links import list_kin
from storage.catalogues._queries.receipts import find_receipt_row, receipt_columns, write_end
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import pages, receipt_lines, receipts, results
from storage.ports import EndedReceipt, PageChange

_STAYS = frozenset({"filed", "near_duplicate", "duplicate"})


class PageChangeQueries(Session):
    """Papers that get, give or lose pages."""

    @retried
    def change_pages(
        self, result_ids: Sequence[str], change: Callable[[tuple[ProcedureResult, ...]], PageChange]
    ) -> PageChange:
        with self._writing() as connection:
            rows = [_get_row(connection, result_id) for result_id in result_ids]
            before = [wire.from_json(ProcedureResult, row.body) for row in rows]
            asked, others = _link(connection, change(tuple(before)))
            # A result may lie on a scan that comes with the change.
            for ended in asked.receipts:
                _put_ended(connection, ended, self._clock())
            changed = []
            for row, old, new in zip(rows, before, asked.changed, strict=True):
                if new != old:
                    new = replace(new, version=old.version + 1)
                    replace_result(connection, old, row.body, new)
                changed.append(new)
            for result in asked.added:
                add_result(connection, result, rows[0].batch_id)
            forget_locks(connection, [it.receipt_id for it in (*changed, *asked.added)])
            renew_coverage(connection, result_ids=[it.result_id for it in (*changed, *asked.added, *others)])
            return replace(asked, changed=tuple(changed))


def _link(connection: Connection, asked: PageChange) -> tuple[PageChange, Sequence[ProcedureResult]]:
    """The change with its links, and the results that link to it from now on; those are written."""
    if asked.link is None:
        return asked, ()
    new = (*asked.changed, *asked.added)
    ids = {result.result_id for result in new}
    kin = {name: found for name, found in list_kin(connection, new).items() if name not in ids}
    linked, others = asked.link(new, [result for result, _ in kin.values()])
    for other in others:
        before, body = kin[other.result_id]
        replace_result(connection, before, body, replace(other, version=before.version + 1))
    count = len(asked.changed)
    return replace(asked, changed=tuple(linked[:count]), added=tuple(linked[count:])), others


def _get_row(connection: Connection, result_id: str) -> Row[Any]:
    row = connection.execute(select(results).where(results.c.result_id == result_id)).first()
    if row is None:
        raise SetupError("result_unknown", result=result_id)
    return row


def _put_ended(connection: Connection, ended: EndedReceipt, now: datetime) -> None:
    receipt = ended.receipt
    assert receipt.outcome is not None and receipt.inspection is not None, "what ends was looked at"
    row = find_receipt_row(connection, receipt.receipt_id)
    if row is not None and row.outcome in _STAYS:
        return
    columns = receipt_columns(receipt) | {"state": "reading", "outcome": None, "recipe": ended.recipe}
    if row is None:
        connection.execute(receipts.insert().values(**columns))
    else:
        mine = receipts.c.receipt_id == receipt.receipt_id
        kept = {name: columns[name] for name in ("inspection", "recipe", "composed_of")}
        connection.execute(update(receipts).where(mine).values(**kept, set_aside_reason=None))
        connection.execute(delete(receipt_lines).where(receipt_lines.c.receipt_id == receipt.receipt_id))
    row = find_receipt_row(connection, receipt.receipt_id)
    assert row is not None, "it was just put"
    _put_pages(connection, row, ended)
    write_end(connection, row, receipt.outcome, None, ended.lines)
    connection.execute(update(receipts).where(receipts.c.receipt_id == receipt.receipt_id).values(ended_at=now))


def _put_pages(connection: Connection, row: Row[Any], ended: EndedReceipt) -> None:
    """The pages' rows as a reading would have left them; rows that are there are brought to the same."""
    of_recipe = (pages.c.scan_id == row.scan_id) & (pages.c.recipe == ended.recipe)
    connection.execute(delete(pages).where(of_recipe))
    inspection = ended.receipt.inspection
    assert inspection is not None
    same = {"scan_id": row.scan_id, "recipe": ended.recipe, "place": row.sequence, "attempts": 0, "seconds": 0.0}
    connection.execute(
        pages.insert(),
        [
            {
                **same,
                "page_number": size.page_number,
                "status": "failed" if size.page_number in ended.failed_pages else "read",
            }
            for size in inspection.pages
        ],
    )
