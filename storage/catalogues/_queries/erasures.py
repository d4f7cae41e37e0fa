"""Here live the queries of erasure: a result out of every table at once, its tombstone in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, or_, select, update

from schemas import wire
from schemas.erasure import Erasure, strip_version
from schemas.errors import SetupError
from schemas.procedure_result import ProcedureResult
from schemas.scan import BatchOrder
from storage.audit_chain import BLANKED, ERASED
from storage.catalogues._queries.audit import append_audit
from storage.catalogues._queries.citizen_requests import blank_requests
from storage.catalogues._queries.coverage_groups import renew_coverage
from storage.catalogues._queries.filing import mark_for_index
from storage.catalogues._queries.reuse import blank_reuse
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import (
    audit,
    batch_orders,
    erasures,
    holder_links,
    holders,
    metadata,
    pages,
    receipt_lines,
    receipts,
    result_versions,
    results,
)
from storage.catalogues._tables_register_matches import register_matches
from storage.catalogues._tables_views import views
from storage.match_keys import to_id_key, to_name_key

_PERSON = "person:"
# Of a printed line: what tells whose it was is emptied, what tells where it belongs stays.
_KEPT_OF_A_LINE = ("sha256", "result_id", "batch", "custodian", "pages", "page_sizes")


class ErasureQueries(Session):
    """Tombstones, and the one transaction that makes them."""

    @retried
    def erase_result(self, result_id: str, make: Callable[[tuple[ProcedureResult, ...]], Erasure]) -> Erasure:
        with self._writing() as connection:
            known = _find(connection, result_id)
            if known is not None:
                return known
            versions = _list_versions(connection, result_id)
            if not versions:
                raise SetupError("result_unknown", result=result_id)
            made = make(versions)
            scans = _list_scans(connection, versions)
            erasure = replace(made, scan_pages=tuple((scan_id, tuple(sorted(its))) for scan_id, its in scans.items()))
            batch_id = connection.scalar(select(results.c.batch_id).where(results.c.result_id == result_id))
            blank_requests(connection, result_id)
            _remove_rows(connection, result_id)
            _remove_lone_links(connection, versions)
            _blank_receipts(connection, result_id, scans)
            connection.execute(update(audit).where(audit.c.sequence.in_(erasure.blanked)).values(payload=BLANKED))
            connection.execute(
                erasures.insert().values(
                    result_id=result_id, batch_id=batch_id, at=erasure.at, body=wire.to_json(erasure)
                )
            )
            mark_for_index(connection, result_id)
            renew_coverage(connection, result_ids=[result_id])
            blank_reuse(connection, erasure, [it for it in scans if not _is_stood_on(connection, it)])
            append_audit(connection, self._clock(), erasure.by, ERASED, _tell(erasure))
        return erasure

    def find_erasure(self, result_id: str) -> Erasure | None:
        with self._reading() as connection:
            return _find(connection, result_id)

    def list_erasures(self) -> tuple[Erasure, ...]:
        query = select(erasures.c.body).order_by(erasures.c.at, erasures.c.result_id)
        with self._reading() as connection:
            return tuple(wire.from_json(Erasure, body) for body in connection.scalars(query))

    @retried
    def put_erasure(self, erasure: Erasure) -> None:
        with self._writing() as connection:
            known = _find(connection, erasure.result_id)
            if known is None:
                raise SetupError("result_unknown", result=erasure.result_id)
            told = {name: getattr(erasure, name) for name in ("waiting", "locked_until", "finished_at")}
            body = wire.to_json(replace(known, **told))
            mine = erasures.c.result_id == erasure.result_id
            connection.execute(update(erasures).where(mine).values(body=body, finished_at=erasure.finished_at))

    def list_erased(self, result_ids: Sequence[str]) -> tuple[str, ...]:
        wanted = set(result_ids)
        with self._reading() as connection:
            # Erasures are few: all of them are looked through.
            return tuple(name for name in connection.scalars(select(erasures.c.result_id)) if name in wanted)

    def list_erased_pages(self, scan_id: str) -> tuple[int, ...]:
        with self._reading() as connection:
            told = select(erasures.c.body).where(erasures.c.body.contains(scan_id, autoescape=True))
            found = [wire.from_json(Erasure, body) for body in connection.scalars(told)]
            gone = {number for it in found for name, its in it.scan_pages if name == scan_id for number in its}
            return tuple(sorted(gone - _list_standing_pages(connection, scan_id))) if gone else ()

    def list_merged(self, result_id: str) -> tuple[str, ...]:
        query = select(results.c.result_id).where(results.c.merged_into == result_id).order_by(results.c.result_id)
        with self._reading() as connection:
            return tuple(connection.scalars(query))

    def list_scan_results(self, scan_id: str) -> tuple[ProcedureResult, ...]:
        query = select(results.c.body).where(results.c.scan_id == scan_id).order_by(results.c.result_id)
        with self._reading() as connection:
            return tuple(wire.from_json(ProcedureResult, body) for body in connection.scalars(query))

    def scrub(self) -> bool:
        return True


def _find(connection: Connection, result_id: str) -> Erasure | None:
    body = connection.scalar(select(erasures.c.body).where(erasures.c.result_id == result_id))
    return None if body is None else wire.from_json(Erasure, body)


def _list_versions(connection: Connection, result_id: str) -> tuple[ProcedureResult, ...]:
    earlier = select(result_versions.c.body).where(result_versions.c.result_id == result_id)
    bodies = [*connection.scalars(earlier.order_by(result_versions.c.version))]
    bodies += connection.scalars(select(results.c.body).where(results.c.result_id == result_id))
    return tuple(wire.from_json(ProcedureResult, body) for body in bodies)


def _list_scans(connection: Connection, versions: Sequence[ProcedureResult]) -> dict[str, set[int]]:
    """The scans of all versions and what those were composed of, each with its pages of the paper."""
    scans: dict[str, set[int]] = {}
    for version in versions:
        scans.setdefault(version.scan_id, set()).update(version.page_numbers, version.extraction.skipped_pages)
    made = select(receipts.c.scan_id, receipts.c.composed_of)
    for row in connection.execute(made.where(receipts.c.scan_id.in_(list(scans)), receipts.c.composed_of.is_not(None))):
        for number, (scan_id, part) in enumerate(json.loads(row.composed_of), start=1):
            if number in scans[row.scan_id]:
                scans.setdefault(scan_id, set()).add(part)
    return scans


def _remove_rows(connection: Connection, result_id: str) -> None:
    """Out of every table that keeps anything of a result, whichever are added later.

    Which row of a register it was said to be stays, without words: what it counted on days gone by rests on that. Who
    was shown it stays too, but not what for: the audit chain holds the seals.
    """
    for table in reversed(metadata.sorted_tables):
        if "result_id" in table.c and table not in (erasures, register_matches, views):
            connection.execute(delete(table).where(table.c.result_id == result_id))
    connection.execute(update(register_matches).where(register_matches.c.result_id == result_id).values(note=""))
    connection.execute(update(views).where(views.c.result_id == result_id).values(purpose=""))


def _remove_lone_links(connection: Connection, versions: Sequence[ProcedureResult]) -> None:
    """Links of ids and persons that no other result names: nothing else says that they ever lived here."""
    ids = {to_id_key(one) for version in versions for one in version.holder_ids}
    names = {to_name_key(one) for version in versions for one in version.holder_names}
    lone_ids = [key for key in ids if not _is_named(connection, "id", key)]
    persons = [f"{_PERSON}{name};" for name in names if not _is_named(connection, "name", name)]
    links = holder_links.c
    for key in lone_ids:
        connection.execute(delete(holder_links).where(or_(links.one == key, links.other == key)))
    for start in persons:
        named = or_(links.one.startswith(start, autoescape=True), links.other.startswith(start, autoescape=True))
        connection.execute(delete(holder_links).where(named))


def _is_named(connection: Connection, kind: str, key: str) -> bool:
    named = select(holders.c.result_id).where(holders.c.kind == kind, holders.c.key == key)
    return connection.execute(named.limit(1)).first() is not None


def _blank_receipts(connection: Connection, result_id: str, scans: dict[str, set[int]]) -> None:
    """No source path of the paper stays, nor its line; a scan of which nothing stands ends as refused."""
    for scan_id, numbers in scans.items():
        _strip_neighbours(connection, scan_id, numbers)
        is_gone = not _is_stood_on(connection, scan_id)
        for row in connection.execute(select(receipts).where(receipts.c.scan_id == scan_id)).all():
            _drop_from_orders(connection, row.batch_id, row.source)
            values: dict[str, object] = {"source": ""}
            if is_gone and row.outcome is not None:
                values |= {"outcome": "refused", "problem_code": "result_erased", "inspection": None}
            connection.execute(update(receipts).where(receipts.c.receipt_id == row.receipt_id).values(**values))
            _blank_lines(connection, row.receipt_id, result_id, numbers)
        rows = pages.c.scan_id == scan_id
        if not is_gone:
            rows &= pages.c.page_number.in_(numbers - _list_standing_pages(connection, scan_id))
        connection.execute(delete(pages).where(rows))


def _strip_neighbours(connection: Connection, scan_id: str, numbers: set[int]) -> None:
    """Before a paper was split off, its pages were another result's: that one's earlier versions tell of them still."""
    versions = result_versions.c
    told = select(result_versions).where(versions.body.contains(scan_id, autoescape=True))
    for row in connection.execute(told).all():
        version = wire.from_json(ProcedureResult, row.body)
        if version.scan_id == scan_id and numbers.intersection(version.page_numbers):
            same = (versions.result_id == row.result_id) & (versions.version == row.version)
            connection.execute(update(result_versions).where(same).values(body=wire.to_json(strip_version(version))))


def _list_standing_pages(connection: Connection, scan_id: str) -> set[int]:
    standing = connection.scalars(select(results.c.body).where(results.c.scan_id == scan_id))
    return {number for body in standing for number in wire.from_json(ProcedureResult, body).page_numbers}


def _is_stood_on(connection: Connection, scan_id: str) -> bool:
    """Whether a result, an earlier version of one, or a scan composed of this one still needs it."""
    stands = select(results.c.result_id).where(results.c.scan_id == scan_id)
    stood = select(result_versions.c.result_id).where(result_versions.c.body.contains(scan_id, autoescape=True))
    if any(connection.execute(query.limit(1)).first() is not None for query in (stands, stood)):
        return True
    made = select(receipts.c.scan_id).where(receipts.c.composed_of.contains(scan_id, autoescape=True))
    return any(_is_stood_on(connection, composed) for composed in connection.scalars(made).all())


def _drop_from_orders(connection: Connection, batch_id: str, source: str) -> None:
    """A path that still stood among a batch's orders would be taken in again by `batch resume`."""
    for row in connection.execute(select(batch_orders).where(batch_orders.c.batch_id == batch_id)).all():
        order = wire.from_json(BatchOrder, row.body)
        if source and source in order.sources:
            left = replace(order, sources=tuple(one for one in order.sources if one != source))
            same = (batch_orders.c.batch_id == batch_id) & (batch_orders.c.position == row.position)
            connection.execute(update(batch_orders).where(same).values(body=wire.to_json(left)))


