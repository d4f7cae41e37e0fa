"""Here lives the check of originals: every one is read again and must hash to its own name."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from pipelines.care.inspection_report import Report
from pipelines.resources import Resources
from schemas.errors import StoreDamaged
from storage.audit_chain import follow_chain
from storage.keys import AUDIT_HEADS, audit_head_key, original_key
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
        wanted = {original_key(scan_id) for scan_id in known | list_locked_scans(resources)}
        for key in keys:
            if key not in wanted:
                report.checked += 1
                report.add("orphan", key)
    return name_results(resources, report)


def list_known_scans(resources: Resources) -> set[str]:
    """Scans whose bytes must be there: all that were received, but for the refused, which are never kept.

    Parts of a composed scan count too: the halves of a stack have no receipt before their joined pages are filed.
    """
    kept = [receipt for receipt in resources.catalogue.list_receipts() if receipt.outcome != "refused"]
    return {scan_id for receipt in kept for scan_id in (receipt.scan_id, *(part for part, _ in receipt.composed_of))}


def list_locked_scans(resources: Resources) -> set[str]:
    """Scans of erased papers that a lock still keeps: no fault until it ends."""
    now = resources.now()
    locked = [it for it in resources.catalogue.list_erasures() if it.locked_until and it.locked_until > now]
    return {scan_id for it in locked for scan_id in it.scan_ids}


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


def verify_audit(resources: Resources, witness: tuple[int, str] | None = None) -> Report:
    """Follow the audit chain from its first link, and compare its end with what was noted of it elsewhere.

    Kinds of fault: `audit_broken` (the first entry that does not follow: changed, removed, inserted, in another order,
    or blanked without an erasure), `audit_cut` (an entry that was noted is not there any more: beside the chain, at an
    earlier whole check, or by the office itself), `audit_unsealed` (an erased result's tombstone differs from the
    chain). A chain forged whole, with all that is noted in this home, shows only against a `witness` kept elsewhere.

    Args:
        witness: sequence and link of an entry as an earlier check printed them.
    """
    report = Report()
    noted = dict(_list_noted(resources)) | (dict([witness]) if witness else {})
    check = follow_chain(_counted(resources.catalogue.list_audit(), report), noted)
    if check.broken is not None:
        report.add("audit_broken", f"audit:{check.broken}")
        return report
    for sequence, link in sorted(noted.items()):
        if check.links.get(sequence) != link:
            report.add("audit_cut", f"audit:{sequence}")
    seals = {erasure.result_id: erasure.seal for erasure in resources.catalogue.list_erasures()}
    for result_id in sorted(seals.keys() | check.seals.keys()):
        if seals.get(result_id) != check.seals.get(result_id):
            report.add("audit_unsealed", f"erasure:{result_id}", result_id)
    if check.sequence and not report.faults:
        resources.objects.put_bytes(audit_head_key(check.sequence, check.link), b"")
        report.head = (check.sequence, check.link)
    return report


def _list_noted(resources: Resources) -> Iterator[tuple[int, str]]:
    """Ends of the chain noted outside it: beside it with each entry, in the object store with each whole check."""
    head = resources.catalogue.find_audit_head()
    if head is not None:
        yield head
    for key in resources.objects.list_keys(AUDIT_HEADS):
        sequence, _, link = key.removeprefix(AUDIT_HEADS).partition("-")
        yield int(sequence), link


def _counted(entries: Iterable[AuditEntry], report: Report) -> Iterator[AuditEntry]:
    for entry in entries:
        report.checked += 1
        yield entry
