"""Here lives the part of the object store's contract about locks and links; `ports.ObjectStore` is the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

# How strict a lock is: an erasure on a legal ground may lift `governance`; nobody ever lifts `compliance`.
RetentionMode = Literal["governance", "compliance"]

# A link stands in mails and histories of browsers: it must be dead before it can do harm there.
LONGEST_LINK_S = 900


@dataclass(frozen=True, slots=True)
class Retention:
    """Until which instant (aware UTC, whole seconds) an object is locked, and how strictly."""

    until: datetime
    mode: RetentionMode = "governance"

    def covers(self, other: Retention) -> bool:
        """Whether this lock is at least as long and as strict as another."""
        return self.until >= other.until and (self.mode == "compliance" or other.mode == "governance")

    def join(self, other: Retention) -> Retention:
        """The longer time with the stricter mode: a lock is never made weaker."""
        strict = "compliance" in (self.mode, other.mode)
        return Retention(max(self.until, other.until), "compliance" if strict else "governance")


class LockingStore(Protocol):
    """Locks are set object by object, never by default: what is refused before it is filed must be removable."""

    def find_lock_fault(self) -> str | None:
        """Problem code of why objects cannot be locked one by one here; None where they can.

        "store_without_lock" (this kind of store has no locks), "bucket_without_lock", "bucket_default_lock" (the bucket
        locks everything at once, what must be refused too).
        """

    def put_retention(self, key: str, retention: Retention) -> None:
        """Lock an object; only ever longer and stricter than it is, so twice is harmless.

        An instant that is past locks nothing. Raises SetupError (as `find_lock_fault` tells; "retention_refused"),
        StoreDamaged ("object_missing").
        """

    def find_retention(self, key: str) -> Retention | None:
        """The lock as it was set, even where it has ended; None of an object without one, or that is not there."""

    def make_link(self, key: str, seconds: int, file_name: str) -> str | None:
        """An address from which anybody may fetch the object for so long; None where the store has none to give.

        Whether the object is there is not asked. `file_name` is what the browser saves it as: nothing personal.
        Raises ValueError where `seconds` is not 1 to `LONGEST_LINK_S`.
        """


def check_link_time(seconds: int) -> None:
    """Raises ValueError where a link would last longer than it may."""
    if not 1 <= seconds <= LONGEST_LINK_S:
        raise ValueError(f"a link lasts 1 to {LONGEST_LINK_S} seconds")
