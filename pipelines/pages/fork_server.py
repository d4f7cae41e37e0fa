"""Here lives the process that page workers are forked from: one a program, there while any pool is.

It has imported what pages are read with (`worker_start`), has one thread and has touched no file from outside, so that
a fork of it is safe and a worker, or the one in a dead worker's place, starts in milliseconds.
"""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

_LOADED_BEFORE = ["pipelines.pages.worker_start"]

_lock = threading.Lock()
_pools = 0


def join_fork_server() -> ForkServerContext:
    """The context of one more pool; to be given back by `leave_fork_server`."""
    global _pools
    with _lock:
        _pools += 1
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_LOADED_BEFORE)
        return context


def leave_fork_server() -> None:
    """Say that a pool has ended, its workers too; after the last one the server ends."""
    global _pools
    with _lock:
        _pools -= 1
        if _pools == 0:
            # The library would leave it to end by itself, later than us and with nobody to count what it cost.
            forkserver._forkserver._stop()  # type: ignore[attr-defined]
