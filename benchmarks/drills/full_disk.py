"""Here lives the drill of full disks: real small file systems that run full in the middle of a batch.

Each scene puts one part of the stores on a small disk of its own, starts a batch, fills the disk up while papers are on
their way, looks whether search goes on, makes room, and runs the same command again: every file must be filed exactly
once, and no check of the stores may tell a fault.

    python -m benchmarks.drills.full_disk [--scenes nearly home objects catalogue index prefect]

The disks are mounted in a name space of the drill's own (`unshare`), which ends with it: nothing is left behind.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.drills.command_runs import TIMEOUT_S, CommandRun, StartedCommand, run_sohoa, start_sohoa, wait_for
from benchmarks.drills.small_papers import draw_born_digital
from benchmarks.papers.catalogue import FORMS

_INSIDE = "FULL_DISK_DRILL_INSIDE"
_PAPERS = 6
_NO_RESERVE = {"SOHOA_DISK_RESERVE_MB": "0"}
_RESERVE_MB = 24
# Above the reserve there is room for some of the papers, not for all.
_ROOM_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class Scene:
    """What lies on the small disk: a folder under home, and how the command is run there."""

    folder: str
    disk_mb: int = 48
    environment: Mapping[str, str] | None = None
    is_plain: bool = True
    # To the last byte in the middle of the batch; else the papers fill it themselves, down to the reserve.
    is_filled: bool = True


SCENES = {
    "nearly": Scene(".", environment={"SOHOA_DISK_RESERVE_MB": str(_RESERVE_MB)}, is_filled=False),
    "home": Scene("."),
    "objects": Scene("objects"),
    "catalogue": Scene("small", environment={"SOHOA_CATALOGUE": "sqlite:small/catalogue.sqlite"}),
    "index": Scene("index"),
    "prefect": Scene("prefect", is_plain=False),
}


@dataclass(frozen=True, slots=True)
class Played:
    """How a scene went: the end of the run on the full disk, what could still be asked there, what is wrong at last."""

    name: str
    full: CommandRun
    asked: Mapping[str, str]
    waiting: int | None
    filed_late: int
    faults: tuple[str, ...]


def can_mount() -> bool:
    """Whether this machine lets us have small disks of our own."""
    with tempfile.TemporaryDirectory() as folder:
        trial = [*_unshare(), "mount", "-t", "tmpfs", "tmpfs", folder]
        try:
            return subprocess.run(trial, capture_output=True, check=False).returncode == 0
        except OSError:
            return False


def _unshare() -> list[str]:
    return ["unshare", "--mount", *([] if os.getuid() == 0 else ["--map-root-user"])]


def play(name: str, folder: Path) -> Played:
    """One scene in a folder of its own; only inside a name space of ours."""
    scene, home, papers = SCENES[name], folder / "home", folder / "papers"
    papers.mkdir(parents=True)
    disk = home / scene.folder
    disk.mkdir(parents=True)
    size = f"size={scene.disk_mb}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], check=True)
    environment = {**_NO_RESERVE, **(scene.environment or {})}
    order: tuple[str, ...] = ("digitise", str(papers), "--unit", "92", "--batch", "b", "--jobs", "1")
    order += ("--plain",) if scene.is_plain else ()
    draw_born_digital(papers / "a.pdf", "committee_decision", 1)
    (first,) = run_sohoa(home, *order, environment={**environment, **_NO_RESERVE}).lines
    forms = list(FORMS)
    for number in range(1, _PAPERS):
        draw_born_digital(papers / f"paper-{number}.pdf", forms[number], number)
    filler = disk / "filler"
    if not scene.is_filled:
        room = shutil.disk_usage(disk).free - (_RESERVE_MB << 20) - _ROOM_BYTES
        filler.write_bytes(bytes(room))
    command = start_sohoa(home, *order, environment=environment)
    if scene.is_filled:
        wait_for(lambda: command.has_ended or command.count_log("receive") > 1, TIMEOUT_S)
        fill(filler)
    full = _wait(command, filler.with_name("filler-more") if scene.is_filled else None)
    questions = (("search", ""), ("show", first["result_id"]), ("review", "list"), ("doctor",))
    asked = {words[0]: run_sohoa(home, *words, environment=environment) for words in questions}
    standing = next((line["standing"] for line in asked["doctor"].lines), None)
    for left in disk.glob("filler*"):
        left.unlink()
    subprocess.run(["mount", "-o", "remount,size=512m", str(disk)], check=True)
    late = run_sohoa(home, *order, environment={**environment, **_NO_RESERVE})
    faults = tuple(_find_faults(home, environment, late))
    return Played(
        name,
        full,
        {word: f"{run.returncode} {run.error_code or ''}".strip() for word, run in asked.items()},
        standing["outbox"]["waiting"] if standing else None,
        sum(not line["repeated"] for line in late.lines),
        faults,
    )


def fill(path: Path) -> None:
    """Write until there is no room for another byte."""
    with path.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


def _wait(command: StartedCommand, filler: Path | None) -> CommandRun:
    """Its end; what the command gives back on its way is taken again at once."""
    while filler is not None and not command.has_ended:
        fill(filler)
        with suppress(subprocess.TimeoutExpired):
            command.process.wait(0.2)
    return command.wait()


def _find_faults(home: Path, environment: Mapping[str, str], late: CommandRun) -> Iterator[str]:
    told = {**environment, **_NO_RESERVE}
    if late.returncode != 0 or set(late.outcomes().values()) != {"filed"} or len(late.lines) != _PAPERS:
        yield f"the run after room was made: {late.returncode}, {late.outcomes()}, {late.errors[-500:]}"
    (batch,) = run_sohoa(home, "batch", "show", "b", environment=told).lines
    if batch["outcomes"] != {"filed": _PAPERS}:
        yield f"batch: {batch['outcomes']}"
    for check in (("verify", "--all"), ("reconcile",), ("audit", "verify")):
        (report,) = run_sohoa(home, *check, environment=told).lines
        yield from (f"{check[0]}: {fault['kind']} {fault['key']}" for fault in report["faults"])


def tell(played: Played) -> Iterator[str]:
    """One scene as lines."""
    codes = ", ".join(f"{word} {code}" for word, code in played.asked.items())
    ended = f"{played.full.returncode} {played.full.error_code or ''}".strip()
    waiting = "unknown" if played.waiting is None else played.waiting
    yield f"{played.name:<10} full: {ended}; asked then: {codes}; waiting for the index: {waiting}"
    yield f"{'':<10} filed after room was made: {played.filed_late}"
    yield from (f"  WRONG: {fault}" for fault in played.faults)


def main(arguments: list[str] | None = None) -> int:
    """Play the scenes asked for; 1 where a file was lost, filed twice, or a store disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", nargs="+", choices=sorted(SCENES), default=list(SCENES))
    asked = parser.parse_args(arguments)
    if _INSIDE not in os.environ:
        own = [sys.executable, "-m", "benchmarks.drills.full_disk", "--scenes", *asked.scenes]
        return subprocess.run([*_unshare(), *own], env={**os.environ, _INSIDE: "1"}, check=False).returncode
    is_well = True
    with tempfile.TemporaryDirectory(prefix="full-disk-", ignore_cleanup_errors=True) as folder:
        for name in asked.scenes:
            try:
                played = play(name, Path(folder) / name)
            finally:
                subprocess.run(["umount", str(Path(folder) / name / "home" / SCENES[name].folder)], check=True)
            is_well = is_well and not played.faults
            print("\n".join(tell(played)), flush=True)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
