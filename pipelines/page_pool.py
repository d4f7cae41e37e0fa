"""Here lives the supervised pool: worker processes in which hostile files may crash, hang or swell.

A task that dies or runs out of time costs itself only; the pool puts a new worker in its place.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipelines.process_bonds import end_with_parent
from schemas.errors import InputRejected, SohoaError, TemporarilyUnavailable

Answer = TypeVar("Answer")

# A worker is replaced after this many tasks, so that leaks of native parsers stay bounded.
_TASKS_PER_WORKER = 150


class PagePool:
    """At most `workers` tasks at once, each with a time limit and an address-space limit.

    Tasks are module-level functions with picklable arguments. Spawned, never forked: native
    libraries hold locks that a fork would copy.
    """

    def __init__(self, workers: int, memory_mb: int) -> None:
        self.workers = workers
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=_TASKS_PER_WORKER,
            initializer=_prepare_worker,
            initargs=(memory_mb * 1024 * 1024,),
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, task: Callable[..., Answer], *arguments: Any, timeout_s: float) -> Future[Answer]:
        """Queue a task; read its answer with `take`."""
        future: Future[Answer] = self._pool.schedule(task, args=arguments, timeout=timeout_s)
        return future

    def run(self, task: Callable[..., Answer], *arguments: Any, timeout_s: float) -> Answer:
        """Do a task and wait for it; raises as `take` does."""
        return take(self.submit(task, *arguments, timeout_s=timeout_s))

    def warm_up(self) -> None:
        """Let every worker start and load its libraries now, without waiting for it."""
        for _ in range(self.workers):
            self.submit(_import_heavy_rooms, timeout_s=120)

    def close(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def take(future: Future[Answer]) -> Answer:
    """The answer of a task.

    Raises:
        SohoaError: what the task raised; InputRejected: "page_timeout", "page_worker_died" (killed,
            crashed, out of memory); TemporarilyUnavailable: "stopping" (the pool was closed).
    """
    try:
        return future.result()
    except SohoaError:
        raise
    except FutureTimeoutError as error:
        raise InputRejected("page_timeout") from error
    except (ProcessExpired, MemoryError) as error:
        raise InputRejected("page_worker_died") from error
    except (CancelledError, OSError) as error:
        raise TemporarilyUnavailable("stopping") from error


def _prepare_worker(memory_bytes: int) -> None:
    end_with_parent()
    # Two cores, two processes: threads inside a task only get in each other's way (measured 4-5x slower).
    for name in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    os.nice(5)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, hard))


def _import_heavy_rooms() -> None:
    import pipelines.page_work  # noqa: F401

    # Hold this worker a moment, so that the next warm-up task goes to the next worker.
    time.sleep(0.3)
