"""Here lives the check that every kept object still is what was stored: read again, it must hash to its sum.

Originals are named by their sum; of readings and searchable copies it was noted before they were written. What a
check finds stays on record, so that a sample goes on where the last one ended and `doctor` tells of every fault
until it is mended.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from pipelines.care.inspection_report import Report
from pipelines.care.verify import iterate_known_scans, list_locked_scans, list_needed, name_results
from pipelines.resources import Resources
from schemas.errors import StoreDamaged
from storage.keys import ORIGINALS, READINGS, SEARCHABLE, original_key, scan_of
from storage.ledgers.care import ObjectSum

ORPHAN = "orphan"
DAMAGED_READING, DAMAGED_COPY = "reading_damaged", "searchable_damaged"
# Findings are written down so often: a check that is killed has lost no more than these.
_CHECKS_AT_ONCE = 200
# Whatever the home holds, no more is in memory than these and the faults.
_KEYS_AT_ONCE = 500
_DAMAGED = {READINGS: DAMAGED_READING, SEARCHABLE: DAMAGED_COPY}

ProgressListener = Callable[[int, int], None]


def verify_objects(
    resources: Resources,
    sample: int | None = None,
    by: str = "machine",
    on_progress: ProgressListener = lambda done, total: None,
) -> Report:
    """Hash again what is kept: all of it, or those `sample` objects whose last check is longest ago.

    Kinds of fault of originals: `missing` (a receipt without its bytes), `damaged` (the bytes do not hash to their
    name), `swapped` (they are another original's bytes), `orphan` (bytes without a receipt; looked for only when all
    are checked). Of what was derived: `reading_missing`, `searchable_missing`, `reading_damaged`,
    `searchable_damaged`. Faults that are new, or gone, are told in the audit chain.
    """
    known = _Known(resources)
    is_new = resources.catalogue.summarise_sums().total == 0
    orphans = _note_all(resources, known) if sample is None or is_new else frozenset()
    total = resources.catalogue.summarise_sums().total
    wanted = total if sample is None else min(sample, total)
    report = Report()
    for some in _iterate_sums(resources) if sample is None else _iterate_oldest(resources, wanted):
        faults = [_find_fault(resources, one, known, orphans) for one in some]
        checks = [replace(one, checked_at=resources.now(), fault=kind) for one, kind in zip(some, faults, strict=True)]
        record_checks(resources, by, some, checks)
        report.checked += len(checks)
        for check in checks:
            if check.fault:
                report.add(check.fault, check.key)
        on_progress(report.checked, wanted)
    report.progress = resources.catalogue.summarise_sums()
    return name_results(resources, report)


class _Known:
    """Scans whose originals must be there, asked for some at a time: there may be millions."""

    def __init__(self, resources: Resources) -> None:
        self._catalogue = resources.catalogue
        self._parts: frozenset[str] | None = None

    def __contains__(self, scan_id: str) -> bool:
        return scan_id in self.find((scan_id,))

    def find(self, scan_ids: Collection[str]) -> set[str]:
        """Which of these are known now."""
        found = set(self._catalogue.find_known_scans(list(scan_ids)))
        unknown = {scan_id for scan_id in scan_ids if scan_id not in found}
        if unknown and self._parts is None:
            self._parts = self._catalogue.list_composed_parts()
        return found | (unknown & (self._parts or frozenset()))

    def look_again(self) -> None:
        """Forget what was composed of what until now."""
        self._parts = None


def _iterate_sums(resources: Resources) -> Iterator[tuple[ObjectSum, ...]]:
    last = ""
    while some := resources.catalogue.list_sums(_CHECKS_AT_ONCE, after=last):
        yield some
        last = some[-1].key


def _iterate_oldest(resources: Resources, count: int) -> Iterator[tuple[ObjectSum, ...]]:
    """Who takes some must have recorded their checks before the next are asked for."""
    while count > 0:
        some = resources.catalogue.list_oldest_sums(min(count, _CHECKS_AT_ONCE))
        yield some
        count -= len(some)


def _note_all(resources: Resources, known: _Known) -> frozenset[str]:
    """See that every object has its sum; keys of originals that nobody handed in.

    What was derived before sums were noted is taken as it is found.
    """
    locked = list_locked_scans(resources)
    strays: list[str] = []
    keys = resources.objects.list_keys()
    # Keys before receipts: intake writes the bytes first, so whatever is listed here has its receipt by then.
    while some := list(islice(keys, _KEYS_AT_ONCE)):
        strays += _note_derived(resources, known, some)
    known.look_again()
    found = known.find({scan_of(key) for key in strays}) | locked
    orphans = frozenset(key for key in strays if scan_of(key) not in found)
    _note_originals(resources, ((key, scan_of(key)) for key in sorted(orphans)))
    _note_originals(resources, ((original_key(scan_id), scan_id) for scan_id in iterate_known_scans(resources)))
    return orphans


def _note_derived(resources: Resources, known: _Known, keys: Sequence[str]) -> list[str]:
    """Sums for what has none and was derived; the originals among these that nobody seems to have handed in."""
    there = known.find({scan_of(key) for key in keys})
    derived = [key for key in keys if key.startswith(tuple(_DAMAGED)) and scan_of(key) in there]
    noted = resources.catalogue.find_noted(derived)
    new = [key for key in derived if key not in noted]
    resources.catalogue.put_sums([ObjectSum(key, scan_of(key), resources.objects.compute_sha256(key)) for key in new])
    return [key for key in keys if key.startswith(ORIGINALS) and scan_of(key) not in there]


def _note_originals(resources: Resources, originals: Iterator[tuple[str, str]]) -> None:
    """Sums for the (key, scan) among these that have none."""
    while some := dict(islice(originals, _KEYS_AT_ONCE)):
        noted = resources.catalogue.find_noted(list(some))
        new = [ObjectSum(key, scan_id, scan_id) for key, scan_id in some.items() if key not in noted]
        resources.catalogue.put_sums(new)


def _find_fault(resources: Resources, one: ObjectSum, known: _Known, orphans: frozenset[str]) -> str:
    """The kind of fault, or nothing."""
    try:
        found = resources.objects.compute_sha256(one.key)
    except StoreDamaged as error:
        is_missing = error.code == "object_missing"
        return _tell_missing(resources, one, known) if is_missing else _tell_damaged(one, "", known)
    if one.key in orphans or (one.fault == ORPHAN and one.scan_id not in known):
        return ORPHAN
    return _tell_damaged(one, found, known) if found != one.sha256 else ""


def _tell_missing(resources: Resources, one: ObjectSum, known: _Known) -> str:
    """A sum alone is no fault: of a write that was cut off, of a paper that may not be kept, of an older reading."""
    if one.key.startswith(ORIGINALS):
        return "missing" if one.scan_id in known else ""
    for result in resources.catalogue.list_scan_results(one.scan_id):
        jobs = resources.catalogue.list_pages(result.scan_id, result.recipe)
        for kind, key in list_needed(resources, result, jobs):
            if key == one.key:
                return kind
    return ""


def _tell_damaged(one: ObjectSum, found: str, known: _Known) -> str:
    if one.key.startswith(ORIGINALS):
        return "swapped" if found in known else "damaged"
    return _DAMAGED[READINGS if one.key.startswith(READINGS) else SEARCHABLE]


def record_checks(resources: Resources, by: str, before: Iterable[ObjectSum], checks: list[ObjectSum]) -> None:
    """Keep what was found; of faults that are new or gone the audit chain is told."""
    resources.catalogue.put_checks(checks)
    pairs = list(zip(before, checks, strict=True))
    told = {
        "fixity_fault": [now for old, now in pairs if now.fault and now.fault != old.fault],
        "fixity_mended": [old for old, now in pairs if old.fault and not now.fault],
    }
    for event, sums in told.items():
        if sums:
            payload = [{"kind": one.fault, "key": one.key} for one in sums]
            resources.catalogue.add_audit(by, event, json.dumps(payload))
