"""Here lives the object store that keeps everything in memory, for tests and trials."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from schemas.errors import StoreDamaged, TemporarilyUnavailable
from storage.ports import BackendHealth, DiskSpace


def open_url(url: str, home: Path) -> MemoryObjectStore:
    """A new, empty store; `home` is not used."""
    return MemoryObjectStore()


class MemoryObjectStore:
    """Objects in a dictionary; gone with the process."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}

    def put_file(self, key: str, path: Path, sha256: str | None = None) -> None:
        data = path.read_bytes()
        if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
            raise TemporarilyUnavailable("source_changed")
        self.put_bytes(key, data)

    def put_bytes(self, key: str, data: bytes) -> None:
        self._objects[key] = bytes(data)

    def get_bytes(self, key: str) -> bytes:
        try:
            return self._objects[key]
        except KeyError as error:
            raise StoreDamaged("object_missing", key=key) from error

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
        return hashlib.sha256(self.get_bytes(key)).hexdigest()

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        yield from sorted(key for key in self._objects if key.startswith(prefix))

    def delete(self, key: str) -> None:
        self._objects.pop(key, None)

    def erase(self, key: str) -> datetime | None:
        self.delete(key)
        return None

    def find_space(self) -> DiskSpace | None:
        return None

    def check(self) -> BackendHealth:
        return BackendHealth("objects", "memory:", True, "1", f"{len(self._objects)} objects")
