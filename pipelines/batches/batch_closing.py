"""Here lives the reckoning of a batch: what was promised, what came, and what a person must answer for."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pipelines.resources import Resources
from schemas.errors import InputRejected
from schemas.scan import Batch

# Doubts that say of a paper that not all of it may be there.
_LACKS_A_PAGE = frozenset({"page_missing", "last_page_missing", "page_failed"})


@dataclass(frozen=True, slots=True)
class BatchReckoning:
    """A batch counted.

    `papers` were filed, scans of papers filed before among them; `difference` is papers minus expected, None where
    nobody counted. `missing_sheets` are ordinals of printed separators that no scan showed; `sheet_problems` counts
    sheets by what was wrong with them. `unfinished` files are still being worked on, `quarantined` wait for a person.
    `incomplete` are the results that may lack a page, until a person has looked at them.
    """

    expected: int | None
    papers: int
    difference: int | None
    unfinished: int
    quarantined: int
    missing_sheets: tuple[int, ...]
    sheet_problems: dict[str, int]
    incomplete: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[str, ...]:
        """What keeps the batch open, in Vietnamese, nothing when it may be closed without a word."""
        told = []
        if self.difference:
            told.append(f"{self.papers} giấy tờ, dự kiến {self.expected} ({self.difference:+d})")
        if self.quarantined:
            told.append(f"{self.quarantined} tệp bị cách ly")
        if self.missing_sheets:
            told.append("không thấy tờ phân cách số " + ", ".join(map(str, self.missing_sheets)))
        if self.incomplete:
            told.append(f"{len(self.incomplete)} giấy tờ có thể thiếu trang")
        return tuple(told)


def reckon(resources: Resources, batch: Batch) -> BatchReckoning:
    """Count a batch as it is now."""
    summary = resources.catalogue.summarise_batch(batch.batch_id)
    seen: set[int] = set()
    problems: dict[str, int] = {}
    for ordinal, problem in resources.catalogue.list_sheets_seen(batch.batch_id):
        if problem:
            problems[problem] = problems.get(problem, 0) + 1
        if ordinal and problem != "separator_of_other_batch":
            seen.add(ordinal)
    papers = sum(summary.states.values())
    return BatchReckoning(
        expected=batch.expected,
        papers=papers,
        difference=None if batch.expected is None else papers - batch.expected,
        unfinished=summary.outcomes.get("open", 0),
        quarantined=resources.catalogue.count_quarantined(batch.batch_id),
        # Before anything was scanned no sheet is missing yet.
        missing_sheets=tuple(sorted(set(range(1, batch.sheet_count + 1)) - seen)) if papers or seen else (),
        sheet_problems=problems,
        incomplete=resources.catalogue.list_doubted(batch.batch_id, _LACKS_A_PAGE),
    )


def close_batch(resources: Resources, batch: Batch, by: str, reason: str) -> tuple[Batch, BatchReckoning]:
    """Close a batch; closing a closed one changes nothing.

    Raises:
        InputRejected: "batch_unfinished"; "batch_differs", where something differs and no reason is given.
    """
    counted = reckon(resources, batch)
    if batch.closed_at is None:
        if counted.unfinished:
            raise InputRejected("batch_unfinished", batch=batch.name)
        if counted.differences and not reason.strip():
            raise InputRejected("batch_differs", batch=batch.name, differences="; ".join(counted.differences))
        payload = {"batch_id": batch.batch_id, "papers": counted.papers, "expected": counted.expected}
        batch = resources.catalogue.close_batch(batch.batch_id, by, reason.strip(), json.dumps(payload))
    return batch, counted
