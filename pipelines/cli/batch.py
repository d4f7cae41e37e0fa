"""`sohoa batch`: what batches there are, how far one is, and taking one up again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipelines.cli.digitise import exit_code
from pipelines.cli.printing import print_json, print_note, print_table, tell_problem
from pipelines.cli.progress import BatchProgress
from pipelines.cli.session import Session, with_session
from pipelines.driving import run_batch
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.scan import Batch, BatchOrder
from storage.ports import BatchSummary


@click.group("batch", short_help="Các lô số hóa / batches")
def batch_command() -> None:
    """Các lô số hóa. / Batches."""


@batch_command.command("list")
@with_session
def list_batches(session: Session) -> int:
    """Mọi lô, mới nhất sau cùng. / Every batch, newest last."""
    with session.open() as resources:
        summaries = resources.catalogue.list_batches()
    if session.as_json:
        for summary in summaries:
            print_json(summary_to_json(summary))
    else:
        headings = ("Lô", "Đơn vị giữ", "Trang đã đọc", "Kết cục")
        print_table(
            headings,
            (
                (s.batch.name, s.batch.custodian, f"{s.pages_read}/{s.pages_total}", _tell_counts(s.outcomes))
                for s in summaries
            ),
        )
    return 0


@batch_command.command("show")
@click.argument("batch_name", metavar="B")
@with_session
def show_batch(session: Session, batch_name: str) -> int:
    """Một lô tới đâu rồi. / How far a batch is."""
    with session.open() as resources:
        batch = get_batch(resources, batch_name)
        summary = resources.catalogue.summarise_batch(batch.batch_id)
        waiting = len(_list_missing(resources, batch)[0])
    body = summary_to_json(summary) | {"not_received": waiting}
    if session.as_json:
        print_json(body)
    else:
        print_table(("Mục", "Giá trị"), ((name, _tell(value)) for name, value in body.items()))
    return 0


@batch_command.command("resume")
@click.argument("batch_name", metavar="B")
@click.option("--jobs", type=click.IntRange(1, 256), help="Số trang đọc cùng lúc / pages read at once.")
@click.option("--plain", is_flag=True, help="Không dùng Prefect / without Prefect.")
@with_session
def resume_batch(session: Session, batch_name: str, jobs: int | None, plain: bool) -> int:
    """Làm tiếp một lô bị dừng giữa chừng. / Go on with a batch that was stopped."""
    if jobs:
        session = session.with_jobs(jobs)
    with session.open() as resources:
        batch = get_batch(resources, batch_name)
        unfinished = resources.catalogue.list_receipts(batch.batch_id, open_only=True)
        orders, gone = _list_missing(resources, batch)
        with BatchProgress(session, resources, batch) as progress:
            summary = run_batch(
                resources,
                batch,
                orders,
                on_line=progress.on_line,
                on_step=progress.on_step,
                plain=plain,
                receipts=unfinished,
            )
            progress.tell_summary(summary)
        if gone:
            told = tell_problem("source_missing", session.language)
            print_note(f"{gone} × {told}")
        return exit_code(summary, look=gone > 0)


def get_batch(resources: Resources, name_or_id: str) -> Batch:
    """The batch of this name or id; raises SetupError ("batch_unknown")."""
    batch = resources.catalogue.find_batch(name_or_id)
    if batch is None:
        raise SetupError("batch_unknown")
    return batch


def _list_missing(resources: Resources, batch: Batch) -> tuple[list[BatchOrder], int]:
    """The orders' files that have no receipt yet and are still there, and how many are gone."""
    received = {receipt.source for receipt in resources.catalogue.list_receipts(batch.batch_id)}
    orders: list[BatchOrder] = []
    gone = 0
    for order in resources.catalogue.list_batch_orders(batch.batch_id):
        missing = [source for source in order.sources if source not in received]
        there = tuple(source for source in missing if Path(source).exists())
        gone += len(missing) - len(there)
        if there:
            orders.append(BatchOrder(there, order.forced_type, order.one_document))
    return orders, gone


def summary_to_json(summary: BatchSummary) -> dict[str, Any]:
    """A batch with its counts; `expected` and `difference` are null until a count was promised."""
    return {
        "batch": summary.batch.name,
        "batch_id": summary.batch.batch_id,
        "custodian": summary.batch.custodian,
        "operator": summary.batch.operator,
        "created_at": summary.batch.created_at.isoformat(timespec="seconds"),
        "outcomes": summary.outcomes,
        "states": summary.states,
        "pages_read": summary.pages_read,
        "pages_total": summary.pages_total,
        "expected": None,
        "difference": None,
    }


def _tell_counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))


def _tell(value: Any) -> str:
    return _tell_counts(value) if isinstance(value, dict) else "-" if value is None else str(value)
