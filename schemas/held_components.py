"""Here lives the answer to what a person need not bring: of each component of a procedure the papers held that do.

Pure: who gathers the papers says of each whose it is, how sure that is and by which papers it is proved
(`pipelines.lookup.held`); here is judged whether it satisfies on a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schemas.days import local_day
from schemas.partial_dates import add_months, day_span
from schemas.procedure import Accepts, Component, Procedure
from schemas.procedure_declaration import Owner
from schemas.procedure_result import ProcedureResult
from schemas.search import Match
from schemas.validity import validity_on

HeldStatus = Literal["held", "held_in_review", "held_expired", "not_held"]
# Why a paper is less than held: not confirmed; nobody knows how long it holds; a later reading is doubted; over.
Lack = Literal["unconfirmed", "validity_unknown", "doubted", "expired", "replaced", "revoked", "too_old"]
MATCHES: tuple[Match, ...] = ("exact", "linked", "possible")
_STATUSES: tuple[HeldStatus, ...] = ("held", "held_in_review", "held_expired", "not_held")


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One paper on the way from the person asked about to whose paper it is."""

    result_id: str
    document_type: str | None
    says: str


@dataclass(frozen=True, slots=True)
class AcceptedPaper:
    """A paper that is no result (a map, a contract), accepted with an earlier dossier of a holder; `key` says what.

    `valid_until` is its last day in force, None for no end.
    """

    paper_id: str
    key: str
    title: str
    holder_id: str
    dossier_code: str
    accepted_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """One paper that the office holds, and why it is taken for one of the person asked about, or of a relative.

    `match` is the weakest link of the way, `reason` says why; `proof` names the papers
    that tie a relative, a parcel or a business to the person, the first one first.
    """

    paper: ProcedureResult | AcceptedPaper
    owner: Owner
    match: Match
    reason: str
    proof: tuple[ProofStep, ...] = ()

    @property
    def paper_id(self) -> str:
        return self.paper.result_id if isinstance(self.paper, ProcedureResult) else self.paper.paper_id

    @property
    def issued_on(self) -> date | None:
        """The last day that its day of issue may mean; of an accepted paper the day on which it was accepted."""
        if isinstance(self.paper, AcceptedPaper):
            return self.paper.accepted_on
        span = day_span(self.paper.issue_date) if self.paper.issue_date else None
        return span[1] if span else None


@dataclass(frozen=True, slots=True)
class JudgedPaper:
    """What a paper is worth for a component on a day; `ended_on` is its last good day where it is over."""

    held: HeldPaper
    status: HeldStatus
    lack: Lack | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class HeldComponent:
    """A component and the papers held for it, the best first; `status` is that of the best."""

    component: Component
    status: HeldStatus
    papers: tuple[JudgedPaper, ...] = ()

    @property
    def best(self) -> JudgedPaper | None:
        return self.papers[0] if self.papers else None

    @property
    def is_certain(self) -> bool:
        """Whether nobody need be asked: held, and by ids or links that people made, not by a name alone."""
        return self.status == "held" and self.best is not None and self.best.held.match != "possible"


def find_held(procedure: Procedure, papers: Sequence[HeldPaper], on: date) -> tuple[HeldComponent, ...]:
    """Of every component, in declared order, what the office holds for it on a day.

    A paper satisfies (`held`) only when a person or the machine confirmed it by that day and it is in force on it; one
    that nobody confirmed or whose validity is unknown is `held_in_review`, one that is over `held_expired`.

    Args:
        papers: as gathered for one person; the same paper may stand here for several owners.
        on: also the day as of which is asked: what was filed or confirmed later does not count.
    """
    return tuple(_find_one(component, papers, on) for component in procedure.components)


def list_missing(components: Sequence[HeldComponent]) -> tuple[str, ...]:
    """Keys of the components that a person must bring in any case: required, unconditional, no alternative held."""
    done = {one.component.one_of for one in components if one.component.one_of and one.is_certain}
    return tuple(
        one.component.key
        for one in components
        if one.component.required
        and not one.component.when
        and not one.is_certain
        and (one.component.one_of is None or one.component.one_of not in done)
    )


