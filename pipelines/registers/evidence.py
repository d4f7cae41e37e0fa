"""Here lives the evidence for a figure: everything an inspector needs to reckon it again, in one archive.

The same day asked again gives the same bytes: papers are told as they were known at the end of that day, the sample is
drawn by their names, and no member bears the moment at which it was written. What is erased since is missing from it.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.lines import JsonLine
from pipelines.registers.counting import count_coverage, coverage_to_json, target_to_json
from pipelines.registers.evidence_pages import write_rule, write_sample, write_signing_sheet
from pipelines.registers.evidence_papers import CountedPaper, iterate_papers
from pipelines.registers.list_files import read_csv, write_csv, write_sheet
from pipelines.registers.originals_list import MOST_SENSITIVE
from pipelines.registers.wording import STATUSES
from pipelines.resources import Resources
from pipelines.results.review_sample import SAMPLED_PAPER, MeasuredPrecision, measure_precision
from pipelines.whole_files import hash_whole, written_whole
from schemas.coverage_spans import RULES_VERSION
from schemas.days import end_of_day
from schemas.errors import SetupError
from schemas.procedure_result import ProcedureResult
from schemas.quota import DIGITISED
from schemas.units import LEVELS

FORM = 1
DEFAULT_SAMPLE = 20
# Archives tell times to two seconds from 1980 on; a fixed one tells nothing.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")
_LIST = (
    "Tình trạng",
    "Số, ký hiệu",
    "Ngày cấp",
    "Loại giấy tờ",
    "Mã đơn vị ban hành",
    "Đơn vị ban hành",
    "Người được cấp",
    "Số định danh",
    "Hộp",
    "Có trong danh mục",
    "Mã kết quả",
    "Xác nhận ngày",
    "Người xác nhận",
    "SHA-256 bản quét",
)
_PERSONAL = frozenset({"Số, ký hiệu", "Người được cấp", "Số định danh"})


@dataclass(frozen=True, slots=True)
class EvidenceWish:
    """Of which unit and day, how large a sample, drawn by which word; whether ids stand in full.

    Papers more sensitive than `most_sensitive` (1 to 4) are counted, but their numbers and holders are left out, and
    none is in the sample.
    """

    on: date
    unit: str
    sample: int = DEFAULT_SAMPLE
    seed: str = ""
    in_full: bool = False
    most_sensitive: int = MOST_SENSITIVE


@dataclass(slots=True)
class _Seen:
    """What is gathered while the papers go by once: the drawn ones, those whose reading a person has checked."""

    sample: list[tuple[str, CountedPaper]] = field(default_factory=list)
    checked: list[ProcedureResult] = field(default_factory=list)
    papers: int = 0


def write_evidence(resources: Resources, path: Path, wish: EvidenceWish, by: str, purpose: str) -> JsonLine:
    """Write the archive; the audit chain notes who took it, of what and what for.

    Raises:
        SetupError: "unit_unknown", "file_exists", "output_unwritable", "purpose_missing".
    """
    resources.units.get(wish.unit)
    if not purpose.strip():
        raise SetupError("purpose_missing")
    if path.exists():
        raise SetupError("file_exists")
    with TemporaryDirectory(prefix="evidence-") as name:
        folder = Path(name)
        told = _write_members(resources, folder, wish)
        manifest = {file.name: hash_whole(file) for file in sorted(folder.iterdir())}
        (folder / "manifest.json").write_text(_to_text({"form": FORM, "members": manifest}), encoding="utf-8")
        try:
            with written_whole(path) as part:
                _pack(folder, part)
        except OSError as error:
            raise SetupError("output_unwritable") from error
    payload = {
        "unit": wish.unit,
        "as_of": wish.on.isoformat(),
        "purpose": purpose.strip(),
        "in_full": wish.in_full,
        "sha256": hash_whole(path),
    }
    resources.catalogue.add_audit(by, "evidence_written", json.dumps(payload, ensure_ascii=False, sort_keys=True))
    return payload | told | {"file": str(path)}


def _write_members(resources: Resources, folder: Path, wish: EvidenceWish) -> JsonLine:
    coverage = count_coverage(resources, wish.on, unit=wish.unit)
    figure = coverage_to_json(coverage) | {"rules_version": RULES_VERSION, "form": FORM}
    year = coverage.target_year
    levels = [resources.targets.get(year, level) for level in LEVELS]
    single = [it for it in resources.targets.list_all(year) if it.year == year and it.unit is not None]
    targets = [target_to_json(it) for it in (*levels, *single)]
    seen = _Seen()
    titles = {key: declared.title for key, declared in resources.types.items()}
    write_csv(folder / "list.csv", _LIST, _iterate_rows(resources, wish, titles, seen))
    write_sheet(folder / "list.xlsx", "Danh sách", _LIST, read_csv(folder / "list.csv"))
    _fix_times(folder / "list.xlsx")
    sample = [paper for _, paper in sorted(seen.sample, key=lambda it: it[0])]
    error = [_measured_to_json(it, titles) for it in measure_precision(seen.checked)]
    head = resources.catalogue.find_audit_at(end_of_day(wish.on))
    chain = {"sequence": head[0], "link": head[1]} if head else None
    for name, body in (
        ("figure.json", figure),
        ("targets.json", targets),
        ("measured_error.json", error),
        ("audit_head.json", chain),
    ):
        (folder / name).write_text(_to_text(body), encoding="utf-8")
    unit_name = resources.units.get(wish.unit).name
    write_rule(folder / "rule.pdf", unit_name, wish.on, figure, targets)
    write_sample(resources, folder / "sample.pdf", unit_name, wish.on, sample, in_full=wish.in_full)
    write_signing_sheet(folder / "signing.pdf", unit_name, wish.on, figure, error, chain)
    return {"papers": seen.papers, "sampled": len(sample)}


def _iterate_rows(
    resources: Resources, wish: EvidenceWish, titles: Mapping[str, str], seen: _Seen
) -> Iterator[Sequence[str]]:
    """Rows of the list; the sample is drawn as they go by: the papers whose names hash lowest under day and word."""
    heap: list[tuple[int, str, CountedPaper]] = []
    for paper in iterate_papers(resources, wish.on, wish.unit):
        seen.papers += 1
        if paper.result is not None and SAMPLED_PAPER in paper.result.extraction.doubts:
            seen.checked.append(paper.result)
        is_told = _find_sensitivity(resources, paper) <= wish.most_sensitive
        if paper.span.status in DIGITISED and paper.result is not None and wish.sample and is_told:
            drawn = hashlib.sha256(f"{wish.on}|{wish.unit}|{wish.seed}|{paper.result.result_id}".encode()).hexdigest()
            entry = (-int(drawn, 16), paper.result.result_id, paper)
            heapq.heappush(heap, entry) if len(heap) < wish.sample else heapq.heappushpop(heap, entry)
        row = _to_row(resources, paper, titles, in_full=wish.in_full)
        yield row if is_told else tuple("" if name in _PERSONAL else it for name, it in zip(_LIST, row, strict=True))
    seen.sample += [(name, paper) for _, name, paper in heap]


def _find_sensitivity(resources: Resources, paper: CountedPaper) -> int:
    declared = resources.types.get(paper.span.document_type)
    return max(declared.sensitivity if declared else 1, paper.result.sensitivity if paper.result else 1)


def _to_row(resources: Resources, paper: CountedPaper, titles: Mapping[str, str], *, in_full: bool) -> tuple[str, ...]:
    span, result = paper.span, paper.result
    issuer = resources.units.find(span.unit)
    return (
        STATUSES[span.status],
        paper.document_number,
        _tell_day(span.issue_date),
        titles.get(span.document_type, span.document_type),
        span.unit,
        issuer.name if issuer else "",
        paper.holders,
        paper.list_ids(in_full=in_full),
        span.box,
        "có" if span.row_id else "không",
        span.result_id or "",
        _tell_day(paper.confirmed_on.isoformat() if paper.confirmed_on else ""),
        (result.confirmed_by or "") if result else "",
        result.scan_id if result else "",
    )


def _tell_day(day: str) -> str:
    """A day, partial or not, as it is printed on papers."""
    return "/".join(reversed(day.split("-")))


def _measured_to_json(measured: MeasuredPrecision, titles: Mapping[str, str]) -> JsonLine:
    low, high = measured.interval
    wrong = measured.fields - measured.fields_right
    return {
        "document_type": measured.document_type,
        "title": titles.get(measured.document_type, measured.document_type),
        "papers": measured.papers,
        "fields": measured.fields,
        "fields_wrong": wrong,
        "percent_wrong": round(100 * wrong / measured.fields, 2) if measured.fields else None,
        # Wilson's interval of the share of wrong values.
        "percent_wrong_low": round(100 * (1 - high), 2),
        "percent_wrong_high": round(100 * (1 - low), 2),
    }


def _to_text(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _pack(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.iterdir()):
            _put(packed, file.name, file.read_bytes())


def _fix_times(path: Path) -> None:
    """Take out of a workbook when it was written."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            _put(packed, name, _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", data))


def _put(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    told = zipfile.ZipInfo(name, _NO_TIME)
    told.compress_type = zipfile.ZIP_DEFLATED
    told.external_attr = 0o644 << 16
    packed.writestr(told, data)
