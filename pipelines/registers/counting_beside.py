"""Here lives the making of coverage in a process beside, for who cannot wait while all papers are counted."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

from pipelines.registers.coverage_build import ensure_coverage
from pipelines.resources import Resources, open_resources
from pipelines.settings import Settings
from schemas.errors import SohoaError


@dataclass(frozen=True, slots=True)
class Progress:
    """Papers counted of papers there are; both 0 until that is known."""

    done: int
    total: int


class CountingBeside:
    """One making at a time; it ends with this process. What it leaves undone, who asks next begins anew."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        # A process of its own: pages are answered meanwhile as fast as ever.
        self._context = multiprocessing.get_context("spawn")
        self._told = self._context.Array("q", (0, 0))

    def find_progress(self, resources: Resources) -> Progress | None:
        """None where coverage is whole; else how far its making is, which was begun where none was under way."""
        if resources.catalogue.is_coverage_whole():
            return None
        with self._lock:
            if self._process is None or not self._process.is_alive():
                self._told[0] = self._told[1] = 0
                arguments = (self._settings, self._told)
                self._process = self._context.Process(target=_count, args=arguments, daemon=True)
                self._process.start()
        return Progress(self._told[0], self._told[1])

    def wait(self, timeout_s: float) -> None:
        """Until the making that is under way has ended, at most so long."""
        if self._process is not None:
            self._process.join(timeout_s)


def _count(settings: Settings, told: multiprocessing.sharedctypes.SynchronizedArray[int]) -> None:
    def tell(done: int, total: int | None) -> None:
        told[0], told[1] = done, total or 0

    # Somebody else makes it, or a store is away: whoever asks again finds out.
    with contextlib.suppress(SohoaError), open_resources(settings) as resources:
        ensure_coverage(resources, tell)
