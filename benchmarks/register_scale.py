"""Here lives the speed of importing registers: `python -m benchmarks.register_scale --rows N [--whole]`.

A register is drawn as a workbook, imported by the real command into an empty home, then once more. Printed: seconds of
wall and of processor, and the process's highest memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.drawn_registers import draw_papers, write_register_book
from benchmarks.servers.running import clean_environment


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--whole", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-register-") as name:
        folder = Path(name)
        path = folder / "danh-muc.xlsx"
        write_register_book(path, draw_papers(asked.rows))
        print(f"drawn: {asked.rows} rows, {path.stat().st_size / 1e6:.1f} MB", flush=True)
        options = ("--unit", "92", "--as-of", "2022-12-31", *(("--whole",) if asked.whole else ()))
        for title in ("first import", "the same again"):
            _measure(title, folder / "home", "register", "import", str(path), *options)
    return 0


def _measure(title: str, home: Path, *arguments: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments, "--json", "--home", str(home)],
        capture_output=True,
        env=clean_environment({}),
        check=True,
    )
    wall_s = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = json.loads(run.stdout)
    counts = {key: told[key] for key in ("rows", "imported", "unchanged")} | {"rejected": len(told["rejected"])}
    # Kilobytes on Linux; of the largest child so far, so the first import's where the second takes less.
    print(f"{title}: {wall_s:.1f} s, {processor_s:.1f} s of processor, {after.ru_maxrss / 1e3:.0f} MB, {counts}")


if __name__ == "__main__":
    sys.exit(main())
