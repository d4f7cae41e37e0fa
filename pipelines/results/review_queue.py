"""Here lives the queue of papers that wait for a person, the most doubtful first; two people never get the same one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from pipelines.resources import Resources
from schemas.procedure_result import ProcedureResult
from schemas.review import WaitingPaper
from schemas.search import EVERYTHING, Scope

# Longer than anybody looks at one paper; a closed browser gives it back in that time.
HELD_FOR = timedelta(minutes=15)
PASSED_FOR = timedelta(minutes=30)
# A paper that one may not finish alone: by tomorrow somebody else has.
NOT_MINE_FOR = timedelta(hours=12)
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A result in review; `doubt` is 0 (nothing in question) to 1 (nothing to be believed)."""

    result: ProcedureResult
    doubt: float


def iterate_queue(resources: Resources, scope: Scope = EVERYTHING, unit: str | None = None) -> Iterator[ReviewItem]:
    """Results in review, sent back, or confirmed and read otherwise since, most doubtful first; read as one goes.

    Args:
        unit: issuer's or custodian's, with what lies below it; within the scope.
    """
    if unit is not None:
        scope = Scope((unit,), scope.max_sensitivity)
    after: WaitingPaper | None = None
    while found := resources.catalogue.list_waiting(scope, limit=_AT_ONCE, after=after):
        doubts = {paper.result_id: paper.doubt for paper in found}
        for result in resources.catalogue.list_results_by_id(tuple(doubts)):
            yield ReviewItem(result, doubts[result.result_id])
        after = found[-1]


def count_waiting(resources: Resources, scope: Scope, most: int) -> int:
    """How many wait, counted no further than `most`."""
    return resources.catalogue.count_waiting(scope, most)


def claim_next(resources: Resources, scope: Scope, by: str, but: Collection[str] = ()) -> str | None:
    """The id of the most doubtful paper that nobody else has before them; None where nothing is left."""
    return resources.catalogue.claim_waiting(scope, by, resources.now() + HELD_FOR, but)


def claim_paper(resources: Resources, result_id: str, by: str) -> str | None:
    """Take one paper; who has it before them already, where that is somebody else."""
    return resources.catalogue.claim_paper(result_id, by, resources.now() + HELD_FOR)


def pass_paper(resources: Resources, result_id: str, by: str, *, is_anothers: bool = False) -> None:
    """Put a paper off; `is_anothers`: somebody else has to finish it."""
    resources.catalogue.pass_paper(result_id, by, resources.now() + (NOT_MINE_FOR if is_anothers else PASSED_FOR))
