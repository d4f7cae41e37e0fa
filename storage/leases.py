"""Here live leases: who holds a piece of work, and whether that holder is still alive."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

# Field 22 of /proc/PID/stat, counted after the command's closing bracket (proc(5)); in clock ticks since boot.
_START_TIME_FIELD = 19
_STATE_FIELD = 0


def lease_owner() -> str:
    """The name under which this process holds work: `host:pid:starttime`.

    The start time keeps a later process with the same number from being taken for this one.
    """
    return f"{_name_host()}:{os.getpid()}:{_find_start_time(os.getpid())}"


def is_owner_dead(owner: str, *, is_ours: bool = False) -> bool:
    """Whether `owner` was a process of this machine that has ended; False for other machines.

    Args:
        is_ours: it is known to be of this machine: whoever lived before the machine was started is dead then.
    """
    host, _, pid = owner.rpartition(":")[0].rpartition(":")
    if not pid.isdigit():
        return False
    if host == _name_host():
        return _find_start_time(int(pid)) != owner.rpartition(":")[2]
    boot = _find_boot(host)
    # A name without its boot was written by an earlier release, which may be at work still.
    return is_ours and bool(boot) and boot != _find_boot(_name_host())


def _find_boot(host: str) -> str:
    return host.rpartition("+")[0].rpartition("+")[2]


@cache
def _name_host() -> str:
    """This machine since it was started, and where on it process numbers mean the same: `name+boot+namespace`.

    Two machines copied from one image have one name, and so may two containers; a process of the other, whose number
    says nothing here, must not be taken for a dead one of ours.
    """
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
    namespace = "".join(filter(str.isdigit, os.readlink("/proc/self/ns/pid")))
    return f"{socket.gethostname()}+{boot}+{namespace}"


def _find_start_time(pid: int) -> str | None:
    """When the process began; None when there is none, or only its unburied remains."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    # A zombie still has its number but will never do its work.
    return None if fields[_STATE_FIELD] in "ZX" else fields[_START_TIME_FIELD]
