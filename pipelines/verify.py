"""Here lives the check of originals: every one is read again and must hash to its own name."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from pipelines.inspection_report import Report
from pipelines.resources import Resources
from schemas.errors import StoreDamaged
from storage.audit_chain import find_broken_link
from storage.keys import original_key
from storage.ports import AuditEntry

ORIGINALS = "originals/"


def verify_originals(resources: Resources, sample: int | None = None) -> Report:
    """Re-hash the originals: all, or `sample` of them drawn anew each time.

    Kinds of fault: `missing` (a receipt without its bytes), `damaged` (the bytes do not hash to their
    name), `swapped` (they are another original's bytes), `orphan` (bytes without a receipt; looked for
    only when all are checked).
    """
    # Keys before receipts: intake writes the bytes first, so whatever is listed here has its receipt by then.
    keys = list(resources.objects.list_keys(ORIGINALS))
    known = list_known_scans(resources)
    scans = sorted(known)
    if sample is not None:
        scans = sorted(random.sample(scans, min(sample, len(scans))))
    report = Report()
    for scan_id in scans:
        report.checked += 1
        kind = _look_at(resources, scan_id, known)
        if kind:
            report.add(kind, original_key(scan_id))
    if sample is None:
        wanted = {original_key(scan_id) for scan_id in known}
        for key in keys:
            if key not in wanted:
                report.checked += 1
                report.add("orphan", key)
    return name_results(resources, report)


def list_known_scans(resources: Resources) -> set[str]:
    """Scans whose bytes must be there: all that were received, but for the refused, which are never kept."""
    return {receipt.scan_id for receipt in resources.catalogue.list_receipts() if receipt.outcome != "refused"}


def name_results(resources: Resources, report: Report) -> Report:
    """The report with a result named beside each fault of an original or what was derived from it."""
    if not any(fault.result_id is None for fault in report.faults):
        return report
    by_scan = {result.scan_id: result.result_id for result in resources.catalogue.list_results()}
    named = Report(report.checked)
    for fault in report.faults:
        named.add(fault.kind, fault.key, fault.result_id or by_scan.get(scan_of(fault.key)), mended=fault.mended)
    return named


def scan_of(key: str) -> str:
    """The scan an object key speaks of: its first part of 64 hex digits (keys are spelt in storage)."""
    return next((part[:64] for part in key.split("/") if len(part) >= 64), "")


def _look_at(resources: Resources, scan_id: str, known: set[str]) -> str | None:
    try:
        found = resources.objects.compute_sha256(original_key(scan_id))
    except StoreDamaged:
        return "missing"
    if found == scan_id:
        return None
    return "swapped" if found in known else "damaged"


def verify_audit(resources: Resources) -> Report:
    """Follow the audit chain from its first link; kind `audit_broken` names the first that does not follow."""
    report = Report()
    broken = find_broken_link(_counted(resources.catalogue.list_audit(), report))
    if broken is not None:
        report.add("audit_broken", f"audit:{broken}")
    return report


def _counted(entries: Iterable[AuditEntry], report: Report) -> Iterator[AuditEntry]:
    for entry in entries:
        report.checked += 1
        yield entry
