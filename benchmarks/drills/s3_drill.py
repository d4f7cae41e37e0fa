"""Here lives the drill of the S3 store: `python -m benchmarks.drills.s3_drill [--rounds N] [--megabytes N] [--seed S]`.

On a SeaweedFS of its own: a large file whose writer is killed in the middle; several writers of one key at once; the
server killed during a batch; its disk full during a batch (a small file system, mounted for it, which takes root).
Prints what each came to, as JSON lines; ends with 1 where something was lost, doubled or left.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from minio import Minio

from benchmarks.drills.command_runs import CommandRun, run_sohoa, start_sohoa, wait_for
from benchmarks.drills.mortal_servers import MortalServer
from benchmarks.drills.small_papers import draw_drill_papers
from benchmarks.servers.running import find_free_ports
from benchmarks.servers.seaweed import S3_KEY, S3_SECRET, objects_url, run_seaweed
from storage.keys import original_key
from storage.objects._s3_calls import list_uploads
from storage.objects.s3 import open_url

_CHECKOUT = Path(__file__).resolve().parents[2]
_PUT = """
import sys
from pathlib import Path
from storage.objects.s3 import open_url
open_url(sys.argv[1], Path()).put_file(sys.argv[2], Path(sys.argv[3]))
"""
_DIGITISE = ("--unit", "92", "--batch", "lo-01", "--jobs", "1", "--plain")
# Of the three drill papers one is broken.
_FILED, _INPUTS = 2, 3
_ABSENCE_S = 6.0
_DISK_MB = 192


@dataclass(frozen=True, slots=True)
class CutUpload:
    """A writer killed in the middle of a large file: what is there then, and after the next try."""

    parts_left: bool
    key_there: bool
    left_after_sweep: int
    put_again: bool

    @property
    def is_sound(self) -> bool:
        return not self.key_there and self.left_after_sweep == 0 and self.put_again


@dataclass(frozen=True, slots=True)
class Race:
    """Several writers of one key at once: how each ended, and whether the bytes are right."""

    exit_codes: tuple[int, ...]
    versions: int
    is_right: bool

    @property
    def is_sound(self) -> bool:
        return self.is_right and not any(self.exit_codes)


@dataclass(frozen=True, slots=True)
class DisturbedBatch:
    """A batch during which the server failed: how often it was taken up again, and what is wrong afterwards."""

    disturbance: str
    first_end: int
    error_code: str | None
    resumes: int
    faults: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        return not self.faults


def cut_upload(address: str, folder: Path, byte_count: int, pause_s: float) -> CutUpload:
    """Kill a writer some time after its first part is under way, look, clear away, write again."""
    bucket = f"cut-{uuid.uuid4().hex[:12]}"
    url, source = objects_url(address, bucket), folder / "large"
    sha256 = _write_noise(source, byte_count)
    key, store, client = original_key(sha256), open_url(url, folder), _connect(address)
    store.put_bytes("ready", b"")
    writer = _start_writer(url, key, source)
    wait_for(lambda: writer.poll() is not None or any(list_uploads(client, bucket)), 60)
    time.sleep(pause_s)
    writer.kill()
    was_cut = writer.wait() != 0
    parts_left = any(list_uploads(client, bucket))
    key_there = was_cut and store.find_size(key) is not None
    store.drop_left_uploads(timedelta())
    left = len(list(list_uploads(client, bucket)))
    store.put_file(key, source, sha256)
    return CutUpload(parts_left, key_there, left, store.compute_sha256(key) == sha256)


def race_writers(address: str, folder: Path, byte_count: int, writers: int) -> Race:
    """Start so many processes that write the same bytes under the same key; all must succeed."""
    bucket = f"race-{uuid.uuid4().hex[:12]}"
    url, source = objects_url(address, bucket), folder / "shared"
    sha256 = _write_noise(source, byte_count)
    key = original_key(sha256)
    started = [_start_writer(url, key, source) for _ in range(writers)]
    codes = tuple(one.wait(120) for one in started)
    versions = _connect(address).list_objects(bucket, recursive=True, include_version=True)
    return Race(codes, len(list(versions)), open_url(url, folder).compute_sha256(key) == sha256)


def kill_server_in_a_batch(folder: Path, after_steps: int) -> DisturbedBatch:
    """Kill the server once so many steps were logged; it comes back some seconds later, with what it kept."""
    with _mortal_seaweed(folder / "server") as server:
        environment = _to_environment(server.address)
        papers = draw_drill_papers(folder / "papers")
        command = start_sohoa(folder / "home", "digitise", str(papers), *_DIGITISE, environment=environment)
        wait_for(lambda: command.has_ended or command.count_log() >= after_steps, 300)
        server.kill()
        time.sleep(_ABSENCE_S)
        server.come_back()
        return _take_up("server killed", folder / "home", command.wait(), environment)


def fill_disk_in_a_batch(folder: Path, after_steps: int) -> DisturbedBatch:
    """Fill the server's disk once so many steps were logged; there is room again after the command gave up."""
    papers = draw_drill_papers(folder / "papers")
    with _small_disk(folder / "disk") as disk, _mortal_seaweed(disk / "server") as server:
        environment = _to_environment(server.address)
        open_url(environment["SOHOA_OBJECTS"], folder).put_bytes("ready", b"")
        command = start_sohoa(folder / "home", "digitise", str(papers), *_DIGITISE, environment=environment)
        wait_for(lambda: command.has_ended or command.count_log() >= after_steps, 300)
        filler = disk / "filler"
        _fill(filler)
        ended = command.wait()
        filler.unlink()
        return _take_up("disk full", folder / "home", ended, environment)


