"""Here live leases: who holds a piece of work, and whether that holder is still alive."""

from __future__ import annotations

import os
import socket
from pathlib import Path

# Field 22 of /proc/PID/stat, counted after the command's closing bracket (proc(5)); in clock ticks since boot.
_START_TIME_FIELD = 19
_STATE_FIELD = 0


def lease_owner() -> str:
    """The name under which this process holds work: `host:pid:starttime`.

    The start time keeps a later process with the same number from being taken for this one.
    """
    return f"{socket.gethostname()}:{os.getpid()}:{_find_start_time(os.getpid())}"


def is_owner_dead(owner: str) -> bool:
    """Whether `owner` was a process of this machine that has ended; False for other machines."""
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    started = owner.rpartition(":")[2]
    if host != socket.gethostname() or not rest.isdigit():
        return False
    return _find_start_time(int(rest)) != started


def _find_start_time(pid: int) -> str | None:
    """When the process began; None when there is none, or only its unburied remains."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    # A zombie still has its number but will never do its work.
    return None if fields[_STATE_FIELD] in "ZX" else fields[_START_TIME_FIELD]
