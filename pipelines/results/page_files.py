"""Here lives a file handed in for a filed paper: its pages read and looked at before anything of the home changes."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipelines.filing import end_plainly
from pipelines.intake import hash_file, make_receipt, receive
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool
from pipelines.resources import Resources
from schemas.days import local_day
from schemas.errors import InputRejected, SetupError
from schemas.extraction import Extraction
from schemas.ocr_page import OcrPage
from schemas.scan import Batch, BatchOrder, FileInspection, Receipt

_LOOK_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class PageFile:
    """The file as it lies at `path`, its pages as read under `recipe`, and what they say by themselves."""

    path: Path
    scan_id: str
    inspection: FileInspection
    recipe: str
    pages: tuple[OcrPage, ...]
    extraction: Extraction


def hash_page_file(path: Path) -> str:
    """The scan id of a file.

    Raises:
        SetupError: "path_missing"; InputRejected: "file_unreadable".
    """
    if not path.is_file():
        raise SetupError("path_missing", ordinal=1)
    return hash_file(path)


def read_page_file(resources: Resources, pool: PagePool, batch: Batch, path: Path, scan_id: str, by: str) -> PageFile:
    """Look into a file and read its pages; nothing of it is kept yet.

    Raises:
        InputRejected: what is wrong with the file, which is kept in the batch's quarantine then; "state_secret" and
            "result_erased" (a scan that was erased), of which nothing is kept.
    """
    refusal = resources.catalogue.find_refusal(scan_id)
    if refusal is not None:
        raise InputRejected(refusal)
    try:
        found = _read(resources, pool, path, scan_id)
    except InputRejected as error:
        receipt = receive(resources, batch, path, BatchOrder(()), by)
        end_plainly(resources, receipt, batch.name, "quarantined", error.code, **error.details)
        raise
    if found.extraction.is_state_secret:
        # As with every refused paper: that it was here, and nothing of it.
        receipt, _ = resources.catalogue.put_receipt(to_receipt(batch, scan_id, path, by, resources))
        end_plainly(resources, receipt, batch.name, "refused", "state_secret")
        raise InputRejected("state_secret")
    return found


def to_receipt(batch: Batch, scan_id: str, path: Path, by: str, resources: Resources) -> Receipt:
    """The receipt of a file handed in for a paper of this batch, closed or not."""
    return make_receipt(batch, scan_id, str(path), by, resources.now())


def _read(resources: Resources, pool: PagePool, path: Path, scan_id: str) -> PageFile:
    settings = resources.settings
    inspection = pool.run(page_work.inspect, path, resources.limits, None, timeout_s=_LOOK_TIMEOUT_S)
    recipe = pool.run(page_work.find_recipe, settings.engine, timeout_s=_LOOK_TIMEOUT_S)
    pages = read_pages(resources, pool, path, inspection, scan_id)
    with tempfile.TemporaryDirectory(prefix="page-file-", dir=pool.scratch) as folder:
        extraction = pool.run(
            page_work.understand_paper,
            page_work.save_pages(pages, Path(folder)),
            settings.home,
            None,
            local_day(resources.now()),
            timeout_s=_LOOK_TIMEOUT_S,
        )
    return PageFile(path, scan_id, inspection, recipe, pages, extraction)


def read_pages(
    resources: Resources, pool: PagePool, path: Path, inspection: FileInspection, scan_id: str
) -> tuple[OcrPage, ...]:
    """Every page of a file, read now; raises InputRejected for the first that cannot be."""
    return tuple(read_page(resources, pool, path, inspection, scan_id, size.page_number) for size in inspection.pages)


def read_page(
    resources: Resources, pool: PagePool, path: Path, inspection: FileInspection, scan_id: str, page_number: int
) -> OcrPage:
    """One page, read now on the pool; raises InputRejected."""
    settings = resources.settings
    return pool.run(
        page_work.read,
        path,
        inspection,
        scan_id,
        page_number,
        settings.engine,
        resources.limits,
        None,
        timeout_s=settings.page_timeout_s,
    )
