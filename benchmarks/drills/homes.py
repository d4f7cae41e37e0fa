"""Here lives the comparison of homes: objects, catalogue and index, run times and ids aside."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from pipelines.care.reconcile import reconcile
from pipelines.resources import open_resources
from pipelines.settings import read_settings
from schemas.search import EVERYTHING, SearchQuery

State = dict[str, Any]

# Instants, durations, numbers that only order rows, secrets drawn by lot: the same work done later has others.
_VOLATILE_COLUMNS = frozenset(
    {
        "created_at",
        "received_at",
        "ended_at",
        "applied_at",
        "filed_at",
        "confirmed_at",
        "closed_at",
        "imported_at",
        "at",
        # How full the disks were.
        "day",
        "total_bytes",
        "free_bytes",
        # Of the audit chain: hold the instants before them, or of the payload's.
        "link",
        "payload_hash",
        "tombstone_sha256",
        # How far an erasure is; asked by its own tests.
        "waiting",
        "finished_at",
        "lease_until",
        "seconds",
        "attempts",
        "sequence",
        # Numbered as papers happened to be counted.
        "span_id",
        "place",
        "secret",
    }
)
_VOLATILE_KEYS = _VOLATILE_COLUMNS | {"indexed"}
_SEARCHED = "ủy ban nhân dân"


def read_state(home: Path) -> State:
    """What a home holds, in a form that two runs of the same work agree on."""
    with open_resources(read_settings({}, home=str(home))) as resources:
        answer = resources.index.search(SearchQuery(_SEARCHED, limit=1000), EVERYTHING)
        return {
            "objects": _hash_objects(home / "objects"),
            "tables": _read_tables(home / "catalogue.sqlite"),
            "index": resources.index.list_versions(),
            "found": sorted(hit.result_id for hit in answer.hits),
            "faults": [f"{fault.kind} {fault.key}" for fault in reconcile(resources).faults],
        }


def find_differences(found: State, expected: State) -> list[str]:
    """Where two states differ, one line each; what must hold of any resting home is told too."""
    told = [f"fault: {fault}" for fault in found["faults"]]
    told += [f"{name} row left" for name in ("outbox",) for _ in found["tables"].get(name, [])]
    told += [f"{part} differs" for part in ("index", "found") if found[part] != expected[part]]
    for key in sorted(found["objects"].keys() | expected["objects"].keys()):
        if found["objects"].get(key) != expected["objects"].get(key):
            told.append(f"object {key}: {found['objects'].get(key)} instead of {expected['objects'].get(key)}")
    for table in sorted(found["tables"].keys() | expected["tables"].keys()):
        mine, theirs = found["tables"].get(table, []), expected["tables"].get(table, [])
        told += [f"{table}: more {row[:2000]}" for row in mine if row not in theirs]
        told += [f"{table}: lacks {row[:2000]}" for row in theirs if row not in mine]
        if len(mine) != len(theirs):
            told.append(f"{table}: {len(mine)} rows instead of {len(theirs)}")
    return told


def list_read_pages(home: Path) -> set[tuple[str, int]]:
    """(scan, page) of every page that a home's catalogue holds as read."""
    path = home / "catalogue.sqlite"
    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'pages'").fetchone():
            return set()
        return set(connection.execute("SELECT scan_id, page_number FROM pages WHERE status = 'read'"))


def has_batch(home: Path, name: str) -> bool:
    """Whether a batch of this name is in the catalogue, so that it can be resumed by name."""
    path = home / "catalogue.sqlite"
    if not path.exists():
        return False
    with closing(sqlite3.connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'batches'").fetchone():
            return False
        return connection.execute("SELECT 1 FROM batches WHERE name = ?", (name,)).fetchone() is not None


def _hash_objects(root: Path) -> dict[str, str]:
    """Every file, scratch files too: a resting store has none."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


# Keys made with a home's own secret: two homes of the same papers agree in everything but them.
_KEYLESS = {"coverage_members": "member"}


def _read_tables(path: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(
                _tell_row(row) for row in connection.execute(f'SELECT {_KEYLESS.get(name, "*")} FROM "{name}"')
            )
            for name in names
            if not name.startswith("sqlite_")
        }


def _tell_row(row: sqlite3.Row) -> str:
    columns = {name: _settle(row[name]) for name in row.keys() if name not in _VOLATILE_COLUMNS}  # noqa: SIM118
    return json.dumps(columns, ensure_ascii=False, sort_keys=True)


def _settle(value: Any) -> Any:
    """A column without what changes from run to run; JSON texts are looked into."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        return _without_volatile(json.loads(value))
    return value


def _without_volatile(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_volatile(item) for name, item in value.items() if name not in _VOLATILE_KEYS}
    if isinstance(value, list):
        return [_without_volatile(item) for item in value]
    return value
