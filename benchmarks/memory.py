"""Here lives the memory benchmark: `python -m benchmarks.memory PAGES [--plain] [--jobs N]`.

Digitises one PDF of so many scanned colour A4 pages at 300 dpi and prints the process tree's peak while
each stretch of pages was read, and while the whole was understood and filed. Ends with 1 over the limit.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.drills.command_runs import run_sohoa, start_sohoa
from benchmarks.drills.memory_watch import MemoryWatch, Sample
from benchmarks.papers.drawing import draw_stack

_LIMIT_BYTES = 1_500_000_000
_TIMEOUT_S = 3600.0
_MARKS = (10, 20, 50, 100, 200, 500)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="memory-") as name:
        folder = Path(name)
        draw_stack(folder / "stack.pdf", asked.pages)
        print(f"drawn: {asked.pages} pages, {(folder / 'stack.pdf').stat().st_size / 1e6:.0f} MB", flush=True)
        options = ("--jobs", str(asked.jobs), *(("--plain",) if asked.plain else ()))
        command = start_sohoa(folder / "home", "digitise", str(folder / "stack.pdf"), "--unit", "92", *options)
        with MemoryWatch(command.list_family, lambda: command.count_log("read")) as watch:
            run = command.wait(_TIMEOUT_S)
        outcomes = sorted({line["outcome"] for line in run.lines})
        print(f"exit {run.returncode}, {len(run.lines)} papers {outcomes}, {run.seconds:.0f} s")
        faults = run_sohoa(folder / "home", "reconcile").lines[-1]["faults"]
        print(f"reconcile: {len(faults)} faults")
    _print_stretches(watch.samples, asked.pages)
    return 0 if watch.peak_bytes() < _LIMIT_BYTES and run.returncode == 0 else 1


def _print_stretches(samples: list[Sample], pages: int) -> None:
    """Peaks of the product and the server between one mark of pages read and the next."""
    low = 0
    for high in (*(mark for mark in _MARKS if mark < pages), pages):
        _print_peak(f"pages {low + 1}-{high} read", [s for s in samples if low <= s.progress < high])
        low = high
    _print_peak("understood, copied, filed", [s for s in samples if s.progress >= pages])
    _print_peak("whole run", samples)


def _print_peak(title: str, samples: list[Sample]) -> None:
    product = max((sample.product_bytes for sample in samples), default=0)
    server = max((sample.server_bytes for sample in samples), default=0)
    print(f"{title:28} peak {product / 1e6:7.0f} MB   Prefect's server {server / 1e6:5.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
