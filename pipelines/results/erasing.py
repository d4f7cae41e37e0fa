"""Here lives erasure: a result taken out of everything by two persons on a legal ground; its tombstone stays.

The catalogue's transaction comes first: from then on the result is erased for everybody. What lies outside it
(objects, the files of the index, what deleted rows left behind) follows, and is taken up again where it broke off.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from pipelines.actions import require_reason
from pipelines.indexing import index_pending, rebuild_index
from pipelines.lines import JsonLine
from pipelines.resources import Resources
from pipelines.results.after_filing import check_second_person
from schemas.crash_points import reached
from schemas.days import local_day
from schemas.digitised_results import to_digitised
from schemas.erasure import ERASED_NUMBERS, GROUNDS, STATED_IN_REASON, Erasure, KnownThen, hide_number
from schemas.errors import InputRejected, SetupError, TemporarilyUnavailable
from schemas.extraction import Doubt
from schemas.procedure_result import HistoryEntry, ProcedureResult
from schemas.text import fold
from schemas.validity import validity_on
from storage.keys import original_key, readings_prefix, searchable_prefix
from storage.ports import AuditEntry

ERASED_BEFORE = Doubt("document_number", "erased_before")
OBJECTS, INDEX, CATALOGUE = "objects", "index", "catalogue"
_PATIENCE_S = 10.0
# Building the index anew takes about 2 ms a result; above this it is left to `reconcile --mend`, in a quiet hour.
_REBUILT_AT_ONCE = 5000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# Where `batch_exported` entries tell that a scan left the house.
_EXPORTED = "batch_exported"


@dataclass(frozen=True, slots=True)
class ErasureWish:
    """What two persons ask: by whom, approved by whom, why, and on which ground (a key of `GROUNDS`).

    `again_at`: when it was erased before, where an old backup brought it back.
    """

    reason: str
    by: str
    approved_by: str | None
    ground: str = STATED_IN_REASON
    again_at: datetime | None = None


def erase_result(resources: Resources, result_id: str, wish: ErasureWish) -> Erasure:
    """Erase a result; one that is erased already is finished where something waits, and told.

    The id of a result that was merged into another erases that one, with all that were merged into it.

    Raises:
        SetupError: "result_unknown", "reason_missing", "second_person_missing" (always two), "ground_unknown".
        InputRejected: "reason_names_holder"; "erase_in_retention".
    """
    reason = require_reason(wish.reason)
    check_second_person(wish.by, wish.approved_by)
    if wish.ground not in GROUNDS:
        raise SetupError("ground_unknown", ground=wish.ground[:40], known=", ".join(GROUNDS))
    wish = replace(wish, reason=reason)
    known = resources.catalogue.find_erasure(result_id)
    if known is None:
        result_id = _find_standing(resources, result_id)
        known = resources.catalogue.find_erasure(result_id) or _erase_one(resources, result_id, wish)
    for retired in resources.catalogue.list_merged(result_id):
        _finish(resources, _erase_one(resources, retired, wish))
    return _finish(resources, known)


def repeat_erasure(resources: Resources, result_id: str, wish: ErasureWish) -> bool:
    """Erase again what was erased before and a backup brought back; False where there is no such result.

    Nothing is asked anew: it was lawful then, and the paper's state of that day may not be in the backup. What lies
    outside the catalogue is left to `finish_erasures`.
    """
    if resources.catalogue.find_erasure(result_id) is None:
        if resources.catalogue.find_result(result_id) is None:
            return False
        _erase_one(resources, result_id, wish)
    return True


def finish_erasures(resources: Resources) -> tuple[Erasure, ...]:
    """Do what still waits; the erasures that could be finished now. The index is built anew once for all of them."""
    waiting = [erasure for erasure in resources.catalogue.list_erasures() if not erasure.finished_at]
    purge = _Purge(resources)
    tried = [_finish(resources, erasure, purge) for erasure in waiting]
    return tuple(erasure for erasure in tried if erasure.finished_at)


def was_erased(resources: Resources, result: ProcedureResult) -> bool:
    """Whether a paper of this type, issuer, year and number was erased; only the number's pseudonym is known."""
    erasures = resources.catalogue.list_erasures()
    key = resources.catalogue.find_office_key(ERASED_NUMBERS) if erasures else None
    hidden = hide_number(key, to_digitised(result)).document_number if key else None
    # The type, issuer and year are part of the pseudonym.
    return hidden is not None and any(hidden == known.counted.document_number for it in erasures for known in it.known)


