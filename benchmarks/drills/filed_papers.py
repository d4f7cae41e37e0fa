"""Here lives the filing of papers straight into a catalogue, as extractions: thousands in seconds, none was scanned."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.keeping import keep_bytes
from pipelines.resources import Resources
from schemas.extraction import Extraction, FieldReading, FieldValue
from schemas.folding import fold_result
from schemas.procedure_result import (
    HistoryEntry,
    ProcedureResult,
    Related,
    ResultState,
    make_batch_id,
    make_receipt_id,
    make_result_id,
)
from schemas.scan import Batch, Receipt
from storage.keys import original_key

CUSTODIAN = "92.916"
BATCH = "drill"


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """One page to be filed: its type, field values, state, and the earlier result that it is another scan of."""

    document_type: str
    values: Mapping[str, str]
    state: ResultState = "confirmed"
    rescan_of: str | None = None


def file_stack(resources: Resources, word: str, papers: Sequence[FiledPaper], at: datetime) -> tuple[str, ...]:
    """File papers as the pages of one scan at one instant, the confirmed ones by the machine; their results' ids.

    Args:
        word: the scan's bytes; another word is another scan.
    """
    scan_id = hashlib.sha256(word.encode()).hexdigest()
    keep_bytes(resources, original_key(scan_id), word.encode())
    batch = resources.catalogue.put_batch(Batch(make_batch_id(CUSTODIAN, BATCH), CUSTODIAN, BATCH, "drill", at))
    receipt_id = make_receipt_id(CUSTODIAN, BATCH, scan_id)
    receipt = Receipt(receipt_id, batch.batch_id, CUSTODIAN, scan_id, f"{scan_id[:8]}.pdf", "drill", at)
    resources.catalogue.put_receipt(receipt)
    results = [_to_result(resources, receipt, number, paper) for number, paper in enumerate(papers, start=1)]
    assert resources.catalogue.end_receipt(receipt_id, "filed", [{}], results=results)
    return tuple(result.result_id for result in results)


def _to_result(resources: Resources, receipt: Receipt, page_number: int, paper: FiledPaper) -> ProcedureResult:
    many = {spec.name for spec in resources.types[paper.document_type].fields if spec.many}
    readings = {name: FieldReading(value, value, 0.95, None) for name, value in paper.values.items()}
    fields: dict[str, FieldValue] = {
        name: (reading,) if name in many else reading for name, reading in readings.items()
    }
    at, is_sure = receipt.received_at, paper.state == "confirmed"
    result = ProcedureResult(
        result_id=make_result_id(receipt.scan_id, page_number),
        receipt_id=receipt.receipt_id,
        scan_id=receipt.scan_id,
        page_numbers=(page_number,),
        custodian=CUSTODIAN,
        extraction=Extraction(receipt.scan_id, (page_number,), paper.document_type, 0.98, "d", fields=fields),
        state=paper.state,
        filed_at=at,
        confirmed_by="machine" if is_sure else None,
        confirmed_at=at if is_sure else None,
        related=(Related(paper.rescan_of, "rescan_of"),) if paper.rescan_of else (),
        recipe=BATCH,
        history=(HistoryEntry(at, "drill", "filed"), *((HistoryEntry(at, "machine", "confirmed"),) * is_sure)),
    )
    return fold_result(result, resources.types, resources.units)
