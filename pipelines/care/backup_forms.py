"""Here lives what the forms of a backup have in common: what may lie in one, and how it is handed over."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from schemas.backup_record import CATALOGUE, DECLARATION_FOLDERS, ERASED, OBJECTS, BackupRecord
from schemas.errors import InputRejected, SetupError, TemporarilyUnavailable
from storage.keys import AUDIT_HEADS, ORIGINALS, READINGS, SEARCHABLE

# What is being done, how far it is, and how much there is of it where that is known.
ProgressListener = Callable[[str, int, int | None], None]

_KINDS = "|".join((ORIGINALS, READINGS, SEARCHABLE, AUDIT_HEADS))
_DECLARATION = re.compile(rf"(?:{'|'.join(DECLARATION_FOLDERS)})/[^/\\\x00-\x1f.][^/\\\x00-\x1f]*\.(?:toml|csv)")
_MEMBER = re.compile(
    rf"{re.escape(CATALOGUE)}|{re.escape(ERASED)}|{_DECLARATION.pattern}|{OBJECTS}(?:{_KINDS})[0-9A-Za-z_/.-]+"
)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Member:
    """One thing in a backup: its name, the SHA-256 of its bytes, and the bytes in a scratch file of this moment."""

    name: str
    sha256: str
    path: Path


class BackupTarget(Protocol):
    """Where a backup goes: `begin`, then documents, then objects, then `finish`; nothing counts before that."""

    def begin(self, record: BackupRecord) -> None: ...

    def put_document(self, name: str, path: Path) -> None: ...

    def holds(self, key: str) -> bool:
        """Whether an object is there already, whole, from an earlier backup."""

    def put_object(self, key: str, path: Path) -> str:
        """The SHA-256 of the bytes that were put."""

    def list_held(self) -> Iterator[str]:
        """Keys of the objects that earlier backups brought."""

    def forget(self, key: str) -> None:
        """Remove an object for good, as far as no lock keeps it."""

    def finish(self) -> str:
        """Make it count; the SHA-256 by which it is known outside."""


class BackupSource(Protocol):
    """A backup to restore from."""

    @property
    def record(self) -> BackupRecord: ...

    def iterate_members(self, scratch: Path) -> Iterator[Member]:
        """Everything in order: the catalogue first, the objects last; each checked, gone when the next is asked for.

        Raises:
            InputRejected: "backup_damaged", with the member.
        """

    def list_later_erasures(self) -> tuple[bytes, ...]:
        """Lines of the newest backup's list of erasures, where it is known that there is a newer one."""


def list_declarations(home: Path) -> Iterator[tuple[str, Path]]:
    """(name in a backup, file) of all that the office declared itself, in order of name."""
    for folder in DECLARATION_FOLDERS:
        for path in sorted((home / folder).glob("*.*")):
            if is_declaration(f"{folder}/{path.name}"):
                yield f"{folder}/{path.name}", path


def is_declaration(name: str) -> bool:
    """Whether something in a backup goes back into a folder of home."""
    return _DECLARATION.fullmatch(name) is not None


def check_name(name: str) -> None:
    """Names are never paths to be unpacked, yet keys and files are made of them: only those that a backup writes pass.

    Raises:
        InputRejected: "backup_damaged".
    """
    if not _MEMBER.fullmatch(name) or any(part in ("", ".", "..") for part in name.split("/")):
        raise InputRejected("backup_damaged", member="?")


@contextmanager
def telling_disk_faults() -> Iterator[None]:
    """Tell of the trouble of the disk that is written to.

    Raises:
        TemporarilyUnavailable: "no_space"; SetupError: "backup_unwritable".
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise TemporarilyUnavailable("no_space") from error
        raise SetupError("backup_unwritable") from error
