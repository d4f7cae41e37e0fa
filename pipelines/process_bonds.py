"""Here lives what ties a child process to its parent: it ends when the parent is gone, and its children with it."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time

import psutil

_LOOK_EVERY_S = 0.5


def end_with_parent(parent_pid: int) -> None:
    """Start a watcher in this process that ends it, and its own children, once its parent is dead.

    A kill signal at the parent's death (prctl) would be tied to the parent's *thread* that started
    us, and pools start workers from threads that come and go; so the parent is watched instead.

    Args:
        parent_pid: told by the parent: by the time a child asks for it, the parent may be gone already.
    """
    threading.Thread(target=_watch, args=(parent_pid,), name="parent-watch", daemon=True).start()


def take_children_along() -> None:
    """Make SIGTERM end this process's children too: an engine must not go on for a page that was given up."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: _end())


def _watch(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(_LOOK_EVERY_S)
    _end()


def _end() -> None:
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    os._exit(1)
