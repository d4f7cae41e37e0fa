"""The three contracts of storage: ObjectStore, Catalogue, SearchIndex.

An adapter is right when the suite in `tests/contracts` passes over it; nothing outside this room
knows which adapter it was handed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from schemas.holder_links import HolderEvent
from schemas.procedure_result import ProcedureResult, Related
from schemas.register import RegisterCount, RegisterRow
from schemas.search import IndexDocument, Scope, SearchAnswer, SearchQuery
from storage.catalogue_values import (
    AuditEntry,
    BatchSummary,
    EndedReceipt,
    Filing,
    JsonLine,
    OutboxMark,
    PageChange,
    PageJob,
    PageStatus,
    QuarantineEntry,
    RegisterChange,
    Settle,
)
from storage.ledgers.care import CareLedger
from storage.ledgers.citizen_requests import RequestLedger
from storage.ledgers.copying import CatalogueSnapshot, CopyLedger
from storage.ledgers.coverage import CoverageLedger
from storage.ledgers.dossiers import DossierLedger
from storage.ledgers.erasure import ErasureLedger
from storage.ledgers.figures import FiguresLedger
from storage.ledgers.people import PeopleLedger
from storage.ledgers.reckoning import ReckoningLedger
from storage.ledgers.register_matches import MatchLedger
from storage.ledgers.review import ReviewLedger
from storage.ledgers.systems import SystemLedger
from storage.ledgers.views import ViewLedger
from storage.ledgers.work import WorkLedger
from storage.object_locks import LockingStore

__all__ = [
    "AuditEntry",
    "BackendHealth",
    "BatchSummary",
    "Catalogue",
    "CatalogueSnapshot",
    "DiskSpace",
    "EndedReceipt",
    "Filing",
    "IndexBuild",
    "JsonLine",
    "ObjectStore",
    "OutboxMark",
    "PageChange",
    "PageJob",
    "PageStatus",
    "QuarantineEntry",
    "RegisterChange",
    "SearchIndex",
    "Settle",
]


@dataclass(frozen=True, slots=True)
class BackendHealth:
    """What `doctor` shows of one backend; `url` has its secrets masked, `code` names a known trouble."""

    name: str
    url: str
    ok: bool
    version: str
    message: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """One disk: a name that stays the same from day to day, its size, and what we may still write on it."""

    disk: str
    total_bytes: int
    free_bytes: int


class ObjectStore(LockingStore, Protocol):
    """Bytes under keys; a key is written once and never changes (keys are spelt in `keys.py`).

    Every put is atomic and verified: when it returns, the bytes were re-read and match. Writing the
    same key again with the same bytes is harmless; with other bytes the last writer wins whole (that
    is how a damaged object is mended). Raises TemporarilyUnavailable ("objects_away",
    "no_space", "source_changed"), StoreDamaged ("object_missing", "object_damaged"), SetupError
    ("home_unusable", "objects_refused", and what else is wrong with an address, a bucket, a key or a clock).
    """

    def put_file(self, key: str, path: Path, sha256: str | None = None) -> None:
        """Store a file's bytes. `sha256`: what they must hash to (else computed while copying)."""

    def put_bytes(self, key: str, data: bytes) -> None: ...

    def get_bytes(self, key: str) -> bytes: ...

    def open_local(self, key: str) -> AbstractContextManager[Path]:
        """A readable local file with the bytes, for as long as the context lasts; never write to it."""

    def find_size(self, key: str) -> int | None: ...

    def compute_sha256(self, key: str) -> str:
        """Hash of the stored bytes, read now, in 64 hex digits."""

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        """Every key in order; scratch files of unfinished writes are not keys."""

    def delete(self, key: str) -> None:
        """Remove every version that no lock holds; harmless when absent. Only for refused papers and mended orphans."""

    def erase(self, key: str) -> datetime | None:
        """Remove with every version that the store keeps; harmless when absent.

        A lock of mode `governance` gives way where the store lets our key lift it. The instant until which a lock
        forbids the rest, when one does; what is not locked is gone then too.
        """

    def find_space(self) -> DiskSpace | None:
        """The disk that the objects fill; None for a store that does not tell."""

    def check(self) -> BackendHealth: ...


