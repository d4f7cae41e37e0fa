"""Here lives the counting of groups of papers that know of each other, in the transaction that changes one of them.

A result or a row of the register (a member, `result:ID` or `row:ID`) meets others under keys: the neighbourhoods of its
number, and the names of the results and rows that it was linked to, of all its versions. Keys are only ever added, so a
group only ever grows, and every span of a group made before is found under one of its members' names.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Row, delete, select, text

from schemas import wire
from schemas.coverage_spans import CountedSpan, PaperFacts, RowDecision, RowVersions, list_spans
from schemas.digitised_results import KnownResult, ResultPart, ResultVersions, gather_versions, to_digitised
from schemas.erasure import ERASED_NUMBERS, Erasure, find_neighbourhood, list_neighbourhoods
from schemas.procedure_result import ProcedureResult
from schemas.register import RegisterRow
from storage.catalogues._queries.match_decisions import list_decisions
from storage.catalogues._tables import erasures, office_keys, register_rows, result_versions, results
from storage.catalogues._tables_coverage import coverage_members, coverage_spans
from storage.register_matches_port import list_row_decisions

# Where a span has no end.
NO_END = date.max.isoformat()
RESULT, ROW = "result:", "row:"
# SQLite before 3.32 takes no more than 999 values in one statement.
_VALUES_AT_ONCE = 900
_KEY_BYTES = 32
_SEEDS_AT_ONCE = 2000
# More rows than any import has.
_POSITIONS = 10**8
_ADD_MEMBER = text("INSERT INTO coverage_members (key, member) VALUES (:key, :member) ON CONFLICT DO NOTHING")
_ADD_STEP = text(
    "INSERT INTO coverage_steps (unit, status, day, change) VALUES (:unit, :status, :day, :change)"
    " ON CONFLICT (unit, status, day) DO UPDATE SET change = coverage_steps.change + excluded.change"
)


@dataclass(slots=True)
class Known:
    """Members with all that is known of them, and the keys under which each meets others."""

    results: dict[str, KnownResult] = field(default_factory=dict)
    rows: dict[str, RowVersions] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=dict)
    # By result.
    decisions: dict[str, list[RowDecision]] = field(default_factory=dict)


def renew_coverage(connection: Connection, *, result_ids: Iterable[str] = (), row_ids: Iterable[str] = ()) -> None:
    """Count the papers of these results and rows anew, with all papers that may be the same.

    The caller holds the lock of results, and has written what changed.
    """
    secret = get_secret(connection)
    seeds = [*(RESULT + it for it in result_ids), *(ROW + it for it in row_ids)]
    for start in range(0, len(seeds), _SEEDS_AT_ONCE):
        known = load_members(connection, secret, seeds[start : start + _SEEDS_AT_ONCE])
        add_members(connection, known)
        replace_spans(connection, secret, gather_kin(connection, secret, known))


def counts_otherwise(before: ProcedureResult, after: ProcedureResult) -> bool:
    """Whether the next version of a result may change what is counted of it on any day."""
    is_later = bool(before.history and after.history) and before.history[-1].at <= after.history[-1].at
    return not is_later or (to_digitised(before), before.custodian) != (to_digitised(after), after.custodian)


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
        for it in _select_in(connection, [members.key, members.member], members.key, keys)
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
        for row in _select_in(connection, [members.member], members.key, sorted(new)):
            met.add(row.member)
        more = load_members(connection, secret, met - known.keys.keys())
        known.results |= more.results
        known.rows |= more.rows
        known.keys |= more.keys
        known.decisions |= more.decisions
    return known


def replace_spans(connection: Connection, secret: bytes, known: Known) -> None:
    """Write the spans of all groups among these members in place of those made before."""
    made: list[dict[str, Any]] = []
    for group in _list_groups(known):
        facts = PaperFacts(
            rows=tuple(known.rows[it.removeprefix(ROW)] for it in group if it.removeprefix(ROW) in known.rows),
            results=tuple(
                known.results[it.removeprefix(RESULT)] for it in group if it.removeprefix(RESULT) in known.results
            ),
            decisions=tuple(one for it in group for one in known.decisions.get(it.removeprefix(RESULT), ())),
        )
        made += (_to_columns(group[0], span) for span in list_spans(facts, secret))
    columns = [column for column in coverage_spans.c if column.name != "span_id"]
    before: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in _select_in(connection, list(coverage_spans.c), coverage_spans.c.group_id, sorted(known.keys)):
        before[tuple(row._mapping[column.name] for column in columns)].append(row.span_id)
    new = []
    for values in made:
        same = before.get(tuple(values[column.name] for column in columns))
        if same:
            same.pop()
        else:
            new.append(values)
    gone = [(values, span_id) for values, ids in before.items() for span_id in ids]
    _write(connection, new, [(dict(zip((c.name for c in columns), values, strict=True)), it) for values, it in gone])


def _write(connection: Connection, new: list[dict[str, Any]], gone: list[tuple[dict[str, Any], int]]) -> None:
    steps: Counter[tuple[str, str, str]] = Counter()
    for sign, spans in ((1, new), (-1, [values for values, _ in gone])):
        for span in spans:
            steps[span["unit"], span["status"], span["first_day"]] += sign
            if span["last_day"] != NO_END:
                after = (date.fromisoformat(span["last_day"]) + timedelta(days=1)).isoformat()
                steps[span["unit"], span["status"], after] -= sign
    ids = [span_id for _, span_id in gone]
    for start in range(0, len(ids), _VALUES_AT_ONCE):
        some = coverage_spans.c.span_id.in_(ids[start : start + _VALUES_AT_ONCE])
        connection.execute(delete(coverage_spans).where(some))
    if new:
        connection.execute(coverage_spans.insert(), new)
    changed = [
        {"unit": unit, "status": status, "day": day, "change": change}
        for (unit, status, day), change in sorted(steps.items())
        if change
    ]
    if changed:
        connection.execute(_ADD_STEP, changed)


def _list_groups(known: Known) -> list[list[str]]:
    """Members that meet, together, in order of name."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            leader[name] = name = leader[leader[name]]
        return name

    for member, keys in known.keys.items():
        for key in keys:
            leader[find(key)] = find(member)
    groups: dict[str, list[str]] = defaultdict(list)
    for member in sorted(known.keys):
        groups[find(member)].append(member)
    return list(groups.values())


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
        for row in _select_in(connection, [table.c.body], table.c.result_id, result_ids):
            part = wire.read_part(ResultPart, "ProcedureResult", row.body)
            versions[part.result_id].append(part)
    for some in versions.values():
        yield gather_versions(some)
    gone = [it for it in result_ids if it not in versions]
    for row in _select_in(connection, [erasures.c.body], erasures.c.result_id, gone):
        yield wire.from_json(Erasure, row.body)


