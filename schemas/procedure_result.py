"""Here live procedure results: one digitised paper as the office keeps, reviews and counts it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from schemas.extraction import Doubt, Extraction
from schemas.validity import EndReason, Interval

ResultState = Literal["in_review", "confirmed", "returned", "withdrawn"]

# Allowed moves of a result: from -> to.
ALLOWED_MOVES: dict[ResultState, frozenset[ResultState]] = {
    "in_review": frozenset({"confirmed", "returned", "withdrawn"}),
    "confirmed": frozenset({"withdrawn", "in_review"}),
    "returned": frozenset({"in_review", "confirmed", "withdrawn"}),
    "withdrawn": frozenset(),
}


@dataclass(frozen=True, slots=True)
class FieldReview:
    """What a person said of one field; appended, never edited. `value` None: the field is not there."""

    result_id: str
    field: str
    value: str | None
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a result: `filed`, `confirmed`, `returned`, `field_set`, ..."""

    at: datetime
    by: str
    event: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A link to another result: `rescan_of`, `copy_of`, `same_original`, `same_file`, `split_from`, `merged_into`.

    `rescan_of`: another scan of that paper, filed before. `copy_of`: a certified copy, and that is its original.
    `same_original`: both are copies of one original, which is not filed.
    """

    result_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Ending:
    """That a paper ceased to hold on a day, whatever is printed on it; appended, never edited.

    `on` is the first day without force. `basis` names the paper that ended it, `by_result` its result where that is
    filed. A second ending of the same paper stands beside the first; the earlier day counts.
    """

    state: EndReason
    on: date
    basis: str
    by: str
    at: datetime
    by_result: str | None = None


@dataclass(frozen=True, slots=True)
class ActDecision:
    """What a person said of one proposal (`schemas.act_proposals`); appended, never edited.

    It stands at the paper that acts; `result_id` is the paper it was accepted for.
    """

    proposal_id: str
    decision: Literal["accepted", "dismissed"]
    by: str
    at: datetime
    reason: str = ""
    result_id: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person's word that a unit answers for a paper whose issuer is no more; appended, never edited, the last counts.

    `basis` names the text or minutes that it rests on (ADR 0060).
    """

    unit: str
    basis: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LaterValue:
    """What a later reading says of a field that a person had confirmed otherwise; a task until somebody decides.

    `field` is named as reviews name it; `kept_by` is who said that the confirmed value stands.
    """

    field: str
    value: str
    at: datetime
    kept_by: str | None = None


@dataclass(frozen=True, slots=True)
class ProcedureResult:
    """One paper as filed: the fold of its extraction and the reviews of people.

    `unit` and `level` are the issuer's at the time of issue (None: no unit we know), `custodian` the
    office that holds the paper. `title`, `document_number`, `issue_date`, `issuing_body`,
    `holder_names`, `holder_ids`, `valid_until` repeat the folded fields for lists and searches; `holder_births` are the
    keys of name and year of birth of its holders (`schemas.holder_mentions.to_birth_key`), `paper_keys` those under
    which other scans and copies of it are found (`schemas.paper_keys`).
    `intervals` are the times in force, `endings` taken into account; empty means unknown validity. `version` counts
    from 1.
    """

    result_id: str
    receipt_id: str
    scan_id: str
    page_numbers: tuple[int, ...]
    custodian: str
    extraction: Extraction
    state: ResultState
    filed_at: datetime
    document_type: str | None = None
    title: str = ""
    document_number: str | None = None
    issue_date: str | None = None
    issuing_body: str | None = None
    unit: str | None = None
    level: str | None = None
    holder_names: tuple[str, ...] = ()
    holder_ids: tuple[str, ...] = ()
    valid_until: str | None = None
    intervals: tuple[Interval, ...] = ()
    sensitivity: int = 2
    needs_review: tuple[Doubt, ...] = ()
    reviews: tuple[FieldReview, ...] = ()
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    related: tuple[Related, ...] = ()
    recipe: str = ""
    has_searchable_pdf: bool = False
    version: int = 1
    endings: tuple[Ending, ...] = ()
    holder_births: tuple[str, ...] = ()
    act_decisions: tuple[ActDecision, ...] = ()
    paper_keys: tuple[str, ...] = ()
    later_values: tuple[LaterValue, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    history: tuple[HistoryEntry, ...] = field(default_factory=tuple)

    @property
    def open_differences(self) -> tuple[LaterValue, ...]:
        """Later values that nobody has decided on."""
        return tuple(later for later in self.later_values if later.kept_by is None)

    @property
    def merged_into(self) -> str | None:
        """The result that took this one's pages over, where it was retired so."""
        return next((link.result_id for link in self.related if link.kind == "merged_into"), None)


def make_result_id(scan_id: str, first_page_number: int) -> str:
    """An opaque, URL-safe name of 16 characters that the same paper gets for ever."""
    digest = hashlib.sha256(f"result:{scan_id}:{first_page_number}".encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def make_receipt_id(custodian: str, batch_name: str, scan_id: str) -> str:
    """The name of a receipt: the same custodian, batch and bytes give the same one."""
    digest = hashlib.sha256(f"receipt:{custodian}:{batch_name}:{scan_id}".encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def make_batch_id(custodian: str, batch_name: str) -> str:
    """The name of a batch: the same custodian and batch name give the same one."""
    digest = hashlib.sha256(f"batch:{custodian}:{batch_name}".encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower()
