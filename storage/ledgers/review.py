"""Here lives the part of the catalogue's contract that is about checking papers; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from schemas.procedure_result import ProcedureResult
from schemas.review import ReviewCheck, WaitingPaper
from schemas.search import Scope


class ReviewLedger(Protocol):
    """The queue of papers that wait for a person, soft claims on them, planted errors. Errors as of `ports.Catalogue`.

    What waits follows each change of a result in the same transaction (`schemas.review.is_waiting`). A claim only keeps
    two people from being handed the same paper; it forbids nothing.
    """

    def list_waiting(self, scope: Scope, *, limit: int, after: WaitingPaper | None = None) -> tuple[WaitingPaper, ...]:
        """Most doubtful first, then longest filed; those behind `after`."""

    def count_waiting(self, scope: Scope, most: int) -> int:
        """How many wait, counted no further than `most`."""

    def claim_waiting(self, scope: Scope, account: str, until: datetime, but: Collection[str] = ()) -> str | None:
        """Claim the first paper that nobody else holds and that the account has not passed; its id."""

    def claim_paper(self, result_id: str, account: str, until: datetime) -> str | None:
        """Claim one paper, or renew the claim; the account that holds it, where that is another."""

    def pass_paper(self, result_id: str, account: str, until: datetime) -> None:
        """Give a claim back and hand the paper to this account no more before `until`; twice: the later one counts."""

    def release_claims(self, account: str) -> int:
        """Give back all that an account holds; how many."""

    def list_confirmed(self, batch_id: str, limit: int) -> tuple[ProcedureResult, ...]:
        """Some of the confirmed results of a batch, at most `limit`; quick whatever the batch and the home hold."""

    def add_check(self, check: ReviewCheck) -> None:
        """Note a planted error; the first word on a paper and account stands."""

    def find_check(self, result_id: str, account: str) -> ReviewCheck | None: ...

    def list_checks(self, units: Sequence[str] | None = None) -> tuple[ReviewCheck, ...]:
        """Oldest first; `units`: of the papers alone that these, or what lies below them, keep."""