class Catalogue(
    WorkLedger,
    ReckoningLedger,
    ErasureLedger,
    CareLedger,
    CopyLedger,
    CoverageLedger,
    MatchLedger,
    DossierLedger,
    PeopleLedger,
    RequestLedger,
    SystemLedger,
    ViewLedger,
    FiguresLedger,
    ReviewLedger,
    Protocol,
):
    """The truth and the queue. Every method is one transaction; all are safe from many processes.

    Leases: a claim holds until `lease_s` seconds from now, is renewed by its owner, and falls to
    anyone when it expires, or at once when its owner is a dead process of this machine
    (`owner` = "host:pid:start", see `lease_owner`). What a method is handed to call (`change`, `settle`, `make`,
    `check`) may be called again where two transactions met, and its last answer counts. Raises TemporarilyUnavailable
    ("catalogue_busy", "catalogue_away", "catalogue_read_only", "no_space"), SetupError ("catalogue_refused",
    "home_newer", "batch_unknown", "result_unknown", "receipt_unknown").
    """

    # -- results --
    def get_result(self, result_id: str) -> ProcedureResult: ...

    def find_result(self, result_id: str) -> ProcedureResult | None: ...

    def list_results(
        self,
        *,
        state: str | None = None,
        unit: str | None = None,
        batch_id: str | None = None,
        differing: bool = False,
        after: str = "",
    ) -> Iterator[ProcedureResult]:
        """Streamed in order of id, those after `after`; `unit` (issuer's or custodian's) includes what lies below it.

        `differing`: only those of which a later reading has other values that wait for a person.

        No transaction stays open between two of them: the caller may change results as it goes.
        """

    def iterate_versions(self) -> Iterator[tuple[str, int]]:
        """(result id, version) of every result, in order of id; streamed as `list_results`."""

    def count_results(self) -> int: ...

    def list_results_by_id(self, result_ids: Sequence[str]) -> tuple[ProcedureResult, ...]:
        """In the order asked, unknown ids left out."""

    def find_same_paper(self, document_type: str, document_number: str, issue_date: str) -> tuple[str, ...]:
        """Ids of results not withdrawn with this type, number and issue date, oldest first."""

    def update_result(self, result_id: str, change: Callable[[ProcedureResult], ProcedureResult]) -> ProcedureResult:
        """Read, change, write and mark for the index, all under one lock; the changed result.

        The stored version becomes the one before plus one, whatever `change` put there; a result that
        `change` returns unchanged is not written. `change` must not call the catalogue.
        """

    def update_results(
        self,
        result_ids: Sequence[str],
        change: Callable[[tuple[ProcedureResult, ...]], tuple[ProcedureResult, ...]],
    ) -> tuple[ProcedureResult, ...]:
        """As `update_result`, of several distinct results in one transaction; `change` gives them in the same order."""

    def change_pages(
        self, result_ids: Sequence[str], change: Callable[[tuple[ProcedureResult, ...]], PageChange]
    ) -> PageChange:
        """As `update_result`, for everything that a change of pages touches, in one transaction; what was written.

        `change` is given the results asked for and answers the same ones, in order. Results added lie in the first
        one's batch. A receipt that was filed before stays as it is; one in quarantine or open ends now.
        """

    def list_result_versions(self, result_id: str) -> tuple[ProcedureResult, ...]:
        """Every version ever filed, oldest first; () for an unknown id."""

    def list_linked(self, result_ids: Sequence[str]) -> dict[str, tuple[Related, ...]]:
        """Of each of these results that others, not withdrawn, link to: who does and how, oldest first.

        A paper that one of these ended links to it too, by `by_replaced`, `by_revoked`, ...
        """

    def find_held_results(self, holder_id: str) -> tuple[str, ...]:
        """Ids of the results that name this holder id, compared on letters and digits."""

    # -- acts on papers: what filed results propose, see `schemas.act_proposals` --
    def list_acting_results(self, unit: str | None = None) -> Iterator[ProcedureResult]:
        """Results with open proposals in order of id, streamed; `unit` as in `list_results`.

        One that speaks only of an earlier edition of its own number is left out while no such result is filed.
        """

    def find_acting_result(self, proposal_id: str) -> str | None:
        """Id of the result with this proposal, decided or not."""

    def find_acting_results(self, document_number: str) -> tuple[str, ...]:
        """Ids of the results whose open proposals name a paper of this number, in order of id."""

    def find_numbered_results(self, document_number: str) -> tuple[str, ...]:
        """Ids of results not withdrawn that bear this number, oldest first."""

    # -- holders: which keys are one person --
    def find_born_results(self, birth_keys: Sequence[str]) -> tuple[str, ...]:
        """Ids of the results with a holder of one of these names and years of birth, in order of id."""

    def list_ids_beside_name(self, name_key: str) -> tuple[str, ...]:
        """Holder ids on papers that name a holder of this folded name: theirs, or of another holder of the paper."""

    def list_holder_events(self, keys: Sequence[str]) -> tuple[HolderEvent, ...]:
        """Every event, oldest first, on these keys and on all that were ever linked to them."""

    def add_holder_event(self, event: HolderEvent, check: Callable[[tuple[HolderEvent, ...]], bool]) -> bool:
        """Append a link or its end, with an audit entry, in one transaction; whether it was written.

        `check` is shown `list_holder_events` of the two keys under the lock: it raises, or says whether the
        event changes anything. The stored event's sequence is the next one, whatever `event` says.
        """

    # -- the outbox --
    def list_outbox(self, limit: int) -> tuple[OutboxMark, ...]:
        """Oldest first; marks kept apart are left out here and in `count_outbox`."""

    def remove_outbox(self, marks: Sequence[OutboxMark]) -> None: ...

    def count_outbox(self) -> int: ...

    def set_outbox_apart(self, marks: Sequence[OutboxMark]) -> None:
        """The index refuses these results as they are: they wait apart until they change, and stop nobody else."""

    def list_outbox_apart(self) -> tuple[OutboxMark, ...]:
        """Oldest first."""

    def list_marked(self, result_ids: Sequence[str]) -> tuple[str, ...]:
        """Those of these results that have a mark, apart or not."""

    def mark_all_for_index(self) -> int:
        """Mark every result (a rebuild); how many."""

    # -- register of results in force --
    def put_register_snapshot(
        self,
        unit: str,
        as_of: date,
        sha256: str,
        source: str,
        by: str,
        rows: Sequence[RegisterRow],
        *,
        whole: bool = False,
    ) -> RegisterChange:
        """All rows in one transaction; rows already there with the same content count as unchanged.

        `whole`: what this office's register listed before and these rows do not is in force no more from `as_of` on.
        Days before `as_of`, and later days that have a word of their own, stay as they were.
        """

    def list_register_rows(self, as_of: date | None = None) -> tuple[RegisterRow, ...]:
        """Rows of the snapshots dated on or before `as_of`, the newest version of each row."""

    def put_register_count(self, *counts: RegisterCount) -> None:
        """All in one transaction; of one unit, type, year and day the last word stays."""

    def list_register_counts(self, as_of: date | None = None) -> tuple[RegisterCount, ...]:
        """Of each unit, type and year the newest count dated on or before `as_of`, else the one of no day."""

    # -- audit --
    def add_audit(self, by: str, event: str, payload: str) -> AuditEntry: ...

    def list_audit(self) -> Iterator[AuditEntry]: ...

    def find_audit_head(self) -> tuple[int, str] | None:
        """Sequence and link of the last entry, as noted beside the chain; None before the first."""

    def find_audit_at(self, at: datetime) -> tuple[int, str] | None:
        """Sequence and link of the last entry up to an instant; None before the first."""

    # -- health --
    def check(self, within_s: float | None = None) -> BackendHealth:
        """How it stands; a file is read through, no longer than `within_s`, and the message tells where that ended."""

    def close(self) -> None: ...


