"""Here pages are timed all together on the page pool."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.scoring.runs import MEMORY_MB, PAPER_TIMEOUT_S
from benchmarks.scoring.sides import OURS, read_side
from pipelines.pages.page_pool import PagePool, take


def time_pool(paths: list[Path], jobs: int) -> float:
    """Wall seconds for reading all files on the pool as ours, from the moment its workers are up."""
    with PagePool(jobs, MEMORY_MB) as pool, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        # A worker that waits for the others proves that all are up, its models loaded.
        ready = [pool.submit(_meet, Path(folder), jobs, paths[0], timeout_s=PAPER_TIMEOUT_S) for _ in range(jobs)]
        for future in ready:
            take(future)
        started = time.perf_counter()
        pages = [pool.submit(_read, path, timeout_s=PAPER_TIMEOUT_S) for path in paths]
        for page in pages:
            take(page)
        return time.perf_counter() - started


def _meet(folder: Path, count: int, path: Path) -> None:
    """Read a page, come to a folder and wait there for the others."""
    _read(path)
    Path(tempfile.mkdtemp(dir=folder))
    while len(list(folder.iterdir())) < count:
        time.sleep(0.02)


def _read(path: Path) -> None:
    read_side(OURS, path)
