"""Here live wrong passwords by where they come from: who tries many names is slowed down.

Kept in memory alone, for minutes; addresses and names only as keyed hashes, so that nothing personal stays behind.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable

from schemas.errors import SetupError

WINDOW_S = 600.0
# A person mistypes one name; whoever fails with this many different ones, or this often, is guessing.
MOST_NAMES, MOST_FAILURES = 6, 20
_FIRST_WAIT_S, _LONGEST_WAIT_S = 2.0, 60.0
_MOST_PLACES = 10_000


class Attempts:
    """What failed lately, for one process; any thread may ask and note."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._guard = threading.Lock()
        self._failures: dict[bytes, deque[tuple[float, bytes]]] = defaultdict(deque)

    def check(self, address: str) -> None:
        """Raises SetupError ("sign_in_slowed") while this address has to wait; the wait doubles up to a minute."""
        with self._guard:
            failed = self._recent(self._hide(address))
            excess = max(len({name for _, name in failed}) - MOST_NAMES, len(failed) - MOST_FAILURES)
            if excess < 0:
                return
            wait_s = failed[-1][0] + min(_FIRST_WAIT_S * 2**excess, _LONGEST_WAIT_S) - self._clock()
        if wait_s > 0:
            raise SetupError("sign_in_slowed", seconds=int(wait_s) + 1)

    def note_failure(self, address: str, name: str) -> None:
        with self._guard:
            self._recent(self._hide(address)).append((self._clock(), self._hide(name)))
            self._recent(self._hide(f"name:{name}")).append((self._clock(), b""))
            while len(self._failures) > _MOST_PLACES:
                del self._failures[next(iter(self._failures))]

    def count_failures(self, name: str) -> int:
        """How often this name failed lately, wherever from: an unknown one is to look locked like any other."""
        with self._guard:
            return len(self._recent(self._hide(f"name:{name}")))

    def _recent(self, place: bytes) -> deque[tuple[float, bytes]]:
        failed, since = self._failures[place], self._clock() - WINDOW_S
        while failed and failed[0][0] < since:
            failed.popleft()
        return failed

    def _hide(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode(), "sha256")
