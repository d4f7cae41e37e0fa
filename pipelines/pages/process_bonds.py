"""Here lives what ties a child process to its parent: it ends when the parent is gone, and its children with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.connection import wait

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


def fall_with_parent(parent_pid: int) -> None:
    """As `end_with_parent`, but at one stroke, for a process that leads page workers.

    Were they killed first, their leader would take it for their own failure and put the paper into quarantine.
    They end by themselves when it is gone.
    """
    threading.Thread(target=_watch_and_fall, args=(parent_pid,), name="parent-watch", daemon=True).start()


def end_with_opener() -> None:
    """As `end_with_parent`, in a worker of a fork server: ends with who opened the pool, and with the server."""
    opener = multiprocessing.parent_process()
    assert opener is not None, "a worker was started by somebody"
    arguments = (opener.sentinel, os.getppid())
    threading.Thread(target=_watch_opener, args=arguments, name="opener-watch", daemon=True).start()


def take_children_along() -> None:
    """Make SIGTERM end this process's children too: an engine must not go on for a page that was given up."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: _end())


def _watch(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(_LOOK_EVERY_S)
    _end()


def _watch_and_fall(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(_LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGKILL)


def _watch_opener(sentinel: int, server_pid: int) -> None:
    # Only the opener holds the other end of the sentinel's pipe; the server's own death leaves no such trace.
    while not wait([sentinel], timeout=_LOOK_EVERY_S) and os.getppid() == server_pid:
        pass
    _end()


def _end() -> None:
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            child.kill()
            # Waited for, so that what it cost is counted to us; one that is a child's child ends without.
            child.wait(timeout=1.0)
    os._exit(1)
