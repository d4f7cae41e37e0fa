"""Here live seconds spent: on the clock and on the processor, called programs included."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


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
    """Filled in when the block ends; of called programs only those that have ended count."""
    spent, wall_s, cpu_s = Seconds(), time.perf_counter(), spent_cpu_s()
    yield spent
    spent.wall_s, spent.cpu_s = time.perf_counter() - wall_s, spent_cpu_s() - cpu_s


def spent_cpu_s() -> float:
    """CPU seconds of this process so far, and of the programs that it ran to their end."""
    # Not os.times: that counts in hundredths, and a stage may take less.
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
