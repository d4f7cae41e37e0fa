"""`sohoa batch`: what batches there are, how far one is, and taking one up again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.batches.batch_closing import BatchReckoning, close_batch, reckon
from pipelines.batches.batch_disks import Carried, export_batch, import_batch
from pipelines.batches.batch_opening import BatchWish, open_counted_batch, print_batch_sheets
from pipelines.batches.book_check import check_books, fault_to_json
from pipelines.batches.resuming import list_missing
from pipelines.cli.answers import pick, say
from pipelines.cli.batch_words import BOOK_FAULT_NAMES, print_batch, tell_counts, tell_list
from pipelines.cli.digitise import check_unit_and_type, exit_code
from pipelines.cli.printing import print_json, print_note, print_table, tell_problem
from pipelines.cli.progress import BatchProgress
from pipelines.cli.session import Session, with_session
from pipelines.driving import run_batch
from pipelines.pages.process_bonds import fall_with_parent
from pipelines.resources import Resources
from pipelines.results.retention import retain_batch
from pipelines.step_log import open_step_log
from schemas.errors import SetupError
from schemas.scan import Batch
from storage.ports import BatchSummary

if TYPE_CHECKING:
    from pipelines.batches.batch_papers import BoxContents


@click.group("batch", short_help="Các lô số hóa / batches")
def batch_command() -> None:
    """Các lô số hóa. / Batches."""


@batch_command.command("new")
@click.option("--unit", required=True, help="Đơn vị giữ hồ sơ giấy / who holds the paper.")
@click.option("--name", help="Tên lô; mặc định theo đơn vị và ngày / batch name.")
@click.option("--box", default="", metavar="LABEL", help="Nhãn hộp / label of the box.")
@click.option("--shelf", default="", metavar="PLACE", help="Chỗ trên giá / place on the shelf.")
@click.option("--expected", type=click.IntRange(0, 1_000_000), help="Số giấy tờ đếm tay / papers counted by hand.")
@click.option("--type", "document_type", default="", metavar="KEY", help="Loại giấy tờ in trên tờ phân cách.")
@click.option("--sheets", type=click.Path(dir_okay=False, path_type=Path), help="In tờ bìa và tờ phân cách ra PDF.")
@click.option("--sheet-count", type=click.IntRange(1, 999), default=10, show_default=True, help="Số tờ phân cách.")
@click.option("--one-document", is_flag=True, help="Mỗi tờ phân cách một giấy tờ / one paper a separator.")
@with_session
def open_new_batch(
    session: Session,
    unit: str,
    name: str | None,
    box: str,
    shelf: str,
    expected: int | None,
    document_type: str,
    sheets: Path | None,
    sheet_count: int,
    one_document: bool,
) -> int:
    """Mở lô mới, in tờ phân cách. / Open a batch, print its separator sheets."""
    with session.open() as resources:
        check_unit_and_type(resources, unit, document_type or None)
        wanted = BatchWish(name, box.strip(), shelf.strip(), expected, sheet_count if sheets else 0)
        batch = open_counted_batch(resources, unit, wanted, session.person)
        if sheets is not None:
            print_batch_sheets(resources, batch, sheets, document_type, one_document=one_document)
        body = summary_to_json(resources.catalogue.summarise_batch(batch.batch_id))
    _tell_body(session, body)
    return 0


@batch_command.command("close")
@click.argument("batch_name", metavar="B")
@click.option("--reason", default="", metavar="TEXT", help="Vì sao số lượng khác dự kiến / why the count differs.")
@with_session
def close_one_batch(session: Session, batch_name: str, reason: str) -> int:
    """Đóng lô sau khi đối chiếu số lượng. / Close a batch after its count was reconciled."""
    with session.open() as resources:
        batch, counted = close_batch(resources, get_batch(resources, batch_name), session.person, reason)
        body = summary_to_json(resources.catalogue.summarise_batch(batch.batch_id)) | _reckoning_to_json(counted)
    _tell_body(session, body)
    return 0


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
        language = session.language
        headings = pick(
            session,
            ("Lô", "Đơn vị giữ", "Trang đã đọc", "Kết cục"),
            ("Batch", "Custodian", "Pages read", "Outcomes"),
        )
        print_table(
            headings,
            (
                (
                    s.batch.name,
                    s.batch.custodian,
                    f"{s.pages_read}/{s.pages_total}",
                    tell_counts(s.outcomes, language),
                )
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
        waiting = len(list_missing(resources, batch)[0])
        counted = reckon(resources, batch)
        faults = check_books(resources, batch.batch_id)
    body = summary_to_json(summary) | _reckoning_to_json(counted) | {"not_received": waiting}
    if session.as_json:
        print_json(body | {"book_faults": [fault_to_json(fault) for fault in faults]})
        return 0
    print_batch(session, body)
    if faults:
        names = BOOK_FAULT_NAMES[session.language]
        rows = [(names[it.kind], it.book, tell_list(list(it.numbers)), tell_list(list(it.result_ids))) for it in faults]
        headings = ("Sổ hộ tịch", "Sổ", "Số", "Kết quả"), ("Register book", "Book", "Numbers", "Results")
        print_table(pick(session, *headings), rows)
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
        orders, gone = list_missing(resources, batch)
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
        retain_batch(resources, batch.batch_id)
        if gone:
            told = tell_problem("source_missing", session.language)
            print_note(f"{gone} × {told}")
        return exit_code(summary, look=gone > 0)


@batch_command.command("export")
@click.argument("batch_name", metavar="B")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--purpose", default="", metavar="TEXT", help="Mang đi để làm gì / what for.")
@click.option("--approved-by", metavar="USER", help="Người thứ hai duyệt / the second person.")
@with_session
def export_one_batch(session: Session, batch_name: str, path: Path, purpose: str, approved_by: str | None) -> int:
    """Ghi các bản quét của lô ra một tệp để mang đi. / Write a batch's scans into one file."""
    approver = f"cli:{approved_by}" if approved_by else None
    with session.open() as resources:
        batch = get_batch(resources, batch_name)
        carried = export_batch(resources, batch, path, session.person, purpose=purpose, approved_by=approver)
    _tell_carried(session, carried)
    return 0


