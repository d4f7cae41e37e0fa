"""Here lives the page reader: takes pages from the catalogue's queue and has them read on the pool.

It starts at once and waits for nobody: whoever drives the documents finds their pages read.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace

from pipelines.keeping import keep_bytes
from pipelines.pages import page_work
from pipelines.pages.page_pool import WORKER_DIED, PagePool, take
from pipelines.patience import RETRY_PAUSES_S, may_mend_itself
from pipelines.resources import Resources
from pipelines.step_log import Step, StepListener
from schemas.crash_points import reached
from schemas.errors import InputRejected, SohoaError, StoreDamaged, TemporarilyUnavailable
from schemas.ocr_page import OcrPage
from schemas.scan import FileInspection
from schemas.wire import to_json
from storage.keys import original_key, reading_key
from storage.ports import PageJob, PageStatus

LEASE_S = 60.0
# A page whose worker died is tried once more: the worker may have died of its neighbour's hunger.
_TRIES_A_PAGE = 2
_LOOK_EVERY_S = 0.3
_OPEN_ENGINE_TIMEOUT_S = 120.0


@dataclass(slots=True)
class _Reading:
    job: PageJob
    held: ExitStack
    started: float


class PageReader:
    """One thread that keeps every worker of the pool busy with this batch's pages."""

    def __init__(
        self,
        resources: Resources,
        pool: PagePool,
        owner: str,
        batch_id: str,
        passwords: dict[str, str],
        on_step: StepListener,
        turn_deg: int | None = None,
    ) -> None:
        self.recipe = ""
        self._turn_deg = turn_deg
        self._resources = resources
        self._pool = pool
        self._owner = owner
        self._batch_id = batch_id
        self._passwords = passwords
        self._on_step = on_step
        self._inspections: dict[str, FileInspection] = {}
        self._stop = threading.Event()
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="page-reader", daemon=True)
        self._failure: SohoaError | None = None
        self._has_ended = False
        # Both outlive a store's absence: a page claimed, or read, is not given up for it.
        self._claimed: PageJob | None = None
        self._under_way: dict[Future[OcrPage], _Reading] = {}

    def start(self) -> None:
        """Take pages from now on.

        Raises:
            SetupError: the engine is unknown or not installed.
        """
        # Asked of a worker, which needs the engine anyway; this process then never loads it.
        self.recipe = self._pool.run(
            page_work.find_recipe,
            self._resources.settings.engine,
            self._turn_deg,
            timeout_s=_OPEN_ENGINE_TIMEOUT_S,
        )
        self._thread.start()

    def stop(self) -> None:
        """Take no more pages; those under way are left to their leases."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=10)

    def queue(self, receipt_id: str, scan_id: str, inspection: FileInspection) -> None:
        """Put a scan's pages into the catalogue's queue."""
        self._inspections[scan_id] = inspection
        self._resources.catalogue.put_inspection(receipt_id, inspection, self.recipe)
        reached("pages.queued")
        self._tell()

    def wait_for_pages(self, scan_id: str) -> tuple[PageJob, ...]:
        """Every page of a scan, each `read` or `failed`, whoever read it.

        Raises:
            TemporarilyUnavailable: the stores failed while reading.
        """
        while True:
            with self._news:
                pages = self._resources.catalogue.list_pages(scan_id, self.recipe)
                if pages and all(page.status in ("read", "failed") for page in pages):
                    return pages
                if self._failure is not None:
                    raise self._failure
                if self._stop.is_set() or self._has_ended:
                    raise TemporarilyUnavailable("stopping")
                self._news.wait(_LOOK_EVERY_S)

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()

    def _run(self) -> None:
        absences = 0
        try:
            while not self._stop.is_set():
                try:
                    self._work_once()
                    absences = 0
                except TemporarilyUnavailable as error:
                    if absences == len(RETRY_PAUSES_S) or not may_mend_itself(error):
                        raise
                    self._stop.wait(RETRY_PAUSES_S[absences])
                    absences += 1
        except SohoaError as error:
            self._failure = error
        finally:
            for reading in self._under_way.values():
                reading.held.close()
            self._has_ended = True
            self._tell()

    def _work_once(self) -> None:
        # One page more than workers: the next one waits at the pool, no worker ever does.
        while len(self._under_way) <= self._pool.workers:
            self._claimed = self._claimed or self._claim()
            if self._claimed is None:
                break
            self._begin(self._claimed)
            self._claimed = None
        if not self._under_way:
            with self._news:
                self._news.wait(_LOOK_EVERY_S)
            return
        done, _ = wait(self._under_way, timeout=_LOOK_EVERY_S, return_when=FIRST_COMPLETED)
        for future in done:
            self._end(future, self._under_way[future])
            self._under_way.pop(future).held.close()

    def _claim(self) -> PageJob | None:
        return self._resources.catalogue.claim_page(self.recipe, self._owner, LEASE_S, self._batch_id)

    def _begin(self, job: PageJob) -> None:
        reached("page.leased")
        key = reading_key(job.scan_id, job.page_number, self.recipe)
        if self._resources.objects.find_size(key) is not None:
            self._finish(replace(job, status="read"), 0.0, "already_read")
            return
        inspection = self._inspections.get(job.scan_id)
        if inspection is None:
            inspection = self._inspections[job.scan_id] = self._find_inspection(job.scan_id)
        held = ExitStack()
        try:
            path = held.enter_context(self._resources.objects.open_local(original_key(job.scan_id)))
        except StoreDamaged as error:
            self._finish(replace(job, status="failed", problem_code=error.code), 0.0, error.code)
            return
        settings = self._resources.settings
        future = self._pool.submit(
            page_work.read,
            path,
            inspection,
            job.scan_id,
            job.page_number,
            settings.engine,
            self._resources.limits,
            self._passwords.get(job.scan_id),
            self._turn_deg,
            timeout_s=settings.page_timeout_s,
        )
        self._under_way[future] = _Reading(job, held, time.monotonic())

    def _find_inspection(self, scan_id: str) -> FileInspection:
        for receipt in self._resources.catalogue.list_receipts(self._batch_id):
            if receipt.scan_id == scan_id and receipt.inspection is not None:
                return receipt.inspection
        raise AssertionError("a queued page has an inspected receipt")

    def _end(self, future: Future[OcrPage], reading: _Reading) -> None:
        job, seconds = reading.job, time.monotonic() - reading.started
        try:
            page = take(future)
            reached("page.read")
            key = reading_key(job.scan_id, job.page_number, self.recipe)
            keep_bytes(self._resources, key, to_json(page).encode())
            reached("reading.stored")
            self._finish(replace(job, status="read", seconds=seconds), seconds, "ok")
        except InputRejected as error:
            again = error.code == WORKER_DIED and job.attempts < _TRIES_A_PAGE
            status: PageStatus = "queued" if again else "failed"
            self._finish(replace(job, status=status, problem_code=error.code, seconds=seconds), seconds, error.code)

    def _finish(self, job: PageJob, seconds: float, outcome: str) -> None:
        self._resources.catalogue.finish_page(job, self._owner)
        reached("page.finished")
        self._on_step(Step(job.scan_id, job.page_number, "read", seconds, outcome))
        self._tell()
