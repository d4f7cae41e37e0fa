"""Here lives how long originals are kept under lock: from the filing of a result on, for as long as the office set.

Never before: a paper that is refused must be removable. The lock follows the catalogue's transaction; where the power
went between the two, the next run over the same file, `batch resume` or `reconcile --mend` sets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice

from pipelines.care.inspection_report import Report
from pipelines.resources import Resources
from pipelines.settings import Settings
from schemas.errors import SetupError, SohoaError, TemporarilyUnavailable
from schemas.problems import get_problem
from schemas.procedure_result import ProcedureResult
from schemas.scan import Receipt
from storage.keys import original_key
from storage.object_locks import Retention
from storage.ports import BackendHealth, ObjectStore

_FILED = ("filed", "near_duplicate")
# Locks that a killed run may have to set once more; each is a question to the store or two.
_MARKED_AT_ONCE = 50


def require_locks(resources: Resources) -> None:
    """Refuse to begin where what will be filed could not be locked, or what is refused could not be removed.

    A store that is away is not asked: whoever needs it next tells so.

    Raises:
        SetupError: "bucket_without_lock", "bucket_default_lock"; "store_without_lock" where `compliance` is asked for.
    """
    try:
        fault = resources.objects.find_lock_fault()
    except TemporarilyUnavailable:
        return
    if fault is not None and _forbids(resources.settings, fault):
        raise SetupError(fault)


def retain_receipt(resources: Resources, receipt: Receipt) -> None:
    """Lock the scan of a filed receipt, and the scans that it was made of; other receipts lock nothing.

    Raises:
        TemporarilyUnavailable: a store is away; the same call later does it.
        SetupError: "retention_refused", "bucket_without_lock".
    """
    if receipt.outcome in _FILED and _is_locking(resources):
        _retain_receipts(resources, (receipt,))


def retain_batch(resources: Resources, batch_id: str) -> None:
    """`retain_receipt` of what a killed run filed in a batch and had no time to lock; the others cost nothing again."""
    if not _is_locking(resources):
        return
    unlocked = iter(resources.catalogue.list_unlocked(batch_id, _spell(resources.settings)))
    while some := tuple(islice(unlocked, _MARKED_AT_ONCE)):
        _retain_receipts(resources, some)


def retain_results(resources: Resources, results: Sequence[ProcedureResult]) -> None:
    """Lock the scans that results stand on; raises as `retain_receipt`."""
    if _is_locking(resources):
        _retain(resources, results)


def check_retention(resources: Resources, report: Report, *, mend: bool) -> None:
    """Add `retention_missing` for each original of a filed result whose lock is too short, too weak or not there.

    After a longer `SOHOA_RETENTION_DAYS` that is every original; `mend` sets the locks.
    """
    fault = resources.objects.find_lock_fault() if resources.settings.retention_days else "store_without_lock"
    if fault is not None:
        if fault != "store_without_lock":
            report.add("retention_missing", fault)
        return
    for key, (result, wanted) in _list_wanted(resources, resources.catalogue.list_results()).items():
        report.checked += 1
        held = resources.objects.find_retention(key)
        # What is not there at all is another fault.
        if (held is None or not held.covers(wanted)) and resources.objects.find_size(key) is not None:
            if mend:
                resources.objects.put_retention(key, wanted)
            report.add("retention_missing", key, result.result_id, mended=mend)


def tell_retention(settings: Settings, objects: ObjectStore) -> BackendHealth:
    """For `doctor`: what is asked for, and whether the store can do it."""
    asked = f"{settings.retention_days} d, {settings.retention_mode}" if settings.retention_days else "0"
    try:
        fault = objects.find_lock_fault()
    except SohoaError as error:
        return BackendHealth("retention", asked, False, "", f"{error.code}: {error.problem.message}")
    is_fault = _forbids(settings, fault)
    message = f"{fault}: {get_problem(fault).message}" if fault else ""
    return BackendHealth("retention", asked, not is_fault, "", message, fault or "" if is_fault else "")


def _forbids(settings: Settings, fault: str | None) -> bool:
    """Whether nothing may begin. A folder locks nothing, and nobody believes so: only `compliance` there is a fault."""
    if fault == "bucket_default_lock":
        return True
    is_folder = fault == "store_without_lock" and settings.retention_mode == "governance"
    return fault is not None and settings.retention_days > 0 and not is_folder


def _is_locking(resources: Resources) -> bool:
    return resources.settings.retention_days > 0 and resources.objects.find_lock_fault() is None


def _retain_receipts(resources: Resources, receipts: Sequence[Receipt]) -> None:
    """Lock, then mark: whoever dies between the two leaves a lock that is set again, never a mark without its lock."""
    for receipt in receipts:
        _retain(resources, resources.catalogue.list_scan_results(receipt.scan_id))
    resources.catalogue.mark_locked([receipt.receipt_id for receipt in receipts], _spell(resources.settings))


def _spell(settings: Settings) -> str:
    """The lock that the office asks for; after a change of it nothing counts as locked."""
    return f"{settings.retention_days} {settings.retention_mode}"


def _retain(resources: Resources, results: Sequence[ProcedureResult]) -> None:
    for key, (_, wanted) in _list_wanted(resources, results).items():
        resources.objects.put_retention(key, wanted)


def _list_wanted(
    resources: Resources, results: Iterable[ProcedureResult]
) -> dict[str, tuple[ProcedureResult, Retention]]:
    """By the key of an original: the result that was filed last on it, and the lock that it asks for.

    The time runs from the filing, not from now: however often it is asked for, the answer is the same.
    """
    days, now = timedelta(days=resources.settings.retention_days), resources.now()
    wanted: dict[str, tuple[ProcedureResult, Retention]] = {}
    for result in results:
        retention = Retention(result.filed_at.replace(microsecond=0) + days, resources.settings.retention_mode)
        for key in _list_originals(resources, result) if retention.until > now else ():
            if key not in wanted or wanted[key][1].until < retention.until:
                wanted[key] = (result, retention)
    return wanted


def _list_originals(resources: Resources, result: ProcedureResult) -> Iterator[str]:
    yield original_key(result.scan_id)
    for scan_id in {part for part, _ in resources.catalogue.get_receipt(result.receipt_id).composed_of}:
        yield original_key(scan_id)