class IndexBuild(Protocol):
    """A new index being made beside the one in use. While it is open every write of the port goes to both."""

    @property
    def through(self) -> str:
        """Every result up to this id, in order of id, was given; "" at the start."""

    @property
    def count(self) -> int:
        """How many documents were given."""

    def put_documents(self, documents: Sequence[IndexDocument], *, through: str) -> tuple[str, ...]:
        """As `SearchIndex.put_documents`, into the new index alone; it then remembers `through`."""

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        """Out of the new index alone; harmless when absent."""

    def switch(self) -> None:
        """The new index takes the place of the old one in one step, and the old one is dropped."""


class SearchIndex(Protocol):
    """A disposable index of results: gives ids and scores; what a person sees is read from the catalogue.

    Writers of one folder exclude each other; who cannot have the writer gets TemporarilyUnavailable ("index_busy")
    and leaves the outbox marks to the other. No unscoped question exists. Raises TemporarilyUnavailable ("index_away",
    "index_read_only", "index_other_form", "no_space"), SetupError ("index_refused", "index_not_tls").

    An index says in which form it holds results. One of another form (an older release's) is searched as far as it
    can be and takes no documents: "index_other_form" until a build of today's form has taken its place.
    """

    def put_documents(self, documents: Sequence[IndexDocument]) -> tuple[str, ...]:
        """Add or replace, durably; twice is harmless, and an older version never replaces a newer one.

        Ids of documents that the engine refuses as they are; the others are in.
        """

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        """Remove, durably; harmless when absent, and done in an index of any form."""

    def search(self, query: SearchQuery, scope: Scope) -> SearchAnswer:
        """One page of the answer, best first, and among equals the newest first, then by id.

        Deeper pages by `after`, or by any `offset`. Raises SetupError "search_cursor_invalid".
        """

    def find_versions(self, result_ids: Sequence[str]) -> dict[str, int]:
        """The version of each of these results that is indexed; what is not is left out."""

    def iterate_versions(self) -> Iterator[tuple[str, int]]:
        """(result id, version) of everything indexed, in order of id, streamed; nothing of an unreadable index."""

    def list_versions(self) -> dict[str, int]:
        """The same at once, for small indexes."""

    def open_build(self, *, fresh: bool = False) -> AbstractContextManager[IndexBuild]:
        """The new index under way: what a killed rebuild left, else (or where `fresh`) an empty one.

        Leaving without a switch keeps it for the next time. Raises TemporarilyUnavailable "index_busy" while another
        rebuild of this home is at work.
        """

    def purge_deleted(self) -> bool:
        """Take what was deleted out of the index's files too; False where only a fresh build does that."""

    def check(self) -> BackendHealth: ...

    def close(self) -> None: ...