def list_exports(resources: Resources, erasure: Erasure) -> list[JsonLine]:
    """When batches with scans of the result were written to disks that left the house: those must be erased there."""
    batches = {resources.catalogue.get_receipt(erasure.receipt_id).batch_id}
    return [
        {"at": entry.at.isoformat(timespec="seconds"), "by": entry.by, "sha256": payload["sha256"]}
        for entry in resources.catalogue.list_audit()
        if entry.event == _EXPORTED and entry.payload and (payload := json.loads(entry.payload))["batch_id"] in batches
    ]


def _find_standing(resources: Resources, result_id: str) -> str:
    """The id that holds the paper: what was merged stands under another."""
    seen: set[str] = set()
    while result_id not in seen and resources.catalogue.find_erasure(result_id) is None:
        seen.add(result_id)
        result_id = resources.catalogue.get_result(result_id).merged_into or result_id
    return result_id


def _erase_one(resources: Resources, result_id: str, wish: ErasureWish) -> Erasure:
    today = local_day(resources.now())
    versions = resources.catalogue.list_result_versions(result_id)
    blanked = tuple(_list_telling_entries(resources.catalogue.list_audit(), _list_names(versions)))
    related = _list_related(resources, result_id)
    key = resources.catalogue.get_office_key(ERASED_NUMBERS)

    def make(versions: tuple[ProcedureResult, ...]) -> Erasure:
        newest = versions[-1]
        if wish.again_at is None:
            _refuse_naming(wish.reason, _list_names(versions))
            _refuse_in_retention(newest, wish.ground, today)
        return Erasure(
            result_id=result_id,
            receipt_id=newest.receipt_id,
            custodian=newest.custodian,
            scan_pages=(),
            filed_at=newest.filed_at,
            ground=wish.ground,
            reason=wish.reason,
            by=wish.by,
            approved_by=wish.approved_by or "",
            at=wish.again_at or resources.now(),
            known=tuple(_to_known(key, version) for version in versions),
            related=related,
            blanked=blanked,
            waiting=(OBJECTS, INDEX, CATALOGUE),
        )

    return resources.catalogue.erase_result(result_id, make)


def _to_known(key: bytes, version: ProcedureResult) -> KnownThen:
    at = version.history[-1].at if version.history else _LONG_AGO
    return KnownThen(at, version.version, hide_number(key, to_digitised(version)))


def _refuse_in_retention(result: ProcedureResult, ground: str, today: date) -> None:
    in_force = validity_on(result.intervals, today) in ("valid", "unknown")
    if result.state == "confirmed" and in_force and not GROUNDS[ground].ends_keeping:
        raise InputRejected("erase_in_retention", ground=GROUNDS[ground].tell())


def _refuse_naming(reason: str, names: set[str]) -> None:
    """The reason stays for ever beside the tombstone: it must not say of whom the paper was."""
    if _names_one(reason, names):
        raise InputRejected("reason_names_holder")


def _list_names(versions: Iterable[ProcedureResult]) -> set[str]:
    """Folded names and ids of every holder; a name of one word would be met everywhere."""
    names = {fold(name) for version in versions for name in version.holder_names if " " in name.strip()}
    return names | {fold(one) for version in versions for one in version.holder_ids}


def _names_one(text: str, names: set[str]) -> bool:
    folded = fold(text)
    return any(name and name in folded for name in names)


def _list_telling_entries(entries: Iterable[AuditEntry], names: set[str]) -> Iterator[int]:
    """Audit entries whose free text (a purpose) names a holder: their payload is blanked, its hash stays."""
    for entry in entries:
        if names and _names_one(entry.payload, names):
            yield entry.sequence


