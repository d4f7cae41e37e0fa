"""Here lives one run over a batch: files are received, their pages read, their papers filed.

Whoever drives (Prefect's flow, or the plain loop) iterates `taken_in()` and calls `finish` for each
receipt; intake and page reading go on beside it and wait for nobody.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines import filing
from pipelines.filing import ReadScan
from pipelines.indexing import index_pending
from pipelines.intake import receive_patiently, try_again
from pipelines.lines import JsonLine, empty_line, problem_to_json
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool
from pipelines.pages.page_reader import LEASE_S, PageReader
from pipelines.patience import may_mend_itself, persist
from pipelines.resources import Resources
from pipelines.results.retention import retain_receipt
from pipelines.step_log import Step, StepListener, timed
from schemas.crash_points import reached
from schemas.errors import InputRejected, SohoaError, TemporarilyUnavailable
from schemas.scan import Batch, BatchOrder, FileInspection, Receipt
from storage.keys import original_key
from storage.leases import lease_owner

_INSPECT_TIMEOUT_S = 60.0
_LOOK_EVERY_S = 0.3


@dataclass(frozen=True, slots=True)
class TakenIn:
    """One file of the call: its receipt, or the line it already ended with."""

    source: str
    receipt_id: str | None = None
    line: JsonLine | None = None


class BatchRun:
    """One process's work on one batch; any number of processes may run the same batch at once."""

    def __init__(
        self,
        resources: Resources,
        batch: Batch,
        on_step: StepListener,
        passwords: Mapping[str, str] | None = None,
        turn_deg: int | None = None,
    ) -> None:
        self.resources = resources
        self.batch = batch
        self.source_count = 0
        self.failure: SohoaError | None = None
        self._on_step = on_step
        self._passwords = dict(passwords or {})
        self._owner = lease_owner()
        self._pool = PagePool(resources.settings.jobs, resources.settings.page_memory_mb)
        self._reader = PageReader(
            resources, self._pool, self._owner, batch.batch_id, self._passwords, on_step, turn_deg
        )
        self._taken_in: queue.Queue[TakenIn | None] = queue.Queue()
        self._met: set[str] = set()
        # The same bytes twice in one call are one receipt: the second file waits for the first one's end.
        self._receipt_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._refusals: dict[str, InputRejected] = {}
        self._indexing = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._renew_leases, name="lease-renewer", daemon=True)]

    def __enter__(self) -> Self:
        self._pool.warm_up()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._reader.stop()
        self._pool.close()
        self.resources.catalogue.release_leases(self._owner)

    # -- intake, in a thread of its own --

    def take_in(self, orders: Sequence[BatchOrder], receipts: Sequence[Receipt] = ()) -> None:
        """Start receiving these orders' files; `receipts` are unfinished ones received earlier.

        Raises:
            SetupError: the engine is unknown or not installed.
        """
        self._reader.start()
        self.source_count = sum(len(order.sources) for order in orders) + len(receipts)
        thread = threading.Thread(target=self._take_in, args=(orders, receipts), name="intake", daemon=True)
        self._threads.append(thread)
        thread.start()

    def taken_in(self) -> Iterator[TakenIn]:
        """Every file of the call as it is received, in order; ends when all are, or when intake failed."""
        count = 0
        while (item := self._taken_in.get()) is not None:
            count += 1
            yield item
        # A file that vanished from the count would be a lost one: better a loud end.
        assert self.failure or self._stop.is_set() or count == self.source_count, "intake ended before its last file"

    def _take_in(self, orders: Sequence[BatchOrder], receipts: Sequence[Receipt]) -> None:
        try:
            for receipt in receipts:
                self._announce(receipt, receipt.source)
            for order in orders:
                for source in order.sources:
                    if self._stop.is_set():
                        return
                    self._take_in_one(order, source)
        except SohoaError as error:
            self.failure = error
        finally:
            self._taken_in.put(None)

    def _take_in_one(self, order: BatchOrder, source: str) -> None:
        started = time.monotonic()
        try:
            receipt = self._receive(order, source)
        except InputRejected as error:
            line = empty_line(source, None, "quarantined", self.batch.name, self.batch.custodian)
            self._taken_in.put(TakenIn(source, line=line | {"problem": problem_to_json(error.code)}))
            return
        self._on_step(Step(receipt.scan_id, None, "receive", time.monotonic() - started, "ok"))
        self._announce(receipt, source)

    def _receive(self, order: BatchOrder, source: str) -> Receipt:
        receipt = receive_patiently(self.resources, self.batch, Path(source), order, self._stop.wait)
        if receipt.receipt_id not in self._met:
            receipt = try_again(self.resources, receipt, order.forced_type)
        self._met.add(receipt.receipt_id)
        return receipt

    def _announce(self, receipt: Receipt, source: str) -> None:
        # Of refused bytes nothing is kept, so there is nothing to look into.
        if receipt.state != "done" and not persist(
            lambda: self.resources.catalogue.is_refused(receipt.scan_id), self._stop.wait
        ):
            try:
                self._inspect(receipt)
            except InputRejected as error:
                self._refusals[receipt.receipt_id] = error
            except TemporarilyUnavailable as error:
                # Asked again when the document's turn comes.
                if not may_mend_itself(error):
                    raise
        self._taken_in.put(TakenIn(source, receipt_id=receipt.receipt_id))

    def _inspect(self, receipt: Receipt) -> FileInspection:
        """What the header tells, its pages queued; asked once, remembered in the catalogue."""
        inspection = receipt.inspection
        if inspection is None:
            with (
                timed(self._on_step, receipt.scan_id, "inspect"),
                self.resources.objects.open_local(original_key(receipt.scan_id)) as path,
            ):
                inspection = self._pool.run(
                    page_work.inspect,
                    path,
                    self.resources.limits,
                    self._passwords.get(receipt.scan_id),
                    timeout_s=_INSPECT_TIMEOUT_S,
                )
        self._reader.queue(receipt.receipt_id, receipt.scan_id, inspection)
        return inspection

    # -- one document, called by whoever drives --

    def finish(self, item: TakenIn) -> list[JsonLine]:
        """Bring one file to its outcome; its lines, with `indexed` as it is now.

        Raises:
            TemporarilyUnavailable: a store is away; the receipt stays open and may be tried again.
        """
        if item.line is not None:
            return [item.line]
        assert item.receipt_id is not None, "a file has a receipt or a line"
        lines = self._finish_receipt(item.receipt_id, item.source)
        if any(line["result_id"] for line in lines):
            with timed(self._on_step, lines[0]["sha256"], "index"), self._indexing:
                behind = index_pending(self.resources)
            for line in lines:
                line["indexed"] = not behind and line["result_id"] is not None
        return lines

    def _finish_receipt(self, receipt_id: str, source: str) -> list[JsonLine]:
        with self._receipt_locks[receipt_id]:
            repeated = not self._bring_to_an_end(receipt_id)
        receipt = self.resources.catalogue.get_receipt(receipt_id)
        if receipt.outcome == "refused":
            filing.forget_refused(self.resources, receipt.scan_id)
        retain_receipt(self.resources, receipt)
        return filing.first_lines(self.resources, receipt, source=source, repeated=repeated)

    def _bring_to_an_end(self, receipt_id: str) -> bool:
        """Whether it was us who worked on the receipt; False when it had ended, or another process ended it."""
        while (receipt := self.resources.catalogue.get_receipt(receipt_id)).state != "done":
            if not self.resources.catalogue.claim_receipt(receipt_id, self._owner, LEASE_S):
                time.sleep(_LOOK_EVERY_S)  # another process has it in hand
                continue
            try:
                self._end_receipt(receipt)
            except InputRejected as error:
                filing.end_plainly(self.resources, receipt, self.batch.name, "quarantined", error.code, **error.details)
            except SohoaError:
                raise
            except Exception as error:  # noqa: BLE001 - one scan's unforeseen fault must not stop the others
                self._on_step(Step(receipt.scan_id, None, "file", 0.0, f"unexpected:{type(error).__name__}"))
                kind = type(error).__name__
                filing.end_plainly(self.resources, receipt, self.batch.name, "quarantined", "unexpected", kind=kind)
            return True
        return False

    def _end_receipt(self, receipt: Receipt) -> None:
        """One receipt, now claimed by us, to its end; a loop because another may file the same bytes first."""
        ended = False
        while not ended and self.resources.catalogue.get_receipt(receipt.receipt_id).state != "done":
            other = self.resources.catalogue.find_filed_receipt(receipt.scan_id, other_than=receipt.receipt_id)
            refusal = self.resources.catalogue.find_refusal(receipt.scan_id)
            if refusal is not None:
                ended = filing.end_plainly(self.resources, receipt, self.batch.name, "refused", refusal)
            elif other is not None:
                first = self.resources.catalogue.list_lines(other.receipt_id)[0]
                ended = filing.end_plainly(
                    self.resources, receipt, self.batch.name, "duplicate", None, result_id=first["result_id"]
                )
            else:
                ended = self._file(receipt)

    def _file(self, receipt: Receipt) -> bool:
        refusal = self._refusals.pop(receipt.receipt_id, None)
        if refusal is not None:
            raise refusal
        inspection = self._inspect(receipt)
        pages = self._reader.wait_for_pages(receipt.scan_id)
        started = time.monotonic()
        password = self._passwords.get(receipt.scan_id)
        scan = ReadScan(receipt, self.batch.name, inspection, pages, self._reader.recipe, password)
        with timed(self._on_step, receipt.scan_id, "extract"):
            papers = filing.understand(self.resources, self._pool, scan)
        reached("extracted")
        if any(paper.is_state_secret for paper in papers):
            return filing.end_plainly(self.resources, receipt, self.batch.name, "refused", "state_secret")
        with timed(self._on_step, receipt.scan_id, "searchable"):
            has_searchable, warnings = filing.make_searchable(self.resources, self._pool, scan)
        warnings = (*(warning.code for warning in inspection.warnings), *warnings)
        with timed(self._on_step, receipt.scan_id, "file"):
            results = filing.build_results(self.resources, scan, papers, has_searchable, warnings)
            seconds = sum(page.seconds for page in pages) + time.monotonic() - started
            return filing.end_filed(self.resources, scan, results, seconds)

    def _renew_leases(self) -> None:
        while not self._stop.wait(LEASE_S / 3):
            # A catalogue that is busy now is asked again long before the leases run out.
            with suppress(TemporarilyUnavailable):
                self.resources.catalogue.renew_leases(self._owner, LEASE_S)
