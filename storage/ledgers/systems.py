"""Here lives the part of the catalogue's contract that is about systems; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from schemas.systems import ApiSystem, KeptAnswer


class SystemLedger(Protocol):
    """Systems that ask over the API, and what they were answered. Errors as of `ports.Catalogue`."""

    def add_system(self, system: ApiSystem) -> None:
        """Raises SetupError ("system_exists")."""

    def find_system(self, name: str) -> ApiSystem | None: ...

    def find_system_by_token(self, token_hash: str) -> ApiSystem | None: ...

    def list_systems(self) -> tuple[tuple[ApiSystem, datetime | None], ...]:
        """Each with the moment at which it last asked, in order of name, closed ones too."""

    def update_system(self, name: str, change: Callable[[ApiSystem], ApiSystem]) -> ApiSystem:
        """Read, change and write under one lock; the changed system. The name stays.

        Raises:
            SetupError: "system_unknown".
        """

    def put_system_used(self, name: str, at: datetime) -> None:
        """Note that it asked; harmless when it is unknown."""

    def find_kept_answer(self, system: str, key: str) -> KeptAnswer | None: ...

    def put_kept_answer(self, kept: KeptAnswer, forget_before: datetime) -> None:
        """Keep it unless there is one under its key, and forget all older than an instant."""
