"""Here lives the writing of one result: its row, its holders, its proposals, its mark for the index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from schemas import wire
from schemas.act_proposals import find_decision, list_proposals
from schemas.procedure_result import ProcedureResult
from storage.catalogues._queries.waiting import write_waiting
from storage.catalogues._tables import (
    acted_on,
    holders,
    outbox,
    paper_keys,
    receipts,
    result_links,
    result_versions,
    results,
)
from storage.match_keys import to_id_key, to_name_key, to_number_key


def is_already_filed(connection: Connection, receipt: Row[Any], new: Sequence[ProcedureResult]) -> bool:
    """Whether another receipt of the same bytes was filed, or one of the results is in the catalogue."""
    same_bytes = select(receipts.c.receipt_id).where(
        receipts.c.scan_id == receipt.scan_id, receipts.c.outcome.in_(("filed", "near_duplicate"))
    )
    if connection.execute(same_bytes.limit(1)).first() is not None:
        return True
    ids = [result.result_id for result in new]
    found = connection.execute(select(results.c.result_id).where(results.c.result_id.in_(ids)).limit(1)).first()
    return found is not None


def add_result(connection: Connection, result: ProcedureResult, batch_id: str) -> None:
    """Insert a result that was never here."""
    connection.execute(results.insert().values(**_to_columns(result), batch_id=batch_id))
    _write_parts(connection, result)


def replace_result(connection: Connection, before: ProcedureResult, body_before: str, result: ProcedureResult) -> None:
    """Lay the version before beside its elders and write the next one in its place."""
    connection.execute(
        result_versions.insert().values(result_id=before.result_id, version=before.version, body=body_before)
    )
    connection.execute(update(results).where(results.c.result_id == result.result_id).values(**_to_columns(result)))
    for parts in (holders, acted_on, paper_keys, result_links):
        connection.execute(delete(parts).where(parts.c.result_id == result.result_id))
    _write_parts(connection, result)


def mark_for_index(connection: Connection, result_id: str) -> None:
    """One mark for each result: the newer takes the older's place, under a new sequence."""
    connection.execute(delete(outbox).where(outbox.c.result_id == result_id))
    connection.execute(outbox.insert().values(result_id=result_id))


def _write_parts(connection: Connection, result: ProcedureResult) -> None:
    keys = {("name", to_name_key(name)) for name in result.holder_names}
    keys |= {("id", to_id_key(identifier)) for identifier in result.holder_ids}
    keys |= {("birth", key) for key in result.holder_births}
    rows = [{"result_id": result.result_id, "kind": kind, "key": key} for kind, key in sorted(keys) if key]
    if rows:
        connection.execute(holders.insert(), rows)
    proposals = [
        {
            "result_id": result.result_id,
            "proposal_id": proposal.proposal_id,
            "number_key": to_number_key(proposal.act.number or ""),
            "needs_other": proposal.act.target == "earlier_edition",
            "is_open": find_decision(result, proposal.proposal_id) is None,
        }
        for proposal in list_proposals(result)
    ]
    if proposals:
        connection.execute(acted_on.insert(), proposals)
    if result.paper_keys:
        connection.execute(
            paper_keys.insert(), [{"result_id": result.result_id, "key": key} for key in sorted(set(result.paper_keys))]
        )
    ended = {(ending.by_result, f"by_{ending.state}") for ending in result.endings if ending.by_result}
    links = sorted({(link.result_id, link.kind) for link in result.related} | ended)
    if links:
        rows = [{"result_id": result.result_id, "other_id": other, "kind": kind} for other, kind in links]
        connection.execute(result_links.insert(), rows)
    write_waiting(connection, result)
    mark_for_index(connection, result.result_id)


def _to_columns(result: ProcedureResult) -> dict[str, Any]:
    number = result.document_number
    return {
        "result_id": result.result_id,
        "receipt_id": result.receipt_id,
        "scan_id": result.scan_id,
        "custodian": result.custodian,
        "document_type": result.document_type,
        "document_number": number,
        "number_key": None if number is None else to_number_key(number),
        "issue_date": result.issue_date,
        "unit": result.unit,
        "level": result.level,
        "state": result.state,
        "filed_at": result.filed_at,
        "confirmed_at": result.confirmed_at,
        "version": result.version,
        "differs": bool(result.open_differences),
        "merged_into": result.merged_into,
        "body": wire.to_json(result),
    }
