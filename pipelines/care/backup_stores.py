"""Here live backups in a second object store: what is there is not copied again; dated catalogues lie beside it."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.care.backup_forms import Member, check_name, telling_disk_faults
from pipelines.whole_files import copy_hashed, hash_whole
from schemas import wire
from schemas.backup_record import CATALOGUE, ERASED, OBJECTS, BackupRecord, read_backup_record
from schemas.errors import InputRejected, SetupError, StoreDamaged
from storage.keys import BACKUPS, COPIED, ORIGINALS, backup_prefix, backup_record_key, copied_key, scan_of
from storage.ports import ObjectStore

# Of a backup's own documents: what a restore reads, in this order, before any object.
_FIRST = (CATALOGUE, ERASED)


def list_backups(store: ObjectStore) -> tuple[BackupRecord, ...]:
    """The finished backups in a store, oldest first.

    Raises:
        InputRejected: "backup_damaged".
    """
    ids = dict.fromkeys(key.removeprefix(BACKUPS).partition("/")[0] for key in store.list_keys(BACKUPS))
    there = (backup_id for backup_id in ids if store.find_size(backup_record_key(backup_id)) is not None)
    return tuple(_read_record(store, backup_id)[0] for backup_id in there)


def drop_old_backups(store: ObjectStore, keep: int) -> int:
    """Remove all but the newest backups and what was never finished; objects stay. How many were dropped."""
    kept = {record.backup_id for record in list_backups(store)[-keep:]}
    old = {key.removeprefix(BACKUPS).partition("/")[0] for key in store.list_keys(BACKUPS)} - kept
    for backup_id in sorted(old):
        # From then on it is none.
        store.erase(backup_record_key(backup_id))
        for key in list(store.list_keys(backup_prefix(backup_id))):
            store.erase(key)
    return len(old)


class BackupStoreTarget:
    """The writing side.

    Args:
        scratch: a folder of our own, for what is listed while objects are copied.
    """

    def __init__(self, store: ObjectStore, scratch: Path) -> None:
        self._store = store
        self._held = _read_held(store)
        self._documents: dict[str, str] = {}
        self._list_path = scratch / "copied.jsonl.gz"
        self._record: BackupRecord | None = None

    def begin(self, record: BackupRecord) -> None:
        self._record = record
        self._list = gzip.open(self._list_path, "wt", encoding="utf-8")  # noqa: SIM115 - closed by `finish`

    def put_document(self, name: str, path: Path) -> None:
        assert self._record is not None, "begun"
        self._documents[name] = hash_whole(path)
        self._store.put_file(backup_prefix(self._record.backup_id) + name, path, self._documents[name])

    def holds(self, key: str) -> bool:
        # An original that did not hash to its name when it was copied may have been mended since.
        return key in self._held and (not key.startswith(ORIGINALS) or self._held[key] == scan_of(key))

    def put_object(self, key: str, path: Path) -> str:
        sha256 = hash_whole(path)
        self._store.put_file(key, path, sha256)
        self._note({"key": key, "sha256": sha256})
        return sha256

    def list_held(self) -> Iterator[str]:
        yield from self._held

    def forget(self, key: str) -> None:
        self._store.erase(key)
        self._note({"key": key, "gone": True})

    def finish(self) -> str:
        assert self._record is not None, "begun"
        with telling_disk_faults():
            self._list.close()
        self._store.put_file(copied_key(self._record.backup_id), self._list_path)
        body = {"record": wire.to_json(self._record), "documents": self._documents}
        data = json.dumps(body, sort_keys=True).encode()
        self._store.put_bytes(backup_record_key(self._record.backup_id), data)
        return hashlib.sha256(data).hexdigest()

    def _note(self, line: dict[str, Any]) -> None:
        with telling_disk_faults():
            self._list.write(json.dumps(line) + "\n")


class BackupStoreSource:
    """The reading side: one of the dated backups, and every object that any of them brought and that is still there."""

    def __init__(self, store: ObjectStore, backup_id: str | None) -> None:
        """Reads the record alone.

        Args:
            backup_id: default the newest.

        Raises:
            SetupError: "backup_unknown", "home_newer"; InputRejected: "backup_damaged".
        """
        there = [record.backup_id for record in list_backups(store)]
        if not there or (backup_id or there[-1]) not in there:
            raise SetupError("backup_unknown")
        self._store = store
        self._newest = there[-1]
        self.record, self._documents = _read_record(store, backup_id or there[-1])

    def iterate_members(self, scratch: Path) -> Iterator[Member]:
        prefix = backup_prefix(self.record.backup_id)
        later = sorted(self._documents.keys() - set(_FIRST))
        for name in (*_FIRST, *later):
            yield self._fetch(name, prefix + name, self._documents.get(name, ""), scratch)
        held = _read_held(self._store)
        for key in sorted(held):
            yield self._fetch(OBJECTS + key, key, held[key], scratch)

    def list_later_erasures(self) -> tuple[bytes, ...]:
        if self._newest == self.record.backup_id:
            return ()
        return tuple(self._store.get_bytes(backup_prefix(self._newest) + ERASED).splitlines())

    def _fetch(self, name: str, key: str, promised: str, scratch: Path) -> Member:
        check_name(name)
        path = scratch / "member"
        try:
            with self._store.open_local(key) as there, there.open("rb") as source, path.open("wb") as target:
                found = copy_hashed(source, target)
        except StoreDamaged as error:
            raise InputRejected("backup_damaged", member=name) from error
        if found != promised:
            raise InputRejected("backup_damaged", member=name)
        return Member(name, promised, path)


def _read_record(store: ObjectStore, backup_id: str) -> tuple[BackupRecord, dict[str, str]]:
    try:
        body = json.loads(store.get_bytes(backup_record_key(backup_id)))
        return read_backup_record(body["record"].encode()), dict(body["documents"])
    except (ValueError, KeyError, TypeError, AttributeError, StoreDamaged) as error:
        raise InputRejected("backup_damaged", member=backup_record_key(backup_id)) from error


def _read_held(store: ObjectStore) -> dict[str, str]:
    """Key to SHA-256 of every object that was brought and has not gone since."""
    held: dict[str, str] = {}
    for listed in store.list_keys(COPIED):
        try:
            with store.open_local(listed) as path, gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in map(json.loads, lines):
                    held.pop(line["key"], None)
                    if not line.get("gone"):
                        held[line["key"]] = line["sha256"]
        except (OSError, EOFError, ValueError, KeyError, TypeError, StoreDamaged) as error:
            raise InputRejected("backup_damaged", member=listed) from error
    return held
