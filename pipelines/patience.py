"""Here lives the patience with services: what is tried again, and after which pauses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from schemas.errors import SohoaError, TemporarilyUnavailable

Answer = TypeVar("Answer")

# Growing pauses: a service that restarts is back within them, a person does not wait in vain for long.
RETRY_PAUSES_S = (1.0, 5.0, 15.0)
# No pause makes room on a disk, and who is stopping waits for nothing.
_HOPELESS = frozenset({"no_space", "disk_nearly_full", "stopping"})


def may_mend_itself(error: BaseException | None) -> bool:
    """Whether the same call may succeed a little later."""
    return isinstance(error, TemporarilyUnavailable) and error.code not in _HOPELESS


def persist(work: Callable[[], Answer], pause: Callable[[float], object]) -> Answer:
    """Do `work`, again after each pause while a service is away; raises what the last try raised.

    Args:
        pause: waits so many seconds (`time.sleep`, or an event's `wait`).
    """
    for pause_s in RETRY_PAUSES_S:
        try:
            return work()
        except SohoaError as error:
            if not may_mend_itself(error):
                raise
        pause(pause_s)
    return work()
