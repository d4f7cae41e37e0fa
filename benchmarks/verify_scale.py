"""Here lives the memory of the check of everything: `python -m benchmarks.verify_scale N...`.

For each N a catalogue of so many receipts is made; a process of its own then checks all that is kept, on a store that
has every original and hashes none of them. Printed are its peak memory and its time: the first must not grow with N.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.catalogue_rows import Size, load_sqlite, make_rows
from pipelines.care.fixity import verify_objects
from pipelines.resources import open_resources
from pipelines.settings import read_settings
from storage.keys import original_key, scan_of
from storage.objects.memory import MemoryObjectStore
from storage.opening import open_catalogue
from storage.ports import Catalogue

# Beside the smallest home's; what SQLite and the allocator do of themselves is within it.
_MOST_GROWTH_MB = 60.0
_AT_ONCE = 5_000


class EverythingThere(MemoryObjectStore):
    """The originals of a catalogue, as if they were kept; nothing of them is in memory."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        last = ""
        while some := self._catalogue.list_known_scans(_AT_ONCE, after=last):
            yield from map(original_key, some)
            last = some[-1]

    def compute_sha256(self, key: str) -> str:
        return scan_of(key)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where memory grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("receipts", type=int, nargs="*", default=(20_000, 200_000))
    parser.add_argument("--check", type=Path, help="check this home, in this process")
    wish = parser.parse_args(arguments)
    if wish.check is not None:
        print(check(wish.check))
        return 0
    peaks = [_measure(count) for count in wish.receipts]
    return 1 if max(peaks) - peaks[0] > _MOST_GROWTH_MB else 0


def check(home: Path) -> str:
    """Check everything twice, first when no sum is noted yet; the figures in a line."""
    with open_resources(read_settings({}, home=str(home))) as opened:
        resources = replace(opened, objects=EverythingThere(opened.catalogue))
        began = _peak_mb()
        spent, told = [], []
        for _ in range(2):
            started = time.process_time()
            report = verify_objects(resources)
            spent.append(f"{time.process_time() - started:.0f} s")
            told.append(f"{report.checked} checked, {len(report.faults)} faults")
    return f"{told[-1]}; CPU {', '.join(spent)}; peak {_peak_mb():.0f} MB, {began:.0f} before"


def _measure(receipts: int) -> float:
    with tempfile.TemporaryDirectory(prefix="verify-scale-") as name:
        home = Path(name)
        open_catalogue("sqlite:", home).close()
        load_sqlite(home / "catalogue.sqlite", make_rows(Size(receipts, 0, 0)))
        command = [sys.executable, "-m", "benchmarks.verify_scale", "--check", str(home)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    print(told, flush=True)
    return float(told.rpartition("peak ")[2].partition(" ")[0])


def _peak_mb() -> float:
    """Of this program alone: what `getrusage` tells begins with the peak of whoever started it."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
