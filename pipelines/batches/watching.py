"""Here lives the watch folder: a file is taken when its size is stable, claimed by renaming it.

    FOLDER/box 12/a.pdf  ->  FOLDER/.sohoa/claimed/box 12/a.pdf  ->  FOLDER/.sohoa/done/box 12/a.pdf

A rename is atomic: of two watchers one gets the file. What is claimed stays claimed over a crash and
is taken up by the next watcher; a file leaves for `done` only when its receipt has ended, and a
refused paper goes to `refused`, a file whose bytes could not be read to `unread`: of neither is a copy
kept anywhere else.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.intake import LITTER
from schemas.crash_points import reached
from schemas.scan import BatchOrder

_OWN_FOLDER = ".sohoa"
# Scanners and network copies write in bursts; two looks this far apart must see the same size and time.
_STABLE_AFTER_S = 2.0
_SHELVES_OF_THEIR_OWN = ("refused", "unread")


@dataclass(frozen=True, slots=True)
class ClaimedFolder:
    """The claimed files of one batch."""

    batch_name: str
    order: BatchOrder
    root: Path

    def put_away(self, outcomes: Mapping[str, str]) -> None:
        """Move each file that reached an outcome (source -> outcome) to `done`, `refused` or `unread`."""
        claimed_root = self.root / _OWN_FOLDER / "claimed"
        for source, outcome in outcomes.items():
            path = Path(source)
            shelf = outcome if outcome in _SHELVES_OF_THEIR_OWN else "done"
            target = self.root / _OWN_FOLDER / shelf / path.relative_to(claimed_root)
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                os.replace(path, free_name(target))
                reached("watch.put_away")


def free_name(target: Path) -> Path:
    """The target, or the first of `name-1`, `name-2` ... that is not there yet."""
    candidate = target
    number = 0
    while candidate.exists():
        number += 1
        candidate = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return candidate


class WatchFolder:
    """One folder watched by any number of processes."""

    def __init__(self, root: Path, unit: str) -> None:
        self._root = root.absolute()
        self._unit = unit
        self._claimed_root = self._root / _OWN_FOLDER / "claimed"

    def claim(self, stop: threading.Event) -> list[ClaimedFolder]:
        """Files stable over two looks, claimed now, and those a stopped watcher left; by batch."""
        before = self._look()
        if stop.wait(_STABLE_AFTER_S):
            return []
        after = self._look()
        for path, state in after.items():
            if before.get(path) == state:
                self._claim_one(path)
        return self._list_claimed()

    def _look(self) -> dict[Path, tuple[int, int]]:
        seen: dict[Path, tuple[int, int]] = {}
        for here, folders, names in os.walk(self._root):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(here, name)
                if name.startswith(".") or name.lower() in LITTER:
                    continue
                try:
                    stat = path.stat()
                except OSError:
                    continue
                seen[path] = (stat.st_size, stat.st_mtime_ns)
        return seen

    def _claim_one(self, path: Path) -> None:
        # The same name may be dropped again while the first is in hand.
        target = free_name(self._claimed_root / path.relative_to(self._root))
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.rename(path, target)
        except FileNotFoundError:
            return  # another watcher was faster
        reached("watch.claimed")

    def _list_claimed(self) -> list[ClaimedFolder]:
        by_batch: dict[str, list[str]] = {}
        for here, folders, names in os.walk(self._claimed_root):
            folders.sort()
            for name in sorted(names):
                path = Path(here, name)
                relative = path.relative_to(self._claimed_root)
                # Files lying in the folder itself make the batch of the folder's own name.
                batch_name = relative.parts[0] if len(relative.parts) > 1 else self._root.name
                by_batch.setdefault(batch_name, []).append(str(path))
        return [
            ClaimedFolder(name, BatchOrder(tuple(sources)), self._root) for name, sources in sorted(by_batch.items())
        ]
