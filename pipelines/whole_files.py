"""Here live files that are there whole or not at all: written beside their place, flushed, then put there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_CHUNK_BYTES = 1 << 20


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path beside `path` to be written, for its owner alone; it takes its place when the context ends well.

    Otherwise it is removed, and what stood at `path` stays. Raises OSError as it comes.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
        sync_file(part)
        part.replace(path)
        # Some disks that are carried about cannot flush a folder.
        with suppress(OSError):
            sync_file(path.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Bring a file, or the names in a folder, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hash_whole(path: Path) -> str:
    """The SHA-256 of a file, in 64 hex digits; raises OSError as it comes."""
    with path.open("rb") as file:
        return copy_hashed(file)


def copy_hashed(source: IO[bytes], target: IO[bytes] | None = None) -> str:
    """The SHA-256 of everything read, in 64 hex digits; written on where a target is given."""
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
    return digest.hexdigest()
