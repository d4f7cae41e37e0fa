"""Here lives the check of the audit chain, and what every check of the stores must know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipelines.care.inspection_report import Report
from pipelines.care.reuse_check import verify_reuse
from pipelines.care.views_check import SealsFound, verify_views
from pipelines.resources import Resources
from schemas.procedure_result import ProcedureResult
from storage.audit_chain import follow_chain
from storage.keys import AUDIT_HEADS, audit_head_key, original_key, reading_key, scan_of, searchable_key
from storage.ports import AuditEntry, PageJob

_SCANS_AT_ONCE = 2_000


def iterate_known_scans(resources: Resources) -> Iterator[str]:
    """Scans whose bytes must be there: all that were received, but for the refused, which are never kept.

    Parts of a composed scan count too: the halves of a stack have no receipt before their joined pages are filed; so do
    components accepted with a dossier, which are no paper of a batch. One may be told twice.
    """
    last = ""
    while some := resources.catalogue.list_known_scans(_SCANS_AT_ONCE, after=last):
        yield from some
        last = some[-1]
    yield from sorted(resources.catalogue.list_composed_parts())


def list_locked_scans(resources: Resources) -> set[str]:
    """Scans of erased papers that a lock still keeps: no fault until it ends."""
    now = resources.now()
    locked = [it for it in resources.catalogue.list_erasures() if it.locked_until and it.locked_until > now]
    return {scan_id for it in locked for scan_id in it.scan_ids}


def list_needed(resources: Resources, result: ProcedureResult, jobs: Sequence[PageJob]) -> Iterator[tuple[str, str]]:
    """(kind of fault if it is missing, key) of every object that a result stands on; `jobs`: its scan's pages."""
    yield "original_missing", original_key(result.scan_id)
    read = {job.page_number for job in jobs if job.status == "read"}
    # Pages without words belong to no paper, but the searchable copy is made of them too.
    skipped = set(result.extraction.skipped_pages)
    if skipped:
        skipped -= set(resources.catalogue.list_erased_pages(result.scan_id))
    for page_number in sorted(read & {*result.page_numbers, *skipped}):
        yield "reading_missing", reading_key(result.scan_id, page_number, result.recipe)
    if result.has_searchable_pdf:
        yield "searchable_missing", searchable_key(result.scan_id, result.recipe)


def name_results(resources: Resources, report: Report) -> Report:
    """The report with a result named beside each fault of an original or what was derived from it."""
    if not any(fault.result_id is None for fault in report.faults):
        return report
    named = Report(report.checked)
    for fault in report.faults:
        named.add(fault.kind, fault.key, fault.result_id or _find_result(resources, fault.key), mended=fault.mended)
    return replace(named, progress=report.progress)


def _find_result(resources: Resources, key: str) -> str | None:
    """One of the results on the scan that an object belongs to."""
    found = resources.catalogue.list_scan_results(scan_of(key))
    return found[-1].result_id if found else None


def verify_audit(resources: Resources, witness: tuple[int, str] | None = None) -> Report:
    """Follow the audit chain from its first link, and compare its end with what was noted of it elsewhere.

    Kinds of fault: `audit_broken` (the first entry that does not follow: changed, removed, inserted, in another order,
    or blanked without an erasure), `audit_cut` (an entry that was noted is not there any more: beside the chain, at an
    earlier whole check, or by the office itself), `audit_unsealed` (an erased result's tombstone differs from the
    chain), and those of the reuse ledger, whose every entry is noted in this chain (`verify_reuse`), and of the view
    log, whose every batch is sealed in it (`verify_views`).
    A chain forged whole, with all that is noted in this home, shows only against a `witness` kept elsewhere.

    Args:
        witness: sequence and link of an entry as an earlier check printed them.
    """
    report = Report()
    noted = dict(_list_noted(resources)) | (dict([witness]) if witness else {})
    found = SealsFound()
    check = follow_chain(found.note(_counted(resources.catalogue.list_audit(), report)), noted)
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
    verify_reuse(resources, report)
    verify_views(resources, found, report)
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
