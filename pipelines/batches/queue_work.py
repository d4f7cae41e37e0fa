"""Here lives the work that the portal orders: batches in turn, and papers from the counter beside them, at once.

It runs in a process of its own, so that pages stay quick while papers are read, and stays for a while when all is done:
the next paper finds everything loaded.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import threading
import time
from collections.abc import Iterable
from contextlib import suppress

from pipelines.actions import retry_quarantined
from pipelines.batches.batch_queue import list_ordered, order_batch, remove_order
from pipelines.batches.collating import Collated, SheetsWish, end_halves, receive_sheets
from pipelines.batches.resuming import list_missing
from pipelines.batches.single_papers import (
    PaperOrder,
    end_paper,
    hold_paper,
    list_open_papers,
    list_paper_files,
    sweep_papers,
)
from pipelines.batches.uploads import sweep_uploads, take_in_what_arrived
from pipelines.driving import RunSummary, run_batch
from pipelines.intake import open_batch, receive, try_again
from pipelines.lines import JsonLine
from pipelines.orchestration.handing_over import hand_over
from pipelines.pages.fork_server import join_fork_server, leave_fork_server
from pipelines.resources import Resources
from pipelines.results.retention import retain_batch
from pipelines.step_log import StepListener
from schemas.days import local_day
from schemas.errors import InputRejected, SetupError, SohoaError, TemporarilyUnavailable
from schemas.scan import Batch, BatchOrder, Receipt

_LOOK_EVERY_S = 0.2
_COMMAND = "cli:"
# Growing pauses after a store was away or a disk full: people make room in minutes.
_PAUSES_S = (5.0, 15.0, 60.0)


class QueueWork:
    """One process that does what is ordered; several on one home share the work by leases."""

    def __init__(self, resources: Resources, on_step: StepListener) -> None:
        self._resources = resources
        self._on_step = on_step
        self._asked: queue.Queue[dict[str, str]] = queue.Queue()
        self._stop = threading.Event()
        self._busy_at = time.monotonic()
        self._not_before: dict[str, tuple[float, int]] = {}

    def do_waiting(self) -> None:
        """Everything that waits now; raises TemporarilyUnavailable where a store is away."""
        take_in_what_arrived(self._resources)
        for order in list_open_papers(self._resources):
            self._do_paper(order)
        for batch_id in list_ordered(self._resources):
            self._finish_batch(batch_id)

    def follow(self, requests: Iterable[str], idle_s: float) -> None:
        """Do what is ordered until `requests` ends (who ordered has gone), or nothing was for `idle_s` seconds.

        Args:
            requests: lines of JSON: `{"retry": receipt id, "password", "type", "turn"}`, "" where none is given.
        """
        join_fork_server()
        self._tidy()
        threading.Thread(target=self._listen, args=(requests,), name="requests", daemon=True).start()
        batches = threading.Thread(target=self._do_batches, name="batches", daemon=True)
        batches.start()
        while not self._stop.wait(_LOOK_EVERY_S):
            if self._do_urgent() or (batches.is_alive() and list_ordered(self._resources)):
                self._busy_at = time.monotonic()
            elif time.monotonic() - self._busy_at > idle_s:
                break
        self._stop.set()
        batches.join(timeout=_LOOK_EVERY_S)
        if batches.is_alive():
            # Nobody waits for the batch in hand: whoever comes next goes on with it, as after a kill.
            os.kill(os.getpid(), signal.SIGKILL)
        leave_fork_server()

    def _tidy(self) -> None:
        """What a portal that stopped left behind: bytes that had arrived, files that were being read, old litter."""
        take_in_what_arrived(self._resources)
        for batch_id in self._resources.catalogue.list_left_batches():
            left = self._resources.catalogue.list_receipts(batch_id, open_only=True)
            # What a command left is its person's to take up again.
            if any(not receipt.operator.startswith(_COMMAND) for receipt in left):
                order_batch(self._resources, batch_id)
        sweep_uploads(self._resources)
        sweep_papers(self._resources)

    def _listen(self, requests: Iterable[str]) -> None:
        for line in requests:
            if line.strip():
                self._asked.put(json.loads(line))
        self._stop.set()

    def _do_urgent(self) -> bool:
        """One thing that somebody waits for; whether there was one."""
        with suppress(queue.Empty):
            self._retry(self._asked.get_nowait())
            return True
        for order in list_open_papers(self._resources):
            if self._is_due(order.paper_id):
                self._patiently(order.paper_id, lambda order=order: self._do_paper(order))
                return True
        return False

    def _do_batches(self) -> None:
        while not self._stop.wait(_LOOK_EVERY_S):
            for batch_id in list_ordered(self._resources):
                if self._is_due(batch_id) and not self._stop.is_set():
                    self._patiently(batch_id, lambda batch_id=batch_id: self._finish_batch(batch_id))
                    break

    def _is_due(self, name: str) -> bool:
        return time.monotonic() >= self._not_before.get(name, (0.0, 0))[0]

    def _patiently(self, name: str, work: object) -> None:
        """Do it, or put it off: what is ordered stays ordered."""
        try:
            work()  # type: ignore[operator]
            self._not_before.pop(name, None)
        except SohoaError:
            count = self._not_before.get(name, (0.0, 0))[1]
            pause_s = _PAUSES_S[min(count, len(_PAUSES_S) - 1)]
            self._not_before[name] = (time.monotonic() + pause_s, count + 1)

    def _retry(self, asked: dict[str, str]) -> None:
        turn = int(asked["turn"]) if asked["turn"] else None
        try:
            retry_quarantined(
                self._resources,
                asked["retry"],
                password=asked["password"] or None,
                forced_type=asked["type"] or None,
                turn_deg=turn,
            )
        except InputRejected:
            pass  # somebody else was quicker
        except SohoaError:
            # It stays open: tried with its batch, without what was typed.
            order_batch(self._resources, self._resources.catalogue.get_receipt(asked["retry"]).batch_id)

    # -- batches --

    def _finish_batch(self, batch_id: str) -> None:
        batch = self._resources.catalogue.find_batch(batch_id)
        if batch is not None:
            summary = self._run(batch)
            if summary.failure is not None:
                raise summary.failure
            retain_batch(self._resources, batch_id)
        remove_order(self._resources, batch_id)
        # Handed in between the end of the run and now.
        if batch is not None and self._resources.catalogue.list_receipts(batch_id, open_only=True):
            order_batch(self._resources, batch_id)

    def _run(self, batch: Batch) -> RunSummary:
        """By the workers of other machines where there are any, else here."""
        orders, _ = list_missing(self._resources, batch)
        receipts = self._resources.catalogue.list_receipts(batch.batch_id, open_only=True)
        if not orders and not receipts:
            return RunSummary()
        if self._are_workers_there():
            summary = hand_over(self._resources, batch, orders, on_line=_tell_nobody, receipts=receipts)
            if summary.failure is None:
                return summary
        return self._run_here(batch, orders, receipts)

    def _run_here(self, batch: Batch, orders: list[BatchOrder], receipts: tuple[Receipt, ...]) -> RunSummary:
        return run_batch(
            self._resources, batch, orders, on_line=_tell_nobody, on_step=self._on_step, plain=True, receipts=receipts
        )

    def _are_workers_there(self) -> bool:
        if self._resources.settings.prefect_api_url is None:
            return False
        from pipelines.orchestration.orders import count_workers  # seconds of Prefect's import
        from pipelines.orchestration.server_link import PrefectServer

        PrefectServer(self._resources.settings)  # what Prefect reads when it is imported
        try:
            return count_workers(self._resources.settings) > 0
        except SohoaError:
            return False

    # -- papers from the counter --

    def _do_paper(self, order: PaperOrder) -> None:
        with hold_paper(self._resources, order) as held:
            if held is not None:
                self._do_held_paper(held)

    def _do_held_paper(self, order: PaperOrder) -> None:
        batch = self._open_days_batch(order)
        try:
            receipt, collated = self._receive(batch, order)
        except (InputRejected, SetupError) as error:
            end_paper(self._resources, order, problem=error)
            return
        if receipt.state != "done":
            summary = self._run_here(batch, [], (receipt,))
            if summary.failure is not None:
                raise summary.failure
        if collated is not None:
            end_halves(self._resources, batch, collated)
        end_paper(self._resources, order, receipt_id=receipt.receipt_id)

    def _receive(self, batch: Batch, order: PaperOrder) -> tuple[Receipt, Collated | None]:
        files = list_paper_files(self._resources, order)
        if len(files) > 1:
            sheets = SheetsWish(files, order.names, order.operator, order.forced_type)
            collated = receive_sheets(self._resources, batch, sheets)
            return collated.receipt, collated
        wish = BatchOrder((), order.forced_type, one_document=True)
        receipt = receive(self._resources, batch, files[0], wish, order.operator, name=order.names[0])
        return try_again(self._resources, receipt, order.forced_type), None

    def _open_days_batch(self, order: PaperOrder) -> Batch:
        """The counter's batch of the day; another where a person has closed it."""
        day = f"Quét ngay {local_day(order.ordered_at):%d-%m-%Y}"
        for name in (day, *(f"{day} ({number})" for number in range(2, 1000))):
            with suppress(SetupError):
                return open_batch(self._resources, order.unit, name, order.operator)
        raise TemporarilyUnavailable("catalogue_busy")


def _tell_nobody(line: JsonLine) -> None:
    """Who handed it in looks at the catalogue."""
