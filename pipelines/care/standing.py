"""Here lives what `doctor` tells of a home's own state: what waits, who died, what was checked, when disks are full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pipelines.care.disk_forecast import DiskForecast, forecast_disk
from pipelines.care.inspection_report import sums_to_json
from pipelines.disk_space import list_disks, note_disks
from pipelines.resources import Resources
from schemas.errors import TemporarilyUnavailable
from storage.leases import is_owner_dead
from storage.ledgers.care import SumsChecked
from storage.ports import DiskSpace

# What `sohoa backup` writes into the audit chain.
BACKED_UP = "backed_up"
# A drain takes seconds; marks that wait longer wait for a person, or for an index that is away.
_MARKS_MAY_WAIT = timedelta(hours=1)
# Who backs up at all does so daily: a week without is a job that failed.
_BACKUP_MAY_AGE = timedelta(days=7)
# Two weeks to buy a disk in.
_FULL_SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DiskStanding:
    """One disk, and when it will be full."""

    space: DiskSpace
    forecast: DiskForecast
    is_below_reserve: bool
    is_full_soon: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a home; `troubles` names the parts for which a person is needed."""

    waiting: int
    waiting_since: datetime | None
    dead_leases: int
    sums: SumsChecked
    backed_up_at: datetime | None
    disks: tuple[DiskStanding, ...]
    troubles: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As `doctor --json` shows it; instants and days as ISO texts, sizes in bytes."""
        return {
            "outbox": {"waiting": self.waiting, "oldest_at": _tell_instant(self.waiting_since)},
            "leases": {"dead": self.dead_leases},
            "fixity": sums_to_json(self.sums),
            "backup": {"last_at": _tell_instant(self.backed_up_at)},
            "disks": [
                {
                    "disk": disk.space.disk,
                    "total_bytes": disk.space.total_bytes,
                    "free_bytes": disk.space.free_bytes,
                    "is_below_reserve": disk.is_below_reserve,
                    **disk.forecast.to_json(),
                }
                for disk in self.disks
            ],
            "troubles": list(self.troubles),
        }


def find_standing(resources: Resources) -> Standing:
    """The state of this home now; today's look at the disks is remembered for the forecast.

    Raises:
        TemporarilyUnavailable: the catalogue is away.
    """
    # A full disk is to be told, not to be stumbled over.
    with suppress(TemporarilyUnavailable):
        note_disks(resources)
    catalogue, now = resources.catalogue, resources.now()
    since = catalogue.find_outbox_age()
    dead = sum(lease.until <= now or is_owner_dead(lease.owner) for lease in catalogue.list_leases())
    backup = catalogue.find_last_audit(BACKED_UP)
    sums = catalogue.summarise_sums()
    disks = tuple(_judge_disks(resources))
    troubles = {
        "outbox": since is not None and now - since > _MARKS_MAY_WAIT,
        "leases": dead > 0,
        "fixity": sums.faulty > 0,
        "backup": backup is not None and now - backup.at > _BACKUP_MAY_AGE,
        "disks": any(disk.is_below_reserve or disk.is_full_soon for disk in disks),
    }
    return Standing(
        waiting=catalogue.count_outbox(),
        waiting_since=since,
        dead_leases=dead,
        sums=sums,
        backed_up_at=backup.at if backup else None,
        disks=disks,
        troubles=tuple(name for name, is_trouble in troubles.items() if is_trouble),
    )


def _judge_disks(resources: Resources) -> Iterator[DiskStanding]:
    reserve_bytes = resources.settings.disk_reserve_mb << 20
    for space in list_disks(resources):
        days = resources.catalogue.list_disk_days(space.disk)
        forecast = forecast_disk(days, reserve_bytes)
        is_soon = bool(days and forecast.stops_on and forecast.stops_on - days[-1].on <= _FULL_SOON)
        yield DiskStanding(space, forecast, space.free_bytes < reserve_bytes, is_soon)


def _tell_instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
