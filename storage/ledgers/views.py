"""Here lives the part of the catalogue's contract on who did and saw what; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from schemas.views import KeptView, View, ViewSeal
from storage.catalogue_values import AuditEntry


@dataclass(frozen=True, slots=True)
class DeedQuery:
    """Which entries of the audit chain, or which views, newest first.

    Args:
        before: only those with a smaller number.
        by: only these persons' (None: everybody's; an empty one finds nothing).
        kinds: only these events of the chain, or these `How` of views (None: every one).
        since, until: not before the first instant, before the second; to the second, where many processes write.
    """

    before: int | None = None
    by: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 50


class ViewLedger(Protocol):
    """Views, sealed into the audit chain; and the chain read from its end. Errors as of `ports.Catalogue`."""

    def add_views(self, views: Sequence[View], by: str) -> ViewSeal:
        """Keep them in order with the next numbers, and seal them into the audit chain, in one transaction.

        The purpose of a view of a result that was erased meanwhile is not kept. `views` is not empty; each call
        keeps them once more: who is not sure whether a call came through may look for the first one's instant.
        """

    def list_views(self, result_id: str, limit: int = 200) -> tuple[KeptView, ...]:
        """Of one result, newest first."""

    def find_views(self, query: DeedQuery) -> tuple[KeptView, ...]: ...

    def iterate_views(self) -> Iterator[KeptView]:
        """Every one, in order; no transaction stays open between two."""

    def drop_views(self, before: datetime, by: str) -> int:
        """Drop the batches that are all older than this, and let the audit chain know up to which; how many views."""

    def find_audit(self, query: DeedQuery) -> tuple[AuditEntry, ...]:
        """Entries of the chain; answers as fast at a million of them."""
