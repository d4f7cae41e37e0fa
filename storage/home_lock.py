"""Here lives the lock of a home: any number of commands share it, what must be alone excludes them all.

A restore is alone from its beginning. A migration becomes so: a command that has home already finds it necessary.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from schemas.errors import SetupError, TemporarilyUnavailable

_LOCK_FILE = ".lock"
_LOOK_EVERY_S = 0.1
# Home -> descriptors by which this process shares it: a lock through a new one would wait for our own.
_shared: dict[Path, list[int]] = {}


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
    with _opened(home) as descriptor:
        _wait_for(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH, patience_s)
        ours = _shared.setdefault(home, [])
        if not alone:
            ours.append(descriptor)
        try:
            yield
        finally:
            if not alone:
                ours.remove(descriptor)


@contextmanager
def hold_home_alone(home: Path, patience_s: float) -> Iterator[None]:
    """Be alone for as long as the context lasts, whether this process shares the home already or not.

    Raises:
        TemporarilyUnavailable: "home_busy"; whoever shared it by then has lost it, and must end.
    """
    ours = _shared.get(home, [])
    with nullcontext(ours[0]) if len(ours) == 1 else _opened(home) as descriptor:
        _wait_for(descriptor, fcntl.LOCK_EX, patience_s)
        try:
            yield
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_SH)


@contextmanager
def _opened(home: Path) -> Iterator[int]:
    try:
        descriptor = os.open(home / _LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    except OSError as error:
        raise SetupError("home_unusable") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, kind: int, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise TemporarilyUnavailable("home_busy") from None
            time.sleep(_LOOK_EVERY_S)
        else:
            return
