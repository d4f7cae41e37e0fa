"""`sohoa index`, `verify`, `reconcile`, `audit`: care of what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from pipelines.care.inspection_report import Report
from pipelines.cli.answers import DAY, local_time, pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.people.event_words import GROUPS
from schemas.errors import SetupError
from storage.ledgers.care import SumsChecked

_LINK_DIGITS = 64

FAULT_NAMES = {
    "missing": "mất bản gốc",
    "damaged": "bản gốc bị hỏng",
    "swapped": "bản gốc bị tráo",
    "orphan": "bản gốc không có trong danh mục",
    "reading_damaged": "kết quả đọc trang bị hỏng",
    "searchable_damaged": "bản PDF tìm kiếm được bị hỏng",
    "original_missing": "mất bản gốc",
    "orphan_original": "bản gốc không có trong danh mục",
    "reading_missing": "mất kết quả đọc trang",
    "searchable_missing": "mất bản PDF tìm kiếm được",
    "retention_missing": "bản gốc chưa được khóa đủ hạn",
    "orphan_derived": "bản dẫn xuất thừa",
    "outbox_backlog": "còn thay đổi chưa vào chỉ mục",
    "index_unreadable": "chỉ mục không đọc được",
    "index_missing": "chỉ mục thiếu kết quả",
    "index_old_version": "chỉ mục giữ phiên bản cũ",
    "index_newer_version": "chỉ mục giữ phiên bản mới hơn danh mục",
    "index_orphan": "chỉ mục thừa kết quả",
    "index_other_form": "chỉ mục do phiên bản phần mềm khác lập",
    "index_read_only": "chỉ mục đang bị khóa ghi",
    "index_refused_document": "chỉ mục không nhận kết quả này",
    "page_unrecorded": "danh mục quên một trang đã đọc",
    "refused_copy": "còn bản sao của giấy tờ không được giữ",
    "erasure_finished": "đã xóa nốt phần còn chờ",
    "audit_broken": "chuỗi nhật ký bị sửa",
    "audit_cut": "chuỗi nhật ký bị cắt cuối",
    "audit_unsealed": "kết quả đã xóa không khớp nhật ký",
    "views_broken": "nhật ký xem không khớp chuỗi nhật ký",
    "reuse_broken": "sổ tái sử dụng bị sửa",
    "reuse_cut": "sổ tái sử dụng bị cắt",
    "reuse_unnoted": "mục tái sử dụng không có trong nhật ký",
}


@click.group("index")
def index_command() -> None:
    """Chỉ mục tìm kiếm. / The search index."""


@index_command.command("rebuild")
@with_session
def rebuild_command(session: Session) -> int:
    """Dựng lại chỉ mục từ danh mục; tra cứu vẫn chạy. / Build it anew while searches go on."""
    from pipelines.cli.rebuild_progress import RebuildProgress
    from pipelines.indexing import rebuild_index

    with session.open() as resources, RebuildProgress(session) as progress:
        rebuilt = rebuild_index(resources, on_progress=progress.tell)
    if session.as_json:
        print_json({"indexed": rebuilt.count})
    else:
        print(
            say(session, f"Đã dựng lại chỉ mục: {rebuilt.count} kết quả.", f"Index rebuilt: {rebuilt.count} results.")
        )
    return int(progress.tell_end(rebuilt))


@click.command("verify")
@click.option("--all", "everything", is_flag=True, help="Mọi thứ đang giữ (mặc định) / all that is kept (default).")
@click.option(
    "--sample", type=click.IntRange(1), metavar="N", help="N mục lâu chưa kiểm tra nhất / the N unchecked for longest."
)
@with_session
def verify_command(session: Session, everything: bool, sample: int | None) -> int:
    """Băm lại bản gốc, kết quả đọc, bản tìm kiếm được. / Hash again what is kept."""
    from pipelines.care.fixity import verify_objects

    if everything and sample is not None:
        raise SetupError("usage", reason="--all, --sample")
    with session.open() as resources, _showing_progress() as on_progress:
        report = verify_objects(resources, sample, session.person, on_progress)
    code = tell_report(session, report)
    if report.progress is not None and not session.as_json:
        print_note(_tell_progress(session, report.progress))
    return code


@contextmanager
def _showing_progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal."""
    from rich.progress import TaskProgressColumn, TimeRemainingColumn

    from pipelines.cli.bars import make_bar

    with make_bar(TaskProgressColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("nguyên vẹn / fixity", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell_progress(session: Session, sums: SumsChecked) -> str:
    oldest = local_time(sums.oldest_at.isoformat()) if sums.oldest_at else "-"
    return say(
        session,
        f"Đã từng kiểm tra {sums.checked}/{sums.total} mục đang giữ, lâu nhất từ {oldest}; {sums.faulty} mục đang lỗi.",
        f"{sums.checked} of {sums.total} kept things were ever checked, the first at {oldest}; {sums.faulty} at fault.",
    )


@click.command("reconcile")
@click.option("--mend", is_flag=True, help="Sửa những gì dựng lại được / mend what is derived.")
@with_session
def reconcile_command(session: Session, mend: bool) -> int:
    """Đối chiếu kho, danh mục và chỉ mục. / Compare objects, catalogue and index."""
    from pipelines.care.reconcile import reconcile

    with session.open() as resources:
        report = reconcile(resources, mend=mend)
    return tell_report(session, report)


@click.group("audit")
def audit_command() -> None:
    """Nhật ký kiểm toán. / The audit chain."""


@audit_command.command("verify")
@click.option("--head", metavar="N:LINK", help="Cuối chuỗi đã ghi ra ngoài lần trước / an end noted elsewhere before.")
@with_session
def audit_verify_command(session: Session, head: str | None) -> int:
    """Kiểm tra chuỗi nhật ký từ đầu đến cuối. / Check the chain from its first link to its end."""
    from pipelines.care.verify import verify_audit

    witness = _read_head(head) if head else None
    with session.open() as resources:
        report = verify_audit(resources, witness)
    if not session.as_json and report.head is not None:
        noted = "{}:{}".format(*report.head)
        print(say(session, f"Cuối chuỗi, nên ghi lại ở nơi khác: {noted}", f"End of the chain, to be noted: {noted}"))
    return tell_report(session, report)


@audit_command.command("list")
@click.option("--group", type=click.Choice(tuple(GROUPS)), default="all", show_default=True, help="Việc gì / what.")
@click.option("--by", "person", default="", metavar="NAME", help="Của ai / whose.")
@click.option("--from", "first", type=DAY, help="Từ ngày / from.")
@click.option("--to", "last", type=DAY, help="Đến ngày / to.")
@click.option("--before", type=click.IntRange(1), metavar="N", help="Trước số thứ tự này / before this number.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@with_session
def audit_list_command(session: Session, group: str, limit: int, **asked: Any) -> int:
    """Ai đã làm gì, mới nhất trước. / Who did what, the newest first."""
    from pipelines.people.deeds import DeedWish, list_deeds

    with session.open() as resources:
        deeds = list_deeds(resources, DeedWish(group=group, **asked), None, session.language, limit)
    if session.as_json:
        for deed in deeds:
            print_json(deed.to_json())
        return 0
    headings = pick(session, ("Số", "Lúc", "Người", "Việc", "Chi tiết"), ("No", "At", "By", "What", "Details"))
    rows = [(it.sequence, local_time(it.at.isoformat()), it.by, it.words, "; ".join(it.details)) for it in deeds]
    print_table(headings, rows)
    return 0


def _read_head(text: str) -> tuple[int, str]:
    sequence, _, link = text.strip().partition(":")
    if not (sequence.isdecimal() and len(link) == _LINK_DIGITS):
        raise SetupError("usage", reason="--head N:LINK")
    return int(sequence), link.lower()


def tell_report(session: Session, report: Report) -> int:
    """The report; exit 1 while a fault is left."""
    if session.as_json:
        print_json(report.to_json())
        return int(report.has_open_faults)
    if report.faults:
        mended = (say(session, "chưa", "no"), say(session, "rồi", "yes"))
        print_table(
            pick(session, ("Lỗi", "Khóa", "Kết quả", "Đã sửa"), ("Fault", "Key", "Result", "Mended")),
            [
                (fault.kind if session.language == "en" else FAULT_NAMES.get(fault.kind, fault.kind),
                 fault.key, fault.result_id, mended[fault.mended])
                for fault in report.faults
            ],
        )  # fmt: skip
    print_note(
        say(
            session,
            f"Đã kiểm tra {report.checked} mục, {len(report.faults)} lỗi.",
            f"{report.checked} things checked, {len(report.faults)} faults.",
        )
    )
    return int(report.has_open_faults)
