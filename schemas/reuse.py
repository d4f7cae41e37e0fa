"""Here lives reuse: which result answered which component of which dossier, and what may not be used again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from schemas.procedure_result import ProcedureResult
from schemas.text import fold
from schemas.validity import Validity, validity_on

ReuseKind = Literal["reused", "refused", "erased"]

# Why a result may not be used again, by what it is worth on the day.
_BY_VALIDITY: dict[Validity, str | None] = {
    "valid": None,
    "expired": "reuse_expired",
    "replaced": "reuse_replaced",
    "revoked": "reuse_revoked",
    "unknown": "reuse_validity_unknown",
}


@dataclass(frozen=True, slots=True)
class ReuseWish:
    """What somebody asks to be entered: that a result was used again for a dossier, or refused for it.

    `component` names the paper it stands for ("" in a refusal), `purpose` why it was looked at, `reason` why it was
    refused. All three are free texts.
    """

    kind: ReuseKind
    used_id: str
    dossier_code: str
    by: str
    component: str = ""
    purpose: str = ""
    reason: str = ""

    @property
    def sameness(self) -> str:
        """What tells whether this was entered before, whoever says it again."""
        return "|".join((self.kind, self.dossier_code, self.used_id, fold(self.component), fold(self.reason)))


@dataclass(frozen=True, slots=True)
class ReuseEntry:
    """One entry of the ledger; `used_id` is a result's id or that of an accepted component, `version` the one used.

    `component`, `purpose`, `reason` are empty once the result was erased. `erased` entries say which were blanked.
    `link` is the hash of this entry and of all before it.
    """

    entry_id: str
    sequence: int
    at: datetime
    by: str
    kind: ReuseKind
    used_id: str
    version: int
    dossier_code: str
    link: str
    component: str = ""
    purpose: str = ""
    reason: str = ""

    @property
    def is_accepted(self) -> bool:
        return self.kind == "reused"


def find_hindrance(result: ProcedureResult, on: date) -> str | None:
    """The code of what forbids using a result again on a day; None where nothing does."""
    if result.merged_into is not None:
        return "reuse_retired"
    if result.state == "withdrawn":
        return "reuse_withdrawn"
    if result.state != "confirmed":
        return "reuse_unconfirmed"
    # A later reading without a value is the mark of a state secret: nobody shows such a paper at a counter.
    if any(not later.value for later in result.open_differences):
        return "reuse_doubted"
    return _BY_VALIDITY[validity_on(result.intervals, on)]