@batch_command.command("import")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", help="Tên lô ở đây, khi tên cũ đã có lô khác / name of the batch here.")
@click.option("--no-read", is_flag=True, help="Chỉ tiếp nhận, chưa đọc / receive only.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Số trang đọc cùng lúc / pages read at once.")
@click.option("--plain", is_flag=True, help="Không dùng Prefect / without Prefect.")
@with_session
def import_one_batch(
    session: Session, path: Path, name: str | None, no_read: bool, jobs: int | None, plain: bool
) -> int:
    """Nhập lô quét mang từ nơi khác tới. / Take in a batch carried from elsewhere."""
    if jobs:
        session = session.with_jobs(jobs)
    with session.open() as resources:
        carried = import_batch(resources, path, session.person, name=name)
        if no_read:
            _tell_carried(session, carried)
            return 0
        with BatchProgress(session, resources, carried.batch) as progress:
            summary = run_batch(
                resources,
                carried.batch,
                (),
                on_line=progress.on_line,
                on_step=progress.on_step,
                plain=plain,
                receipts=carried.receipts,
            )
            progress.tell_summary(summary)
        return exit_code(summary)


@batch_command.command("contents")
@click.argument("batch_name", metavar="B")
@click.option("-o", "path", required=True, metavar="FILE.pdf", type=click.Path(dir_okay=False, path_type=Path))
@with_session
def print_contents(session: Session, batch_name: str, path: Path) -> int:
    """In mục lục giấy tờ trong hộp. / Print the list of what lies in the box."""
    from pipelines.batches.batch_papers import write_contents_list  # half a second of fonts

    with session.open() as resources:
        contents = write_contents_list(resources, get_batch(resources, batch_name), path)
    _tell_paper(session, contents, path)
    return 0


