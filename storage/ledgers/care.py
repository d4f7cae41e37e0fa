"""Here lives the part of the catalogue's contract that is about care; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from storage.catalogue_values import AuditEntry


@dataclass(frozen=True, slots=True)
class ObjectSum:
    """What an object must hash to (SHA-256, hex), when that was last looked at, and the fault found then ("": none)."""

    key: str
    scan_id: str
    sha256: str
    checked_at: datetime | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SumsChecked:
    """How far the checking of all objects is; `oldest_at` is the check longest ago, of those ever checked."""

    total: int
    checked: int
    faulty: int
    oldest_at: datetime | None
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lease:
    """Work that somebody holds: a page or a receipt, by whom and until when."""

    owner: str
    until: datetime


@dataclass(frozen=True, slots=True)
class DiskDay:
    """How full a disk was when it was last looked at on a day."""

    on: date
    total_bytes: int
    free_bytes: int


class CareLedger(Protocol):
    """What is known of the state of the stores. Errors as of `ports.Catalogue`."""

    # -- what every object must hash to --
    def put_sums(self, sums: Sequence[ObjectSum]) -> None:
        """Note what objects hash to, before they are written; a newer sum of a key replaces the older and its fault."""

    def find_sum(self, key: str) -> ObjectSum | None: ...

    def list_sums(self, limit: int, *, after: str = "") -> tuple[ObjectSum, ...]:
        """In order of key, those after a key."""

    def list_oldest_sums(self, limit: int) -> tuple[ObjectSum, ...]:
        """Never checked first, then checked longest ago; ties in order of key."""

    def list_faulty_sums(self) -> tuple[ObjectSum, ...]:
        """Those whose last check found a fault, in order of key."""

    def put_checks(self, checks: Sequence[ObjectSum]) -> None:
        """Keep `checked_at` and `fault` of these keys; of one whose sum is another by now nothing is kept."""

    def remove_sums(self, keys: Sequence[str]) -> None:
        """Of objects that are to be there no more; unknown keys are harmless."""

    def remove_scan_sums(self, scan_id: str) -> None:
        """As `remove_sums`, of all that was made of one scan."""

    def summarise_sums(self) -> SumsChecked: ...

    def find_noted(self, keys: Sequence[str]) -> frozenset[str]:
        """Which of these have a sum."""

    # -- scans whose bytes must be there: received and not refused, or accepted with a dossier --
    def list_known_scans(self, limit: int, *, after: str = "") -> tuple[str, ...]:
        """In order, those after a scan; parts of composed scans only where they were handed in themselves."""

    def find_known_scans(self, scan_ids: Sequence[str]) -> frozenset[str]:
        """Which of these `list_known_scans` would tell."""

    def list_composed_parts(self) -> frozenset[str]:
        """Scans that others were composed of: the halves of a stack have no receipt before their pages are filed."""

    # -- who holds work, what waits, how full the disks are --
    def list_leases(self) -> tuple[Lease, ...]:
        """Every lease on a receipt or a page, expired ones too, in order of their end."""

    def find_outbox_age(self) -> datetime | None:
        """Since when the oldest mark waits; None where none does."""

    def put_disk_day(self, disk: str, day: DiskDay) -> None:
        """Keep how full a disk is; of one day the last word stays."""

    def list_disk_days(self, disk: str) -> tuple[DiskDay, ...]:
        """In order of day."""

    def find_last_audit(self, event: str) -> AuditEntry | None:
        """The newest entry of this event."""
