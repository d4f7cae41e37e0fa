"""Here whole commands are timed: `sohoa digitise`, with and without Prefect, and `sohoa --help`."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scoring.sides import DEFAULT_ENGINE
from benchmarks.timing.seconds import Seconds, spending
from ocr.reading import recipe
from schemas.ocr_page import OcrPage
from schemas.wire import from_json
from storage.keys import reading_key, searchable_key
from storage.opening import open_objects

# Done, or done but a person must look.
_GOOD_EXITS = (0, 1)
_TIMEOUT_S = 900


@dataclass(frozen=True, slots=True)
class DigitiseRun:
    """What a run of `sohoa digitise` spent: in all, in the command's own process, in its workers."""

    all: Seconds
    own_cpu_s: float
    workers_cpu_s: float


def time_digitise(paths: Sequence[Path], home: Path, *options: str) -> DigitiseRun:
    """One page at a time, as the peers are run.

    Raises:
        RuntimeError: the command failed.
    """
    report = home.with_suffix(".json")
    order = ["digitise", *map(str, paths), "--unit", "92", "--jobs", "1", "--json", "--home", str(home), *options]
    command = [sys.executable, "-m", "benchmarks.timing.measured_command", str(report), *order]
    with spending() as spent:
        ran = subprocess.run(command, capture_output=True, text=True, env=_environment(), timeout=_TIMEOUT_S)
    if ran.returncode not in _GOOD_EXITS:
        raise RuntimeError(f"sohoa digitise ended with {ran.returncode}: {ran.stderr[-300:]}")
    return DigitiseRun(spent, **json.loads(report.read_text(encoding="utf-8")))


def read_kept(path: Path, page_count: int, home: Path) -> tuple[list[str], int]:
    """The text of each page as `digitise` kept it, and the bytes of the searchable copy."""
    objects, scan_id, how = (
        open_objects("file:", home),
        hashlib.sha256(path.read_bytes()).hexdigest(),
        recipe(DEFAULT_ENGINE),
    )
    keys = [reading_key(scan_id, number, how) for number in range(1, page_count + 1)]
    texts = [from_json(OcrPage, objects.get_bytes(key)).text for key in keys]
    return texts, objects.find_size(searchable_key(scan_id, how)) or 0


def time_help() -> Seconds:
    """The best of three, because the first pays for a cold disk."""
    best = Seconds(float("inf"))
    for _ in range(3):
        with spending() as spent:
            command = [sys.executable, "-m", "pipelines.cli", "--help"]
            subprocess.run(command, capture_output=True, env=_environment(), timeout=_TIMEOUT_S, check=True)
        best = min(best, spent, key=lambda cost: cost.wall_s)
    return best


def _environment() -> dict[str, str]:
    return {**os.environ, "SOHOA_LOG": "off"}
