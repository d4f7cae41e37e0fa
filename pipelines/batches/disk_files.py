"""Here live the files that carry a batch on a disk: a stored zip, streamed, never unpacked by name."""

from __future__ import annotations

import errno
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pipelines.whole_files import copy_hashed, sync_file, written_whole
from schemas import wire
from schemas.batch_disk import RECORD_ENTRY, DiskRecord, entry_of, read_record
from schemas.errors import InputRejected, SetupError, StoreDamaged, TemporarilyUnavailable
from storage.keys import original_key
from storage.ports import ObjectStore

_CHUNK_BYTES = 1 << 20
# A million scans make about 250 MB of record; an office's boxes hold some thousands.
_LARGEST_RECORD_BYTES = 64 << 20
# One moment for every entry: the same batch exported twice gives the same bytes.
_ENTRY_DATE = (1980, 1, 1, 0, 0, 0)
# What the standard library's reader says of a file that is cut, flipped or made to hurt.
_DAMAGE = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError, struct.error)


def write_disk(path: Path, record: DiskRecord, objects: ObjectStore) -> None:
    """Write a disk file beside its place, flush it, then put it there; every original is hashed on the way.

    Raises:
        SetupError: "disk_unwritable"; StoreDamaged: "object_missing", "object_damaged"; InputRejected: "disk_damaged",
        where the file reads back as something else.
    """
    try:
        with written_whole(path) as part:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(zipfile.ZipInfo(RECORD_ENTRY, _ENTRY_DATE), wire.to_json(record))
                for scan_id in record.scan_ids:
                    _write_original(archive, objects, scan_id)
            # A stick is pulled out as soon as the command ends; read back as an import will, while the originals are
            # still at hand.
            sync_file(part)
            with DiskFile(part):
                pass
    except OSError as error:
        raise SetupError("disk_unwritable") from error


def _write_original(archive: zipfile.ZipFile, objects: ObjectStore, scan_id: str) -> None:
    key = original_key(scan_id)
    info = zipfile.ZipInfo(entry_of(scan_id), _ENTRY_DATE)
    with objects.open_local(key) as path, path.open("rb") as source:
        # Tells the writer whether the entry needs the form for more than 4 GiB.
        info.file_size = path.stat().st_size
        with archive.open(info, "w") as target:
            if copy_hashed(source, target) != scan_id:
                raise StoreDamaged("object_damaged", key=key)


class DiskFile:
    """A disk file opened and checked whole: its record is sound, every original is there and hashes to its name."""

    def __init__(self, path: Path) -> None:
        """Open and check; nothing of the home is touched.

        Raises:
            SetupError: "path_missing"; InputRejected: "file_unreadable", "disk_not_ours", "disk_damaged",
            "disk_of_another_version", "disk_has_strangers".
        """
        if not path.is_file():
            raise SetupError("path_missing", ordinal=1)
        with _translated():
            self._file: IO[bytes] = path.open("rb")
        try:
            self._archive = self._open_archive(path)
            self.record = self._check()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()
        self._file.close()

    @contextmanager
    def open_original(self, scan_id: str) -> Iterator[Path]:
        """The bytes as a scratch file, for as long as the context lasts; they hash to `scan_id`."""
        with tempfile.TemporaryDirectory(prefix="sohoa-disk-") as folder:
            path = Path(folder, "original")
            with _translated(), self._archive.open(entry_of(scan_id)) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target, _CHUNK_BYTES)
            yield path

    def _open_archive(self, path: Path) -> zipfile.ZipFile:
        with _translated():
            if self._file.read(4) != b"PK\x03\x04":
                raise InputRejected("disk_not_ours")
            archive = zipfile.ZipFile(self._file)
            infos = archive.infolist()
            # Never unpacked and never larger than it lies there: no entry may be packed, nor two share their bytes.
            if any(info.compress_type or info.flag_bits & 1 or info.file_size != info.compress_size for info in infos):
                raise InputRejected("disk_has_strangers")
            if sum(info.file_size for info in infos) > path.stat().st_size:
                raise InputRejected("disk_damaged")
            return archive

    def _check(self) -> DiskRecord:
        names = self._archive.namelist()
        if RECORD_ENTRY not in names:
            raise InputRejected("disk_not_ours")
        if self._archive.getinfo(RECORD_ENTRY).file_size > _LARGEST_RECORD_BYTES:
            raise InputRejected("disk_damaged")
        with _translated():
            record = read_record(self._archive.read(RECORD_ENTRY))
        wanted = {RECORD_ENTRY, *map(entry_of, record.scan_ids)}
        if set(names) - wanted:
            raise InputRejected("disk_has_strangers")
        if len(names) != len(wanted):
            raise InputRejected("disk_damaged")
        for scan_id in record.scan_ids:
            with _translated(), self._archive.open(entry_of(scan_id)) as source:
                if copy_hashed(source) != scan_id:
                    raise InputRejected("disk_damaged")
        return record


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise InputRejected("disk_damaged") from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise TemporarilyUnavailable("no_space") from error
        raise InputRejected("file_unreadable") from error
