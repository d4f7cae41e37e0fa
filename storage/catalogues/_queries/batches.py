"""Here live the queries on batches: what they are, what they were asked to take in, what they came to."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, case, false, func, literal, or_, select, update

from schemas import wire
from schemas.errors import SetupError
from schemas.scan import Batch, BatchOrder, Outcome
from storage.catalogue_values import BatchFile, JsonLine
from storage.catalogues._queries.audit import append_audit
from storage.catalogues._queries.pages import same_pages
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import (
    batch_orders,
    batches,
    erasures,
    office_keys,
    pages,
    receipt_lines,
    receipts,
    results,
)
from storage.ports import BatchSummary

# Up to so many are counted by name; for more the whole catalogue is counted at once.
_FEW = 200


class BatchQueries(Session):
    """Batches, their orders and counts; the office's keys."""

    @retried
    def put_batch(self, batch: Batch) -> Batch:
        with self._writing(None) as connection:
            row = connection.execute(select(batches).where(batches.c.batch_id == batch.batch_id)).first()
            if row is not None:
                return _to_batch(row)
            connection.execute(batches.insert().values(asdict(batch)))
            return batch

    @retried
    def close_batch(self, batch_id: str, by: str, reason: str, payload: str = "{}") -> Batch:
        still_open = (batches.c.batch_id == batch_id) & batches.c.closed_at.is_(None)
        with self._writing(None) as connection:
            closing = {"closed_at": self._clock(), "closed_by": by, "close_reason": reason}
            if connection.execute(update(batches).where(still_open).values(closing)).rowcount:
                append_audit(connection, self._clock(), by, "batch_closed", payload)
            row = connection.execute(select(batches).where(batches.c.batch_id == batch_id)).first()
            if row is None:
                raise SetupError("batch_unknown", batch=batch_id)
            return _to_batch(row)

    def get_office_key(self, name: str) -> bytes:
        # Asked with every paper filed: only the first time needs the writer's lock.
        if self.find_office_key(name) is None:
            self.put_office_key(name, secrets.token_bytes(32))
        key = self.find_office_key(name)
        assert key is not None, "one was put, by us or by another at the same moment"
        return key

    def find_office_key(self, name: str) -> bytes | None:
        with self._reading() as connection:
            key = connection.scalar(select(office_keys.c.secret).where(office_keys.c.name == name))
            return None if key is None else bytes.fromhex(key)

    @retried
    def put_office_key(self, name: str, key: bytes) -> None:
        with self._writing(None) as connection:
            if connection.scalar(select(office_keys.c.secret).where(office_keys.c.name == name)) is None:
                connection.execute(office_keys.insert().values(name=name, secret=key.hex()))

    def find_batch(self, name_or_id: str) -> Batch | None:
        with self._reading() as connection:
            row = connection.execute(select(batches).where(batches.c.batch_id == name_or_id)).first()
            if row is None:
                newest = batches.c.created_at.desc()
                row = connection.execute(select(batches).where(batches.c.name == name_or_id).order_by(newest)).first()
            return None if row is None else _to_batch(row)

    def list_batches(self, newest: int | None = None) -> tuple[BatchSummary, ...]:
        query = select(batches).order_by(batches.c.created_at.desc(), batches.c.batch_id.desc()).limit(newest)
        with self._reading() as connection:
            its = [_to_batch(row) for row in connection.execute(query)][::-1]
            few = [batch.batch_id for batch in its] if newest is not None and newest <= _FEW else ()
            return _summarise(connection, its, *few)

    def list_batches_in(
        self, units: Sequence[str], *, limit: int | None, offset: int = 0, with_pages: bool = True
    ) -> tuple[BatchSummary, ...]:
        within = [batches.c.custodian == unit for unit in units]
        within += [batches.c.custodian.startswith(f"{unit}.", autoescape=True) for unit in units]
        newest = (batches.c.created_at.desc(), batches.c.batch_id.desc())
        query = select(batches).where(or_(false(), *within)).order_by(*newest).limit(limit).offset(offset)
        with self._reading() as connection:
            its = [_to_batch(row) for row in connection.execute(query)]
            few = [batch.batch_id for batch in its] if len(its) <= _FEW else ()
            return _summarise(connection, its, *few, with_pages=with_pages) if its else ()

    def list_batch_files(
        self, batch_id: str, *, limit: int, offset: int = 0, outcome: Outcome | Literal["open"] | None = None
    ) -> tuple[BatchFile, ...]:
        ended = receipts.c.outcome
        turn = case((ended == "quarantined", 2), (ended.is_not(None), 3), (receipts.c.state == "reading", 0), else_=1)
        # What was made of pages handed in stands in the place of no file.
        query = select(receipts).where(receipts.c.batch_id == batch_id, receipts.c.composed_of.is_(None))
        if outcome is not None:
            query = query.where(ended.is_(None) if outcome == "open" else ended == outcome)
        query = query.order_by(turn, receipts.c.sequence).limit(limit).offset(offset)
        with self._reading() as connection:
            rows = connection.execute(query).all()
            return _to_files(connection, rows)

    def find_batch_file(self, receipt_id: str) -> BatchFile:
        with self._reading() as connection:
            rows = connection.execute(select(receipts).where(receipts.c.receipt_id == receipt_id)).all()
            if not rows:
                raise SetupError("receipt_unknown", receipt=receipt_id)
            return _to_files(connection, rows)[0]

    def summarise_batch(self, batch_id: str) -> BatchSummary:
        with self._reading() as connection:
            row = connection.execute(select(batches).where(batches.c.batch_id == batch_id)).first()
            if row is None:
                raise SetupError("batch_unknown", batch=batch_id)
            (summary,) = _summarise(connection, [_to_batch(row)], batch_id)
            return summary

    @retried
    def put_batch_order(self, batch_id: str, order: BatchOrder) -> None:
        body = wire.to_json(order)
        mine = batch_orders.c.batch_id == batch_id
        with self._writing(None) as connection:
            bodies = connection.scalars(select(batch_orders.c.body).where(mine)).all()
            if body not in bodies:
                row = {"batch_id": batch_id, "position": len(bodies), "body": body}
                connection.execute(batch_orders.insert().values(row))

    def list_batch_orders(self, batch_id: str) -> tuple[BatchOrder, ...]:
        query = select(batch_orders.c.body).where(batch_orders.c.batch_id == batch_id).order_by(batch_orders.c.position)
        with self._reading() as connection:
            return tuple(wire.from_json(BatchOrder, body) for body in connection.scalars(query))


