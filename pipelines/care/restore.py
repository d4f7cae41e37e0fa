"""Here lives the restoring of a home from a backup: into an empty one, alone, begun anew after every kill.

The mark in the catalogue comes first and goes last: between, the home is nobody's but ours, on every machine.
"""

from __future__ import annotations

import errno
import gzip
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pipelines.care.backup import open_second_store
from pipelines.care.backup_files import BackupFile
from pipelines.care.backup_forms import BackupSource, Member, ProgressListener, is_declaration, list_declarations
from pipelines.care.backup_stores import BackupStoreSource
from pipelines.indexing import rebuild_index
from pipelines.lines import JsonLine
from pipelines.resources import Resources
from pipelines.results.erasing import finish_erasures, repeat_erasure
from pipelines.results.erasure_lists import ToldErasure, read_erasure_list
from pipelines.results.retention import require_locks, retain_results
from pipelines.whole_files import written_whole
from schemas.backup_record import CATALOGUE, OBJECTS, BackupRecord
from schemas.crash_points import reached
from schemas.errors import InputRejected, SetupError, TemporarilyUnavailable
from storage.keys import AUDIT_HEADS, ORIGINALS, original_key, scan_of
from storage.opening import names_a_store

_SCRATCH = "restore.parts"
_TELL_EVERY = 100
_RESULTS_AT_ONCE = 500
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(slots=True)
class RestoreReport:
    """What a restore came to.

    `erased_again` are ids of results that had been erased after the backup. `standing` are ids of results that hold
    pages of a paper erased after the backup, which the backup knows under no id of its own: a person must look.
    `faults` are originals that the backup did not have.
    """

    record: BackupRecord
    objects: int = 0
    indexed: int | None = None
    erased_again: list[str] = field(default_factory=list)
    standing: list[str] = field(default_factory=list)
    faults: list[JsonLine] = field(default_factory=list)


def open_backup(resources: Resources, source: str, backup_id: str | None = None) -> BackupSource:
    """The backup in a file, or one of those in a second store; only its record is read.

    Raises:
        SetupError: "backup_unknown", "home_newer"; InputRejected: "not_a_backup", "backup_damaged".
    """
    if names_a_store(source):
        return BackupStoreSource(open_second_store(resources, source), backup_id)
    return BackupFile(Path(source))


def check_backup(resources: Resources, source: BackupSource, on_progress: ProgressListener | None = None) -> int:
    """Read a whole backup and compare every hash; nothing is restored. How many members it has.

    Raises:
        InputRejected: "backup_damaged", with the first member that is not whole.
    """
    count = 0
    with _scratch(resources) as scratch:
        for _ in source.iterate_members(scratch):
            count += 1
            if on_progress and count % _TELL_EVERY == 0:
                on_progress("check", count, None)
    return count


def restore(
    resources: Resources,
    source: BackupSource,
    by: str,
    *,
    erased: Sequence[bytes] = (),
    on_progress: ProgressListener | None = None,
) -> RestoreReport:
    """Bring a backup into an empty home, which nobody else holds (`open_resources(..., alone=True)`).

    Args:
        erased: lines of `sohoa erase --list --json`: what was erased after the backup was taken.

    Raises:
        SetupError: "home_not_empty", "home_newer", "bucket_without_lock"; TemporarilyUnavailable: "no_space", ...
        InputRejected: "backup_damaged", "erased_list_invalid"; before anything is restored.
    """
    require_locks(resources)
    told = read_erasure_list((*erased, *source.list_later_erasures()))
    check_backup(resources, source, on_progress)
    _refuse_filled(resources)
    resources.catalogue.begin_restore(source.record.backup_id)
    reached("restore.begun")
    report = RestoreReport(source.record)
    with _scratch(resources) as scratch:
        missing = _bring_all(resources, source, scratch, report, on_progress)
    reached("restore.objects_brought")
    _erase_again(resources, told, report)
    lost = [original_key(scan_id) for scan_id in sorted(missing) if not resources.catalogue.is_refused(scan_id)]
    report.faults += [{"kind": "missing", "key": key} for key in lost]
    reached("restore.erased_again")
    # An index that is away is told, and catches up from its marks.
    resources.catalogue.mark_all_for_index()
    with suppress(TemporarilyUnavailable):
        report.indexed = rebuild_index(resources).count
    finish_erasures(resources)
    _lock_all(resources)
    reached("restore.index_built")
    payload = {"backup_id": source.record.backup_id, "erased_again": sorted(report.erased_again)}
    resources.catalogue.finish_restore(by, json.dumps(payload, sort_keys=True))
    return report


