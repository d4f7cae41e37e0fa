"""`sohoa backup` and `sohoa restore`: a home as one file, or beside others in a second store, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import MofNCompleteColumn, TimeElapsedColumn

from pipelines.care.backup_forms import ProgressListener
from pipelines.cli.answers import local_time, pick, read_private, say
from pipelines.cli.bars import make_bar
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.resources import open_resources
from pipelines.settings import mask_url
from schemas.backup_record import BackupRecord
from schemas.errors import InputRejected, SetupError

_DOING = {"objects": "bản quét, bản đọc / objects", "check": "kiểm tra bản sao lưu / checking"}
_FAULT_NAMES = {
    "missing": ("mất bản gốc", "original missing"),
    "damaged": ("bản gốc bị hỏng", "original damaged"),
}
_KEPT = 7


@click.command("backup")
@click.argument("target", metavar="[FILE|STORE]", required=False)
@click.option("--keep", type=click.IntRange(1), default=_KEPT, show_default=True, metavar="N",
              help="Ở kho thứ hai: giữ N bản theo ngày / dated backups kept in a second store.")  # fmt: skip
@click.option("--list", "is_list", is_flag=True, help="Các bản ở kho thứ hai / what the second store has.")
@with_session
def backup_command(session: Session, target: str | None, keep: int, is_list: bool) -> int:
    """Sao lưu ra một tệp hoặc kho thứ hai; việc khác vẫn chạy. / Back up while others work; `-`: from input."""
    target = _find_target(session, target)
    if is_list:
        return _list(session, target)
    from pipelines.care.backup import back_up

    with session.open() as resources, _progress() as listener:
        report = back_up(resources, target, session.person, keep=keep, on_progress=listener)
    told = _to_json(report.record) | {
        "target": mask_url(target),
        "sha256": report.sha256,
        "objects": report.objects,
        "copied": report.copied,
        "dropped": report.dropped,
        "faults": report.faults,
    }
    if session.as_json:
        print_json(told)
    else:
        print(
            say(
                session,
                f"Đã sao lưu {report.objects} tệp ({report.copied} tệp mới) vào {told['target']}.",
                f"Backed up {report.objects} objects ({report.copied} new) into {told['target']}.",
            )
        )
        print(say(session, f"Nên ghi lại ở nơi khác: {told['sha256']}", f"To be noted elsewhere: {told['sha256']}"))
        _tell_what_is_left_out(session)
        _tell_faults(session, report.faults)
    return int(bool(report.faults))


@click.command("restore")
@click.argument("source", metavar="[FILE|STORE]", required=False)
@click.option("--backup", "backup_id", metavar="ID", help="Bản nào ở kho thứ hai; mặc định mới nhất / which one.")
@click.option("--erased", type=click.Path(exists=True, dir_okay=False), metavar="LIST",
              help="Kết quả đã xóa sau bản sao lưu (`sohoa erase --list --json`) / erased since.")  # fmt: skip
@click.option("--check", "is_check", is_flag=True, help="Chỉ kiểm tra bản sao lưu / only check the backup.")
@with_session
def restore_command(
    session: Session, source: str | None, backup_id: str | None, erased: str | None, is_check: bool
) -> int:
    """Khôi phục vào thư mục dữ liệu còn trống. / Restore into an empty home."""
    from pipelines.care.restore import check_backup, open_backup, restore

    source = _find_target(session, source)
    if is_check:
        with session.open() as resources, _progress() as listener:
            backup = open_backup(resources, source, backup_id)
            count = check_backup(resources, backup, listener)
        if session.as_json:
            print_json(_to_json(backup.record) | {"members": count})
        else:
            print(say(session, f"Bản sao lưu nguyên vẹn: {count} mục.", f"The backup is whole: {count} members."))
        return 0
    lines = _read_lines(erased) if erased else ()
    with open_resources(session.settings, alone=True) as resources, _progress() as listener:
        backup = open_backup(resources, source, backup_id)
        report = restore(resources, backup, session.person, erased=lines, on_progress=listener)
    told = _to_json(report.record) | {
        "objects": report.objects,
        "indexed": report.indexed,
        "erased_again": report.erased_again,
        "standing": report.standing,
        "faults": report.faults,
    }
    if session.as_json:
        print_json(told)
    else:
        _tell_restored(session, told)
    return int(bool(report.faults or report.standing))


def _find_target(session: Session, text: str | None) -> str:
    """As given, from standard input for `-` (a store's URL holds a secret), else as set."""
    target = read_private(text) if text else session.settings.backup
    if not target:
        raise SetupError("usage", reason="FILE | STORE | SOHOA_BACKUP")
    return target


def _read_lines(path: str) -> tuple[bytes, ...]:
    try:
        return tuple(Path(path).read_bytes().splitlines())
    except OSError as error:
        raise InputRejected("file_unreadable") from error


def _list(session: Session, target: str) -> int:
    from pipelines.care.backup import open_second_store
    from pipelines.care.backup_stores import list_backups

    with session.open() as resources:
        records = list_backups(open_second_store(resources, target))
    if session.as_json:
        for record in records:
            print_json(_to_json(record))
    else:
        headings = pick(session, ("Bản", "Lúc"), ("Backup", "Taken at"))
        print_table(headings, [(it.backup_id, local_time(it.taken_at.isoformat())) for it in records])
    return 0


def _to_json(record: BackupRecord) -> JsonLine:
    return {
        "backup_id": record.backup_id,
        "taken_at": record.taken_at.isoformat(timespec="seconds"),
        "catalogue_form": record.catalogue_form,
    }


def _tell_what_is_left_out(session: Session) -> None:
    print_note(
        say(
            session,
            "Bản sao lưu chứa dữ liệu cá nhân và khóa của cơ quan: cất giữ như kho chính. Không gồm sohoa.toml.",
            "It holds personal data and the office's keys: keep it like home itself. sohoa.toml is not in it.",
        )
    )


def _tell_restored(session: Session, told: JsonLine) -> None:
    at = local_time(told["taken_at"])
    print(
        say(
            session,
            f"Đã khôi phục {told['objects']} tệp theo bản lúc {at}.",
            f"Restored {told['objects']} objects as of {at}.",
        )
    )
    if told["indexed"] is None:
        print_note(say(session, "Chỉ mục đang bận: chạy `sohoa index rebuild`.", "Run `sohoa index rebuild`."))
    if told["erased_again"]:
        ids = ", ".join(told["erased_again"])
        print_note(say(session, f"Đã xóa lại: {ids}", f"Erased again: {ids}"))
    if told["standing"]:
        ids = ", ".join(told["standing"])
        print_note(
            say(
                session,
                f"Còn trang của giấy tờ đã xóa, cần xem và xóa: {ids}",
                f"Hold pages of an erased paper, look and erase: {ids}",
            )
        )
    print_note(
        say(
            session,
            "Kiểm tra: `sohoa reconcile`, `sohoa verify --all`, `sohoa audit verify`. Đặt lại sohoa.toml nếu có.",
            "Now check: `sohoa reconcile`, `sohoa verify --all`, `sohoa audit verify`. Put sohoa.toml back.",
        )
    )
    _tell_faults(session, told["faults"])


def _tell_faults(session: Session, faults: list[JsonLine]) -> None:
    if faults:
        is_english = session.language == "en"
        rows = [(_FAULT_NAMES[fault["kind"]][is_english], fault["key"]) for fault in faults]
        print_table(pick(session, ("Lỗi", "Khóa"), ("Fault", "Key")), rows)


@contextmanager
def _progress() -> Iterator[ProgressListener | None]:
    """A bar on a terminal; nothing elsewhere, where counting beforehand would be wasted too."""
    if not sys.stderr.isatty():
        yield None
        return
    with make_bar(MofNCompleteColumn(), TimeElapsedColumn()) as bar:
        tasks = {name: bar.add_task(text, total=None, visible=False) for name, text in _DOING.items()}
        yield lambda name, done, total: bar.update(tasks[name], completed=done, total=total, visible=True)