def _to_files(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[BatchFile, ...]:
    ids = [row.receipt_id for row in rows]
    bodies: defaultdict[str, list[JsonLine]] = defaultdict(list)
    told = select(receipt_lines).where(receipt_lines.c.receipt_id.in_(ids)).order_by(receipt_lines.c.position)
    for line in connection.execute(told):
        bodies[line.receipt_id].append(json.loads(line.body))
    by_status = (
        select(receipts.c.receipt_id, pages.c.status, func.count())
        .select_from(receipts.join(pages, same_pages(receipts.c.scan_id, receipts.c.recipe)))
        .where(receipts.c.receipt_id.in_(ids), receipts.c.outcome.is_(None))
    )
    under_way: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for receipt_id, status, count in connection.execute(by_status.group_by(receipts.c.receipt_id, pages.c.status)):
        under_way[receipt_id][status] = count
    return tuple(
        BatchFile(
            receipt_id=row.receipt_id,
            source=row.source,
            received_at=row.received_at,
            has_begun=row.state != "received",
            outcome=row.outcome,
            problem_code=row.problem_code,
            set_aside_reason=row.set_aside_reason,
            pages_read=row.pages_read + under_way[row.receipt_id].get("read", 0),
            pages_total=row.pages_total + sum(under_way[row.receipt_id].values()),
            lines=tuple(bodies[row.receipt_id]),
        )
        for row in rows
    )


def _summarise(
    connection: Connection, its: Sequence[Batch], *of_batch: str, with_pages: bool = True
) -> tuple[BatchSummary, ...]:
    """These batches with their counts; `of_batch` where they are few, so that the others are not counted."""
    # What was made of pages handed in is no other file of the box.
    papers = receipts.c.composed_of.is_(None)
    # At a million papers adding pages up takes as long as counting.
    summed = (receipts.c.pages_read, receipts.c.pages_total)
    sums = (func.count(), *(func.sum(column) if with_pages else literal(0) for column in summed))
    ended = select(receipts.c.batch_id, receipts.c.outcome, *sums).where(papers)
    waiting = receipts.join(pages, same_pages(receipts.c.scan_id, receipts.c.recipe))
    by_status = select(receipts.c.batch_id, pages.c.status, func.count()).select_from(waiting)
    by_state = select(results.c.batch_id, results.c.state, func.count()).where(results.c.merged_into.is_(None))
    gone = select(erasures.c.batch_id, literal("erased"), func.count())
    # What is being read has no outcome yet: told twice, since only so the few that are open are found in an index.
    under_way = (papers, receipts.c.outcome.is_(None), receipts.c.state == "reading")
    outcomes = _group(connection, ended, of_batch)
    pages_left = _group(connection, by_status.where(*under_way), of_batch) if with_pages else defaultdict(dict)
    states = _group(connection, by_state, of_batch)
    erased = _group(connection, gone, of_batch)
    summaries = []
    for batch in its:
        rows, counts = outcomes[batch.batch_id], pages_left[batch.batch_id]
        summaries.append(
            BatchSummary(
                batch=batch,
                outcomes={name or "open": row[0] for name, row in rows.items()},
                # Counted on: an erased paper was in the box all the same.
                states={name: row[0] for name, row in (states[batch.batch_id] | erased[batch.batch_id]).items()},
                pages_read=counts.get("read", (0,))[0] + sum(row[1] for row in rows.values()),
                pages_total=sum(row[0] for row in (*counts.values(),)) + sum(row[2] for row in rows.values()),
            )
        )
    return tuple(summaries)


def _group(
    connection: Connection, counted: Select[Any], of_batch: Sequence[str]
) -> defaultdict[str, dict[str, tuple[int, ...]]]:
    """Batch id -> what is counted by -> counts."""
    batch_id, by = counted.selected_columns[:2]
    if of_batch:
        counted = counted.where(batch_id.in_(of_batch))
    found: defaultdict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for row in connection.execute(counted.group_by(batch_id, by)):
        found[row[0]][row[1]] = tuple(row[2:])
    return found


def _to_batch(row: Row[Any]) -> Batch:
    return Batch(**{column.name: getattr(row, column.name) for column in batches.columns})
