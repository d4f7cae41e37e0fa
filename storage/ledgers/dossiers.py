"""Here lives the part of the catalogue's contract that is about dossiers and reuse; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from schemas.dossier import AcceptedComponent, AvoidableAsk, Dossier
from schemas.procedure_result import ProcedureResult
from schemas.reuse import ReuseEntry, ReuseWish
from storage.catalogue_values import AuditEntry

# Of what a period is counted; each has its list.
Counted = Literal["result_file", "digitised", "reusing", "sharing", "from_store", "spared_owners", "avoidable_asks"]
# The event under which the audit chain notes each entry of the reuse ledger.
REUSE_ENTERED = "reuse_entered"


@dataclass(frozen=True, slots=True)
class Period:
    """Dossiers received from a day to a day, both included, by a unit and what lies below it (None: by all)."""

    first_day: date
    last_day: date
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """A dossier as an export tells it, with what could have been spared its owner."""

    dossier: Dossier
    asks: tuple[AvoidableAsk, ...] = ()


@dataclass(frozen=True, slots=True)
class DossiersPut:
    """How many of an import were new, told otherwise than before, the same; `reopened` had ended and are open again."""

    added: int
    updated: int
    unchanged: int
    reopened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedDossier:
    """One dossier behind a figure; `counts` tells whether it is in the numerator."""

    dossier: Dossier
    counts: bool


class DossierLedger(Protocol):
    """Dossiers received, components accepted with them, and the ledger of reuse. Errors as of `ports.Catalogue`."""

    # -- dossiers --
    def put_dossiers(self, entries: Sequence[DossierEntry], by: str, source_sha256: str) -> DossiersPut:
        """Keep each as now told, all in one transaction; an import that changed something is told in the audit chain.

        Of a code that comes twice the last counts.
        """

    def find_dossier(self, code: str) -> Dossier | None: ...

    def list_dossiers(
        self, limit: int, *, unit: str | None = None, owner_id: str | None = None, after: str = ""
    ) -> tuple[Dossier, ...]:
        """In order of code, those after a code; `unit` includes what lies below it."""

    def list_open_dossiers(self, codes: Sequence[str]) -> tuple[Dossier, ...]:
        """Those of these that are known and still open, in order of code."""

    def list_known_owners(self, owner_ids: Sequence[str]) -> frozenset[str]:
        """Those of these ids under which anything is held, or that were ever linked to another: letters and digits.

        Of all others nothing can have been held: whoever imports many dossiers need ask no further.
        """

    def list_asks(self, code: str) -> tuple[AvoidableAsk, ...]:
        """In order of component key; one is none where the ledger says that the paper held was used for the dossier."""

    # -- counting --
    def count_dossiers(self, period: Period, paperless: Sequence[str] = ()) -> dict[Counted, tuple[int, int]]:
        """(numerator, denominator) of everything that is counted; dossiers without a day of reception are in none.

        `spared_owners`: owners without an avoidable ask, of all that are told. `avoidable_asks`: of all papers brought.

        Args:
            paperless: keys of the procedures that return no paper: not asked for a file of the result.
        """

    def count_dossiers_by_unit(
        self, period: Period, paperless: Sequence[str] = ()
    ) -> dict[str, dict[Counted, tuple[int, int]]]:
        """As `count_dossiers` for each executing unit itself, without what lies below it, in order of unit.

        They add up to the whole, but for `spared_owners`: an owner whom two units served is each one's.
        """

    def list_counted(
        self,
        period: Period,
        counted: Counted,
        limit: int,
        *,
        paperless: Sequence[str] = (),
        after: tuple[str, str] = ("", ""),
        counts: bool | None = None,
    ) -> tuple[ListedDossier, ...]:
        """The dossiers behind a figure by day of reception and code, those after (day, code).

        Args:
            counts: only those in the numerator (True), only those that are not (False). Of `spared_owners` and
                `avoidable_asks` the dossiers with an avoidable ask are listed, and no others.
        """

    # -- components accepted that are no result --
    def add_accepted(self, component: AcceptedComponent) -> AcceptedComponent:
        """Keep it; the same bytes for the same component of the same owner are the one kept before."""

    def find_accepted(self, component_id: str) -> AcceptedComponent | None: ...

    def list_accepted(
        self, *, owner_id: str | None = None, dossier_code: str | None = None
    ) -> tuple[AcceptedComponent, ...]:
        """Newest first."""

    # -- the ledger of reuse --
    def add_reuse(self, wish: ReuseWish, check: Callable[[ProcedureResult | None], None]) -> ReuseEntry:
        """Append an entry, naming the version of this moment, and note it in the audit chain, in one transaction.

        `check` is shown the result of `used_id` (None where it is none) under the lock, and raises where it may not be
        used. What was entered before, of the same version, is returned as it is.
        """

    def list_reuse(
        self, limit: int, *, used_id: str | None = None, dossier_code: str | None = None, after: int = 0
    ) -> tuple[ReuseEntry, ...]:
        """In order of sequence, those after one."""

    def iterate_reuse_links(self) -> Iterator[AuditEntry]:
        """The whole ledger as links of a chain, for `audit_chain.follow_chain`; streamed."""

    def find_reuse_entry(self, entry_id: str) -> ReuseEntry | None: ...

    def list_reuse_notes(self) -> dict[int, str]:
        """Sequence and link of every entry as the audit chain notes them."""
