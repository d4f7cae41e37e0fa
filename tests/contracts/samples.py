"""Here live the invented values that the contract suites put into stores."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from schemas.extraction import Doubt, Extraction, FieldReading, Provenance
from schemas.geometry import Box
from schemas.procedure_result import HistoryEntry, ProcedureResult, make_receipt_id, make_result_id
from schemas.scan import Batch, FileInspection, PageSize, Receipt
from schemas.search import IndexDocument
from schemas.validity import Interval
from storage.ports import SearchIndex

NOW = datetime(2026, 3, 2, 7, 30, 0, 123456, tzinfo=UTC)


def build_anew(index: SearchIndex, documents: Iterable[IndexDocument]) -> None:
    """A rebuild in one go: these documents and no others."""
    with index.open_build(fresh=True) as build:
        build.put_documents(tuple(documents), through="~")
        build.switch()


def make_scan_id(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def make_batch(name: str = "hop-1", custodian: str = "92.916") -> Batch:
    return Batch(f"batch-{name}", custodian, name, "cli:an", NOW)


def make_receipt(word: str, batch: Batch, **changes: Any) -> Receipt:
    scan_id = make_scan_id(word)
    receipt = Receipt(
        receipt_id=make_receipt_id(batch.custodian, batch.name, scan_id),
        batch_id=batch.batch_id,
        custodian=batch.custodian,
        scan_id=scan_id,
        source=f"in/{word}.pdf",
        operator="cli:an",
        received_at=NOW,
    )
    return replace(receipt, **changes)


def make_inspection(page_count: int) -> FileInspection:
    pages = tuple(PageSize(number, 2480, 3508, 300) for number in range(1, page_count + 1))
    return FileInspection("application/pdf", 12_345, pages)


def make_result(receipt: Receipt, first_page: int = 1, **changes: Any) -> ProcedureResult:
    reading = FieldReading("Số: 45/GPXD", "45/GPXD", 0.97, Provenance(first_page, Box(212, 301, 455, 339), "in_zone"))
    extraction = Extraction(
        scan_id=receipt.scan_id,
        page_numbers=(first_page,),
        document_type="building_permit",
        type_confidence=0.98,
        declaration_hash="d1",
        fields={"document_number": reading, "owners": (reading, reading), "rows": ({"a": reading},)},
        doubts=(Doubt("holder_id", "birth_year_differs"),),
    )
    result = ProcedureResult(
        result_id=make_result_id(receipt.scan_id, first_page),
        receipt_id=receipt.receipt_id,
        scan_id=receipt.scan_id,
        page_numbers=(first_page,),
        custodian=receipt.custodian,
        extraction=extraction,
        state="in_review",
        filed_at=NOW,
        document_type="building_permit",
        title="Giấy phép xây dựng",
        document_number="45/GPXD",
        issue_date="2021-03-05",
        unit="92.916",
        level="district",
        holder_names=("Nguyễn Văn Ân",),
        holder_ids=("092085001234",),
        intervals=(Interval(date(2021, 3, 5), date(2022, 3, 4), "expired", "T2:12m"),),
        history=(HistoryEntry(NOW, "cli:an", "filed"),),
    )
    return replace(result, **changes)


def make_document(result_id: str, **changes: Any) -> IndexDocument:
    document = IndexDocument(
        result_id=result_id,
        version=1,
        document_type="building_permit",
        title="Giấy phép xây dựng",
        document_number="45/GPXD",
        issued_on=date(2021, 3, 5),
        issuing_body="Ủy ban nhân dân quận Ninh Kiều",
        unit="92.916",
        level="district",
        custodian="92.916",
        sensitivity=2,
        state="confirmed",
        holder_names=("Nguyễn Văn Ân",),
        holder_ids=("092085001234",),
        in_force=((date(2021, 3, 5), date(2022, 3, 4)),),
        filed_at_s=1_700_000_000,
        text="Cấp cho ông Nguyễn Văn Ân, được phép xây dựng nhà ở riêng lẻ tại đường Hòa Bình.",
    )
    return replace(document, **changes)
