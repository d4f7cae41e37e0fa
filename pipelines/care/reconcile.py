"""Here lives reconciling: do objects, catalogue and index agree? Faults are listed, and mended on request.

Only what is derived is ever mended: the index, readings and searchable copies. Originals and the
catalogue's truth are listed and left alone, but for copies of a refused paper, which nobody may keep.
"""

from __future__ import annotations

from pipelines.care.derived_check import check_derived
from pipelines.care.index_check import check_index
from pipelines.care.inspection_report import Report
from pipelines.care.verify import iterate_known_scans, list_locked_scans, name_results
from pipelines.indexing import index_pending
from pipelines.resources import Resources
from pipelines.results.erasing import finish_erasures
from pipelines.results.retention import check_retention
from storage.keys import ORIGINALS, READINGS, SEARCHABLE, scan_of

_DERIVED = (READINGS, SEARCHABLE)
_PATIENCE_S = 10.0


def reconcile(resources: Resources, *, mend: bool = False, lock: bool = False) -> Report:
    """Compare the three stores; `lock` sets the locks that lack even where nothing else is mended.

    Kinds of fault: `original_missing`, `orphan_original`, `reading_missing`, `searchable_missing`,
    `page_unrecorded` (a page was read, its record is lost), `reading_damaged` and `searchable_damaged` (found by the
    last `verify`, and still so), `orphan_derived` (a reading or searchable copy of nothing known), `refused_copy` (of
    a paper refused as a state secret, or erased: the power went before the removal), `outbox_backlog`,
    and those of the index (`check_index`); with `mend` also `erasure_finished`, an
    erasure that had waited for a lock, an index or a reader. `retention_missing`: an original without its lock.
    """
    report = Report()
    for erasure in finish_erasures(resources) if mend else ():
        report.add("erasure_finished", f"erasure:{erasure.result_id}", erasure.result_id, mended=True)
    check_derived(resources, report, mend=mend)
    _check_objects(resources, report, mend)
    check_retention(resources, report, mend=mend or lock)
    _check_outbox(resources, report, mend)
    check_index(resources, report, mend=mend)
    return name_results(resources, report)


def _check_objects(resources: Resources, report: Report, mend: bool) -> None:
    """Every object belongs to a receipt; derived strays are removed on request, originals never."""
    keys = list(resources.objects.list_keys())
    known = set(iterate_known_scans(resources))
    locked = list_locked_scans(resources)
    for key in keys:
        report.checked += 1
        if scan_of(key) in locked:
            continue
        if resources.catalogue.is_refused(scan_of(key)):
            if mend:
                resources.objects.delete(key)
                resources.catalogue.remove_sums([key])
            report.add("refused_copy", key, mended=mend)
            continue
        if scan_of(key) in known:
            continue
        derived = key.startswith(_DERIVED)
        if derived and mend:
            resources.objects.delete(key)
            resources.catalogue.remove_sums([key])
        if derived or key.startswith(ORIGINALS):
            report.add("orphan_derived" if derived else "orphan_original", key, mended=derived and mend)


def _check_outbox(resources: Resources, report: Report, mend: bool) -> None:
    """Marks that wait although nobody is at work are a fault; draining them is the mend."""
    waiting = resources.catalogue.count_outbox()
    report.checked += 1
    if waiting:
        left = index_pending(resources, patience_s=_PATIENCE_S) if mend else waiting
        report.add("outbox_backlog", f"outbox:{waiting}", mended=left == 0)
