"""Here lives the start-up benchmark: `python -m benchmarks.first_page [--prefect]`.

Prints the time from the start of `sohoa digitise` to the first page read, on an empty home and on one in
use, and the time `sohoa --help` takes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.drills.command_runs import TIMEOUT_S, start_sohoa, wait_for
from benchmarks.drills.small_papers import draw_scan

_HELP_RUNS = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefect", action="store_true")
    plain = () if parser.parse_args().prefect else ("--plain",)
    with tempfile.TemporaryDirectory(prefix="first-page-") as name:
        folder = Path(name)
        for number, title in enumerate(("cold (empty home)", "warm"), start=1):
            paper = folder / f"scan-{number}.pdf"
            draw_scan(paper, number)
            first_s, whole_s = time_first_page(folder / "home", paper, plain)
            print(f"{title:18} first page read after {first_s:5.1f} s, command ended after {whole_s:5.1f} s")
    print(f"sohoa --help: {min(time_help() for _ in range(_HELP_RUNS)):.2f} s (best of {_HELP_RUNS})")
    return 0


def time_first_page(home: Path, paper: Path, options: tuple[str, ...]) -> tuple[float, float]:
    """Seconds from the start to the first page read, and to the end."""
    command = start_sohoa(home, "digitise", str(paper), "--unit", "92", *options)
    wait_for(lambda: command.has_ended or command.count_log("read"), TIMEOUT_S)
    first_s = time.monotonic() - command.started_at
    run = command.wait()
    if run.returncode != 0:
        raise RuntimeError(f"digitise ended with {run.returncode}: {run.errors[-1000:]}")
    return first_s, run.seconds


def time_help() -> float:
    """Seconds that `sohoa --help` takes."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "pipelines.cli", "--help"], check=True, capture_output=True, timeout=60)
    return time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