@batch_command.command("handover")
@click.argument("batch_name", metavar="B")
@click.option("-o", "path", required=True, metavar="FILE.pdf", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--giver", default="", metavar="NAME", help="Người giao / who hands over.")
@click.option("--receiver", default="", metavar="NAME", help="Người nhận / who takes.")
@with_session
def print_handover(session: Session, batch_name: str, path: Path, giver: str, receiver: str) -> int:
    """In biên bản bàn giao. / Print the hand-over record."""
    from pipelines.batches.batch_papers import Parties, write_handover_record

    with session.open() as resources:
        parties = Parties(giver.strip(), receiver.strip())
        contents = write_handover_record(resources, get_batch(resources, batch_name), parties, path)
    _tell_paper(session, contents, path)
    return 0


@batch_command.command("queue")
@click.option("--follow", is_flag=True, help="Làm tiếp cho tới khi hết yêu cầu ở đầu vào chuẩn / until input ends.")
@click.option("--idle", "idle_s", type=float, default=900.0, show_default=True, help="Dừng sau số giây không có việc.")
@with_session
def work_queue(session: Session, follow: bool, idle_s: float) -> int:
    """Đọc những gì cổng làm việc đã nhận. / Read what the portal was handed."""
    from pipelines.batches.queue_work import QueueWork

    with session.open() as resources:
        work = QueueWork(resources, open_step_log(session.settings.log))
        if follow:
            # Pages of the portal come first.
            os.nice(5)
            fall_with_parent(os.getppid())
            work.follow(sys.stdin, idle_s)
        else:
            work.do_waiting()
    return 0


def _tell_body(session: Session, body: dict[str, Any]) -> None:
    """A batch, one item a row."""
    if session.as_json:
        print_json(body)
    else:
        print_batch(session, body)


def _tell_paper(session: Session, contents: BoxContents, path: Path) -> None:
    if session.as_json:
        told = {"batch": contents.batch.name, "papers": len(contents.results), "pages": contents.page_count}
        print_json(told | {"differences": list(contents.counted.differences), "file": str(path)})
    else:
        vietnamese = f"Đã ghi {path}: {len(contents.results)} giấy tờ, {contents.page_count} trang."
        print(say(session, vietnamese, f"{path}: {len(contents.results)} papers, {contents.page_count} pages."))


def _tell_carried(session: Session, carried: Carried) -> None:
    body = {
        "batch": carried.batch.name,
        "batch_id": carried.batch.batch_id,
        "custodian": carried.batch.custodian,
        "files": len(carried.receipts),
        "new": carried.new_count,
        "refused": carried.refused_count,
        "sha256": carried.fingerprint,
    }
    if session.as_json:
        print_json(body)
    else:
        print_batch(session, body)


def get_batch(resources: Resources, name_or_id: str) -> Batch:
    """The batch of this name or id; raises SetupError ("batch_unknown")."""
    batch = resources.catalogue.find_batch(name_or_id)
    if batch is None:
        raise SetupError("batch_unknown", batch=name_or_id[:60])
    return batch


def summary_to_json(summary: BatchSummary) -> dict[str, Any]:
    """A batch with its counts; `expected` and `difference` are null where nobody counted the papers."""
    batch = summary.batch
    papers = sum(summary.states.values())
    return {
        "batch": batch.name,
        "batch_id": batch.batch_id,
        "custodian": batch.custodian,
        "operator": batch.operator,
        "created_at": batch.created_at.isoformat(timespec="seconds"),
        "outcomes": summary.outcomes,
        "states": summary.states,
        "pages_read": summary.pages_read,
        "pages_total": summary.pages_total,
        "box": batch.box,
        "shelf": batch.shelf,
        "expected": batch.expected,
        "difference": None if batch.expected is None else papers - batch.expected,
        "closed_at": batch.closed_at.isoformat(timespec="seconds") if batch.closed_at else None,
        "closed_by": batch.closed_by,
        "close_reason": batch.close_reason,
    }


def _reckoning_to_json(counted: BatchReckoning) -> dict[str, Any]:
    return {
        "papers": counted.papers,
        "quarantined": counted.quarantined,
        "missing_sheets": list(counted.missing_sheets),
        "sheet_problems": counted.sheet_problems,
        "incomplete": list(counted.incomplete),
    }
