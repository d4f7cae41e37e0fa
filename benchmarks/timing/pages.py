"""Here pages are timed: one by one in this process, and all together on the page pool."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.scoring.runs import ENGINE, MEMORY_MB, PAPER_TIMEOUT_S, SIDES
from benchmarks.timing.seconds import Seconds, spending
from ocr.limits import Limits
from ocr.searchable_pdf import write_searchable_pdf
from pipelines import page_work
from pipelines.page_pool import PagePool, take
from schemas.ocr_page import OcrPage


def time_page(path: Path, side: str) -> Seconds:
    """Inspecting and reading the first page, `ours` or `peer` (plain Tesseract)."""
    with spending() as spent:
        _read(path, side)
    return spent


def time_searchable(path: Path, target: Path) -> Seconds:
    """Writing the two-layer PDF/A of a page that was read before."""
    page = _read(path, "ours")
    inspection = page_work.inspect(path, Limits(), None)
    with spending() as spent:
        write_searchable_pdf(path, inspection, [page], target)
    return spent


def time_pool(paths: list[Path], jobs: int) -> float:
    """Wall seconds for the first pages of all files on the pool, from the moment its workers are up."""
    with PagePool(jobs, MEMORY_MB) as pool, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        # A worker that waits for the others proves that all are up.
        ready = [pool.submit(_meet, Path(folder), jobs, timeout_s=PAPER_TIMEOUT_S) for _ in range(jobs)]
        for future in ready:
            take(future)
        started = time.perf_counter()
        pages = [pool.submit(_read, path, "ours", timeout_s=PAPER_TIMEOUT_S) for path in paths]
        for page in pages:
            take(page)
        return time.perf_counter() - started


def _meet(folder: Path, count: int) -> None:
    """Come to a folder and wait there for the others."""
    Path(tempfile.mkdtemp(dir=folder))
    while len(list(folder.iterdir())) < count:
        time.sleep(0.02)


def _read(path: Path, side: str) -> OcrPage:
    inspection = page_work.inspect(path, Limits(), None)
    return SIDES[side](path, inspection, "0" * 64, 1, ENGINE, Limits(), None)