def _refuse_filled(resources: Resources) -> None:
    """Objects of a home whose catalogue is gone are somebody's too."""
    if resources.catalogue.find_restore() is not None:
        return
    has_objects = next(iter(resources.objects.list_keys()), None) is not None
    if has_objects or next(list_declarations(resources.settings.home), None) is not None:
        raise SetupError("home_not_empty")


@contextmanager
def _scratch(resources: Resources) -> Iterator[Path]:
    """A folder for what is on its way; the fault of a full disk is told as such."""
    folder = resources.settings.home / _SCRATCH
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        yield folder
    except OSError as error:
        if error.errno in _FULL:
            raise TemporarilyUnavailable("no_space") from error
        raise SetupError("home_unusable") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _bring_all(
    resources: Resources,
    source: BackupSource,
    scratch: Path,
    report: RestoreReport,
    on_progress: ProgressListener | None,
) -> set[str]:
    """Catalogue, declarations, then the objects that the catalogue needs; scans whose original was not in the backup.

    Objects of a broken attempt that this backup does not have go.
    """
    there = set(resources.objects.list_keys())
    kept: set[str] = set()
    unseen: set[str] = set()
    for member in source.iterate_members(scratch):
        if member.name == CATALOGUE:
            _load_catalogue(resources, member)
            with resources.catalogue.open_snapshot() as snapshot:
                kept = set(snapshot.list_kept_scans())
            unseen = set(kept)
        elif is_declaration(member.name):
            _put_declaration(resources, member)
        elif member.name.startswith(OBJECTS):
            key = member.name.removeprefix(OBJECTS)
            if _is_needed(resources, key, kept, source.record):
                resources.objects.put_file(key, member.path, sha256=member.sha256)
                reached("restore.object_brought")
                there.discard(key)
                if key.startswith(ORIGINALS):
                    unseen.discard(scan_of(key))
                report.objects += 1
                if on_progress and report.objects % _TELL_EVERY == 0:
                    on_progress("objects", report.objects, None)
    for key in there:
        resources.objects.erase(key)
    return unseen


def _is_needed(resources: Resources, key: str, kept: set[str], record: BackupRecord) -> bool:
    """A backup may hold more than its catalogue knows: what was made while it was taken, what later ones brought."""
    if key.startswith(AUDIT_HEADS):
        return int(key.removeprefix(AUDIT_HEADS).partition("-")[0]) <= record.audit_sequence
    is_known = key.startswith(ORIGINALS) or resources.catalogue.find_sum(key) is not None
    return is_known and scan_of(key) in kept


def _lock_all(resources: Resources) -> None:
    """What is filed is locked, where the store can."""
    results = resources.catalogue.list_results()
    while some := tuple(islice(results, _RESULTS_AT_ONCE)):
        retain_results(resources, some)


def _load_catalogue(resources: Resources, member: Member) -> None:
    try:
        with gzip.open(member.path, "rt", encoding="utf-8") as lines:
            resources.catalogue.load(lines)
    except (EOFError, gzip.BadGzipFile, UnicodeDecodeError) as error:
        raise InputRejected("backup_damaged", member=CATALOGUE) from error
    reached("restore.catalogue_loaded")


def _put_declaration(resources: Resources, member: Member) -> None:
    path = resources.settings.home / member.name
    path.parent.mkdir(exist_ok=True)
    with written_whole(path) as part:
        shutil.copyfile(member.path, part)


def _erase_again(resources: Resources, told: Sequence[ToldErasure], report: RestoreReport) -> None:
    """What was erased after the backup goes again; what the backup knows as a part of another paper is told."""
    for erasure in told:
        is_known = resources.catalogue.find_erasure(erasure.result_id) is not None
        if repeat_erasure(resources, erasure.result_id, erasure.wish):
            if not is_known:
                report.erased_again.append(erasure.result_id)
            continue
        for scan_id, numbers in erasure.scan_pages:
            standing = resources.catalogue.list_scan_results(scan_id)
            report.standing += [it.result_id for it in standing if numbers.intersection(it.page_numbers)]
    report.standing = sorted(set(report.standing))
