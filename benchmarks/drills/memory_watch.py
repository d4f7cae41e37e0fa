"""Here lives the watch over a process tree's memory: proportional set size, Prefect's server named apart."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import psutil

_LOOK_EVERY_S = 0.3
_SERVER_MODULE = "pipelines.orchestration.server_process"


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory at one moment, in bytes; `progress` is whatever the watcher was told to note beside it."""

    at_s: float
    product_bytes: int
    server_bytes: int
    progress: int


class MemoryWatch:
    """Samples a family of processes until left; shared pages count once, split among their sharers (PSS)."""

    def __init__(
        self, list_family: Callable[[], Sequence[psutil.Process]], progress: Callable[[], int] = lambda: 0
    ) -> None:
        self.samples: list[Sample] = []
        self._list_family = list_family
        self._progress = progress
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def peak_bytes(self) -> int:
        """The product's highest sum, the server left out."""
        return max((sample.product_bytes for sample in self.samples), default=0)

    def _run(self) -> None:
        started = time.monotonic()
        while not self._stop.wait(_LOOK_EVERY_S):
            product = server = 0
            for process in self._list_family():
                with contextlib.suppress(psutil.Error):
                    used = process.memory_full_info().pss
                    if _SERVER_MODULE in process.cmdline():
                        server += used
                    else:
                        product += used
            self.samples.append(Sample(time.monotonic() - started, product, server, self._progress()))
