"""Here lives the part of the catalogue's contract that is about work: batches, receipts, pages to read.

`ports.Catalogue` is the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from schemas.procedure_result import ProcedureResult
from schemas.scan import Batch, BatchOrder, FileInspection, Outcome, Receipt
from storage.catalogue_values import BatchFile, BatchSummary, JsonLine, PageJob, QuarantineEntry, Settle


class WorkLedger(Protocol):
    """What was received, who has it in hand, and what it came to. Leases and errors as of `ports.Catalogue`."""

    # -- batches and receipts --
    def put_batch(self, batch: Batch) -> Batch:
        """The stored batch of this id: this one, or the earlier one of the same id."""

    def find_batch(self, name_or_id: str) -> Batch | None:
        """By id, else the newest batch of this name."""

    def close_batch(self, batch_id: str, by: str, reason: str, payload: str = "{}") -> Batch:
        """The batch, closed now with an audit entry of this payload, or earlier; a second closing changes nothing."""

    def get_office_key(self, name: str) -> bytes:
        """32 secret bytes under this name, made when first asked for."""

    def find_office_key(self, name: str) -> bytes | None:
        """The key under this name, if there is one; makes none."""

    def put_office_key(self, name: str, key: bytes) -> None:
        """Keep a key that came from elsewhere; one that is there already stays."""

    def list_batches(self, newest: int | None = None) -> tuple[BatchSummary, ...]:
        """Every batch, or the newest so many; newest last."""

    def list_batches_in(
        self, units: Sequence[str], *, limit: int | None, offset: int = 0, with_pages: bool = True
    ) -> tuple[BatchSummary, ...]:
        """The batches that these units, or what lies below them, hold; newest first.

        Without `with_pages` no pages are counted, which takes half as long.
        """

    def list_batch_files(
        self, batch_id: str, *, limit: int, offset: int = 0, outcome: Outcome | Literal["open"] | None = None
    ) -> tuple[BatchFile, ...]:
        """What was handed in: in hand first, then waiting, then quarantined, then the rest; each in order of reception.

        Args:
            outcome: only those that ended so; "open": only those without an end.
        """

    def find_batch_file(self, receipt_id: str) -> BatchFile:
        """One file, one that was made of others too; raises SetupError ("receipt_unknown")."""

    def put_batch_order(self, batch_id: str, order: BatchOrder) -> None:
        """Remember what a batch was asked to take in, before anything is; the same order twice is one."""

    def list_batch_orders(self, batch_id: str) -> tuple[BatchOrder, ...]:
        """In the order asked."""

    def summarise_batch(self, batch_id: str) -> BatchSummary: ...

    def put_receipt(self, receipt: Receipt) -> tuple[Receipt, bool]:
        """The stored receipt of this id and whether it is new."""

    def get_receipt(self, receipt_id: str) -> Receipt: ...

    def list_receipts(self, batch_id: str | None = None, *, open_only: bool = False) -> tuple[Receipt, ...]:
        """In order of reception."""

    def find_filed_receipt(self, scan_id: str, *, other_than: str) -> Receipt | None:
        """Another receipt of the same bytes that ended `filed` or `near_duplicate`."""

    def is_refused(self, scan_id: str) -> bool:
        """Whether these bytes were refused, as a state secret or erased; nothing of them may be kept again."""

    def claim_receipt(self, receipt_id: str, owner: str, lease_s: float) -> bool:
        """Whether this owner now holds the unfinished receipt (again counts as yes)."""

    def put_inspection(self, receipt_id: str, inspection: FileInspection, recipe: str) -> None:
        """Keep what the header told and queue the pages not yet queued under this recipe; state `reading`."""

    def list_lines(self, receipt_id: str) -> tuple[JsonLine, ...]:
        """The lines that `digitise` printed for a finished receipt, in order."""

    # -- what of it is under lock --
    def list_unlocked(self, batch_id: str, asked: str) -> tuple[Receipt, ...]:
        """The receipts of a batch that ended `filed` or `near_duplicate` and bear no mark of this lock.

        A change of pages takes the marks off the receipts of its results: other scans are to be locked then.
        """

    def mark_locked(self, receipt_ids: Sequence[str], asked: str) -> None:
        """Remember that the store was asked to lock their originals so; an earlier mark is replaced."""

    # -- the page queue --
    def claim_page(self, recipe: str, owner: str, lease_s: float, batch_id: str | None = None) -> PageJob | None:
        """The next page to read, oldest receipt first, now leased; None when nothing is free."""

    def finish_page(self, job: PageJob, owner: str) -> None:
        """Write `status` (`read`, `failed`, or `queued` to try again) and drop the lease.

        Harmless and without effect when the lease was lost in the meantime.
        """

    def put_read_pages(self, receipt_id: str, jobs: Sequence[PageJob]) -> None:
        """Keep how pages of a receipt's scan were read outside the queue, each `read` or `failed`.

        What is `read` already stays so.
        """

    def list_pages(self, scan_id: str, recipe: str) -> tuple[PageJob, ...]:
        """In page order."""

    def renew_leases(self, owner: str, lease_s: float) -> None: ...

    def release_leases(self, owner: str) -> None:
        """Give back whatever this owner holds; pages given back do not count as an attempt."""

    def list_left_batches(self) -> tuple[str, ...]:
        """Ids of the batches with unfinished receipts of which nobody alive holds a receipt or a page, oldest first."""

    # -- ending a receipt: results, lines, outcome and outbox marks in one transaction --
    def end_receipt(
        self,
        receipt_id: str,
        outcome: Outcome,
        lines: Sequence[JsonLine],
        *,
        problem_code: str | None = None,
        results: Sequence[ProcedureResult] = (),
    ) -> bool:
        """False, and nothing written, when the receipt had already ended or a result id is taken.

        A refused receipt keeps no source and no inspection: only hash, time, unit and problem.
        """

    def file_results(self, receipt_id: str, results: Sequence[ProcedureResult], settle: Settle) -> bool:
        """End a receipt with results, knowing under the lock what is filed; False as in `end_receipt`.

        `settle` is shown the results not withdrawn that share a paper key with one of `results`, oldest first: two
        scans of one paper filed at the same moment see each other. It must not call the catalogue, and changes
        only results that it was shown.
        """

    def reopen_receipt(self, receipt_id: str, *, forced_type: str | None = None) -> None:
        """A quarantined receipt is tried again: state `received`, pages that failed queued anew."""

    # -- quarantine --
    def list_quarantine(
        self, *, with_set_aside: bool = False, batch_id: str | None = None
    ) -> tuple[QuarantineEntry, ...]:
        """In order of reception; of one batch, where it is told."""

    def set_aside(self, receipt_id: str, reason: str, by: str) -> None: ...
