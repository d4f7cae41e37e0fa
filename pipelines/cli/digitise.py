"""`sohoa digitise`: files and folders in, one line a document out."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from pipelines.batches.collating import WAYS, CollateWish, Way, end_halves, find_halves, receive_halves
from pipelines.cli.progress import BatchProgress
from pipelines.cli.session import Session, with_session
from pipelines.driving import RunSummary, run_batch
from pipelines.intake import default_batch_name, list_sources, open_batch
from pipelines.orchestration.handing_over import hand_over
from pipelines.resources import Resources
from schemas.days import local_day
from schemas.errors import SetupError
from schemas.scan import Batch, BatchOrder


@click.command("digitise", short_help="Số hóa tệp, thư mục / digitise files and folders")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--unit", required=True, help="Đơn vị giữ hồ sơ giấy, ví dụ 92.916 / who holds the paper.")
@click.option("--batch", "batch_name", help="Tên lô / batch name.")
@click.option("--type", "forced_type", metavar="KEY", help="Loại giấy tờ đã biết / known document type.")
@click.option("--one-document", is_flag=True, help="Mỗi tệp là một giấy tờ / each file is one paper.")
@click.option(
    "--collate",
    type=click.Choice(WAYS),
    help="PATH là tệp mặt trước và tệp mặt sau của một chồng quét hai lượt / fronts and backs scanned apart.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Số trang đọc cùng lúc / pages read at once.")
@click.option("--plain", is_flag=True, help="Không dùng Prefect / without Prefect.")
@click.option("--on-workers", is_flag=True, help="Nhận ở đây, đọc ở các máy `sohoa worker` / read by workers.")
@with_session
def digitise_command(
    session: Session,
    paths: tuple[str, ...],
    unit: str,
    batch_name: str | None,
    forced_type: str | None,
    one_document: bool,
    collate: Way | None,
    jobs: int | None,
    plain: bool,
    on_workers: bool,
) -> int:
    """Số hóa tệp, thư mục hoặc mẫu tên tệp. / Digitise files, folders or patterns."""
    if on_workers and (plain or collate):
        raise SetupError("usage", reason="--on-workers: --plain, --collate")
    if jobs:
        session = session.with_jobs(jobs)
    sources = list_sources(paths)
    halves = find_halves(sources.files) if collate else None
    with session.open() as resources:
        check_unit_and_type(resources, unit, forced_type)
        name = batch_name or default_batch_name(unit, paths, local_day(datetime.now(UTC)))
        if halves and collate:
            wish = CollateWish(*halves, collate, forced_type, one_document)
            return _collate(session, resources, open_batch(resources, unit, name, session.person), wish, plain=plain)
        order = BatchOrder(tuple(str(path) for path in sources.files), forced_type, one_document)
        batch = open_batch(resources, unit, name, session.person, [order])
        with BatchProgress(session, resources, batch) as progress:
            progress.tell_litter(sources.litter_count, sources.unreadable_folder_count)
            if on_workers:
                summary = hand_over(resources, batch, [order], on_line=progress.on_line)
            else:
                summary = run_batch(
                    resources, batch, [order], on_line=progress.on_line, on_step=progress.on_step, plain=plain
                )
            progress.tell_summary(summary)
        return exit_code(summary, look=sources.unreadable_folder_count > 0)


def _collate(session: Session, resources: Resources, batch: Batch, wish: CollateWish, *, plain: bool) -> int:
    """One stack of two halves as one scan."""
    with BatchProgress(session, resources, batch) as progress:
        collated = receive_halves(resources, batch, wish)
        summary = run_batch(
            resources,
            batch,
            (),
            on_line=progress.on_line,
            on_step=progress.on_step,
            plain=plain,
            receipts=(collated.receipt,),
        )
        end_halves(resources, batch, collated)
        progress.tell_summary(summary)
    return exit_code(summary)


def check_unit_and_type(resources: Resources, unit: str, forced_type: str | None = None) -> None:
    """Raises SetupError: "unit_unknown", "type_key_unknown", "declaration_invalid"."""
    resources.units.get(unit)
    types = resources.types  # read before any work: an office's own file may be broken
    if forced_type is not None and forced_type not in types:
        raise SetupError("type_key_unknown", key=forced_type)


def exit_code(summary: RunSummary, *, look: bool = False) -> int:
    """3 when something stayed open, 1 when a person must look, else 0; the reason raised for 3."""
    if summary.failure is not None:
        raise summary.failure
    return 1 if look or summary.needs_a_person else 0
