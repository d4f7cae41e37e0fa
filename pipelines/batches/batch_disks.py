"""Here lives the way of a batch over a disk: out of an office without a line, into the home that reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath

from pipelines.batches.batch_opening import get_sheet_key
from pipelines.batches.disk_files import DiskFile, write_disk
from pipelines.intake import hash_file, keep_original, make_receipt
from pipelines.resources import Resources
from pipelines.results.after_filing import check_second_person
from schemas.batch_disk import CarriedScan, DiskRecord, renamed
from schemas.errors import InputRejected, SetupError
from schemas.scan import Batch, Receipt
from schemas.separator_sheet import CARRIED_SEPARATOR_KEY


@dataclass(frozen=True, slots=True)
class Carried:
    """What went onto a disk or came off it.

    `receipts` are those of the batch that the disk knows, `new_count` of them new here. `fingerprint` is the disk
    file's SHA-256: both offices write it down, and see that the file is the same.
    """

    batch: Batch
    receipts: tuple[Receipt, ...]
    new_count: int
    refused_count: int
    fingerprint: str


def export_batch(
    resources: Resources, batch: Batch, path: Path, by: str, *, purpose: str = "", approved_by: str | None = None
) -> Carried:
    """Write the scans of a batch into one file; the home keeps all it has, and the audit chain who took them for what.

    Args:
        purpose: what for; must be given, as `approved_by` must, where the office asks for a second person.

    Raises:
        SetupError: "second_person_missing", "export_purpose_missing", "disk_unwritable".
        StoreDamaged: "object_missing", "object_damaged".
    """
    if resources.settings.second_person_fields:
        check_second_person(by, approved_by)
        if not purpose.strip():
            raise SetupError("export_purpose_missing")
    receipts = _list_travelling(resources, batch)
    kept = tuple(receipt for receipt in receipts if receipt.outcome != "refused")
    sheet_key = get_sheet_key(resources, batch.batch_id).hex() if batch.sheet_count else ""
    record = DiskRecord(batch, sheet_key, tuple(map(_to_carried, kept)), len(receipts) - len(kept))
    write_disk(path, record, resources.objects)
    fingerprint = hash_file(path)
    asked = {"purpose": purpose.strip(), "approved_by": approved_by}
    _tell(resources, by, "batch_exported", batch, len(kept), fingerprint, **asked)
    return Carried(batch, kept, len(kept), record.refused_count, fingerprint)


def _list_travelling(resources: Resources, batch: Batch) -> list[Receipt]:
    """Of a scan that was composed here its parts travel; but joined halves travel as what they were joined to.

    A half by itself says no paper: its line names no page.
    """
    receipts = resources.catalogue.list_receipts(batch.batch_id)
    paged = {
        receipt.scan_id
        for receipt in receipts
        if any(line["pages"] for line in resources.catalogue.list_lines(receipt.receipt_id))
    }
    joined = [it for it in receipts if it.composed_of and not paged & {part for part, _ in it.composed_of}]
    halves = {part for receipt in joined for part, _ in receipt.composed_of}
    return [it for it in receipts if it in joined or not (it.composed_of or it.scan_id in halves)]


def _to_carried(receipt: Receipt) -> CarriedScan:
    # Folders of the machine it was scanned on are nobody's business elsewhere.
    name = "".join(sign for sign in PureWindowsPath(receipt.source).name if sign.isprintable())
    return CarriedScan(
        receipt.scan_id, name, receipt.operator, receipt.received_at, receipt.forced_type, receipt.one_document
    )


def import_batch(resources: Resources, path: Path, by: str, *, name: str | None = None) -> Carried:
    """Take in what a disk carries and this home does not have yet; nothing is read here.

    The whole file is checked before anything is taken in. The same disk again brings nothing; after a broken
    import it brings the rest.

    Args:
        name: of the batch here, where its own is another batch's already. Its sheets are then told as another batch's.

    Raises:
        InputRejected: see `DiskFile`; "disk_batch_differs".
        SetupError: "path_missing", "unit_unknown", "type_key_unknown", "batch_closed".
    """
    with DiskFile(path) as disk:
        fingerprint = hash_file(path)
        record = disk.record
        _check_names(resources, record)
        batch = _open_batch(resources, record, name)
        known = {receipt.receipt_id for receipt in resources.catalogue.list_receipts(batch.batch_id)}
        wanted = tuple(_to_receipt(batch, scan) for scan in record.scans)
        missing = [receipt for receipt in wanted if receipt.receipt_id not in known]
        if missing and batch.closed_at is not None:
            raise SetupError("batch_closed", batch=batch.name)
        for receipt in missing:
            _take_in(resources, disk, receipt)
    ids = dict.fromkeys(receipt.receipt_id for receipt in wanted)
    if missing or not _is_told(resources, fingerprint):
        _tell(resources, by, "batch_imported", batch, len(ids), fingerprint)
    receipts = tuple(resources.catalogue.get_receipt(receipt_id) for receipt_id in ids)
    return Carried(batch, receipts, len(missing), record.refused_count, fingerprint)


def _check_names(resources: Resources, record: DiskRecord) -> None:
    resources.units.get(record.batch.custodian)
    for scan in record.scans:
        if scan.forced_type is not None and scan.forced_type not in resources.types:
            raise SetupError("type_key_unknown", key=scan.forced_type[:60])


def _open_batch(resources: Resources, record: DiskRecord, name: str | None) -> Batch:
    """The batch as it was opened elsewhere; open here, where its papers are read and reckoned."""
    wanted = replace(record.batch, closed_at=None, closed_by=None, close_reason="")
    if name:
        wanted = renamed(wanted, name)
    batch = resources.catalogue.put_batch(wanted)
    if (batch.created_at, batch.operator) != (wanted.created_at, wanted.operator):
        raise InputRejected("disk_batch_differs", batch=batch.name)
    if record.sheet_key:
        resources.catalogue.put_office_key(CARRIED_SEPARATOR_KEY + batch.batch_id, bytes.fromhex(record.sheet_key))
    return batch


def _to_receipt(batch: Batch, scan: CarriedScan) -> Receipt:
    receipt = make_receipt(batch, scan.scan_id, scan.name, scan.operator, scan.received_at)
    return replace(receipt, forced_type=scan.forced_type, one_document=scan.one_document)


def _take_in(resources: Resources, disk: DiskFile, receipt: Receipt) -> None:
    # Of bytes refused before not even a scratch copy is made.
    if not resources.catalogue.is_refused(receipt.scan_id):
        with disk.open_original(receipt.scan_id) as path:
            keep_original(resources, receipt.scan_id, path)
    resources.catalogue.put_receipt(receipt)


def _is_told(resources: Resources, fingerprint: str) -> bool:
    """Whether the audit chain tells of this disk's import; one that was cut off after its last scan is told late."""
    told = (entry.payload for entry in resources.catalogue.list_audit() if entry.event == "batch_imported")
    return any(json.loads(payload or "{}").get("sha256") == fingerprint for payload in told)


def _tell(
    resources: Resources, by: str, event: str, batch: Batch, count: int, fingerprint: str, **asked: str | None
) -> None:
    payload = {"batch_id": batch.batch_id, "files": count, "sha256": fingerprint, **asked}
    resources.catalogue.add_audit(by, event, json.dumps(payload, ensure_ascii=False, sort_keys=True))
