"""Here whole commands are timed: `sohoa` itself, and OCRmyPDF as the peer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.timing.seconds import Seconds, spending

_STEPS = ("receive", "inspect", "read", "extract", "searchable", "file", "index")
# Done, or done but a person must look.
_GOOD_EXITS = (0, 1)
_TIMEOUT_S = 900


def find_ocrmypdf() -> str | None:
    """The installed peer: in this environment, else on the path. It is no requirement of the product."""
    beside = Path(sys.executable).with_name("ocrmypdf")
    return str(beside) if beside.is_file() else shutil.which("ocrmypdf")


def time_ocrmypdf(command: str, path: Path, target: Path) -> Seconds:
    """OCRmyPDF as a careful office would set it: turned and straightened pages, PDF/A, one process."""
    order = [
        command,
        "-l",
        "vie",
        "--rotate-pages",
        "--deskew",
        "--output-type",
        "pdfa-2",
        "--pdfa-backend",
        "internal",
    ]
    with spending() as spent:
        subprocess.run([*order, "-j", "1", "-q", str(path), str(target)], check=True, timeout=_TIMEOUT_S)
    return spent


def time_digitise(paths: Sequence[Path], home: Path) -> tuple[dict[str, float], Seconds]:
    """Wall seconds by step (pages read side by side count each), and the whole command.

    Raises:
        RuntimeError: the command failed.
    """
    order = ["digitise", *map(str, paths), "--unit", "92", "--plain", "--json", "--home", str(home)]
    with spending() as spent:
        ran = _sohoa(order, {"SOHOA_LOG": "json"})
    if ran.returncode not in _GOOD_EXITS:
        raise RuntimeError(f"sohoa digitise ended with {ran.returncode}")
    steps = dict.fromkeys(_STEPS, 0.0)
    for line in ran.stderr.splitlines():
        if line.startswith("{"):
            step = json.loads(line)
            steps[step["step"]] = steps.get(step["step"], 0.0) + step["seconds"]
    return steps, spent


def time_help() -> Seconds:
    """The best of three, because the first pays for a cold disk."""
    best = Seconds(float("inf"))
    for _ in range(3):
        with spending() as spent:
            _sohoa(["--help"], {})
        best = min(best, spent, key=lambda cost: cost.wall_s)
    return best


def _sohoa(arguments: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("sohoa")
    return subprocess.run(
        [str(command), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=_TIMEOUT_S,
        check=False,
    )
