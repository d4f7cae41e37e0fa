"""Here live seconds spent: on the clock and on the processor, called programs included."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil


@dataclass(slots=True)
class Seconds:
    """Wall seconds and CPU seconds (user and system) of a piece of work."""

    wall_s: float = 0.0
    cpu_s: float = 0.0

    @classmethod
    def mean(cls, costs: Iterable[Seconds]) -> Seconds:
        kept = list(costs)
        return cls(sum(cost.wall_s for cost in kept) / len(kept), sum(cost.cpu_s for cost in kept) / len(kept))

    def to_json(self) -> dict[str, float]:
        return {"wall_s": round(self.wall_s, 3), "cpu_s": round(self.cpu_s, 3)}


@contextmanager
def spending() -> Iterator[Seconds]:
    """Filled in when the block ends; called programs count, a reader that stays for the next page too."""
    spent, wall_s, cpu_s = Seconds(), time.perf_counter(), spent_cpu_s()
    yield spent
    spent.wall_s, spent.cpu_s = time.perf_counter() - wall_s, spent_cpu_s() - cpu_s


def spent_cpu_s() -> float:
    """CPU seconds of this process so far, and of the programs that it ran, whether ended or still there."""
    # Not os.times: that counts in hundredths, and a stage may take less.
    ended = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return ended + sum(_cpu_s(child) for child in psutil.Process().children(recursive=True))


def _cpu_s(process: psutil.Process) -> float:
    """What a running program spent; its time is ours once it was waited for."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)
