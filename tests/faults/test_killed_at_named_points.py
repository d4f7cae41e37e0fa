"""A run killed at every named point and resumed must come to what an undisturbed one comes to."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from benchmarks.drills.command_runs import Crash, CrashScope
from benchmarks.drills.killing import crash_and_resume
from tests.faults.conftest import Drill

ROOT = Path(__file__).resolve().parents[2]
# name -> which time it is reached: later ones leave work of either kind behind, done and not begun.
POINTS = {
    "migration.middle": 1,
    "catalogue.before_commit": 4,
    "catalogue.committed": 7,
    "batch.ordered": 1,
    "object.scratch_written": 2,
    "object.renamed": 2,
    "original.stored": 2,
    "receipt.committed": 1,
    "pages.queued": 1,
    "page.leased": 2,
    "page.read": 2,
    "reading.stored": 2,
    "page.finished": 2,
    "extracted": 1,
    "searchable.half_written": 1,
    "searchable.stored": 1,
    "result.before_commit": 1,
    "result.committed": 1,
    "receipt.ended": 1,
    "index.committed": 1,
    "index.written": 1,
    "outbox.cleared": 1,
}
# Killed by `tests/flows/test_commands_erase.py`.
ERASE_POINTS = {"erase.objects_removed", "erase.index_purged"}
# Killed by `tests/faults/test_page_changes_killed.py`.
PAGE_POINTS = {"pages.composed", "pages.changed"}
# Cut off by `tests/flows/test_commands_reuse.py`.
DOSSIER_POINTS = {"dossiers.read", "accept.bytes_kept"}
# Cut in tests/web/test_archive_day.py.
UPLOAD_POINTS = {"upload.announced", "upload.piece", "upload.received", "paper.ordered"}
# Killed by `tests/flows/test_watch.py`.
WATCH_POINTS = {"watch.claimed", "watch.put_away"}
# Killed by `tests/flows/test_backups_cut_off.py`.
COPY_POINTS = {"backup.catalogue_fixed", "backup.object_copied"} | {
    f"restore.{name}"
    for name in (
        "begun",
        "rows_loaded",
        "catalogue_loaded",
        "object_brought",
        "objects_brought",
        "erased_again",
        "index_built",
    )
}
# Killed by `tests/flows/test_index_rebuild.py`.
BUILD_POINTS = {"index.build_written", "index.build_noted", "index.build_grown", "index.build_complete"}
IN_A_WORKER = {"searchable.half_written"}
QUICK = {
    ("object.renamed", "group"),
    ("receipt.committed", "process"),
    ("page.read", "process"),
    ("searchable.half_written", "group"),
    ("result.committed", "group"),
    ("index.written", "process"),
}


def _cases() -> list[object]:
    """Every point twice: the whole group killed, the command alone; of each point one with the slow tests."""
    return [
        pytest.param(name, scope, id=f"{name}-{scope}", marks=_find_marks(name, scope, slow))
        for place, name in enumerate(POINTS)
        for scope, slow in (("group", place % 2 == 0), ("process", place % 2 == 1))
    ]


def _find_marks(name: str, scope: str, is_slow: bool) -> tuple[pytest.MarkDecorator, ...]:
    if (name, scope) in QUICK:
        return ()
    return (pytest.mark.slow if is_slow else pytest.mark.exhaustive,)


def test_every_named_point_of_the_product_has_its_drill() -> None:
    named = set()
    for room in ("ocr", "extraction", "storage", "pipelines"):
        for path in (ROOT / room).rglob("*.py"):
            named |= set(re.findall(r'\breached\("([^"]+)"\)', path.read_text(encoding="utf-8")))
    elsewhere = (ERASE_POINTS, PAGE_POINTS, WATCH_POINTS, COPY_POINTS, BUILD_POINTS, DOSSIER_POINTS, UPLOAD_POINTS)
    assert named == set(POINTS).union(*elsewhere)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("name", "scope"), _cases())
def test_a_run_killed_at_a_named_point_loses_nothing_and_files_nothing_twice(
    name: str, scope: CrashScope, drill: Drill, tmp_path: Path
) -> None:
    crash = Crash(f"{name}:{POINTS[name]}", scope, tmp_path / "killed")
    # Half of the drills resume by name, half by the same command again.
    by_name = list(POINTS).index(name) % 2 == (scope == "group")
    result = crash_and_resume(drill.papers, tmp_path / "home", drill.expected, crash, by_name=by_name)
    assert crash.was_reached, "the point was never reached: this drill proves nothing"
    if name in IN_A_WORKER and scope == "process":
        assert result.killed.returncode == 1, "a worker's death is the pool's matter; one file is broken"
    else:
        assert result.killed.returncode == -signal.SIGKILL
    assert result.orphans == ()
    assert result.faults == ()
