"""Here lives the lock of a home: any number of commands share it, what must be alone excludes them all."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import SetupError, TemporarilyUnavailable

_LOCK_FILE = ".lock"
_LOOK_EVERY_S = 0.1


@contextmanager
def hold_home(home: Path, *, alone: bool = False, patience_s: float = 0.0) -> Iterator[None]:
    """Hold a home that exists, with others or alone, for as long as the context lasts.

    The lock falls with the process: nothing is left after a kill. It costs one system call, so every command takes it.

    Args:
        alone: nobody else may hold it, nor come in.
        patience_s: how long whoever is in the way is waited for.

    Raises:
        TemporarilyUnavailable: "home_busy"; SetupError: "home_unusable".
    """
    deadline = time.monotonic() + patience_s
    try:
        descriptor = os.open(home / _LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    except OSError as error:
        raise SetupError("home_unusable") from error
    try:
        while not _is_taken(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH):
            if time.monotonic() >= deadline:
                raise TemporarilyUnavailable("home_busy")
            time.sleep(_LOOK_EVERY_S)
        yield
    finally:
        os.close(descriptor)


def _is_taken(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
