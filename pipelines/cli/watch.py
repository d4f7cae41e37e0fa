"""`sohoa watch`: digitise whatever a scanner drops into a folder."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from pipelines.batches.watching import ClaimedFolder, WatchFolder
from pipelines.cli.digitise import check_unit_and_type
from pipelines.cli.printing import print_note
from pipelines.cli.progress import BatchProgress
from pipelines.cli.session import Session, with_session
from pipelines.disk_space import ensure_room
from pipelines.driving import RunSummary, run_batch
from pipelines.intake import open_batch
from pipelines.lines import JsonLine
from pipelines.resources import Resources
from schemas.errors import SetupError, TemporarilyUnavailable

# Room is made by people, in minutes at best.
_FULL_PAUSE_S = 30.0


@click.command("watch", short_help="Theo dõi thư mục máy quét / a watch folder")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--unit", required=True, help="Đơn vị giữ hồ sơ giấy / who holds the paper.")
@click.option("--once", is_flag=True, help="Xử lý những gì đang có rồi dừng / do what is there, then stop.")
@click.option("--plain", is_flag=True, help="Không dùng Prefect / without Prefect.")
@with_session
def watch_command(session: Session, folder: Path, unit: str, once: bool, plain: bool) -> int:
    """Theo dõi thư mục, mỗi thư mục con là một lô. / A watch folder, one sub-folder per batch."""
    if not folder.is_dir():
        raise SetupError("path_missing", ordinal=1)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    watched = WatchFolder(folder, unit)
    with session.open() as resources:
        check_unit_and_type(resources, unit)
        print_note(f"Đang theo dõi thư mục; Ctrl+C để dừng. / Watching {folder}; Ctrl+C to stop.")
        look = False
        while not stop.is_set():
            if not once and not _has_room(session, resources, stop):
                continue
            claimed = watched.claim(stop)
            for ready in claimed:
                summary = _digitise(session, resources, ready, unit, plain)
                look = look or summary.needs_a_person
                if once and summary.failure is not None:
                    raise summary.failure
            if once and not claimed:
                break
    return 1 if look else 0


def _has_room(session: Session, resources: Resources, stop: threading.Event) -> bool:
    """Whether papers may be taken in; where not, they stay in the folder, and a while has passed."""
    try:
        ensure_room(resources)
    except TemporarilyUnavailable as error:
        message, advice = error.problem.in_language(session.language)
        print_note(f"[{error.code}] {message} {advice}")
        stop.wait(_FULL_PAUSE_S)
        return False
    return True


def _digitise(session: Session, resources: Resources, ready: ClaimedFolder, unit: str, plain: bool) -> RunSummary:
    batch = open_batch(resources, unit, ready.batch_name, session.person, [ready.order])
    outcomes: dict[str, str] = {}
    with BatchProgress(session, resources, batch) as progress:

        def on_line(line: JsonLine) -> None:
            if line["sha256"] is None and not Path(line["source"]).exists():
                return  # another watcher has brought it to its end
            progress.on_line(line)
            outcomes[line["source"]] = line["outcome"] if line["sha256"] else "unread"

        summary = run_batch(resources, batch, [ready.order], on_line=on_line, on_step=progress.on_step, plain=plain)
        progress.tell_summary(summary)
    ready.put_away(outcomes)
    return summary
