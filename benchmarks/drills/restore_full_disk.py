"""`python -m benchmarks.drills.restore_full_disk`: backups onto full disks, restores into homes on disks too small.

A home of drawn papers is backed up onto real small file systems, as a file and into a second store, and restored into
homes that lie on them, in sizes that run full at different steps. Each must say `no_space` and leave nothing that
counts; with room made, the same command must do its whole work. The disks are mounted in a name space of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.drills.command_runs import CommandRun, run_sohoa
from benchmarks.drills.restore_drill import fill, open_place

_INSIDE = "RESTORE_FULL_DISK_INSIDE"
_PAPERS = 5
# Of 4 kB blocks: what holds nothing, parts, nearly all of such a backup or home.
_TARGET_KB = (16, 64, 256)
_HOME_KB = (64, 512, 1024, 1536, 2048, 3072)
_ROOM = "64m"


def main() -> int:
    """Print one line a disk; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    if _INSIDE not in os.environ:
        root = [] if os.getuid() == 0 else ["--map-root-user"]
        command = ["unshare", "--mount", *root, sys.executable, "-m", "benchmarks.drills.restore_full_disk"]
        return subprocess.run(command, env={**os.environ, _INSIDE: "1"}, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="full-") as name:
        folder = Path(name)
        fill(open_place(folder / "filled"), folder / "scans", _PAPERS, 0)
        home = folder / "filled"
        faults = _back_up_onto(home, folder) + _restore_onto(home, folder)
    for fault in faults:
        print(f"  - {fault}")
    return int(bool(faults))


def _back_up_onto(home: Path, folder: Path) -> list[str]:
    faults = []
    for size_kb in _TARGET_KB:
        for kind in ("file", "store"):
            disk = _mount(folder / f"{kind}-{size_kb}", size_kb)
            target = str(disk / "b.tar") if kind == "file" else f"file:{disk / 'second'}"
            full = run_sohoa(home, "backup", target)
            nothing = run_sohoa(home, "restore", target, "--check")
            _make_room(disk)
            done = run_sohoa(home, "backup", target)
            checked = run_sohoa(home, "restore", target, "--check")
            print(f"backup, {kind} on {size_kb} kB: {_tell(full)}; with room {_tell(done)}, check {_tell(checked)}")
            if full.returncode and (full.error_code != "no_space" or nothing.error_code != "backup_unknown"):
                faults.append(f"{kind} on {size_kb} kB: {full.error_code}, then {nothing.error_code}")
            _unmount(disk)
            if done.returncode or checked.returncode:
                faults.append(f"{kind} on {size_kb} kB with room: {done.error_code}, {checked.error_code}")
    return faults


def _restore_onto(home: Path, folder: Path) -> list[str]:
    target, faults = str(folder / "b.tar"), []
    run_sohoa(home, "backup", target)
    for size_kb in _HOME_KB:
        disk = _mount(folder / f"home-{size_kb}", size_kb)
        full = run_sohoa(disk, "restore", target)
        told = run_sohoa(disk, "batch", "list")
        _make_room(disk)
        done = full if full.returncode == 0 else run_sohoa(disk, "restore", target)
        run_sohoa(disk, "index", "rebuild")
        checks = [run_sohoa(disk, *check) for check in (("reconcile",), ("verify", "--all"), ("audit", "verify"))]
        codes = [check.returncode for check in checks]
        _unmount(disk)
        print(f"restore on {size_kb} kB: {_tell(full)}, others {_tell(told)}; with room {_tell(done)}, checks {codes}")
        if full.returncode and full.error_code not in ("no_space", "home_unusable"):
            faults.append(f"home on {size_kb} kB: {full.error_code} {full.errors[-300:]}")
        if done.returncode or any(codes):
            faults.append(f"home on {size_kb} kB with room: {done.error_code} {done.errors[-300:]}, checks {codes}")
    return faults


def _mount(disk: Path, size_kb: int) -> Path:
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(disk)], check=True)
    return disk


def _unmount(disk: Path) -> None:
    subprocess.run(["umount", str(disk)], check=True)


def _make_room(disk: Path) -> None:
    subprocess.run(["mount", "-o", f"remount,size={_ROOM}", str(disk)], check=True)


def _tell(run: CommandRun) -> str:
    return run.error_code or str(run.returncode)


if __name__ == "__main__":
    raise SystemExit(main())
