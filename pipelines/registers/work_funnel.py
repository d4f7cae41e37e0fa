"""Here lives the funnel of digitisation: of all files handed in, how many are stuck where on their way to confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from pipelines.resources import Resources
from storage.catalogue_values import BatchSummary

_MOST_BATCHES = 10


@dataclass(frozen=True, slots=True)
class StuckBatch:
    """A batch in which something waits for a machine or a person."""

    batch_id: str
    name: str
    custodian: str
    reading: int
    in_review: int
    returned: int
    quarantined: int

    @property
    def count(self) -> int:
        return self.reading + self.in_review + self.returned + self.quarantined


@dataclass(frozen=True, slots=True)
class Funnel:
    """Files by what became of them, papers by their state; of all batches that units keep.

    `received` = `reading` + `quarantined` + `refused` + `repeated` (bytes handed in before) + `read`; one file may hold
    several papers: `papers` = `in_review` + `returned` + `confirmed` + `withdrawn`.
    """

    received: int
    reading: int
    quarantined: int
    refused: int
    repeated: int
    read: int
    papers: int
    in_review: int
    returned: int
    confirmed: int
    withdrawn: int
    batches: tuple[StuckBatch, ...]


def count_funnel(resources: Resources, units: Collection[str]) -> Funnel:
    """What the offices of these units and below handed in; batches in which most is stuck first."""
    outcomes, states = Counter[str](), Counter[str]()
    stuck: list[StuckBatch] = []
    for summary in resources.catalogue.list_batches_in(sorted(units), limit=None, with_pages=False):
        outcomes.update(summary.outcomes)
        states.update(summary.states)
        stuck.append(_to_stuck(summary))
    stuck = sorted((it for it in stuck if it.count), key=lambda it: (-it.count, it.name, it.batch_id))
    return Funnel(
        received=sum(outcomes.values()),
        reading=outcomes["open"],
        quarantined=outcomes["quarantined"],
        refused=outcomes["refused"],
        repeated=outcomes["duplicate"],
        read=outcomes["filed"] + outcomes["near_duplicate"],
        papers=sum(states.values()) - states["erased"],
        in_review=states["in_review"],
        returned=states["returned"],
        confirmed=states["confirmed"],
        withdrawn=states["withdrawn"],
        batches=tuple(stuck[:_MOST_BATCHES]),
    )


def _to_stuck(summary: BatchSummary) -> StuckBatch:
    outcomes, states, batch = summary.outcomes, summary.states, summary.batch
    return StuckBatch(
        batch.batch_id,
        batch.name,
        batch.custodian,
        outcomes.get("open", 0),
        states.get("in_review", 0),
        states.get("returned", 0),
        outcomes.get("quarantined", 0),
    )
