"""Here lives the catalogue of the generated results: the rows behind what `generated_results` puts into an index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from benchmarks.catalogue_rows import INSPECTION, PAPERS_A_BATCH, RECIPE, Rows, batch_id_of, scan_id_of
from benchmarks.generated_results import generate
from schemas import wire
from schemas.extraction import Extraction, FieldReading, FieldValue, Provenance
from schemas.geometry import Box
from schemas.holder_mentions import to_birth_key
from schemas.procedure_result import HistoryEntry, ProcedureResult, make_receipt_id
from schemas.search import IndexDocument
from schemas.text import fold
from schemas.validity import Interval

_AT_ONCE = 20_000
_CUSTODIAN = "92.916"
# Stand for a paper's own days in a body that is made once for many papers.
_FROM, _UNTIL = date(1901, 1, 1), date(1902, 2, 2)
_FILED = datetime(1903, 3, 3, tzinfo=UTC)
_BIRTH_YEARS = 60


def make_rows(results: int, seed: int) -> Iterator[Rows]:
    """Rows of the results 0 to `results`, some thousand at a time, for `catalogue_rows.load_sqlite`."""
    patterns: dict[tuple[object, ...], str] = {}
    yield {"batches": [_batch_row(number) for number in range(0, results, PAPERS_A_BATCH)]}
    for start in range(0, results, _AT_ONCE):
        rows: Rows = {name: [] for name in ("receipts", "pages", "results", "holders")}
        numbers = range(start, min(start + _AT_ONCE, results))
        for number, one in zip(numbers, generate(numbers, seed), strict=True):
            _add(rows, number, one.document, patterns)
        yield rows


def _batch_row(number: int) -> tuple[object, ...]:
    return (batch_id_of(number), _CUSTODIAN, f"hop-{number // PAPERS_A_BATCH}", "cli:an", _instant(number))


def _instant(number: int) -> str:
    return datetime.fromtimestamp(1_700_000_000 + number, UTC).isoformat(timespec="microseconds")


def _add(rows: Rows, number: int, told: IndexDocument, patterns: dict[tuple[object, ...], str]) -> None:
    scan_id, at, batch_id = scan_id_of(number), _instant(number), batch_id_of(number)
    receipt_id = make_receipt_id(_CUSTODIAN, batch_id, scan_id)
    source = f"in/{number:07d}.pdf"
    received = (number + 1, receipt_id, batch_id, _CUSTODIAN, scan_id, source, "cli:an", at, "done", False)
    rows["receipts"].append((*received, "filed", None, INSPECTION, RECIPE, 1, 1, at))
    rows["pages"].append((scan_id, RECIPE, 1, number + 1, "read", 1, 0.8))
    until = told.in_force[0][1]
    shape = (told.document_type, told.state, told.sensitivity, len(told.holder_names), bool(told.holder_ids), until)
    key = (*shape[:-1], until is None)
    if key not in patterns:
        patterns[key] = wire.to_json(_make_pattern(told))
    body = _fill(patterns[key], told, scan_id, receipt_id, at)
    number_key = fold(told.document_number or "").replace("/", "").replace("-", "")
    day, confirmed = told.issued_on.isoformat() if told.issued_on else None, at if told.state == "confirmed" else None
    named = (told.result_id, receipt_id, scan_id, batch_id, told.custodian, told.document_type, told.document_number)
    rows["results"].append((*named, number_key, day, told.unit, told.level, told.state, at, confirmed, False, 1, body))
    for holder_id in told.holder_ids:
        rows["holders"].append((told.result_id, "id", holder_id))
    born = 1945 + number % _BIRTH_YEARS
    # Spouses may be namesakes.
    for name in dict.fromkeys(fold(name) for name in told.holder_names):
        rows["holders"].append((told.result_id, "name", name))
        rows["holders"].append((told.result_id, "birth", to_birth_key(name, str(born))))


def _make_pattern(told: IndexDocument) -> ProcedureResult:
    """A result with marks where each paper has its own values."""
    names = tuple(f"@name{place}@" for place in range(len(told.holder_names)))
    ids = ("@id@",) if told.holder_ids else ()
    values = {"document_number": "@number@", "issue_date": "@day@", "issuing_body": "@body@", "holder_name": names[0]}
    if ids:
        values["holder_id"] = ids[0]
    fields: dict[str, FieldValue] = {
        name: FieldReading(
            value, value, 0.97, Provenance(1, Box(300, 300 + 90 * place, 1500, 350 + 90 * place), "label")
        )
        for place, (name, value) in enumerate(values.items())
    }
    (_, until), *_ = told.in_force
    pattern = ProcedureResult(
        result_id="@result@",
        receipt_id="@receipt@",
        scan_id="@scan@",
        page_numbers=(1,),
        custodian="@custodian@",
        extraction=Extraction("@scan@", (1,), told.document_type, 0.98, "declaration", told.title, fields, ()),
        state=told.state,  # type: ignore[arg-type]
        filed_at=_FILED,
        document_type=told.document_type,
        title=told.title,
        document_number="@number@",
        issue_date="@day@",
        issuing_body="@body@",
        unit="@unit@",
        level=told.level,
        holder_names=names,
        holder_ids=ids,
        intervals=(Interval(_FROM, _UNTIL if until else None, "expired" if until else None, "P"),),
        sensitivity=told.sensitivity,
        recipe=RECIPE,
        history=(HistoryEntry(_FILED, "cli:an", "filed"),),
    )
    if told.state == "confirmed":
        pattern = replace(pattern, confirmed_by="lan", confirmed_at=_FILED)
    return pattern


def _fill(pattern: str, told: IndexDocument, scan_id: str, receipt_id: str, at: str) -> str:
    start, until = told.in_force[0]
    own: Mapping[str, str] = {
        "@result@": told.result_id,
        "@receipt@": receipt_id,
        "@scan@": scan_id,
        "@custodian@": told.custodian,
        "@number@": told.document_number or "",
        "@day@": start.isoformat(),
        "@body@": told.issuing_body or "",
        "@unit@": told.unit or "",
        "@id@": told.holder_ids[0] if told.holder_ids else "",
        **{f"@name{place}@": name for place, name in enumerate(told.holder_names)},
        _FROM.isoformat(): start.isoformat(),
        _UNTIL.isoformat(): until.isoformat() if until else "",
    }
    for mark, value in own.items():
        pattern = pattern.replace(mark, json.dumps(value, ensure_ascii=False)[1:-1])
    return pattern.replace(_FILED.isoformat().replace("+00:00", "Z"), at)
