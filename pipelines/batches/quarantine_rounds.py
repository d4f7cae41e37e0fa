"""Here lives the round over the whole quarantine: after an upgrade, what failed then may succeed now."""

from __future__ import annotations

from itertools import groupby

from pipelines.driving import LineListener, run_batch
from pipelines.resources import Resources
from storage.ports import QuarantineEntry


def retry_all_quarantined(resources: Resources, on_line: LineListener) -> None:
    """Try every quarantined file again, batch by batch, as it came: its type, no password.

    What a person set aside stays aside. A round that is killed leaves at most one batch's files open, for
    `batch resume`; the others still lie in quarantine.

    Raises:
        TemporarilyUnavailable: a store is away; as after a kill.
    """
    entries = sorted(resources.catalogue.list_quarantine(), key=_batch_of)
    for batch_id, of_batch in groupby(entries, key=_batch_of):
        batch = resources.catalogue.find_batch(batch_id)
        assert batch is not None, "a receipt has its batch"
        receipts = []
        for entry in of_batch:
            resources.catalogue.reopen_receipt(entry.receipt.receipt_id)
            receipts.append(resources.catalogue.get_receipt(entry.receipt.receipt_id))
        summary = run_batch(
            resources, batch, (), on_line=on_line, on_step=lambda step: None, plain=True, receipts=receipts
        )
        if summary.failure is not None:
            raise summary.failure


def _batch_of(entry: QuarantineEntry) -> str:
    return entry.receipt.batch_id
