"""Here lives the finding of avoidable asks: papers brought with a dossier though a verified one was held at intake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipelines.lookup.held import Asked, gather_papers
from pipelines.registers.register_values import find_type
from pipelines.resources import Resources
from schemas.days import local_day
from schemas.dossier import AvoidableAsk, Dossier, DossierComponent
from schemas.errors import SetupError
from schemas.held_components import AcceptedPaper, HeldComponent, HeldPaper, find_held
from schemas.procedure import Component, Procedure, find_procedure
from schemas.procedure_result import ProcedureResult
from schemas.text import fold_words
from schemas.validity import validity_on


class AskFinder:
    """Finds what owners need not have brought, as far as what is held today tells what was held at intake."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        # Components repeat from dossier to dossier.
        self._find_type = lru_cache(maxsize=4096)(lambda name: find_type(name, resources.types))

    def list_asks(self, dossier: Dossier) -> tuple[AvoidableAsk, ...]:
        """One for each paper brought although one that does was held; () where owner or day is not told."""
        if dossier.owner_id is None or dossier.received_on is None or not dossier.brought:
            return ()
        own = self._list_own(dossier)
        procedure = self._find_procedure(dossier)
        held = self._list_held(dossier, procedure) if procedure is not None else ()
        return tuple(self._iterate_asks(dossier, held, own))

    def _iterate_asks(
        self, dossier: Dossier, held: Sequence[HeldComponent], own: Sequence[ProcedureResult]
    ) -> Iterator[AvoidableAsk]:
        for part in dossier.brought:
            declared = next((one for one in held if is_same_component(one.component, part)), None)
            if declared is not None:
                best = declared.best
                if declared.is_certain and best is not None:
                    yield AvoidableAsk(part.key, best.held.paper_id)
                continue
            kind = self._find_type(part.name)
            found = next((one for one in own if kind is not None and one.document_type == kind), None)
            if found is not None:
                yield AvoidableAsk(part.key, found.result_id)

    def _list_own(self, dossier: Dossier) -> list[ProcedureResult]:
        """Verified results that name the owner's own id, known by intake and in force on its day."""
        catalogue = self._resources.catalogue
        results = catalogue.list_results_by_id(catalogue.find_held_results(str(dossier.owner_id)))
        on = dossier.received_on
        assert on is not None
        return [it for it in results if _was_verified(it, dossier) and validity_on(it.intervals, on) == "valid"]

    def _find_procedure(self, dossier: Dossier) -> Procedure | None:
        if dossier.procedure_code is None or dossier.received_on is None:
            return None
        try:
            return find_procedure(self._resources.procedures, dossier.procedure_code, dossier.received_on)
        except SetupError:
            return None

    def _list_held(self, dossier: Dossier, procedure: Procedure) -> tuple[HeldComponent, ...]:
        on = dossier.received_on
        assert on is not None
        papers = gather_papers(
            self._resources, procedure, Asked(str(dossier.owner_id), on), AcceptedBefore(self._resources, dossier.code)
        )
        return find_held(procedure, [it for it in papers if _was_known(it, dossier)], on)


class AcceptedBefore:
    """Components accepted with earlier dossiers, as the search for what is held asks for them.

    Args:
        dossier_code: a dossier that is no earlier one: what was accepted with it is left out.
    """

    def __init__(self, resources: Resources, dossier_code: str = "") -> None:
        self._resources = resources
        self._dossier_code = dossier_code

    def list_accepted_papers(self, holder_ids: Sequence[str]) -> tuple[AcceptedPaper, ...]:
        """Those accepted from a holder with one of these ids, oldest first."""
        found = [it for one in holder_ids for it in self._resources.catalogue.list_accepted(owner_id=one)]
        return tuple(
            AcceptedPaper(it.component_id, it.component_key, it.name, it.owner_id, it.dossier_code, local_day(it.at))
            for it in sorted(found, key=lambda it: (it.at, it.component_id))
            if it.dossier_code != self._dossier_code
        )


def is_same_component(declared: Component, part: DossierComponent) -> bool:
    """Whether a paper of a dossier is a component of its procedure: by key, or one's name within the other's."""
    if declared.key in (part.key, part.name):
        return True
    one, other = (f" {' '.join(fold_words(name))} " for name in (declared.name, part.name))
    return one in other or other in one


def _was_known(held: HeldPaper, dossier: Dossier) -> bool:
    return not isinstance(held.paper, ProcedureResult) or _was_verified(held.paper, dossier)


def _was_verified(result: ProcedureResult, dossier: Dossier) -> bool:
    """Whether it was confirmed before the paper was brought; where no hour is told, on an earlier day."""
    if result.state != "confirmed" or result.confirmed_at is None or dossier.received_on is None:
        return False
    if dossier.received_at is not None:
        return result.confirmed_at <= dossier.received_at
    return local_day(result.confirmed_at) < dossier.received_on
