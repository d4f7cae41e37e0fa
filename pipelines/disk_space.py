"""Here lives the watch over the disks: intake stops while there is still room for everything else.

Search, show, review and the end of what was taken in already go on; only new bytes are refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.resources import Resources
from schemas.days import local_day
from schemas.errors import TemporarilyUnavailable
from storage.disk import measure_disk
from storage.ledgers.care import DiskDay
from storage.ports import DiskSpace

HOME_DISK = "home"


def list_disks(resources: Resources) -> Iterator[DiskSpace]:
    """The disk of home (catalogue, index, Prefect) and that of the objects, where it can be measured."""
    yield measure_disk(HOME_DISK, resources.settings.home)
    objects = resources.objects.find_space()
    if objects is not None:
        yield objects


def ensure_room(resources: Resources, byte_count: int = 0) -> None:
    """Refuse new bytes that would leave less than the reserve free, on any disk.

    Raises:
        TemporarilyUnavailable: "disk_nearly_full".
    """
    reserve_mb = resources.settings.disk_reserve_mb
    for space in list_disks(resources):
        if space.free_bytes - byte_count < reserve_mb << 20:
            raise TemporarilyUnavailable("disk_nearly_full", free=space.free_bytes >> 20, reserve=reserve_mb)


def note_disks(resources: Resources) -> None:
    """Remember how full the disks are today: the forecast stands on it."""
    on = local_day(resources.now())
    for space in list_disks(resources):
        resources.catalogue.put_disk_day(space.disk, DiskDay(on, space.total_bytes, space.free_bytes))