def _load_rows(connection: Connection, row_ids: Sequence[str]) -> Iterator[RowVersions]:
    columns = register_rows.c
    asked = [columns.row_id, columns.as_of, columns.snapshot_id, columns.position, columns.body]
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in _select_in(connection, asked, columns.row_id, row_ids):
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


def _select_in(
    connection: Connection, asked: Sequence[Column[Any]], column: Column[Any], values: Sequence[str]
) -> Iterator[Row[Any]]:
    for start in range(0, len(values), _VALUES_AT_ONCE):
        query = select(*asked).where(column.in_(values[start : start + _VALUES_AT_ONCE]))
        yield from connection.execute(query).all()


def get_secret(connection: Connection) -> bytes:
    """The office's secret of erased numbers, made at its first need."""
    named = select(office_keys.c.secret).where(office_keys.c.name == ERASED_NUMBERS)
    kept = connection.scalar(named)
    if kept is None:
        kept = secrets.token_hex(_KEY_BYTES)
        connection.execute(office_keys.insert().values(name=ERASED_NUMBERS, secret=kept))
    return bytes.fromhex(kept)


def _to_columns(group_id: str, span: CountedSpan) -> dict[str, Any]:
    return {
        "group_id": group_id,
        "unit": span.unit,
        "level": span.level,
        "document_type": span.document_type,
        "year": span.year,
        "status": span.status,
        "first_day": span.first_day.isoformat(),
        "last_day": span.last_day.isoformat() if span.last_day else NO_END,
        "shown_result_id": span.result_id,
        "row_id": span.row_id,
        "confirmed_on": span.confirmed_on.isoformat() if span.confirmed_on else None,
        "custodian": span.custodian,
        "box": span.box,
        "issue_date": span.issue_date,
        "place": span.place,
    }
