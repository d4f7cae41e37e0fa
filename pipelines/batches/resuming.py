"""Here lives what a batch that was cut off still has to take in."""

from __future__ import annotations

from pathlib import Path

from pipelines.resources import Resources
from schemas.scan import Batch, BatchOrder


def list_missing(resources: Resources, batch: Batch) -> tuple[list[BatchOrder], int]:
    """The orders' files that have no receipt yet and are still there, and how many are gone."""
    asked = resources.catalogue.list_batch_orders(batch.batch_id)
    if not asked:
        return [], 0
    received = resources.catalogue.list_sources(batch.batch_id)
    orders: list[BatchOrder] = []
    gone = 0
    for order in asked:
        missing = [source for source in order.sources if source not in received]
        there = tuple(source for source in missing if Path(source).exists())
        gone += len(missing) - len(there)
        if there:
            orders.append(BatchOrder(there, order.forced_type, order.one_document))
    return orders, gone