def weaker(one: Match, other: Match) -> Match:
    """The less sure of two matches."""
    return max(one, other, key=MATCHES.index)


def _find_one(component: Component, papers: Sequence[HeldPaper], on: date) -> HeldComponent:
    best: dict[str, tuple[tuple[object, ...], JudgedPaper]] = {}
    for place, accepts in enumerate(component.accepts):
        for paper in papers:
            judged = _judge(component.key, accepts, paper, on)
            if judged is None:
                continue
            rank = _rank(judged, place)
            known = best.get(paper.paper_id)
            if known is None or rank < known[0]:
                best[paper.paper_id] = rank, judged
    ordered = tuple(judged for _, judged in sorted(best.values(), key=lambda found: found[0]))
    return HeldComponent(component, ordered[0].status if ordered else "not_held", ordered)


def _rank(judged: JudgedPaper, place: int) -> tuple[object, ...]:
    """Smaller is better: what it is worth, how sure, which way of satisfying, a person's word, the newest."""
    paper = judged.held.paper
    by_machine = isinstance(paper, ProcedureResult) and paper.confirmed_by in (None, "machine")
    issued = judged.held.issued_on or date.min
    sureness = MATCHES.index(judged.held.match)
    return _STATUSES.index(judged.status), sureness, place, by_machine, -issued.toordinal(), judged.held.paper_id


def _judge(key: str, accepts: Accepts, held: HeldPaper, on: date) -> JudgedPaper | None:
    """What a paper is worth for one way of satisfying a component; None where it is nothing of the kind.

    Clerks accept a paper under the component's own `key` or under one that several procedures share.
    """
    paper = held.paper
    if held.owner != accepts.owner:
        return None
    if isinstance(paper, AcceptedPaper):
        if not accepts.papers or paper.key not in (*accepts.papers, key) or paper.accepted_on > on:
            return None
        if paper.valid_until is not None and paper.valid_until < on:
            return JudgedPaper(held, "held_expired", "expired", paper.valid_until)
        return _judge_age(accepts, held, on) or JudgedPaper(held, "held")
    if paper.document_type not in accepts.types or paper.state == "withdrawn" or local_day(paper.filed_at) > on:
        return None
    if paper.intervals and all(on < interval.in_force_from for interval in paper.intervals):
        return None
    return _judge_validity(held, paper, on) or _judge_age(accepts, held, on) or _judge_state(held, paper, on)


def _judge_validity(held: HeldPaper, paper: ProcedureResult, on: date) -> JudgedPaper | None:
    """The verdict on a paper that is over, or of which nobody knows; None while it is in force."""
    validity = validity_on(paper.intervals, on)
    if validity == "valid":
        return None
    if validity == "unknown":
        return JudgedPaper(held, "held_in_review", "validity_unknown")
    ends = [it.in_force_until for it in paper.intervals if it.in_force_until is not None and it.in_force_until < on]
    return JudgedPaper(held, "held_expired", validity, max(ends, default=None))


def _judge_age(accepts: Accepts, held: HeldPaper, on: date) -> JudgedPaper | None:
    """The verdict on a paper older than the component takes, or of unknown age; None for one young enough."""
    if accepts.max_age_months is None:
        return None
    if held.issued_on is None:
        return JudgedPaper(held, "held_in_review", "validity_unknown")
    last_day = add_months(held.issued_on, accepts.max_age_months)
    return JudgedPaper(held, "held_expired", "too_old", last_day) if last_day < on else None


def _judge_state(held: HeldPaper, paper: ProcedureResult, on: date) -> JudgedPaper:
    is_confirmed = paper.state == "confirmed" and (paper.confirmed_at is None or local_day(paper.confirmed_at) <= on)
    if not is_confirmed:
        return JudgedPaper(held, "held_in_review", "unconfirmed")
    # A later reading without a value is the mark of a state secret: nobody shows such a paper at a counter.
    if any(not later.value for later in paper.open_differences):
        return JudgedPaper(held, "held_in_review", "doubted")
    return JudgedPaper(held, "held")
