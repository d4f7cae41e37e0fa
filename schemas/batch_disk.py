"""Here live batch disks: what the first entry of a file that carries a batch's scans says of the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from schemas import wire
from schemas.errors import InputRejected
from schemas.procedure_result import make_batch_id
from schemas.scan import Batch

# Entries of the file; the originals stand under their hashes, so that no name of a person is a name in it.
RECORD_ENTRY = "batch.json"
ORIGINALS_FOLDER = "originals/"

_HASH = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"(?:[0-9a-f]{64})?")
_LONGEST_TEXT = 4096
_MOST_PAPERS = 1_000_000


@dataclass(frozen=True, slots=True)
class CarriedScan:
    """One received file: its bytes' SHA-256, the base name it came under, who took it in when, how to read it."""

    scan_id: str
    name: str
    operator: str
    received_at: datetime
    forced_type: str | None = None
    one_document: bool = False


@dataclass(frozen=True, slots=True)
class DiskRecord:
    """A batch on its way: the batch as its home had it, what proves its separator sheets, its scans as received.

    `sheet_key` is 64 hex digits, or "" where no sheets were printed. `refused_count` scans were refused as state
    secrets: of them nothing is kept, so nothing is carried.
    """

    batch: Batch
    sheet_key: str
    scans: tuple[CarriedScan, ...]
    refused_count: int = 0

    @property
    def scan_ids(self) -> tuple[str, ...]:
        """Every hash once, in order."""
        return tuple(dict.fromkeys(scan.scan_id for scan in self.scans))


def entry_of(scan_id: str) -> str:
    """The name of an original inside the file."""
    return ORIGINALS_FOLDER + scan_id


def read_record(text: bytes) -> DiskRecord:
    """The record that `wire.to_json` wrote.

    Raises:
        InputRejected: "disk_of_another_version"; "disk_damaged", for anything that no export writes.
    """
    try:
        record = wire.from_json(DiskRecord, text)
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        is_newer = "form version" in str(error)
        raise InputRejected("disk_of_another_version" if is_newer else "disk_damaged") from error
    # Unknown keys and lax spellings would be dropped in silence: what comes back must be what went in.
    if wire.to_json(record).encode() != text or not _is_sound(record):
        raise InputRejected("disk_damaged")
    return record


def _is_sound(record: DiskRecord) -> bool:
    batch = record.batch
    texts = (batch.name, batch.custodian, batch.operator, batch.box, batch.shelf)
    return (
        all(_is_plain(text) for text in texts)
        and all(_is_plain(scan.name) and "/" not in scan.name for scan in record.scans)
        and all(_is_plain(scan.operator) and _is_plain(scan.forced_type or "") for scan in record.scans)
        and all(_HASH.fullmatch(scan.scan_id) and scan.received_at.tzinfo for scan in record.scans)
        and bool(_KEY.fullmatch(record.sheet_key))
        and batch.batch_id == make_batch_id(batch.custodian, batch.name)
        and batch.created_at.tzinfo is not None
        and 0 <= batch.sheet_count <= _MOST_PAPERS
        and 0 <= (batch.expected or 0) <= _MOST_PAPERS
    )


def _is_plain(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and text.isprintable()


def renamed(batch: Batch, name: str) -> Batch:
    """The same batch under another name, and so another id."""
    return replace(batch, name=name, batch_id=make_batch_id(batch.custodian, name))
