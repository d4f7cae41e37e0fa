"""Here live files on their way from a browser: put down piece by piece under home, then taken in like any other.

    HOME/uploads/batches/BATCH/FILE.json   what was announced; later, the receipt that it became
    HOME/uploads/batches/BATCH/FILE.part   the bytes that have arrived so far

No name that a person gave stands on the disk. A line that breaks, a browser that is closed and a power cut lose at most
the piece under way: whoever announces the same file again is told where to go on.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from pipelines.batches.batch_queue import order_batch, uploads_folder
from pipelines.disk_space import ensure_room
from pipelines.intake import LITTER, receive, try_again
from pipelines.resources import Resources
from pipelines.whole_files import written_whole
from schemas import wire
from schemas.crash_points import reached
from schemas.errors import InputRejected, SetupError, TemporarilyUnavailable
from schemas.scan import Batch, BatchOrder
from schemas.text import clean

# What a browser sends at once: on a slow line (1 Mbit/s) half a minute, and that much is lost at most.
PIECE_BYTES = 4 << 20
# A file half sent on Friday may be sent on after a week's leave.
_KEPT_S = 14 * 24 * 3600.0
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class FileWish:
    """A file as its sender announces it; `mark` tells it from another of the same name and size."""

    name: str
    byte_count: int
    mark: str
    forced_type: str | None = None
    one_document: bool = False


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file on its way; `receipt_id` once it was taken in, "" until then."""

    file_id: str
    batch_id: str
    name: str
    byte_count: int
    operator: str
    forced_type: str | None = None
    one_document: bool = False
    receipt_id: str = ""


def announce(resources: Resources, batch: Batch, wish: FileWish, by: str) -> StagedFile:
    """Make ready for a file, or find what was sent of it before.

    Raises:
        SetupError: "batch_closed"; InputRejected: "file_too_large", "not_a_document" (litter of a folder);
            TemporarilyUnavailable: "disk_nearly_full".
    """
    if batch.closed_at is not None:
        raise SetupError("batch_closed", batch=batch.name)
    name = clean_name(wish.name)
    base = name.rpartition("/")[2]
    if base.lower() in LITTER or base.startswith("."):
        raise InputRejected("not_a_document")
    if wish.byte_count > resources.limits.max_bytes:
        raise InputRejected("file_too_large")
    told = f"{batch.batch_id}\0{name}\0{wish.byte_count}\0{wish.mark}"
    file_id = hashlib.sha256(told.encode()).hexdigest()[:32]
    known = find_staged(resources, batch.batch_id, file_id)
    if known is not None:
        is_there = not known.receipt_id and measure(resources, known) == known.byte_count
        return take_in(resources, batch, known) if is_there else known
    # It lies here and, for a moment, in the store.
    ensure_room(resources, 2 * wish.byte_count)
    staged = StagedFile(file_id, batch.batch_id, name, wish.byte_count, by, wish.forced_type, wish.one_document)
    with _translated():
        _folder(resources, batch.batch_id).mkdir(parents=True, exist_ok=True, mode=0o700)
        _part(resources, staged).touch(mode=0o600)
        _write(resources, staged)
    reached("upload.announced")
    return take_in(resources, batch, staged) if staged.byte_count == 0 else staged


def add_piece(resources: Resources, batch: Batch, staged: StagedFile, offset: int, piece: bytes) -> StagedFile:
    """Put down the bytes from `offset` on; a piece that does not follow what is there changes nothing.

    With its last piece the file is taken in, and the batch is ordered to be read.

    Raises:
        SetupError: "batch_closed"; InputRejected: "upload_differs", more bytes than announced;
            TemporarilyUnavailable: "no_space", "disk_nearly_full".
    """
    if staged.receipt_id:
        return staged
    if batch.closed_at is not None:
        raise SetupError("batch_closed", batch=batch.name)
    if offset + len(piece) > staged.byte_count:
        raise InputRejected("upload_differs")
    with _translated(), _held(_part(resources, staged)) as part:
        if part is None:
            return find_staged(resources, batch.batch_id, staged.file_id) or staged
        if part.tell() == offset:
            part.write(piece)
            part.flush()
            os.fsync(part.fileno())
            reached("upload.piece")
    if measure(resources, staged) < staged.byte_count:
        return staged
    return take_in(resources, batch, staged)


def take_in(resources: Resources, batch: Batch, staged: StagedFile) -> StagedFile:
    """Receive a file that is all there: kept, its receipt written, the batch ordered; then it leaves the staging.

    Harmless twice. Of bytes refused before nothing is kept.
    """
    path = _part(resources, staged)
    with _held(path) as part:
        if part is None:
            return find_staged(resources, batch.batch_id, staged.file_id) or staged
        order = BatchOrder((), staged.forced_type, staged.one_document)
        receipt = receive(resources, batch, path, order, staged.operator, name=staged.name)
        receipt = try_again(resources, receipt, staged.forced_type)
        if receipt.state != "done":
            order_batch(resources, batch.batch_id)
        reached("upload.received")
        taken = replace(staged, receipt_id=receipt.receipt_id)
        with _translated():
            _write(resources, taken)
            path.unlink(missing_ok=True)
    return taken


