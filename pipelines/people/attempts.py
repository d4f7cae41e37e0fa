"""Here live wrong passwords by where they come from: who tries many names is slowed down.

Kept in the catalogue for minutes, so that all portals on one home count together and a restart forgets nothing. Of
addresses there are keyed hashes; of names, which may be passwords typed in the wrong box, only the first signs of
them: enough to count by, too few to find out what was typed.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from schemas.errors import SetupError
from schemas.people import FailedTry
from storage.ports import Catalogue

WINDOW = timedelta(minutes=10)
# A person mistypes one name; whoever fails with this many different ones, or this often, is guessing.
MOST_NAMES, MOST_FAILURES = 6, 20
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=1)
# More doublings would be longer than any wait.
_MOST_DOUBLINGS = 10
_KEY = "failed_tries"
# One name in 16 million is taken for another.
_NAME_DIGITS = 6


class Attempts:
    """What failed lately, for every process on these stores."""

    def __init__(self, catalogue: Catalogue, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        # Not the home's own clock: that of a demonstration stands still, and so would the wait.
        self._catalogue = catalogue
        self._now = now

    def check(self, address: str) -> None:
        """Raises SetupError ("sign_in_slowed") while this address has to wait; the wait doubles up to a minute."""
        now = self._now()
        failed = self._catalogue.list_failed_tries(self._hide(address), now - WINDOW)
        excess = max(len({one.name for one in failed}) - MOST_NAMES, len(failed) - MOST_FAILURES)
        if excess < 0:
            return
        pause = min(_FIRST_WAIT * 2 ** min(excess, _MOST_DOUBLINGS), _LONGEST_WAIT)
        wait_s = (failed[-1].at + pause - now).total_seconds()
        if wait_s > 0:
            raise SetupError("sign_in_slowed", seconds=int(wait_s) + 1)

    def note_failure(self, address: str, name: str) -> None:
        now = self._now()
        self._catalogue.add_failed_try(FailedTry(self._hide(address), self._hide_name(name), now), now - WINDOW)

    def count_failures(self, name: str) -> int:
        """How often this name failed lately, wherever from: an unknown one is to look locked like any other."""
        return self._catalogue.count_failed_tries(self._hide_name(name), self._now() - WINDOW)

    def _hide_name(self, name: str) -> str:
        return self._hide(f"name:{name}")[:_NAME_DIGITS]

    def _hide(self, text: str) -> str:
        return hmac.digest(self._catalogue.get_office_key(_KEY), text.encode(), "sha256").hex()
