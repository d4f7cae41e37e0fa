"""Here lives what a result has to do with other papers, told in both directions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.resources import Resources
from pipelines.results.paper_links import list_links
from schemas.procedure_result import ProcedureResult

_ENDS = frozenset({"replaces", "revokes", "ends"})


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """Another paper and what it is to this one; `paper` None where who asks may not see it.

    `kind` is that of a link (`rescan_of`, `has_copy`, `replaces`, ...), `by_replaced`, `by_revoked`, `by_ended` for a
    paper that ended this one, or `acts_on` for one that this one extended or corrected.
    """

    kind: str
    paper: ProcedureResult | None


def list_related_papers(
    resources: Resources, result: ProcedureResult, may_see: Callable[[ProcedureResult], bool]
) -> tuple[RelatedPaper, ...]:
    """Every paper that is linked with a result, ended it, or that it acted on; erased ones are told no more."""
    pairs = tuple(dict.fromkeys(_iterate_pairs(resources, result)))
    ids = [result_id for _, result_id in pairs]
    known = {it.result_id: it for it in resources.catalogue.list_results_by_id(ids)}
    return tuple(
        RelatedPaper(kind, known[result_id] if may_see(known[result_id]) else None)
        for kind, result_id in pairs
        if result_id in known
    )


def _iterate_pairs(resources: Resources, result: ProcedureResult) -> Iterator[tuple[str, str]]:
    for ending in result.endings:
        if ending.by_result:
            yield f"by_{ending.state}", ending.by_result
    links = [(link["kind"], link["result_id"]) for link in list_links(resources, [result])[result.result_id]]
    yield from links
    ended = {result_id for kind, result_id in links if kind in _ENDS}
    for decision in result.act_decisions:
        if decision.decision == "accepted" and decision.result_id and decision.result_id not in ended:
            yield "acts_on", decision.result_id
