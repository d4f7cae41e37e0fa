"""Here lives the object store that keeps everything in memory, for tests and trials."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from schemas.errors import StoreDamaged, TemporarilyUnavailable
from storage.keys import find_named_sha256
from storage.object_locks import Retention, check_link_time
from storage.ports import BackendHealth, DiskSpace


def open_url(url: str, home: Path) -> MemoryObjectStore:
    """A new, empty store; `home` is not used."""
    return MemoryObjectStore()


class MemoryObjectStore:
    """Objects in a dictionary; gone with the process."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}
        self._locks: dict[str, Retention] = {}

    def put_file(self, key: str, path: Path, sha256: str | None = None) -> None:
        data = path.read_bytes()
        if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
            raise TemporarilyUnavailable("source_changed")
        self.put_bytes(key, data)

    def put_bytes(self, key: str, data: bytes) -> None:
        self._objects[key] = bytes(data)

    def get_bytes(self, key: str) -> bytes:
        if key not in self._objects:
            raise StoreDamaged("object_missing", key=key)
        data = self._objects[key]
        if find_named_sha256(key) not in (None, hashlib.sha256(data).hexdigest()):
            raise StoreDamaged("object_damaged", key=key)
        return data

    @contextmanager
    def open_local(self, key: str) -> Iterator[Path]:
        data = self.get_bytes(key)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "object"
            path.write_bytes(data)
            yield path

    def find_size(self, key: str) -> int | None:
        return len(self._objects[key]) if key in self._objects else None

    def compute_sha256(self, key: str) -> str:
        if key not in self._objects:
            raise StoreDamaged("object_missing", key=key)
        return hashlib.sha256(self._objects[key]).hexdigest()

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        yield from sorted(key for key in self._objects if key.startswith(prefix))

    def delete(self, key: str) -> None:
        if not self._is_locked(key):
            self._objects.pop(key, None)
            self._locks.pop(key, None)

    def erase(self, key: str) -> datetime | None:
        if self._is_locked(key) and self._locks[key].mode == "compliance":
            return self._locks[key].until
        self._objects.pop(key, None)
        self._locks.pop(key, None)
        return None

    def find_lock_fault(self) -> str | None:
        return None

    def put_retention(self, key: str, retention: Retention) -> None:
        if key not in self._objects:
            raise StoreDamaged("object_missing", key=key)
        if retention.until > datetime.now(UTC):
            held = self._locks.get(key)
            self._locks[key] = retention.join(held) if held else retention

    def find_retention(self, key: str) -> Retention | None:
        return self._locks.get(key)

    def make_link(self, key: str, seconds: int, file_name: str) -> str | None:
        check_link_time(seconds)
        return None

    def _is_locked(self, key: str) -> bool:
        return key in self._locks and self._locks[key].until > datetime.now(UTC)

    def find_space(self) -> DiskSpace | None:
        return None

    def check(self) -> BackendHealth:
        return BackendHealth("objects", "memory:", True, "1", f"{len(self._objects)} objects")