def _take_up(disturbance: str, home: Path, first: CommandRun, environment: dict[str, str]) -> DisturbedBatch:
    resumes, last = 0, first
    while last.returncode not in (0, 1) and resumes < 5:
        last = run_sohoa(home, "batch", "resume", "lo-01", "--jobs", "1", "--plain", environment=environment)
        resumes += 1
    counts = run_sohoa(home, "batch", "show", "lo-01", environment=environment).lines[0]
    faults = [f"{name}: {counts}" for name in ("outcomes",) if counts[name] != {"filed": _FILED, "quarantined": 1}]
    for check in (("reconcile",), ("verify", "--all")):
        told = run_sohoa(home, *check, environment=environment).lines[0]
        faults += [f"{check[0]}: {fault['kind']}" for fault in told["faults"]]
    locked = _count_locks(environment["SOHOA_OBJECTS"])
    if locked != _FILED:
        faults.append(f"{locked} of {_FILED} originals are locked")
    return DisturbedBatch(disturbance, first.returncode, first.error_code, resumes, tuple(faults))


def _count_locks(url: str) -> int:
    store = open_url(url, Path())
    return sum(store.find_retention(key) is not None for key in store.list_keys("originals/"))


def _to_environment(address: str) -> dict[str, str]:
    return {"SOHOA_OBJECTS": objects_url(address, "drill"), "SOHOA_REVIEW_SAMPLE": "0"}


@contextmanager
def _mortal_seaweed(folder: Path) -> Iterator[MortalServer]:
    folder.mkdir(parents=True)
    ports = find_free_ports(6)
    server = MortalServer("seaweedfs", lambda: run_seaweed(folder, ports), ports[3])
    try:
        yield server
    finally:
        server.end()


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK_MB}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 16))


def _write_noise(path: Path, byte_count: int) -> str:
    block = os.urandom(1 << 20)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for number in range(0, byte_count, len(block)):
            # No two blocks are alike, so that a part in the wrong place shows.
            piece = (number.to_bytes(8, "big") + block[8:])[: byte_count - number]
            file.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def _start_writer(url: str, key: str, source: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _PUT, url, key, str(source)], cwd=_CHECKOUT)


def _connect(address: str) -> Minio:
    return Minio(address, access_key=S3_KEY, secret_key=S3_SECRET, secure=False)


Sound = CutUpload | Race | DisturbedBatch


def run_drill(rounds: int, byte_count: int, seed: int) -> Iterator[Sound]:
    """Every part of the drill, so many rounds of it."""
    draw = random.Random(seed)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="s3-drill-") as name:
            folder = Path(name)
            with _mortal_seaweed(folder / "seaweed") as server:
                yield cut_upload(server.address, folder, byte_count, draw.uniform(0.0, 0.5))
                yield race_writers(server.address, folder, byte_count // 8, 3)
        parts: tuple[Callable[[Path, int], Sound], ...] = (kill_server_in_a_batch, fill_disk_in_a_batch)
        for part in parts:
            with tempfile.TemporaryDirectory(prefix="s3-drill-") as name:
                yield part(Path(name), draw.randrange(1, 9))


def main() -> int:
    """Run the drill; 1 where something was lost, doubled or left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sound = []
    for one in run_drill(given.rounds, given.megabytes << 20, given.seed):
        sound.append(one.is_sound)
        print(json.dumps({"part": type(one).__name__, **asdict(one), "sound": one.is_sound}), flush=True)
    print(f"{sum(sound)} of {len(sound)} sound")
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main())
