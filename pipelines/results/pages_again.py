"""Here lives the reading of a filed scan's pages under another recipe, beside the readings that are kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.keeping import keep_bytes
from pipelines.pages import page_work
from pipelines.pages.page_pool import WORKER_DIED, PagePool, take
from pipelines.resources import Resources
from schemas.crash_points import reached
from schemas.errors import InputRejected
from schemas.ocr_page import OcrPage
from schemas.scan import FileInspection, Receipt
from schemas.wire import to_json
from storage.keys import original_key, reading_key
from storage.ports import PageJob


@dataclass(frozen=True, slots=True)
class ReadPages:
    """A scan's pages under one recipe: each with its fate, and the readings of those that were read."""

    recipe: str
    inspection: FileInspection
    jobs: tuple[PageJob, ...]
    readings: Mapping[int, Path]

    @property
    def has_failed(self) -> bool:
        return any(job.status == "failed" for job in self.jobs)


def open_kept_pages(resources: Resources, receipt: Receipt, recipe: str, held: ExitStack) -> ReadPages:
    """The pages as they were read before; raises StoreDamaged ("object_missing")."""
    jobs = resources.catalogue.list_pages(receipt.scan_id, recipe)
    return ReadPages(recipe, _inspection_of(receipt), jobs, _open(resources, jobs, held))


def read_pages_again(
    resources: Resources, pool: PagePool, receipt: Receipt, recipe: str, held: ExitStack, scratch: Path | None
) -> ReadPages:
    """Every page of a scan read under a recipe; what is kept under it already is not read again.

    Args:
        scratch: where readings go that nobody keeps (a dry run); None keeps them and says so in the catalogue.

    Raises:
        StoreDamaged: the original is missing.
    """
    inspection = _inspection_of(receipt)
    known = {
        job.page_number: job for job in resources.catalogue.list_pages(receipt.scan_id, recipe) if job.status == "read"
    }
    passed_over = {*known, *resources.catalogue.list_erased_pages(receipt.scan_id)}
    wanted = [page.page_number for page in inspection.pages if page.page_number not in passed_over]
    read = _read_pages(resources, pool, receipt, inspection, wanted, recipe, scratch) if wanted else []
    jobs = tuple(sorted((*known.values(), *read), key=lambda job: job.page_number))
    if read and scratch is None:
        resources.catalogue.put_read_pages(receipt.receipt_id, read)
        reached("page.finished")
    tried = (
        {job.page_number: scratch / f"{job.page_number}.json" for job in read if job.status == "read"}
        if scratch
        else {}
    )
    kept = [job for job in jobs if job.page_number not in tried]
    return ReadPages(recipe, inspection, jobs, {**tried, **_open(resources, kept, held)})


def _read_pages(
    resources: Resources,
    pool: PagePool,
    receipt: Receipt,
    inspection: FileInspection,
    page_numbers: Sequence[int],
    recipe: str,
    scratch: Path | None,
) -> list[PageJob]:
    """These pages read and their readings put away; a kept reading whose record was lost by a kill is only recorded."""
    settings, objects = resources.settings, resources.objects
    keys = {number: reading_key(receipt.scan_id, number, recipe) for number in page_numbers}
    jobs = [
        PageJob(receipt.scan_id, number, recipe, "read", 1)
        for number, key in keys.items()
        if scratch is None and objects.find_size(key) is not None
    ]
    rest = [number for number in page_numbers if number not in {job.page_number for job in jobs}]
    with objects.open_local(original_key(receipt.scan_id)) as original:

        def submit(number: int) -> Future[OcrPage]:
            given = (original, inspection, receipt.scan_id, number, settings.engine, resources.limits, None)
            return pool.submit(page_work.read, *given, timeout_s=settings.page_timeout_s)

        for number, future in [(number, submit(number)) for number in rest]:
            started = time.monotonic()
            job = PageJob(receipt.scan_id, number, recipe, "read", 1)
            try:
                page = _take_twice(future, submit, number)
            except InputRejected as error:
                jobs.append(replace(job, status="failed", problem_code=error.code))
                continue
            reached("page.read")
            _put(resources, to_json(page).encode(), scratch / f"{number}.json" if scratch else keys[number])
            jobs.append(replace(job, seconds=time.monotonic() - started))
    return jobs


def _take_twice(future: Future[OcrPage], submit: Callable[[int], Future[OcrPage]], number: int) -> OcrPage:
    """The page; read once more if its worker died, perhaps of its neighbour's hunger."""
    try:
        return take(future)
    except InputRejected as error:
        if error.code != WORKER_DIED:
            raise
    return take(submit(number))


def _put(resources: Resources, reading: bytes, target: Path | str) -> None:
    if isinstance(target, Path):
        target.write_bytes(reading)
    else:
        keep_bytes(resources, target, reading)
        reached("reading.stored")


def _open(resources: Resources, jobs: Iterable[PageJob], held: ExitStack) -> dict[int, Path]:
    return {
        job.page_number: held.enter_context(
            resources.objects.open_local(reading_key(job.scan_id, job.page_number, job.recipe))
        )
        for job in jobs
        if job.status == "read"
    }


def _inspection_of(receipt: Receipt) -> FileInspection:
    if receipt.inspection is None:
        raise InputRejected("page_failed")
    return receipt.inspection
