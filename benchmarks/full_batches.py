"""Here lives the filling of a home with batches: every file through the catalogue's own doors, no paper behind it."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta

from pipelines.batches.batch_queue import uploads_folder
from pipelines.batches.uploads import StagedFile
from pipelines.lines import empty_line, problem_to_json, result_to_line
from pipelines.resources import Resources
from schemas import wire
from schemas.extraction import Doubt, Extraction, FieldReading, FieldValue, Provenance, SeparatorSeen
from schemas.geometry import Box
from schemas.procedure_result import HistoryEntry, ProcedureResult, make_receipt_id, make_result_id
from schemas.scan import Batch, BatchOrder, FileInspection, PageSize, Receipt
from storage.catalogue_values import PageJob

BIG = "batch-of-many"
_OFFICE = "92.916.31135"
_SMALL_BATCHES, _SMALL = 200, 5
_QUARANTINED = 2_000
_SIZES = (PageSize(1, 2480, 3508, 300), PageSize(2, 2480, 3508, 300))
_FIELDS = (
    *("document_number", "issue_date", "issuing_body", "parent_body", "issue_place", "title", "subject"),
    *("signer_name", "signer_title", "holder_name", "holder_id", "holder_birth_date", "holder_address"),
)


def fill(resources: Resources, files: int, small_batches: int = _SMALL_BATCHES) -> float:
    """One batch of so many uploaded files, each behind a separator sheet, and small ones; the seconds it took.

    Of the big batch four in five are filed and in review, one in fifty of them lacking a page; the others are in
    quarantine, up to 2,000.
    """
    began = time.monotonic()
    quarantined = min(_QUARANTINED, files // 5)
    big = Batch(BIG, _OFFICE, "hộp lớn", "cli:an", resources.now(), expected=files, sheet_count=files)
    resources.catalogue.put_batch(big)
    notes = uploads_folder(resources.settings.home) / "batches" / BIG
    notes.mkdir(parents=True)
    for number in range(files):
        receipt = _end(resources, big, number, is_broken=number < quarantined)
        staged = StagedFile(f"{number:032x}", BIG, receipt.source, 812_345, "an", receipt_id=receipt.receipt_id)
        (notes / f"{staged.file_id}.json").write_text(wire.to_json(staged), encoding="utf-8")
    resources.catalogue.put_batch_order(BIG, BatchOrder(tuple(f"in/{number:05d}.pdf" for number in range(files))))
    for place in range(small_batches):
        at = resources.now() - timedelta(days=1, minutes=place)
        small = resources.catalogue.put_batch(Batch(f"batch-{place}", _OFFICE, f"hộp {place}", "cli:an", at))
        for number in range(_SMALL):
            _end(resources, small, files + _SMALL * place + number, is_broken=False)
    return time.monotonic() - began


def _end(resources: Resources, batch: Batch, number: int, *, is_broken: bool) -> Receipt:
    scan_id = hashlib.sha256(b"full %d" % number).hexdigest()
    receipt, _ = resources.catalogue.put_receipt(
        Receipt(
            receipt_id=make_receipt_id(batch.custodian, batch.name, scan_id),
            batch_id=batch.batch_id,
            custodian=batch.custodian,
            scan_id=scan_id,
            source=f"in/{number:05d}.pdf",
            operator="an",
            received_at=resources.now(),
        )
    )
    inspection = FileInspection("application/pdf", 812_345, _SIZES)
    resources.catalogue.put_inspection(receipt.receipt_id, inspection, "full")
    jobs = [PageJob(scan_id, size.page_number, "full", "read") for size in _SIZES]
    resources.catalogue.put_read_pages(receipt.receipt_id, jobs)
    line = empty_line(receipt.source, scan_id, "filed", batch.name, batch.custodian)
    if is_broken:
        told = line | {"outcome": "quarantined", "problem": problem_to_json("file_damaged")}
        resources.catalogue.end_receipt(receipt.receipt_id, "quarantined", [told], problem_code="file_damaged")
        return receipt
    result = _make_result(resources, receipt, number)
    told = result_to_line(line, result, _SIZES)
    resources.catalogue.end_receipt(receipt.receipt_id, "filed", [told], results=[result])
    return receipt


def _make_result(resources: Resources, receipt: Receipt, number: int) -> ProcedureResult:
    doubts = [Doubt("holder_name", "low_confidence")]
    if number % 50 == 0:
        doubts.append(Doubt("pages", "page_missing"))
    fields: dict[str, FieldValue] = {
        name: FieldReading(f"{name} {number}", f"{name} {number}", 0.9, Provenance(1, Box(200, 300, 900, 340), "label"))
        for name in _FIELDS
    }
    sheet = SeparatorSeen(1, number + 1, receipt.batch_id)
    title = "Giấy phép xây dựng"
    return ProcedureResult(
        result_id=make_result_id(receipt.scan_id, 1),
        receipt_id=receipt.receipt_id,
        scan_id=receipt.scan_id,
        page_numbers=(1, 2),
        custodian=receipt.custodian,
        extraction=Extraction(
            scan_id=receipt.scan_id,
            page_numbers=(1, 2),
            document_type="building_permit",
            type_confidence=0.97,
            declaration_hash="full",
            title=title,
            fields=fields,
            doubts=tuple(doubts),
            separators=(sheet,),
        ),
        state="in_review",
        filed_at=resources.now(),
        document_type="building_permit",
        title=title,
        document_number=f"{number}/GPXD",
        issue_date="2021-03-05",
        unit=receipt.custodian,
        level="commune",
        holder_names=(f"Nguyễn Văn {number}",),
        needs_review=tuple(doubts),
        recipe="full",
        history=(HistoryEntry(resources.now(), "an", "filed"),),
    )
