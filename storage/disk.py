"""Here lives the measuring of a disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from storage.ports import DiskSpace


def measure_disk(disk: str, folder: Path) -> DiskSpace:
    """The file system under a folder that is there, as an ordinary user may fill it; raises OSError."""
    usage = shutil.disk_usage(folder)
    return DiskSpace(disk, usage.total, usage.free)
