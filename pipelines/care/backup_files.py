"""Here live backups in one file: a tar that any machine can open, each member with its hash, never held in memory.

A stored zip, as disks of batches are, would need its whole directory in memory: a home has millions of objects.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from pipelines.care.backup_forms import Member, check_name, telling_disk_faults
from pipelines.whole_files import copy_hashed, sync_file, written_whole
from schemas import wire
from schemas.backup_record import END, OBJECTS, RECORD, BackupRecord, read_backup_record
from schemas.errors import InputRejected, SetupError

_HASH_HEADER = "SOHOA.sha256"
_BLOCKS_BYTES = 1 << 20
# What the standard library's reader says of a file that is cut, flipped or made to hurt.
_DAMAGE = (tarfile.TarError, EOFError, ValueError, OverflowError, KeyError, RecursionError)
_LARGEST_RECORD_BYTES = 1 << 20


@contextmanager
def written_backup(path: Path) -> Iterator[BackupFileTarget]:
    """A target that becomes the file `path` when the context ends well and it is finished; read back before.

    Raises:
        SetupError: "backup_unwritable"; TemporarilyUnavailable: "no_space".
        InputRejected: "backup_damaged"; the disk gave back something else than was written.
    """
    with telling_disk_faults(), written_whole(path) as part:
        with part.open("wb") as file:
            target = BackupFileTarget(file)
            yield target
        sync_file(part)
        found = BackupFile(part)
        for _ in found.iterate_hashes():
            pass
        target.fingerprint = found.fingerprint


class BackupFileTarget:
    """The writing side; `fingerprint` is the file's SHA-256 once it is closed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self._seal = _Seal()
        self.fingerprint = ""

    def begin(self, record: BackupRecord) -> None:
        self._add(RECORD, BytesIO(wire.to_json(record).encode()))

    def put_document(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            self._add(name, source)

    def holds(self, key: str) -> bool:
        return False

    def put_object(self, key: str, path: Path) -> str:
        with path.open("rb") as source:
            return self._add(OBJECTS + key, source)

    def list_held(self) -> Iterator[str]:
        yield from ()

    def forget(self, key: str) -> None:
        raise AssertionError("a file holds nothing of earlier backups")

    def finish(self) -> str:
        self._add(END, BytesIO(wire.to_json(self._seal.value).encode()))
        self._archive.close()
        return ""

    def _add(self, name: str, source: IO[bytes]) -> str:
        info = tarfile.TarInfo(name)
        info.pax_headers = {_HASH_HEADER: copy_hashed(source)}
        info.size = source.tell()
        source.seek(0)
        self._archive.addfile(info, source)
        # The library keeps every member for a table that we never ask for.
        self._archive.members.clear()  # type: ignore[attr-defined]
        self._seal.add(name, info.size, info.pax_headers[_HASH_HEADER])
        return info.pax_headers[_HASH_HEADER]


class _Seal:
    """What the last member says of all before it: how many, and one hash over names, sizes and hashes."""

    def __init__(self) -> None:
        self._count = 0
        self._digest = hashlib.sha256()

    def add(self, name: str, byte_count: int, sha256: str) -> None:
        self._count += 1
        self._digest.update(f"{name}\0{byte_count}\0{sha256}\n".encode())

    @property
    def value(self) -> dict[str, str]:
        return {"members": str(self._count), "sha256": self._digest.hexdigest()}


class BackupFile:
    """The reading side. `fingerprint` is the file's SHA-256, once everything was iterated."""

    def __init__(self, path: Path) -> None:
        """Reads the record alone.

        Raises:
            SetupError: "backup_unknown", "home_newer"; InputRejected: "not_a_backup", "file_unreadable".
        """
        if not path.is_file():
            raise SetupError("backup_unknown")
        self._path = path
        self.fingerprint = ""
        with _reading(path, "not_a_backup") as (archive, _):
            first = archive.next()
            if first is None or first.name != RECORD or first.size > _LARGEST_RECORD_BYTES:
                raise InputRejected("not_a_backup")
            self.record = read_backup_record(_open(archive, first).read())

    def iterate_hashes(self) -> Iterator[str]:
        """The name of every member, once its bytes were found to hash to what is said of them."""
        for name, _, source, promised in self._iterate():
            _check(name, source, promised)
            yield name

    def iterate_members(self, scratch: Path) -> Iterator[Member]:
        path = scratch / "member"
        for name, _, source, promised in self._iterate():
            with path.open("wb") as target:
                _check(name, source, promised, target)
            if name != RECORD:
                yield Member(name, promised, path)

    def list_later_erasures(self) -> tuple[bytes, ...]:
        return ()

    def _iterate(self) -> Iterator[tuple[str, int, IO[bytes], str]]:
        seal = _Seal()
        with _reading(self._path, "backup_damaged") as (archive, file):
            while (info := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]
                promised = info.pax_headers.get(_HASH_HEADER, "")
                if info.name == END:
                    break
                if not info.isreg():
                    raise InputRejected("backup_damaged", member="?")
                if info.name != RECORD:
                    check_name(info.name)
                yield info.name, info.size, _open(archive, info), promised
                seal.add(info.name, info.size, promised)
            if info is None or wire.from_json(dict, _open(archive, info).read(_LARGEST_RECORD_BYTES)) != seal.value:
                raise InputRejected("backup_damaged", member=END)
            if archive.next() is not None:
                raise InputRejected("backup_damaged", member=END)
            self.fingerprint = file.drain()


class _HashedReader:
    """A file that is read from its beginning to its end, and hashed meanwhile."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, byte_count: int) -> bytes:
        data = self._file.read(byte_count)
        self._digest.update(data)
        return data

    def drain(self) -> str:
        while self.read(_BLOCKS_BYTES):
            pass
        return self._digest.hexdigest()


@contextmanager
def _reading(path: Path, code: str) -> Iterator[tuple[tarfile.TarFile, _HashedReader]]:
    try:
        with path.open("rb") as file:
            hashed = _HashedReader(file)
            with tarfile.open(fileobj=hashed, mode="r|", bufsize=_BLOCKS_BYTES) as archive:  # type: ignore[call-overload]
                yield archive, hashed
    except _DAMAGE as error:
        raise InputRejected(code, member="?") from error
    except OSError as error:
        raise InputRejected("file_unreadable") from error


def _check(name: str, source: IO[bytes], promised: str, target: IO[bytes] | None = None) -> None:
    """Read one member to its end, into `target` where one is given."""
    try:
        is_whole = copy_hashed(source, target) == promised
    except _DAMAGE as error:
        raise InputRejected("backup_damaged", member=name) from error
    if not is_whole:
        raise InputRejected("backup_damaged", member=name)


def _open(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    if stream is None:
        raise ValueError("not a file")
    return stream
