"""Here lives the way in: which files a call means, and how their bytes are received."""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from pipelines.disk_space import ensure_room
from pipelines.keeping import keep_file
from pipelines.patience import persist
from pipelines.resources import Resources
from schemas.crash_points import reached
from schemas.errors import InputRejected, SetupError, TemporarilyUnavailable
from schemas.procedure_result import make_batch_id, make_receipt_id
from schemas.scan import Batch, BatchOrder, Receipt
from storage.keys import original_key

LITTER = frozenset({"thumbs.db", ".ds_store", "desktop.ini"})
_CHUNK_BYTES = 1 << 20


@dataclass(slots=True)
class Sources:
    """The files meant by a call, in name order; what was passed over on the way."""

    files: list[Path] = field(default_factory=list)
    litter_count: int = 0
    unreadable_folder_count: int = 0


def list_sources(paths: Sequence[str]) -> Sources:
    """The files under PATHs: files, folders (walked deep in name order), glob patterns.

    Raises:
        SetupError: "path_missing", "path_unreadable", "nothing_to_digitise".
    """
    found = Sources()
    for ordinal, text in enumerate(paths, start=1):
        named = _expand(text)
        if not named:
            raise SetupError("path_missing", ordinal=ordinal)
        for path in named:
            if path.is_dir():
                if not os.access(path, os.R_OK | os.X_OK):
                    raise SetupError("path_unreadable", ordinal=ordinal)
                _walk(path, found)
            else:
                _take(path, found)
    if not found.files:
        raise SetupError("nothing_to_digitise")
    found.files = list(dict.fromkeys(found.files))
    return found


def _expand(text: str) -> list[Path]:
    path = Path(text)
    if os.path.lexists(path):
        return [path.absolute()]
    return [Path(match).absolute() for match in sorted(glob.glob(text, recursive=True))]


def _walk(folder: Path, found: Sources) -> None:
    def count_unreadable(_error: OSError) -> None:
        found.unreadable_folder_count += 1

    for here, folders, names in os.walk(folder, onerror=count_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            _take(Path(here, name), found)


def _take(path: Path, found: Sources) -> None:
    if path.name.startswith(".") or path.name.lower() in LITTER:
        found.litter_count += 1
        return
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except OSError:
        is_file = True  # a broken link or a right that lacks: told as that file's own outcome
    if is_file:
        found.files.append(path)
    else:
        found.litter_count += 1  # a pipe or device would block for ever


def default_batch_name(custodian: str, paths: Sequence[str], today: date) -> str:
    """Made of unit, local date and the PATHs given: the same call on the same day is the same batch."""
    given = "\0".join(str(Path(path).absolute()) for path in paths)
    return f"{custodian}-{today:%Y%m%d}-{hashlib.sha256(given.encode()).hexdigest()[:8]}"


def open_batch(
    resources: Resources, custodian: str, name: str, operator: str, orders: Iterable[BatchOrder] = ()
) -> Batch:
    """The batch of this custodian and name, its orders remembered before anything is taken in.

    Raises:
        SetupError: "batch_closed".
    """
    batch = resources.catalogue.put_batch(
        Batch(make_batch_id(custodian, name), custodian, name, operator, resources.now())
    )
    if batch.closed_at is not None:
        raise SetupError("batch_closed", batch=batch.name)
    for order in orders:
        resources.catalogue.put_batch_order(batch.batch_id, order)
    reached("batch.ordered")
    return batch


def receive(
    resources: Resources, batch: Batch, source: Path, order: BatchOrder, operator: str, name: str | None = None
) -> Receipt:
    """Keep the file's bytes, then its receipt; the source is left where it lies.

    Bytes refused as a state secret are not kept again. `name` is what people know the file by, where not its path.

    Raises:
        InputRejected: "file_unreadable"; TemporarilyUnavailable: "source_changed", "no_space", "disk_nearly_full", ...
    """
    scan_id = hash_file(source)
    keep_original(resources, scan_id, source)
    receipt = make_receipt(batch, scan_id, name or str(source), operator, resources.now())
    receipt = replace(receipt, forced_type=order.forced_type, one_document=order.one_document)
    receipt, _ = resources.catalogue.put_receipt(receipt)
    return receipt


def receive_patiently(
    resources: Resources, batch: Batch, source: Path, order: BatchOrder, pause: Callable[[float], object]
) -> Receipt:
    """As `receive`, tried again after each pause while a service is away.

    Raises:
        InputRejected: "file_unreadable", "source_changed"; TemporarilyUnavailable: a service stays away.
    """
    try:
        return persist(lambda: receive(resources, batch, source, order, batch.operator), pause)
    except TemporarilyUnavailable as error:
        if error.code != "source_changed":
            raise
        # Still being written after all pauses: this file's own trouble, no reason to stop the others.
        raise InputRejected(error.code) from error


def keep_original(resources: Resources, scan_id: str, path: Path) -> None:
    """Keep a file's bytes before anything says that they are there; of bytes refused before nothing is kept."""
    if not resources.catalogue.is_refused(scan_id):
        key = original_key(scan_id)
        if resources.objects.find_size(key) is None:
            ensure_room(resources, path.stat().st_size)
        keep_file(resources, key, path, scan_id)
        reached("original.stored")


def make_receipt(batch: Batch, scan_id: str, source: str, operator: str, received_at: datetime) -> Receipt:
    """The receipt that these bytes have in this batch, as it begins."""
    return Receipt(
        receipt_id=make_receipt_id(batch.custodian, batch.name, scan_id),
        batch_id=batch.batch_id,
        custodian=batch.custodian,
        scan_id=scan_id,
        source=source,
        operator=operator,
        received_at=received_at,
    )


def try_again(resources: Resources, receipt: Receipt, forced_type: str | None) -> Receipt:
    """A quarantined receipt opened again, since what failed then may succeed now; others as they are."""
    if receipt.outcome != "quarantined":
        return receipt
    resources.catalogue.reopen_receipt(receipt.receipt_id, forced_type=forced_type)
    return resources.catalogue.get_receipt(receipt.receipt_id)


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits; raises InputRejected ("file_unreadable")."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError as error:
        raise InputRejected("file_unreadable") from error
    return digest.hexdigest()
