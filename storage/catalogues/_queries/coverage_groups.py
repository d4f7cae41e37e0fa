"""Here lives the counting of groups of papers that know of each other, in the transaction that changes one of them.

A group's spans bear the first of its members' names, so that they are found again whatever joined since.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, text

from schemas.coverage_spans import CountedSpan, PaperFacts, list_spans
from schemas.digitised_results import to_digitised
from schemas.procedure_result import ProcedureResult
from storage.catalogues._queries.coverage_members import (
    RESULT,
    ROW,
    VALUES_AT_ONCE,
    Known,
    add_members,
    gather_kin,
    get_secret,
    load_members,
    select_in,
)
from storage.catalogues._tables_coverage import coverage_spans

# Where a span has no end.
NO_END = date.max.isoformat()
_SEEDS_AT_ONCE = 2000
_ADD_STEP = text(
    "INSERT INTO coverage_steps (unit, status, day, change) VALUES (:unit, :status, :day, :change)"
    " ON CONFLICT (unit, status, day) DO UPDATE SET change = coverage_steps.change + excluded.change"
)


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


def replace_spans(connection: Connection, secret: bytes, known: Known) -> None:
    """Write the spans of all groups among these members in place of those made before."""
    there = _load_spans(connection, known)
    while strays := _list_named(there) - known.keys.keys():
        # What does not belong here any more is counted too, or its spans would go with the group's.
        known.add(load_members(connection, secret, strays))
        gather_kin(connection, secret, known)
        there = _load_spans(connection, known)
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
    for row in there:
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


def _load_spans(connection: Connection, known: Known) -> list[Row[Any]]:
    spans = coverage_spans.c
    return list(select_in(connection, list(spans), spans.group_id, sorted(known.keys)))


def _list_named(there: Sequence[Row[Any]]) -> set[str]:
    """The members that these spans name."""
    shown = {RESULT + row.shown_result_id for row in there if row.shown_result_id}
    return shown | {ROW + row.row_id for row in there if row.row_id}


def _write(connection: Connection, new: list[dict[str, Any]], gone: list[tuple[dict[str, Any], int]]) -> None:
    steps: Counter[tuple[str, str, str]] = Counter()
    for sign, spans in ((1, new), (-1, [values for values, _ in gone])):
        for span in spans:
            steps[span["unit"], span["status"], span["first_day"]] += sign
            if span["last_day"] != NO_END:
                after = (date.fromisoformat(span["last_day"]) + timedelta(days=1)).isoformat()
                steps[span["unit"], span["status"], after] -= sign
    ids = [span_id for _, span_id in gone]
    for start in range(0, len(ids), VALUES_AT_ONCE):
        some = coverage_spans.c.span_id.in_(ids[start : start + VALUES_AT_ONCE])
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