def _blank_lines(connection: Connection, receipt_id: str, result_id: str, numbers: set[int]) -> None:
    for row in connection.execute(select(receipt_lines).where(receipt_lines.c.receipt_id == receipt_id)).all():
        line = json.loads(row.body) | {"source": ""}
        if line.get("result_id") == result_id:
            line = dict(_emptied(line))
        elif numbers.intersection(line.get("pages", ())):
            line["fields"] = {}
        same = (receipt_lines.c.receipt_id == receipt_id) & (receipt_lines.c.position == row.position)
        body = json.dumps(line, ensure_ascii=False)
        connection.execute(update(receipt_lines).where(same).values(body=body))


def _emptied(line: dict[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in line.items():
        if name in _KEPT_OF_A_LINE:
            yield name, value
        elif name == "outcome":
            yield name, "refused"
        else:
            yield (
                name,
                "" if name == "source" else type(value)() if isinstance(value, (dict, list, bool, float)) else None,
            )


def _tell(erasure: Erasure) -> str:
    payload = {
        "result_id": erasure.result_id,
        "approved_by": erasure.approved_by,
        "ground": erasure.ground,
        "blanked": list(erasure.blanked),
        "tombstone_sha256": erasure.seal,
    }
    return json.dumps(payload, sort_keys=True)
