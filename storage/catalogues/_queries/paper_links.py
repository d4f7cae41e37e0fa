"""Here live the queries on scans and copies of one paper: what meets under its keys, what is linked to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select, update

from schemas import wire
from schemas.crash_points import reached
from schemas.procedure_result import ProcedureResult, Related
from storage.catalogues._queries.coverage_groups import renew_coverage
from storage.catalogues._queries.filing import add_result, is_already_filed, replace_result
from storage.catalogues._queries.receipts import drop_queued_pages, get_receipt_row, write_end
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import paper_keys, receipts, result_links
from storage.catalogues._tables import results as results_table
from storage.ports import Settle

# One person's papers of one type, or one number of one year, are few; more would hold up everybody who writes.
_KIN_AT_MOST = 200
_IDS_AT_ONCE = 900


class PaperLinkQueries(Session):
    """Results filed knowing what is there, and what points at a result."""

    @retried
    def file_results(self, receipt_id: str, results: Sequence[ProcedureResult], settle: Settle) -> bool:
        with self._writing() as connection:
            row = get_receipt_row(connection, receipt_id)
            if row.outcome is not None or is_already_filed(connection, row, results):
                return False
            kin = list_kin(connection, results)
            filing = settle([before for before, _ in kin.values()])
            write_end(connection, row, filing.outcome, None, filing.lines)
            ended = update(receipts).where(receipts.c.receipt_id == receipt_id).values(ended_at=self._clock())
            connection.execute(ended)
            for result in filing.results:
                add_result(connection, result, row.batch_id)
            for after in filing.changed:
                before, body = kin[after.result_id]
                replace_result(connection, before, body, replace(after, version=before.version + 1))
            renew_coverage(connection, result_ids=[it.result_id for it in (*filing.results, *filing.changed)])
            drop_queued_pages(connection, row.scan_id)
            reached("result.before_commit")
        reached("result.committed")
        return True

    def list_linked(self, result_ids: Sequence[str]) -> dict[str, tuple[Related, ...]]:
        found: dict[str, tuple[Related, ...]] = {}
        with self._reading() as connection:
            for start in range(0, len(result_ids), _IDS_AT_ONCE):
                some = result_ids[start : start + _IDS_AT_ONCE]
                query = (
                    select(result_links)
                    .join(results_table, results_table.c.result_id == result_links.c.result_id)
                    .where(result_links.c.other_id.in_(some), results_table.c.state != "withdrawn")
                    .order_by(results_table.c.filed_at, results_table.c.result_id)
                )
                for row in connection.execute(query):
                    found[row.other_id] = (*found.get(row.other_id, ()), Related(row.result_id, row.kind))
        return found


def list_kin(connection: Connection, new: Sequence[ProcedureResult]) -> dict[str, tuple[ProcedureResult, str]]:
    """Results not withdrawn that share a paper key with new ones, oldest first, each with its body as stored."""
    keys = sorted({key for result in new for key in result.paper_keys})
    if not keys:
        return {}
    shared = select(paper_keys.c.result_id).where(paper_keys.c.key.in_(keys[:_IDS_AT_ONCE]))
    query = (
        select(results_table.c.result_id, results_table.c.body)
        .where(results_table.c.result_id.in_(shared), results_table.c.state != "withdrawn")
        .order_by(results_table.c.filed_at, results_table.c.result_id)
        .limit(_KIN_AT_MOST)
    )
    return {row.result_id: (wire.from_json(ProcedureResult, row.body), row.body) for row in connection.execute(query)}
