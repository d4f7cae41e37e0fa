"""Here live scans: batches, receipts of received files, and what a file's header tells.

A scan is one file's bytes, known by their SHA-256 (64 lower-case hex digits): its `scan_id`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal["filed", "near_duplicate", "duplicate", "quarantined", "refused"]


@dataclass(frozen=True, slots=True)
class ScanWarning:
    """Something odd that did not stop the work; `code` is a section of `problems.toml`."""

    code: str
    page_number: int | None = None


@dataclass(frozen=True, slots=True)
class PageSize:
    """Size of one original page as a viewer shows it (with its /Rotate or EXIF turn)."""

    page_number: int
    width_px: int
    height_px: int
    dpi: int


@dataclass(frozen=True, slots=True)
class FileInspection:
    """What the header of a file tells before anything is decoded.

    `media_type` comes from the content: `application/pdf`, `image/tiff`, `image/jpeg`, `image/png`,
    `image/heic`, `image/webp` or `image/bmp`.
    """

    media_type: str
    byte_count: int
    pages: tuple[PageSize, ...]
    warnings: tuple[ScanWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Files taken in together; `name` is unique within one custodian (a unit's dotted path).

    `box` and `shelf` say where the papers lie, "" where nobody said. `expected` is how many papers the box holds by
    hand count, None where nobody counted; `sheet_count` how many separator sheets were printed for it. A closed batch
    takes nothing in; `close_reason` is a person's word on what differs, "" where nothing does.
    """

    batch_id: str
    custodian: str
    name: str
    operator: str
    created_at: datetime
    box: str = ""
    shelf: str = ""
    expected: int | None = None
    sheet_count: int = 0
    closed_at: datetime | None = None
    closed_by: str | None = None
    close_reason: str = ""


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """The files (absolute paths) one command asked a batch to take in, and how to read them."""

    sources: tuple[str, ...]
    forced_type: str | None = None
    one_document: bool = False


ReceiptState = Literal["received", "reading", "done"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """That these bytes were handed in by this custodian in this batch: once, however often asked.

    `receipt_id` is made from custodian, batch name and scan id. `source` is the path as given (kept
    in the catalogue only; never logged). `outcome` is None until `state` is `done`. A receipt that is `composed_of`
    (scan id, page number) was never handed in: its scan was made of pages that were.
    """

    receipt_id: str
    batch_id: str
    custodian: str
    scan_id: str
    source: str
    operator: str
    received_at: datetime
    state: ReceiptState = "received"
    forced_type: str | None = None
    one_document: bool = False
    outcome: Outcome | None = None
    problem_code: str | None = None
    inspection: FileInspection | None = None
    composed_of: tuple[tuple[str, int], ...] = ()
