"""Here live papers handed in one at a time, at the counter: their files under home, until they are read.

HOME/uploads/papers/PAPER/1, 2, 3 ...   the files, a photograph of each page perhaps
HOME/uploads/papers/PAPER/order.json    written last: whose they are; later, what became of them
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from pipelines.batches.batch_queue import uploads_folder
from pipelines.batches.uploads import clean_name
from pipelines.disk_space import ensure_room
from pipelines.resources import Resources
from pipelines.whole_files import copy_hashed, written_whole
from schemas import wire
from schemas.crash_points import reached
from schemas.errors import InputRejected, SetupError, TemporarilyUnavailable

# What a counter hands in at once: a certificate, a decision with its annexes; more is a batch.
MOST_FILES, MOST_BYTES = 30, 200_000_000
_RECORD = "order.json"
_KEPT_S = 2 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """One paper handed in; `receipt_id` once it was received, `problem_code` where it could not be.

    `names` are those of its files in the order of its pages; `problem_details` are what the problem's message names.
    """

    paper_id: str
    unit: str
    operator: str
    names: tuple[str, ...]
    forced_type: str | None
    ordered_at: datetime
    receipt_id: str = ""
    problem_code: str = ""
    problem_details: tuple[tuple[str, str], ...] = ()

    @property
    def is_ended(self) -> bool:
        return bool(self.receipt_id or self.problem_code)


def order_paper(
    resources: Resources, unit: str, by: str, files: Sequence[tuple[str, IO[bytes]]], forced_type: str | None = None
) -> PaperOrder:
    """Put down the files (name, bytes) of one paper, to be read next.

    Raises:
        SetupError: "files_missing"; InputRejected: "too_many_files", "file_too_large";
            TemporarilyUnavailable: "disk_nearly_full", "no_space".
    """
    if not files:
        raise SetupError("files_missing")
    if len(files) > MOST_FILES:
        raise InputRejected("too_many_files", most=MOST_FILES)
    ensure_room(resources, 2 * MOST_BYTES)
    order = PaperOrder(
        paper_id=secrets.token_hex(16),
        unit=unit,
        operator=by,
        names=tuple(clean_name(name) for name, _ in files),
        forced_type=forced_type,
        ordered_at=resources.now(),
    )
    folder = _folder(resources, order.paper_id)
    try:
        folder.mkdir(parents=True, mode=0o700)
        for place, (_, source) in enumerate(files, start=1):
            with written_whole(folder / str(place)) as part, part.open("wb") as target:
                copy_hashed(source, target)
        _write(resources, order)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise TemporarilyUnavailable("no_space") from error
    reached("paper.ordered")
    return order


def find_paper(resources: Resources, paper_id: str) -> PaperOrder | None:
    """None for one that never was, or was swept."""
    if not paper_id.isalnum():
        return None
    try:
        return wire.from_json(PaperOrder, (_folder(resources, paper_id) / _RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def list_open_papers(resources: Resources) -> tuple[PaperOrder, ...]:
    """Those that wait to be read, the longest waiting first."""
    root = _root(resources)
    found = (find_paper(resources, path.name) for path in (root.iterdir() if root.is_dir() else ()))
    return tuple(sorted((it for it in found if it and not it.is_ended), key=lambda it: it.ordered_at))


def list_paper_files(resources: Resources, order: PaperOrder) -> tuple[Path, ...]:
    """In the order of its pages."""
    return tuple(_folder(resources, order.paper_id) / str(place) for place in range(1, len(order.names) + 1))


@contextmanager
def hold_paper(resources: Resources, order: PaperOrder) -> Iterator[PaperOrder | None]:
    """The order as it is now, held against other processes; None where another holds it, or it has ended."""
    folder = _folder(resources, order.paper_id)
    with (folder / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        known = find_paper(resources, order.paper_id)
        yield None if known is None or known.is_ended else known


def end_paper(
    resources: Resources, order: PaperOrder, *, receipt_id: str = "", problem: InputRejected | SetupError | None = None
) -> None:
    """Remember what became of a paper; its files here are not needed any more."""
    details = tuple((name, str(value)) for name, value in problem.details.items()) if problem else ()
    code = problem.code if problem else ""
    _write(resources, replace(order, receipt_id=receipt_id, problem_code=code, problem_details=details))
    for path in list_paper_files(resources, order):
        path.unlink(missing_ok=True)


def sweep_papers(resources: Resources) -> None:
    """Remove what was ended two days ago, and files whose order was never written."""
    oldest = time.time() - _KEPT_S
    root = _root(resources)
    for folder in root.iterdir() if root.is_dir() else ():
        order = find_paper(resources, folder.name)
        if folder.stat().st_mtime < oldest and (order is None or order.is_ended):
            shutil.rmtree(folder, ignore_errors=True)


def _root(resources: Resources) -> Path:
    return uploads_folder(resources.settings.home) / "papers"


def _folder(resources: Resources, paper_id: str) -> Path:
    return _root(resources) / paper_id


def _write(resources: Resources, order: PaperOrder) -> None:
    with written_whole(_folder(resources, order.paper_id) / _RECORD) as part:
        part.write_text(wire.to_json(order), encoding="utf-8")
