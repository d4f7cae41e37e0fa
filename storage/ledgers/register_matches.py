"""Here lives the part of the catalogue's contract that joins papers and rows of registers by people's word.

`ports.Catalogue` is the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from schemas.coverage_spans import RowDecision
from schemas.days import local_day

Verdict = Literal["accepted", "dismissed"]


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """What a person said of a result and a row of the register: it is its paper, or it is not."""

    result_id: str
    row_id: str
    verdict: Verdict
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class LonePapers:
    """Of one type, on a day: results that count without a row of the register, rows that count as missing."""

    result_ids: tuple[str, ...]
    row_ids: tuple[str, ...]


def list_row_decisions(decisions: Iterable[MatchDecision]) -> Iterator[RowDecision]:
    """What decisions, oldest first, mean for counting: the last row accepted is a result's, until it is dismissed."""
    standing: dict[str, str] = {}
    for it in decisions:
        if it.verdict == "accepted":
            standing[it.result_id] = it.row_id
            yield RowDecision(it.result_id, it.row_id, local_day(it.at))
        elif standing.get(it.result_id) == it.row_id:
            del standing[it.result_id]
            yield RowDecision(it.result_id, None, local_day(it.at))


class MatchLedger(Protocol):
    """Decisions of people on results and rows. Errors as of `ports.Catalogue`."""

    def add_match_decision(self, decision: MatchDecision) -> bool:
        """Append a decision, with an audit entry, and count both anew, in one transaction; whether it says a new thing.

        Of a result the last row accepted is its own; dismissing that row lets it go.

        Raises:
            SetupError: "result_unknown", "register_row_unknown".
        """

    def list_match_decisions(self, result_ids: Collection[str] | None = None) -> tuple[MatchDecision, ...]:
        """Oldest first; of these results alone, where some are given."""

    def list_lone_papers(self, on: date, document_type: str, unit: str | None = None) -> LonePapers:
        """In order of id; `unit` is the issuer's and includes what lies below it. Needs whole coverage."""

    def list_issuerless_results(self, document_type: str) -> tuple[str, ...]:
        """Results of a type, not withdrawn, whose issuer is no unit we know, in order of id."""
