"""Here lives the meter: how often each system asked of late, and how many of its calls are under way."""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable

# Of one system, so that a program gone wild leaves the clerks' pages room.
AT_ONCE = 4
_WINDOW_S = 60.0


class Meter:
    """Counts in this process: of several portals on one home each lets as many in. Safe from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._under_way: dict[str, int] = defaultdict(int)

    def begin(self, name: str, per_minute: int) -> int | None:
        """Let a call in (`end` must follow), or say after how many seconds to come again, 1 to 60."""
        with self._lock:
            now, calls = self._clock(), self._calls[name]
            while calls and calls[0] <= now - _WINDOW_S:
                calls.popleft()
            if len(calls) >= per_minute:
                return max(1, math.ceil(calls[0] + _WINDOW_S - now))
            if self._under_way[name] >= AT_ONCE:
                return 1
            calls.append(now)
            self._under_way[name] += 1
            return None

    def end(self, name: str) -> None:
        with self._lock:
            self._under_way[name] -= 1
