"""Here lives the taking of a backup while others work: the catalogue of one moment, then the objects it needs.

An original is stored before the catalogue knows it, and removed only where the paper is refused or erased; so whatever
the catalogue of that moment knows is still there when it is copied, or must not be in the backup.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from pipelines.care.backup_files import BackupFile, written_backup
from pipelines.care.backup_forms import BackupTarget, ProgressListener, list_declarations, telling_disk_faults
from pipelines.care.backup_stores import BackupStoreTarget, drop_old_backups, list_backups
from pipelines.care.standing import BACKED_UP
from pipelines.lines import JsonLine
from pipelines.resources import Resources
from pipelines.results.erasure_lists import erasure_to_line
from schemas.backup_record import (
    BACKUP_FORM,
    CATALOGUE,
    ERASED,
    BackupRecord,
    make_backup_id,
)
from schemas.crash_points import reached
from schemas.erasure import Erasure
from schemas.errors import InputRejected, SetupError, StoreDamaged, TemporarilyUnavailable
from storage.keys import AUDIT_HEADS, ORIGINALS, original_key, scan_of
from storage.opening import names_a_store, open_objects
from storage.ports import ObjectStore

_HOME_KEY = "home"
_SCRATCH = "backup.parts"
# Erasures and refusals are rare: meeting three of them in three backups on end, something else is wrong.
_TRIES = 3
_TELL_EVERY = 100


@dataclass(slots=True)
class BackupReport:
    """What a backup came to.

    `sha256` is the file's, or that of the dated record in a second store: write it down elsewhere. `copied` objects of
    `objects` were new there. `faults` are originals that could not be read as what they are: mend them while the
    backup before may still have them.
    """

    record: BackupRecord
    sha256: str = ""
    objects: int = 0
    copied: int = 0
    dropped: int = 0
    faults: list[JsonLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A catalogue fixed at one moment: what to copy, and what was erased by then."""

    record: BackupRecord
    kept: frozenset[str]
    erasures: tuple[Erasure, ...]


class _Overtaken(Exception):
    """Something in the backup was erased or refused while it was taken."""


def back_up(
    resources: Resources, target: str, by: str, *, keep: int, on_progress: ProgressListener | None = None
) -> BackupReport:
    """Copy catalogue, objects and the office's declarations; the audit chain tells it afterwards.

    Args:
        target: a path, or the URL of a second object store, where only what is new is copied.
        keep: how many dated backups a second store holds at most.

    Raises:
        SetupError: "backup_inside_home", "backup_of_another_home", "backup_unwritable".
        TemporarilyUnavailable: "backup_busy", "backup_overtaken", "no_space".
    """
    with _scratch_alone(resources.settings.home) as scratch:
        report = _take(resources, target, scratch, on_progress)
        if names_a_store(target):
            report.dropped = drop_old_backups(open_second_store(resources, target), keep)
    payload = {"backup_id": report.record.backup_id, "sha256": report.sha256, "objects": report.objects}
    resources.catalogue.add_audit(by, BACKED_UP, json.dumps(payload, sort_keys=True))
    return report


def open_second_store(resources: Resources, url: str) -> ObjectStore:
    """The store that backups are kept in; never the home's own.

    Raises:
        SetupError: "backup_inside_home".
    """
    home = resources.settings.home
    scheme, _, place = url.partition(":")
    own_scheme, _, own = resources.settings.objects.partition(":")
    if scheme == "file":
        _refuse_inside(home, home / place)
    if (scheme, place.partition("?")[0].rpartition("@")[2]) == (own_scheme, own.partition("?")[0].rpartition("@")[2]):
        raise SetupError("backup_inside_home")
    return open_objects(url, home)


def _refuse_inside(home: Path, path: Path) -> None:
    """What lies in home is lost with it, and would be copied into itself."""
    if path.resolve().is_relative_to(home.resolve()):
        raise SetupError("backup_inside_home")


@contextmanager
def _scratch_alone(home: Path) -> Iterator[Path]:
    """A folder for what is gathered; one backup at a time, and what a killed one left is removed."""
    scratch = home / _SCRATCH
    try:
        with FileLock(home / f"{_SCRATCH}.lock", timeout=0), telling_disk_faults():
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir(mode=0o700)
            try:
                yield scratch
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
    except Timeout as error:
        raise TemporarilyUnavailable("backup_busy") from error


def _take(resources: Resources, target: str, scratch: Path, on_progress: ProgressListener | None) -> BackupReport:
    for _ in range(_TRIES):
        try:
            if names_a_store(target):
                return _take_into_store(resources, target, scratch, on_progress)
            return _take_into_file(resources, target, scratch, on_progress)
        except _Overtaken:
            continue
    raise TemporarilyUnavailable("backup_overtaken")


def _take_into_store(
    resources: Resources, url: str, scratch: Path, on_progress: ProgressListener | None
) -> BackupReport:
    store = open_second_store(resources, url)
    earlier = list_backups(store)
    home_id = find_home_id(resources)
    if earlier and earlier[-1].home_id != home_id:
        raise SetupError("backup_of_another_home")
    target = BackupStoreTarget(store, scratch)
    taken = _fix_catalogue(resources, scratch, home_id)
    report = BackupReport(taken.record)
    _copy(resources, taken, target, scratch, report, on_progress)
    _forget_what_went(resources, taken, target)
    _refuse_overtaken(resources, taken)
    report.sha256 = target.finish()
    return report


