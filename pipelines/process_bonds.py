"""Here lives what ties a child process to its parent: it ends when the parent is gone."""

from __future__ import annotations

import contextlib
import os
import threading
import time

import psutil

_LOOK_EVERY_S = 0.5


def end_with_parent() -> None:
    """Start a watcher in this process that ends it, and its own children, once its parent is dead.

    A kill signal at the parent's death (prctl) would be tied to the parent's *thread* that started
    us, and pools start workers from threads that come and go; so the parent is watched instead.
    """
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_S)
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    os._exit(1)
