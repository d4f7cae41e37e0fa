"""Here live views: that somebody was shown a result, and the seals by which the audit chain holds them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

# Opened on a page; a copy of the scan handed out; ids shown whole; changed by hand.
How = Literal["opened", "copied", "revealed", "changed"]
HOWS: tuple[How, ...] = get_args(How)
# The event under which the audit chain notes a seal, and the one that says which views were dropped by age.
SEALED, DROPPED = "views_sealed", "views_dropped"


@dataclass(frozen=True, slots=True)
class View:
    """Somebody (`by`: an account, a system, `cli:NAME`) was shown a result, or changed it.

    `purpose`: what a person said that it is for, "" where none was asked; of a change its name in the result's history.
    """

    result_id: str
    by: str
    at: datetime
    how: How
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class KeptView:
    """A view as it rests: its number, the first number of the batch it was sealed with, the hash of its purpose."""

    sequence: int
    batch: int
    view: View
    purpose_hash: str

    @property
    def is_whole(self) -> bool:
        """False when the purpose was blanked, as an erasure does."""
        return hash_purpose(self.view.purpose) == self.purpose_hash


@dataclass(frozen=True, slots=True)
class ViewSeal:
    """What the audit chain holds of a batch of views: their numbers, and the hash of all they say."""

    first: int
    last: int
    sha256: str

    @property
    def count(self) -> int:
        return self.last - self.first + 1


def hash_purpose(purpose: str) -> str:
    """SHA-256; a seal holds this, so that a purpose can be erased and the seal still holds."""
    return hashlib.sha256(purpose.encode()).hexdigest()


def seal_views(views: Iterable[KeptView]) -> ViewSeal:
    """The seal of a batch, which is not empty and in order of its numbers."""
    digest, numbers = hashlib.sha256(), []
    for kept in views:
        view = kept.view
        instant = view.at.astimezone(UTC).isoformat(timespec="microseconds")
        said = [kept.sequence, view.result_id, view.by, instant, view.how, kept.purpose_hash]
        digest.update(json.dumps(said, ensure_ascii=False).encode() + b"\n")
        numbers.append(kept.sequence)
    return ViewSeal(numbers[0], numbers[-1], digest.hexdigest())