def _list_related(resources: Resources, result_id: str) -> tuple[str, ...]:
    """Results that may be of the same paper: told, for they are erased only when asked for."""
    result = resources.catalogue.get_result(result_id)
    pointed = [link.result_id for link in result.related if link.kind not in ("same_file", "split_from")]
    if result.document_type and result.document_number and result.issue_date:
        key = (result.document_type, result.document_number, result.issue_date)
        pointed += resources.catalogue.find_same_paper(*key)
    ids = [name for name in dict.fromkeys(pointed) if name != result_id]
    return tuple(one.result_id for one in resources.catalogue.list_results_by_id(ids) if one.merged_into != result_id)


# -- what follows the transaction --


def _finish(resources: Resources, erasure: Erasure, purge: _Purge | None = None) -> Erasure:
    if erasure.finished_at is not None:
        return erasure
    waiting: list[str] = []
    locked_until = _remove_objects(resources, erasure)
    reached("erase.objects_removed")
    if locked_until is not None:
        waiting.append(OBJECTS)
    if not (purge.is_done() if purge else _purge_index(resources)):
        waiting.append(INDEX)
    reached("erase.index_purged")
    if not resources.catalogue.scrub():
        waiting.append(CATALOGUE)
    finished_at = None if waiting else resources.now()
    told = replace(erasure, waiting=tuple(waiting), locked_until=locked_until, finished_at=finished_at)
    resources.catalogue.put_erasure(told)
    return told


def _remove_objects(resources: Resources, erasure: Erasure) -> datetime | None:
    """Remove what no standing result needs; until when a lock keeps some of it."""
    doomed = [key for scan_id in erasure.scan_ids for key in _list_doomed(resources, erasure, scan_id)]
    locks = [resources.objects.erase(key) for key in doomed]
    resources.catalogue.remove_sums(doomed)
    return max((lock for lock in locks if lock is not None), default=None)


def _list_doomed(resources: Resources, erasure: Erasure, scan_id: str) -> list[str]:
    objects = resources.objects
    readings = list(objects.list_keys(readings_prefix(scan_id)))
    searchable = list(objects.list_keys(searchable_prefix(scan_id)))
    if resources.catalogue.is_refused(scan_id):
        return [*readings, *searchable, original_key(scan_id)]
    standing = resources.catalogue.list_scan_results(scan_id)
    if not standing:
        # An earlier version of another result, or a scan composed of this one, still needs it all.
        return []
    _give_up_searchable(resources, standing, erasure)
    gone = {f"{number:05d}-" for number in resources.catalogue.list_erased_pages(scan_id)}
    return searchable + [key for key in readings if key.rpartition("/")[2][:6] in gone]


def _give_up_searchable(resources: Resources, standing: Sequence[ProcedureResult], erasure: Erasure) -> None:
    """The searchable copy of a scan holds the words of all its papers: the others lose theirs, and are told."""

    def change(result: ProcedureResult) -> ProcedureResult:
        if not result.has_searchable_pdf:
            return result
        told = HistoryEntry(resources.now(), erasure.by, "neighbour_erased", erasure.result_id)
        return replace(result, has_searchable_pdf=False, history=(*result.history, told))

    for result in standing:
        resources.catalogue.update_result(result.result_id, change)


def _purge_index(resources: Resources, *, at_any_size: bool = False) -> bool:
    """Make the index forget: from searches at once, then from its files; False while that still waits."""
    if index_pending(resources, patience_s=_PATIENCE_S):
        return False
    try:
        if resources.index.purge_deleted():
            return True
        if not at_any_size and resources.catalogue.count_results() > _REBUILT_AT_ONCE:
            return False
        # A build that was begun before the erasure may have its words in its files.
        rebuild_index(resources, fresh=True)
    except TemporarilyUnavailable:
        return False
    return True


class _Purge:
    """The index made to forget, once for all erasures that waited when this began, however large it is."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._done = False

    def is_done(self) -> bool:
        if self._done:
            # The changes that removing the objects of one more erasure made.
            return not index_pending(self._resources, patience_s=_PATIENCE_S)
        self._done = _purge_index(self._resources, at_any_size=True)
        return self._done
