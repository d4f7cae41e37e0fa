"""Here lives the check of the reuse ledger: its chain, and what the audit chain noted of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.care.inspection_report import Report
from pipelines.resources import Resources
from storage.audit_chain import follow_chain
from storage.ports import AuditEntry


def verify_reuse(resources: Resources, report: Report | None = None) -> Report:
    """Follow the ledger from its first link, and compare every link with what the audit chain noted when it was made.

    Kinds of fault: `reuse_broken` (the first entry that does not follow: changed, removed, inserted, or blanked without
    an erasure), `reuse_cut` (an entry that the audit chain knows is not there, or is another), `reuse_unnoted` (one of
    which the audit chain knows nothing).
    """
    report = report or Report()
    noted = resources.catalogue.list_reuse_notes()
    seen: list[int] = []
    check = follow_chain(_counted(resources.catalogue.iterate_reuse_links(), report, seen), noted)
    if check.broken is not None:
        report.add("reuse_broken", f"reuse:{check.broken}")
        return report
    for sequence, link in sorted(noted.items()):
        if check.links.get(sequence) != link:
            report.add("reuse_cut", f"reuse:{sequence}")
    for sequence in sorted(set(seen) - noted.keys()):
        report.add("reuse_unnoted", f"reuse:{sequence}")
    return report


def _counted(entries: Iterable[AuditEntry], report: Report, seen: list[int]) -> Iterator[AuditEntry]:
    for entry in entries:
        report.checked += 1
        seen.append(entry.sequence)
        yield entry
