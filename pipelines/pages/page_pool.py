"""Here lives the supervised pool: worker processes in which hostile files may crash, hang or swell.

A task that dies or runs out of time costs itself only; the pool puts a new worker in its place.
"""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipelines.pages import page_work
from pipelines.pages.fork_server import join_fork_server, leave_fork_server
from pipelines.pages.process_bonds import end_with_opener, take_children_along
from schemas.errors import InputRejected, SohoaError, TemporarilyUnavailable
from storage.leases import is_owner_dead, lease_owner

Answer = TypeVar("Answer")

# A worker is replaced after this many tasks, so that leaks of native parsers stay bounded.
_TASKS_PER_WORKER = 150
_SCRATCH = "sohoa-pool-"
_START_TIMEOUT_S = 120.0
WORKER_DIED = "page_worker_died"


class PagePool:
    """At most `workers` tasks at once, each with a time limit and an address-space limit.

    Tasks are module-level functions with picklable arguments. Workers are forked from a server that does nothing else,
    never from this process: threads and native libraries hold locks that a fork would copy. They put their temporary
    files (pictures of pages among them) into `scratch`, which goes with the pool; what a killed pool left, the next
    one sweeps.
    """

    def __init__(self, workers: int, memory_mb: int) -> None:
        self.workers = workers
        self.scratch = _make_scratch()
        self._memory_bytes = memory_mb * 1024 * 1024
        self._lock = threading.Lock()
        self._is_closed = False
        self._context = join_fork_server()
        self._pool = self._open_pool()

    def _open_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=_TASKS_PER_WORKER,
            initializer=_prepare_worker,
            initargs=(self._memory_bytes, self.scratch),
            context=self._context,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, task: Callable[..., Answer], *arguments: Any, timeout_s: float) -> Future[Answer]:
        """Queue a task; read its answer with `take`."""
        # What cleans the machine's temporary folder takes it for forgotten when a pool lives for weeks.
        self.scratch.mkdir(mode=0o700, exist_ok=True)
        with self._lock:
            # The library gives a pool up when a worker dies that had nothing to do; we start another.
            if not self._is_closed and not self._pool.active:
                _stop(self._pool)
                self._pool = self._open_pool()
            try:
                future: Future[Answer] = self._pool.schedule(task, args=arguments, timeout=timeout_s)
            except RuntimeError as error:
                raise TemporarilyUnavailable("stopping" if self._is_closed else "page_workers_away") from error
        return future

    def run(self, task: Callable[..., Answer], *arguments: Any, timeout_s: float) -> Answer:
        """Do a task and wait for it, once more if its worker died (of its neighbour's hunger, perhaps).

        Raises as `take` does.
        """
        try:
            return take(self.submit(task, *arguments, timeout_s=timeout_s))
        except InputRejected as error:
            if error.code != WORKER_DIED:
                raise
            return take(self.submit(task, *arguments, timeout_s=timeout_s))

    def warm_up(self) -> None:
        """Let the workers start now, without waiting for them."""
        self.submit(page_work.do_nothing, timeout_s=_START_TIMEOUT_S)

    def close(self) -> None:
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            _stop(self._pool)
            leave_fork_server()
        shutil.rmtree(self.scratch, ignore_errors=True)


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def take(future: Future[Answer]) -> Answer:
    """The answer of a task.

    Raises:
        SohoaError: what the task raised; InputRejected: "page_timeout", "page_worker_died" (killed,
            crashed, out of memory), "unexpected" (the task's own unforeseen fault: it had a hostile
            file in hand); TemporarilyUnavailable: "stopping" (the pool was closed).
    """
    try:
        error = future.exception()
    except CancelledError as cancelled:
        raise TemporarilyUnavailable("stopping") from cancelled
    if error is None:
        return future.result()
    if isinstance(error, SohoaError):
        raise error
    if isinstance(error, FutureTimeoutError):
        raise InputRejected("page_timeout") from error
    if isinstance(error, (ProcessExpired, BrokenProcessPool, MemoryError)):
        raise InputRejected(WORKER_DIED) from error
    raise InputRejected("unexpected", kind=type(error).__name__) from error


def _make_scratch() -> Path:
    """A folder of this pool's own, after those of dead pools were removed."""
    root = Path(tempfile.gettempdir())
    for folder in root.glob(f"{_SCRATCH}*"):
        if is_owner_dead(folder.name.removeprefix(_SCRATCH).rpartition("~")[0].replace("~", ":"), is_ours=True):
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_SCRATCH}{lease_owner().replace(':', '~')}~"))


def _prepare_worker(memory_bytes: int, scratch: Path) -> None:
    end_with_opener()
    take_children_along()
    # Native libraries chatter about every oddity of a hostile file; what a person must know has a code.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    # The engine's own process takes it from the environment, this one from the module.
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
    os.nice(5)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, hard))