def put_down(resources: Resources, batch: Batch, wish: FileWish, source: IO[bytes], by: str) -> StagedFile:
    """A whole file at once, as a form without script sends it; raises as `announce` and `add_piece`."""
    staged = announce(resources, batch, wish, by)
    offset = measure(resources, staged)
    source.seek(offset)
    while not staged.receipt_id and (piece := source.read(PIECE_BYTES)):
        staged = add_piece(resources, batch, staged, offset, piece)
        offset += len(piece)
    return staged


def find_staged(resources: Resources, batch_id: str, file_id: str) -> StagedFile | None:
    """A file that was announced; None once it was swept, or where there never was one."""
    if not file_id.isalnum():
        return None
    try:
        told = (_folder(resources, batch_id) / f"{file_id}.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return wire.from_json(StagedFile, told)


def measure(resources: Resources, staged: StagedFile) -> int:
    """How many bytes of it have arrived."""
    if staged.receipt_id:
        return staged.byte_count
    try:
        return _part(resources, staged).stat().st_size
    except FileNotFoundError:
        return 0


def list_unsent(resources: Resources, batch_id: str) -> tuple[StagedFile, ...]:
    """The files of a batch that were announced and have not all arrived, by name."""
    # The notes of what was taken in stay for two weeks, by the ten thousand: only what has bytes here is read.
    found = (_read(path.with_suffix(".json")) for path in _folder(resources, batch_id).glob("*.part"))
    return tuple(sorted((it for it in found if it and not it.receipt_id), key=lambda it: it.name))


def drop_unsent(resources: Resources, staged: StagedFile) -> None:
    """Forget a file that nobody will send on; what was taken in stays."""
    with _held(_part(resources, staged)) as part:
        if part is not None:
            _part(resources, staged).unlink(missing_ok=True)
            (_folder(resources, staged.batch_id) / f"{staged.file_id}.json").unlink(missing_ok=True)


def take_in_what_arrived(resources: Resources) -> int:
    """Receive every file that had all arrived when the portal stopped; how many there were."""
    count = 0
    for folder in _batch_folders(resources):
        batch = resources.catalogue.find_batch(folder.name)
        for staged in list_unsent(resources, folder.name) if batch else ():
            if batch and measure(resources, staged) == staged.byte_count:
                count += bool(take_in(resources, batch, staged).receipt_id)
    return count


def sweep_uploads(resources: Resources) -> None:
    """Remove what nobody has sent on for two weeks, and the notes of what was taken in as long ago."""
    oldest = time.time() - _KEPT_S
    for folder in _batch_folders(resources):
        touched: defaultdict[str, float] = defaultdict(float)
        for path in folder.iterdir():
            touched[path.stem] = max(touched[path.stem], path.stat().st_mtime)
        for file_id in (name for name, at in touched.items() if at < oldest):
            for ending in (".part", ".json"):
                (folder / f"{file_id}{ending}").unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()  # where nothing is left in it


def clean_name(name: str) -> str:
    """A name, with folders before it, as people may see it: no signs that cannot be seen, no steps upwards."""
    seen = "".join(sign for sign in clean(name.replace("\\", "/")) if sign.isprintable())
    parts = [part.strip() for part in seen.split("/")]
    return "/".join(part for part in parts if part not in ("", ".", ".."))[-_LONGEST_NAME:] or "?"


def _batch_folders(resources: Resources) -> list[Path]:
    root = uploads_folder(resources.settings.home) / "batches"
    return sorted(root.iterdir()) if root.is_dir() else []


def _folder(resources: Resources, batch_id: str) -> Path:
    return uploads_folder(resources.settings.home) / "batches" / batch_id


def _part(resources: Resources, staged: StagedFile) -> Path:
    return _folder(resources, staged.batch_id) / f"{staged.file_id}.part"


def _write(resources: Resources, staged: StagedFile) -> None:
    path = _folder(resources, staged.batch_id) / f"{staged.file_id}.json"
    with written_whole(path) as part:
        part.write_text(wire.to_json(staged), encoding="utf-8")


def _read(path: Path) -> StagedFile | None:
    try:
        return wire.from_json(StagedFile, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes] | None]:
    """The file at its end, held against others of any process; None where it has gone."""
    try:
        part = path.open("r+b")
    except FileNotFoundError:
        yield None
        return
    with part:
        fcntl.flock(part, fcntl.LOCK_EX)
        part.seek(0, os.SEEK_END)
        # Who held it before us may have taken the file in.
        yield part if path.exists() else None


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TemporarilyUnavailable("no_space") from error
