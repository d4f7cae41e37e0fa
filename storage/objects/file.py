"""Here lives the object store in a folder: a scratch file, checked, then renamed to its key."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from schemas.crash_points import reached
from schemas.errors import SetupError, StoreDamaged, TemporarilyUnavailable
from storage.disk import measure_disk
from storage.keys import find_named_sha256
from storage.leases import is_owner_dead, lease_owner
from storage.object_locks import Retention, check_link_time
from storage.opening import resolve_folder
from storage.ports import BackendHealth, DiskSpace

_CHUNK_BYTES = 1 << 20
_SCRATCH = ".scratch"


def open_url(url: str, home: Path) -> FileObjectStore:
    """The store in `file:/folder`, or in `objects` under home."""
    return FileObjectStore(resolve_folder(url, home, "objects"))


class FileObjectStore:
    """Objects as read-only files under their keys; scratch files lie in `.scratch` on the same disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._scratch = root / _SCRATCH
        with _translated():
            self._scratch.mkdir(parents=True, exist_ok=True)
        self._sweep_scratch()

    def put_file(self, key: str, path: Path, sha256: str | None = None) -> None:
        with path.open("rb") as source:
            self._put(key, source, sha256)

    def put_bytes(self, key: str, data: bytes) -> None:
        self._put(key, io.BytesIO(data), None)

    def get_bytes(self, key: str) -> bytes:
        with self.open_local(key) as path, _translated(key):
            data = path.read_bytes()
        if find_named_sha256(key) not in (None, hashlib.sha256(data).hexdigest()):
            raise StoreDamaged("object_damaged", key=key)
        return data

    @contextmanager
    def open_local(self, key: str) -> Iterator[Path]:
        path = self._path(key)
        if not path.is_file():
            raise StoreDamaged("object_missing", key=key)
        yield path

    def find_size(self, key: str) -> int | None:
        try:
            return self._path(key).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def compute_sha256(self, key: str) -> str:
        with _translated(key), self._path(key).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        folder, _, _ = prefix.rpartition("/")
        for key in self._walk(self._root / folder, f"{folder}/" if folder else ""):
            if key.startswith(prefix):
                yield key

    def delete(self, key: str) -> None:
        path = self._path(key)
        with _translated(key), suppress(FileNotFoundError):
            path.unlink()
            _sync_folder(path.parent)

    def erase(self, key: str) -> datetime | None:
        self.delete(key)
        return None

    def find_lock_fault(self) -> str | None:
        # Whoever may write into a folder may also remove from it; a mark beside the file would only pretend.
        return "store_without_lock"

    def put_retention(self, key: str, retention: Retention) -> None:
        raise SetupError("store_without_lock")

    def find_retention(self, key: str) -> Retention | None:
        return None

    def make_link(self, key: str, seconds: int, file_name: str) -> str | None:
        check_link_time(seconds)
        return None

    def find_space(self) -> DiskSpace | None:
        return measure_disk("objects", self._root)

    def check(self) -> BackendHealth:
        url = f"file:{self._root}"
        if not os.access(self._scratch, os.W_OK):
            return BackendHealth("objects", url, False, "", "folder is not writable")
        return BackendHealth("objects", url, True, "1", f"{measure_disk('', self._root).free_bytes >> 20} MiB free")

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if any(not part or part.startswith(".") for part in parts) or "\0" in key:
            raise ValueError(f"not an object key: {key!r}")
        return self._root / key

    def _put(self, key: str, source: BinaryIO, sha256: str | None) -> None:
        target = self._path(key)
        scratch = self._scratch / f"{lease_owner().replace(':', '~')}~{uuid.uuid4().hex}"
        try:
            with _translated():
                found = _copy(source, scratch)
            if sha256 is not None and found != sha256:
                raise TemporarilyUnavailable("source_changed")
            if target.is_file() and self.compute_sha256(key) == found:
                return
            if _hash_from_disk(scratch) != found:
                raise StoreDamaged("object_damaged", key=key)
            reached("object.scratch_written")
            with _translated():
                self._rename(scratch, target)
        finally:
            scratch.unlink(missing_ok=True)

    def _rename(self, scratch: Path, target: Path) -> None:
        made = [folder for folder in target.parents if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(scratch, target)
        reached("object.renamed")
        _sync_folder(target.parent)
        # A new folder is only there for good once the folder that names it is on disk too.
        for folder in made:
            _sync_folder(folder.parent)

    def _sweep_scratch(self) -> None:
        for path in self._scratch.iterdir():
            owner = path.name.rpartition("~")[0].replace("~", ":")
            if is_owner_dead(owner):
                path.unlink(missing_ok=True)

    def _walk(self, folder: Path, prefix: str) -> Iterator[str]:
        try:
            entries = [e for e in os.scandir(folder) if not e.name.startswith(".")]
        except (FileNotFoundError, NotADirectoryError):
            return
        # Keys sort as whole strings, so a folder's name sorts with the slash that follows it.
        named = sorted((e.name + ("/" if e.is_dir() else ""), e.path) for e in entries)
        for name, path in named:
            if name.endswith("/"):
                yield from self._walk(Path(path), prefix + name)
            else:
                yield prefix + name


def _copy(source: BinaryIO, scratch: Path) -> str:
    """Write all of `source` durably to `scratch`; the SHA-256 of what was read."""
    digest = hashlib.sha256()
    with scratch.open("xb") as file:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), 0o440)
    return digest.hexdigest()


def _hash_from_disk(path: Path) -> str:
    with path.open("rb") as file:
        # Asks the kernel to forget its copy, so that the check reads what the disk really holds.
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translated(key: str = "") -> Iterator[None]:
    """Tell of the disk's troubles in our own errors."""
    try:
        yield
    except FileNotFoundError as error:
        raise StoreDamaged("object_missing", key=key) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise TemporarilyUnavailable("no_space") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR):
            raise SetupError("home_unusable") from error
        raise TemporarilyUnavailable("objects_away") from error
