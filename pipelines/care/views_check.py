"""Here lives the check of the view log against its seals in the audit chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pipelines.care.inspection_report import Report
from pipelines.resources import Resources
from schemas.views import DROPPED, SEALED, ViewSeal, seal_views
from storage.catalogue_values import AuditEntry


@dataclass(slots=True)
class SealsFound:
    """What the chain says of views: the seals by their first number, the last number dropped by age."""

    seals: dict[int, ViewSeal] = field(default_factory=dict)
    dropped: int = 0

    def note(self, entries: Iterable[AuditEntry]) -> Iterator[AuditEntry]:
        """The entries as they come, with what they say of views kept."""
        for entry in entries:
            if entry.event == SEALED and entry.payload:
                told = json.loads(entry.payload)
                self.seals[told["first"]] = ViewSeal(told["first"], told["last"], told["sha256"])
            elif entry.event == DROPPED and entry.payload:
                self.dropped = max(self.dropped, json.loads(entry.payload)["through"])
            yield entry


def verify_views(resources: Resources, found: SealsFound, report: Report) -> None:
    """Add `views_broken` for each batch of views that is not as it was sealed, or is not there any more.

    What was added after the chain was read is left to the next check. A purpose may be blank where the result was
    erased, nowhere else.
    """
    erased = {erasure.result_id for erasure in resources.catalogue.list_erasures()}
    awaited = {first: seal for first, seal in found.seals.items() if first > found.dropped}
    last = max((seal.last for seal in found.seals.values()), default=0)
    for first, batch in groupby(resources.catalogue.iterate_views(), key=lambda kept: kept.batch):
        views = list(batch)
        report.checked += len(views)
        if first > last:
            continue
        is_told = all(kept.is_whole or (kept.view.purpose == "" and kept.view.result_id in erased) for kept in views)
        if awaited.pop(first, None) != seal_views(views) or not is_told:
            report.add("views_broken", f"views:{first}")
    for first in sorted(awaited):
        report.add("views_broken", f"views:{first}")
