"""Here lives the check that every result still has what it stands on; what was derived is made again on request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipelines.care.fixity import DAMAGED_COPY, DAMAGED_READING, record_checks
from pipelines.care.inspection_report import Report
from pipelines.care.mending import Mender
from pipelines.care.verify import list_needed
from pipelines.indexing import iterate_documents
from pipelines.resources import Resources
from schemas.errors import StoreDamaged, TemporarilyUnavailable
from schemas.procedure_result import ProcedureResult
from storage.keys import parse_reading_key, reading_key, searchable_key
from storage.ledgers.care import ObjectSum


def check_derived(resources: Resources, report: Report, *, mend: bool) -> None:
    """Every result has its original and what was derived from it, whole and recorded."""
    changed: set[str] = set()
    with Mender(resources) as mender:
        for result in resources.catalogue.list_results():
            report.checked += 1
            for kind, key in _list_lost(resources, result):
                mended = mend and _mend(mender, result, kind, key)
                report.add(kind, key, result.result_id, mended=mended)
                if mended:
                    changed.add(result.result_id)
        for one in resources.catalogue.list_faulty_sums():
            if one.fault in (DAMAGED_READING, DAMAGED_COPY):
                changed |= _check_again(resources, report, mender if mend else None, one)
    if changed:
        _index_again(resources, tuple(sorted(changed)))


def _list_lost(resources: Resources, result: ProcedureResult) -> Iterator[tuple[str, str]]:
    # Records first: what is needed is known from them.
    jobs = resources.catalogue.list_pages(result.scan_id, result.recipe)
    recorded = {job.page_number for job in jobs}
    for page_number in result.page_numbers:
        key = reading_key(result.scan_id, page_number, result.recipe)
        if page_number not in recorded and resources.objects.find_size(key) is not None:
            yield "page_unrecorded", key
    for kind, key in list_needed(resources, result, jobs):
        if resources.objects.find_size(key) is None:
            yield kind, key


def _mend(mender: Mender, result: ProcedureResult, kind: str, key: str) -> bool:
    if kind == "page_unrecorded":
        return mender.mend_record(result, parse_reading_key(key)[0])
    if kind in ("reading_missing", DAMAGED_READING):
        return mender.mend_reading(result, parse_reading_key(key)[0])
    if kind in ("searchable_missing", DAMAGED_COPY):
        return mender.mend_searchable(result)
    return False


def _check_again(resources: Resources, report: Report, mender: Mender | None, one: ObjectSum) -> set[str]:
    """Whether what `verify` found is still so; ids of the results that it was mended for."""
    try:
        is_sound = resources.objects.compute_sha256(one.key) == one.sha256
    except StoreDamaged as error:
        if error.code == "object_missing":
            return set()  # told as missing, where it is needed
        is_sound = False
    needing = [result for result in resources.catalogue.list_scan_results(one.scan_id) if _needs(result, one.key)]
    result_id = needing[0].result_id if needing else None
    mended = False
    if is_sound:
        mended = True
    elif mender is not None and needing:
        mended = _mend(mender, needing[0], one.fault, one.key)
    elif mender is not None:
        # Of an earlier reading, which nothing stands on any more.
        resources.objects.delete(one.key)
        resources.catalogue.remove_sums([one.key])
        mended = True
    if mended:
        record_checks(resources, "machine", [one], [replace(one, checked_at=resources.now(), fault="")])
    if not is_sound:
        report.add(one.fault, one.key, result_id, mended=mended)
    return {result.result_id for result in needing} if mended else set()


def _needs(result: ProcedureResult, key: str) -> bool:
    if key == searchable_key(result.scan_id, result.recipe):
        return result.has_searchable_pdf
    return key.endswith(f"-{result.recipe}.json")


def _index_again(resources: Resources, result_ids: tuple[str, ...]) -> None:
    """The index may hold what a damaged reading said; one that is away learns it with the next rebuild."""
    try:
        resources.index.put_documents(list(iterate_documents(resources, result_ids)))
    except TemporarilyUnavailable:
        return
