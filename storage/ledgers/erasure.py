"""Here lives the part of the catalogue's contract that is about erasure; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from schemas.erasure import Erasure
from schemas.procedure_result import ProcedureResult


class ErasureLedger(Protocol):
    """Tombstones of erased results, and the one transaction that makes them. Errors as of `ports.Catalogue`."""

    def list_merged(self, result_id: str) -> tuple[str, ...]:
        """Ids of the results that were merged into this one, in order."""

    def erase_result(self, result_id: str, make: Callable[[tuple[ProcedureResult, ...]], Erasure]) -> Erasure:
        """Take a result out of every table and leave the tombstone that `make` makes of its versions, oldest first.

        One transaction: result, versions, holders, links of holders whom nothing else names, sources of its receipts,
        its printed lines; the index mark, the blanking of `Erasure.blanked` and the audit entry. Receipts of scans
        on which nothing stands any more end as `refused`, problem `result_erased`. The tombstone that is there
        already is returned unchanged, without asking `make`. `make` must not call the catalogue.
        """

    def find_erasure(self, result_id: str) -> Erasure | None: ...

    def list_erasures(self) -> tuple[Erasure, ...]:
        """Every tombstone, oldest first: what a restored home must erase again."""

    def put_erasure(self, erasure: Erasure) -> None:
        """Keep how far an erasure is: `waiting`, `locked_until`, `finished_at`; all else stays as it was."""

    def list_erased(self, result_ids: Sequence[str]) -> tuple[str, ...]:
        """Those of these ids that were erased."""

    def list_erased_pages(self, scan_id: str) -> tuple[int, ...]:
        """Pages of a scan that only erased results had: they are read no more, though the scan may have to stay."""

    def scrub(self) -> bool:
        """Overwrite what deleted rows left in the database's files; False while another holds them."""

    def list_scan_results(self, scan_id: str) -> tuple[ProcedureResult, ...]:
        """Results that stand on this scan, in order of id."""

    def find_refusal(self, scan_id: str) -> str | None:
        """Why these bytes are refused: `state_secret` or `result_erased`; None where they are not."""
