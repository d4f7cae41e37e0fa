"""Here lives the queue of batches that the portal ordered to be read: a mark under home each, there until it is done.

HOME/uploads/queue/BATCH
"""

from __future__ import annotations

from pathlib import Path

from pipelines.resources import Resources


def uploads_folder(home: Path) -> Path:
    """Where the portal puts down what it was handed, and its orders."""
    return home / "uploads"


def order_batch(resources: Resources, batch_id: str) -> None:
    """Ask for a batch to be brought to its end; twice is once, and keeps its turn."""
    mark = _mark(resources, batch_id)
    mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.touch(mode=0o600, exist_ok=True)


def is_ordered(resources: Resources, batch_id: str) -> bool:
    return _mark(resources, batch_id).exists()


def remove_order(resources: Resources, batch_id: str) -> None:
    """Harmless where there is none."""
    _mark(resources, batch_id).unlink(missing_ok=True)


def list_ordered(resources: Resources) -> tuple[str, ...]:
    """Ids of the batches that wait or are being read, the longest waiting first."""
    folder = _mark(resources, "x").parent
    marks = []
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            marks.append((path.stat().st_mtime_ns, path.name))
        except FileNotFoundError:
            continue  # done at this very moment
    return tuple(name for _, name in sorted(marks))


def _mark(resources: Resources, batch_id: str) -> Path:
    return uploads_folder(resources.settings.home) / "queue" / batch_id
