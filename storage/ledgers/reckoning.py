"""Here lives the part of the catalogue's contract that answers for large batches and a full quarantine at a glance.

`ports.Catalogue` is the whole. Each answer costs what is told, not what lies in the home.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from storage.catalogue_values import QuarantineEntry


class ReckoningLedger(Protocol):
    """Questions on a batch or on quarantine that read no more than they tell."""

    def list_sheets_seen(self, batch_id: str) -> tuple[tuple[int | None, str | None], ...]:
        """(ordinal, problem) of each separator sheet that finished receipts of a batch showed, in no order."""

    def list_sources(self, batch_id: str) -> frozenset[str]:
        """The `source` of every receipt of a batch."""

    def list_doubted(self, batch_id: str, reasons: Collection[str]) -> tuple[str, ...]:
        """Ids of a batch's results, not withdrawn, that need a review for one of these reasons (at least one)."""

    def count_quarantined(self, batch_id: str) -> int:
        """How many files of a batch lie in quarantine and are not set aside."""

    def list_quarantine_in(
        self, units: Sequence[str], *, limit: int, with_set_aside: bool = False
    ) -> tuple[QuarantineEntry, ...]:
        """What these units, or what lies below them, have in quarantine; newest first."""

    def count_quarantine_in(self, units: Sequence[str], *, with_set_aside: bool = False) -> int:
        """How many `list_quarantine_in` would tell without a limit."""
