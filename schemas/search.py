"""Here live the questions a search answers: query, scope, what is indexed, what comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from schemas.unit_values import is_within

MAX_LIMIT = 1000
# What the index knows of validity; `expired` is whatever began and holds no longer, revoked and replaced included.
IndexedValidity = Literal["valid", "expired", "unknown"]
INDEXED_VALIDITIES: tuple[IndexedValidity, ...] = get_args(IndexedValidity)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the asking account may see: results issued or kept below these units, up to a sensitivity.

    `units` None means every unit (the operator at the machine).
    """

    units: tuple[str, ...] | None
    max_sensitivity: int = 4

    def covers(self, units: Iterable[str | None], sensitivity: int) -> bool:
        """The index's own rule for a paper of these units (issuer, custodian): one lies in a unit of the scope."""
        if sensitivity > self.max_sensitivity:
            return False
        return self.units is None or any(is_within(each, unit) for unit in self.units for each in units if each)


EVERYTHING = Scope(units=None)


# States of results that are in use, and all.
LIVE_STATES = ("in_review", "confirmed", "returned")
STATES = (*LIVE_STATES, "withdrawn")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question. `text` empty lists the newest first. Dates are inclusive.

    `holder_id` is compared exactly on letters and digits; `unit` includes what lies below it.
    `result_ids` keeps these results alone (empty: none).
    `valid_on` keeps results in force on that day. Without a `state` withdrawn results are left out.
    `validity` keeps results that are so on a day, as the facet `validity` counts them.
    `after` is the cursor of an earlier answer to the same question: its next page, whatever `offset` says.
    """

    text: str = ""
    holder_id: str | None = None
    document_type: str | None = None
    unit: str | None = None
    level: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    valid_on: date | None = None
    validity: tuple[IndexedValidity, date] | None = None
    state: str | None = None
    limit: int = 20
    offset: int = 0
    result_ids: tuple[str, ...] | None = None
    after: str | None = None

    @property
    def states(self) -> tuple[str, ...]:
        """The states that an answer may have."""
        return LIVE_STATES if self.state is None else (self.state,)


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """What the index knows of one result; made new from the catalogue at every change.

    `issued_on` is the first day a partial issue date may mean; `in_force` are (from, until) days,
    both included, until None for no end. `text` is the paper's text page after page, parted by form feeds; an
    unread page is empty.
    """

    result_id: str
    version: int
    document_type: str | None
    title: str
    document_number: str | None
    issued_on: date | None
    issuing_body: str | None
    unit: str | None
    level: str | None
    custodian: str
    sensitivity: int
    state: str
    holder_names: tuple[str, ...]
    holder_ids: tuple[str, ...]
    in_force: tuple[tuple[date, date | None], ...]
    filed_at_s: int
    text: str


Match = Literal["exact", "linked", "possible"]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result found. `match`: `exact` (the id, number or marked name asked for), else `possible`.

    `page_number` says where `snippet` stands, counted among the paper's own pages from 1.
    """

    result_id: str
    score: float
    match: Match
    snippet: str = ""
    page_number: int | None = None


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Hits of one page of the answer, the total, and counts by facet value.

    `after` is the cursor of the next page, None when there is none. It is read by the index that made it.
    """

    total: int
    hits: tuple[SearchHit, ...]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    after: str | None = None
