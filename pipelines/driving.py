"""Here lives the driving of a batch: Prefect's flow where it can be had, else the same steps plainly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain

from pipelines.batch_run import BatchRun, TakenIn
from pipelines.disk_space import ensure_room, note_disks
from pipelines.filing import forget_refused
from pipelines.indexing import index_pending
from pipelines.lines import JsonLine
from pipelines.orchestration.server_link import PrefectServer
from pipelines.patience import RETRY_PAUSES_S, persist
from pipelines.resources import Resources
from pipelines.results.retention import require_locks
from pipelines.step_log import StepListener
from schemas.errors import SohoaError, TemporarilyUnavailable
from schemas.scan import Batch, BatchOrder, Receipt

LineListener = Callable[[JsonLine], None]

_INDEX_PATIENCE_S = 30.0


@dataclass(slots=True)
class RunSummary:
    """What a run came to: lines by outcome, warnings about the run itself, and why some stay open."""

    outcomes: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    left_open: int = 0
    failure: SohoaError | None = None

    def count(self, lines: Iterable[JsonLine]) -> None:
        for line in lines:
            self.outcomes[line["outcome"]] = self.outcomes.get(line["outcome"], 0) + 1

    @property
    def needs_a_person(self) -> bool:
        return bool(self.outcomes.get("quarantined") or self.outcomes.get("refused"))


def run_batch(
    resources: Resources,
    batch: Batch,
    orders: Sequence[BatchOrder],
    *,
    on_line: LineListener,
    on_step: StepListener,
    plain: bool = False,
    receipts: Sequence[Receipt] = (),
    passwords: dict[str, str] | None = None,
    turn_deg: int | None = None,
) -> RunSummary:
    """Bring every file of the orders, and every unfinished receipt given, to its outcome.

    `turn_deg` (0, 90, 180, 270, clockwise) is a person's word on how every page of them lies.
    """
    summary = RunSummary()

    def finish(run: BatchRun, item: TakenIn) -> None:
        lines = run.finish(item)
        summary.count(lines)
        for line in lines:
            on_line(line)

    server = None if plain else PrefectServer(resources.settings)
    require_locks(resources)
    _finish_forgetting(resources, batch)
    with suppress(TemporarilyUnavailable):
        note_disks(resources)
    try:
        with BatchRun(resources, batch, on_step, passwords, turn_deg) as run:
            if server:
                server.start()
            run.take_in(orders, receipts)
            failures = _drive(run, finish, server, summary)
            summary.failure = run.failure or next(iter(failures), None)
            summary.left_open = len(failures)
    finally:
        if server:
            server.stop()
    if index_pending(resources, patience_s=_INDEX_PATIENCE_S):
        summary.warnings.append("index_behind")
    return summary


def _drive(
    run: BatchRun, finish: Callable[[BatchRun, TakenIn], None], server: PrefectServer | None, summary: RunSummary
) -> list[SohoaError]:
    taken_in, left = run.taken_in(), []
    if server is not None and server.wait_until_ready():
        from pipelines.orchestration.flows import PrefectFailed, drive_by_flow

        try:
            return drive_by_flow(run, taken_in, finish, server.api_url, RETRY_PAUSES_S)
        except PrefectFailed as failed:
            # Its disk is full, or its database is gone: the catalogue knows what is left.
            left = failed.left
    if server is not None:
        summary.warnings.append("prefect_away")
    return drive_plainly(run, chain(left, taken_in), finish)


def _finish_forgetting(resources: Resources, batch: Batch) -> None:
    """Remove copies that an earlier run of this batch refused to keep but had no time to remove."""
    for receipt in resources.catalogue.list_receipts(batch.batch_id):
        if receipt.outcome == "refused":
            for scan_id in {receipt.scan_id, *(part for part, _ in receipt.composed_of)}:
                if resources.catalogue.find_filed_receipt(scan_id, other_than=receipt.receipt_id) is None:
                    forget_refused(resources, scan_id)


def drive_plainly(
    run: BatchRun, taken_in: Iterable[TakenIn], finish: Callable[[BatchRun, TakenIn], None]
) -> list[SohoaError]:
    """The same steps as the flow, without Prefect; what stayed open, and why."""
    failures: list[SohoaError] = []
    with ThreadPoolExecutor(max_workers=documents_at_once(run), thread_name_prefix="document") as threads:
        futures = [threads.submit(_finish_with_retries, finish, run, item) for item in taken_in]
        for future in as_completed(futures):
            error = future.exception()
            if isinstance(error, SohoaError):
                failures.append(error)
            elif error is not None:
                raise error
    return failures


def documents_at_once(run: BatchRun) -> int:
    """Documents in hand at once: enough to keep every page worker busy while others are being filed."""
    return run.resources.settings.jobs + 2


def _finish_with_retries(finish: Callable[[BatchRun, TakenIn], None], run: BatchRun, item: TakenIn) -> None:
    persist(lambda: finish(run, item), time.sleep)


def retry_receipt(
    resources: Resources,
    receipt_id: str,
    *,
    password: str | None = None,
    forced_type: str | None = None,
    turn_deg: int | None = None,
    on_step: StepListener = lambda step: None,
) -> list[JsonLine]:
    """Try one quarantined receipt again, plainly; its new lines. `turn_deg` as in `run_batch`.

    Raises:
        TemporarilyUnavailable: "disk_nearly_full", nothing done; or a store is away: the receipt stays open, and
            `batch resume` goes on with it.
    """
    ensure_room(resources)
    resources.catalogue.reopen_receipt(receipt_id, forced_type=forced_type)
    receipt = resources.catalogue.get_receipt(receipt_id)
    batch = resources.catalogue.find_batch(receipt.batch_id)
    assert batch is not None, "a receipt has its batch"
    lines: list[JsonLine] = []
    summary = run_batch(
        resources,
        batch,
        (),
        on_line=lines.append,
        on_step=on_step,
        plain=True,
        receipts=(receipt,),
        passwords={receipt.scan_id: password} if password else None,
        turn_deg=turn_deg,
    )
    if summary.failure is not None:
        raise summary.failure
    return lines
