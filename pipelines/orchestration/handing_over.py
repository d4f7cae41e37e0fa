"""Here lives the handing over of a batch: received here, read and filed by workers on other machines.

The catalogue is asked how far they are, so that a Prefect server that is gone for a while changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from pipelines.driving import LineListener, RunSummary
from pipelines.filing import first_lines
from pipelines.intake import receive_patiently, try_again
from pipelines.lines import JsonLine, empty_line, problem_to_json
from pipelines.orchestration.server_link import PrefectServer
from pipelines.patience import may_mend_itself, persist
from pipelines.resources import Resources
from schemas.errors import InputRejected, SetupError, SohoaError, TemporarilyUnavailable
from schemas.scan import Batch, BatchOrder, Receipt

_LOOK_EVERY_S = 1.0
# Longer than a worker takes from one order to the first page it holds.
_LEFT_AFTER_S = 60.0
# A server or a worker that was there and is started again is back within this.
_PATIENCE_S = 300.0


def hand_over(
    resources: Resources,
    batch: Batch,
    orders: Sequence[BatchOrder],
    *,
    on_line: LineListener,
    receipts: Sequence[Receipt] = (),
) -> RunSummary:
    """Receive every file of the orders, ask the workers for the batch, and tell each outcome as it comes.

    Whoever waits may go: the workers bring the batch to its end all the same.

    Raises:
        SetupError: "worker_without_server", "prefect_refused".
        TemporarilyUnavailable: "prefect_unreachable", "workers_away": what was received is kept.
    """
    if resources.settings.prefect_api_url is None:
        raise SetupError("worker_without_server")
    handed = _Handed(resources, batch, on_line, {receipt.receipt_id: receipt.source for receipt in receipts})
    for order in orders:
        for source in order.sources:
            handed.take_in(order, source)
    if handed.waiting:
        PrefectServer(resources.settings)  # what Prefect reads when it is imported
        handed.follow()
    return handed.summary


class _Handed:
    """One batch in other hands: which of its files we still wait for."""

    def __init__(self, resources: Resources, batch: Batch, on_line: LineListener, waiting: dict[str, str]) -> None:
        self.summary = RunSummary()
        self.waiting = waiting
        self._resources = resources
        self._batch = batch
        self._on_line = on_line

    def take_in(self, order: BatchOrder, source: str) -> None:
        try:
            receipt = receive_patiently(self._resources, self._batch, Path(source), order, time.sleep)
        except InputRejected as error:
            line = empty_line(source, None, "quarantined", self._batch.name, self._batch.custodian)
            self._tell([line | {"problem": problem_to_json(error.code)}])
            return
        receipt = try_again(self._resources, receipt, order.forced_type)
        if receipt.state == "done":
            self._tell(first_lines(self._resources, receipt, source=source, repeated=True))
        else:
            self.waiting[receipt.receipt_id] = source

    def follow(self) -> None:
        """Until every file has its outcome, or no worker is there any more."""
        from pipelines.orchestration.orders import ask_workers  # seconds of Prefect's import

        ask_workers(self._resources.settings, self._batch.batch_id)
        asked_at = seen_at = time.monotonic()
        was_in_hand = False
        while self.waiting:
            time.sleep(_LOOK_EVERY_S)
            now = time.monotonic()
            if persist(self._tell_ended, time.sleep) or self._is_in_hand():
                asked_at = seen_at = now
                was_in_hand = True
            elif now - asked_at > _LEFT_AFTER_S:
                # The worker died, or none took the order: whoever is there now gets it anew.
                asked_at = now
                error = self._ask_again()
                comes_back = was_in_hand or (error and error.code == "prefect_unreachable")
                if error and not (comes_back and now - seen_at < _PATIENCE_S):
                    self.summary.failure, self.summary.left_open = error, len(self.waiting)
                    return

    def _ask_again(self) -> SohoaError | None:
        """Why it could not be asked, if so."""
        from pipelines.orchestration.orders import ask_workers, count_workers

        try:
            if not count_workers(self._resources.settings):
                return TemporarilyUnavailable("workers_away")
            ask_workers(self._resources.settings, self._batch.batch_id)
        except SohoaError as error:
            return error
        return None

    def _tell_ended(self) -> int:
        """How many ended since the last look; their lines are told."""
        catalogue = self._resources.catalogue
        still_open = {receipt.receipt_id for receipt in catalogue.list_receipts(self._batch.batch_id, open_only=True)}
        ended = [name for name in self.waiting if name not in still_open]
        for name in ended:
            receipt = catalogue.get_receipt(name)
            self._tell(first_lines(self._resources, receipt, source=self.waiting.pop(name), repeated=False))
        return len(ended)

    def _is_in_hand(self) -> bool:
        try:
            return self._batch.batch_id not in self._resources.catalogue.list_left_batches()
        except TemporarilyUnavailable as error:
            if not may_mend_itself(error):
                raise
            return True  # not known: asked again at the next look

    def _tell(self, lines: Sequence[JsonLine]) -> None:
        self.summary.count(lines)
        for line in lines:
            self._on_line(line)
