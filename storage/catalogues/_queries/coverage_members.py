"""Here lives which results and rows of registers know of each other: members, and the keys under which they meet.

A result or a row of the register (a member, `result:ID` or `row:ID`) meets others under keys: the neighbourhoods of its
number, and the names of the results and rows that it was linked to, of all its versions.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Row, select, text

from schemas import wire
from schemas.coverage_spans import RowDecision, RowVersions
from schemas.digitised_results import KnownResult, ResultPart, ResultVersions, gather_versions
from schemas.erasure import ERASED_NUMBERS, Erasure, find_neighbourhood, list_neighbourhoods
from schemas.register import RegisterRow
from storage.catalogues._queries.match_decisions import list_decisions
from storage.catalogues._tables import erasures, office_keys, register_rows, result_versions, results
from storage.catalogues._tables_coverage import coverage_members
from storage.ledgers.register_matches import list_row_decisions

RESULT, ROW = "result:", "row:"
# SQLite before 3.32 takes no more than 999 values in one statement.
VALUES_AT_ONCE = 900
_KEY_BYTES = 32
# More rows than any import has.
_POSITIONS = 10**8
_ADD_MEMBER = text("INSERT INTO coverage_members (key, member) VALUES (:key, :member) ON CONFLICT DO NOTHING")


@dataclass(slots=True)
class Known:
    """Members with all that is known of them, and the keys under which each meets others."""

    results: dict[str, KnownResult] = field(default_factory=dict)
    rows: dict[str, RowVersions] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=dict)
    # By result.
    decisions: dict[str, list[RowDecision]] = field(default_factory=dict)

    def add(self, more: Known) -> None:
        self.results |= more.results
        self.rows |= more.rows
        self.keys |= more.keys
        self.decisions |= more.decisions


def load_members(connection: Connection, secret: bytes, members: Collection[str]) -> Known:
    """What is known of these; a name that is nobody's has nothing but itself."""
    known = Known(keys={member: {member} for member in members})
    wanted = [member.removeprefix(RESULT) for member in members if member.startswith(RESULT)]
    for result in _load_results(connection, wanted):
        known.results[result.result_id] = result
        known.keys[RESULT + result.result_id] |= _list_result_keys(secret, result)
    for decision in list_row_decisions(list_decisions(connection, wanted)):
        known.decisions.setdefault(decision.result_id, []).append(decision)
        known.keys[RESULT + decision.result_id] |= {ROW + decision.row_id} if decision.row_id else set()
    for row in _load_rows(connection, [member.removeprefix(ROW) for member in members if member.startswith(ROW)]):
        known.rows[row.row_id] = row
        meetings = {version.match_key for _, version in row.versions if version is not None}
        known.keys[ROW + row.row_id] |= {it for m in meetings if (it := find_neighbourhood(secret, m))}
    return known


def add_members(connection: Connection, known: Known) -> None:
    """Note under which keys members meet others; twice is harmless."""
    told = [{"key": key, "member": member} for member, keys in known.keys.items() for key in keys if key != member]
    if told:
        connection.execute(_ADD_MEMBER, sorted(told, key=lambda it: (it["key"], it["member"])))


def drop_filed(connection: Connection, known: Known) -> None:
    """Forget the rows among these that meet a result."""
    members = coverage_members.c
    keys = sorted({key for its in known.keys.values() for key in its})
    filed = {
        it.key
        for it in select_in(connection, [members.key, members.member], members.key, keys)
        if it.member.startswith(RESULT)
    }
    for member in [member for member, its in known.keys.items() if its & filed]:
        del known.keys[member], known.rows[member.removeprefix(ROW)]


def gather_kin(connection: Connection, secret: bytes, known: Known) -> Known:
    """These members and all that they meet, and those that these meet, until nobody comes any more."""
    asked: set[str] = set()
    while new := {key for keys in known.keys.values() for key in keys} - asked:
        asked |= new
        members = coverage_members.c
        met = {it for it in new if it.startswith((RESULT, ROW))}
        for row in select_in(connection, [members.member], members.key, sorted(new)):
            met.add(row.member)
        more = load_members(connection, secret, met - known.keys.keys())
        known.add(more)
    return known


def _list_result_keys(secret: bytes, result: KnownResult) -> set[str]:
    if isinstance(result, Erasure):
        counted = [it.counted for it in result.known]
        keys = list_neighbourhoods(result)
    else:
        assert isinstance(result, ResultVersions), "the two that there are"
        counted = [counted for _, counted in result.versions]
        meetings = {it.match_key for it in counted}
        keys = {it for meeting in meetings if (it := find_neighbourhood(secret, meeting))}
    return keys | {RESULT + it.original_id for it in counted if it.original_id}


def _load_results(connection: Connection, result_ids: Sequence[str]) -> Iterator[KnownResult]:
    versions: dict[str, list[ResultPart]] = defaultdict(list)
    for table in (results, result_versions):
        for row in select_in(connection, [table.c.body], table.c.result_id, result_ids):
            part = wire.read_part(ResultPart, "ProcedureResult", row.body)
            versions[part.result_id].append(part)
    for some in versions.values():
        yield gather_versions(some)
    gone = [it for it in result_ids if it not in versions]
    for row in select_in(connection, [erasures.c.body], erasures.c.result_id, gone):
        yield wire.from_json(Erasure, row.body)


def _load_rows(connection: Connection, row_ids: Sequence[str]) -> Iterator[RowVersions]:
    columns = register_rows.c
    asked = [columns.row_id, columns.as_of, columns.snapshot_id, columns.position, columns.body]
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in select_in(connection, asked, columns.row_id, row_ids):
        found[row.row_id].append(row)
    for name, some in found.items():
        some.sort(key=lambda row: (row.as_of, row.snapshot_id, row.position))
        first = some[0]
        number = first.snapshot_id * _POSITIONS + first.position
        yield RowVersions(
            name,
            f"{first.as_of}.{first.snapshot_id:012d}.{first.position:08d}",
            tuple(
                (
                    date.fromisoformat(it.as_of),
                    replace(wire.read_part(RegisterRow, "RegisterRow", it.body), row_id=name, row_number=number),
                )
                for it in some
            ),
        )


def select_in(
    connection: Connection, asked: Sequence[Column[Any]], column: Column[Any], values: Sequence[str]
) -> Iterator[Row[Any]]:
    for start in range(0, len(values), VALUES_AT_ONCE):
        query = select(*asked).where(column.in_(values[start : start + VALUES_AT_ONCE]))
        yield from connection.execute(query).all()


def get_secret(connection: Connection) -> bytes:
    """The office's secret of erased numbers, made at its first need."""
    named = select(office_keys.c.secret).where(office_keys.c.name == ERASED_NUMBERS)
    kept = connection.scalar(named)
    if kept is None:
        kept = secrets.token_hex(_KEY_BYTES)
        connection.execute(office_keys.insert().values(name=ERASED_NUMBERS, secret=kept))
    return bytes.fromhex(kept)