def _take_into_file(
    resources: Resources, text: str, scratch: Path, on_progress: ProgressListener | None
) -> BackupReport:
    path = Path(text).absolute()
    _refuse_inside(resources.settings.home, path)
    home_id = find_home_id(resources)
    _refuse_another_homes(path, home_id)
    taken = _fix_catalogue(resources, scratch, home_id)
    report = BackupReport(taken.record)
    with written_backup(path) as target:
        _copy(resources, taken, target, scratch, report, on_progress)
        _refuse_overtaken(resources, taken)
        target.finish()
    report.sha256 = target.fingerprint
    return report


def find_home_id(resources: Resources) -> str:
    """What tells this home from every other, for ever; it tells nothing of the secret it is made from."""
    return hashlib.sha256(resources.catalogue.get_office_key(_HOME_KEY)).hexdigest()[:16]


def _refuse_another_homes(path: Path, home_id: str) -> None:
    """An empty home's first backup must not take the place of the one that it should be restored from."""
    if not path.exists():
        return
    try:
        is_ours = BackupFile(path).record.home_id == home_id
    except InputRejected as error:
        raise SetupError("backup_of_another_home") from error
    if not is_ours:
        raise SetupError("backup_of_another_home")


def _fix_catalogue(resources: Resources, scratch: Path, home_id: str) -> _Taken:
    """Write the catalogue of this moment, and what was erased by then, into the scratch folder."""
    with ExitStack() as stack:
        snapshot = stack.enter_context(resources.catalogue.open_snapshot())
        now = resources.now()
        record = BackupRecord(
            form=BACKUP_FORM,
            backup_id=make_backup_id(now, snapshot.audit_sequence, uuid4().hex),
            home_id=home_id,
            taken_at=now,
            catalogue_form=snapshot.form,
            audit_sequence=snapshot.audit_sequence,
        )
        with telling_disk_faults(), gzip.open(scratch / CATALOGUE, "wt", encoding="utf-8", compresslevel=6) as file:
            for line in snapshot.iterate_lines():
                file.write(line + "\n")
        taken = _Taken(record, frozenset(snapshot.list_kept_scans()), snapshot.list_erasures())
    with telling_disk_faults(), (scratch / ERASED).open("w", encoding="utf-8") as file:
        for erasure in taken.erasures:
            file.write(json.dumps(erasure_to_line(erasure), ensure_ascii=False) + "\n")
    reached("backup.catalogue_fixed")
    return taken


def _copy(
    resources: Resources,
    taken: _Taken,
    target: BackupTarget,
    scratch: Path,
    report: BackupReport,
    on_progress: ProgressListener | None,
) -> None:
    target.begin(taken.record)
    for name in (CATALOGUE, ERASED):
        target.put_document(name, scratch / name)
    for name, path in list_declarations(resources.settings.home):
        target.put_document(name, path)
    total = sum(1 for _ in _list_wanted(resources, taken)) if on_progress else None
    unseen = set(taken.kept)
    for key in _list_wanted(resources, taken):
        if key.startswith(ORIGINALS):
            unseen.discard(scan_of(key))
        _copy_object(resources, target, key, report)
        if on_progress and report.objects % _TELL_EVERY == 0:
            on_progress("objects", report.objects, total)
    report.faults += [{"kind": "missing", "key": original_key(scan_id)} for scan_id in sorted(unseen)]


def _list_wanted(resources: Resources, taken: _Taken) -> Iterator[str]:
    """Keys of what the fixed catalogue knows; what came later is the next backup's."""
    for key in resources.objects.list_keys():
        if key.startswith(AUDIT_HEADS):
            if int(key.removeprefix(AUDIT_HEADS).partition("-")[0]) <= taken.record.audit_sequence:
                yield key
        elif scan_of(key) in taken.kept:
            yield key


def _copy_object(resources: Resources, target: BackupTarget, key: str, report: BackupReport) -> None:
    if target.holds(key):
        report.objects += 1
        return
    with ExitStack() as opened:
        try:
            path = opened.enter_context(resources.objects.open_local(key))
        except StoreDamaged as error:
            # Gone since it was listed: a paper erased meanwhile is found at the end, anything derived is made again.
            if key.startswith(ORIGINALS):
                kind = "damaged" if error.code == "object_damaged" else "missing"
                report.faults.append({"kind": kind, "key": key})
            return
        found = target.put_object(key, path)
    reached("backup.object_copied")
    report.objects += 1
    report.copied += 1
    if key.startswith(ORIGINALS) and found != scan_of(key):
        report.faults.append({"kind": "damaged", "key": key})


def _forget_what_went(resources: Resources, taken: _Taken, target: BackupTarget) -> None:
    """Out of a second store goes what the catalogue says was erased or refused, and nothing else.

    That something is not known here proves nothing: the home may be a new, empty one.
    """
    erased = {scan_id for erasure in taken.erasures for scan_id in erasure.scan_ids}
    for key in list(target.list_held()):
        scan_id = scan_of(key)
        if not scan_id:
            continue
        if scan_id not in taken.kept:
            is_gone = resources.catalogue.is_refused(scan_id)
        else:
            # Of a scan that other papers stand on, the pages of the erased one went.
            is_gone = scan_id in erased and resources.objects.find_size(key) is None
        if is_gone:
            target.forget(key)


def _refuse_overtaken(resources: Resources, taken: _Taken) -> None:
    """Nothing that was erased or refused meanwhile may be in the backup: then it is taken anew."""
    with resources.catalogue.open_snapshot() as snapshot:
        known = {erasure.result_id for erasure in taken.erasures}
        if taken.kept - set(snapshot.list_kept_scans()) or {it.result_id for it in snapshot.list_erasures()} - known:
            raise _Overtaken
