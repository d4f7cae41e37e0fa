"""`sohoa quarantine`: files that could not be taken, tried again or set aside."""

from __future__ import annotations

import click

from pipelines.cli.answers import pick, read_private, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine, problem_to_json
from schemas.days import LOCAL_ZONE
from schemas.problems import get_problem
from storage.ports import QuarantineEntry


@click.group("quarantine")
def quarantine_command() -> None:
    """Tệp bị cách ly: xem, thử lại, gác lại. / Quarantined files."""


@quarantine_command.command("list")
@click.option("--all", "with_set_aside", is_flag=True, help="Cả tệp đã gác lại / set-aside ones too.")
@with_session
def list_quarantine(session: Session, with_set_aside: bool) -> int:
    """Các tệp đang bị cách ly và lý do. / What lies in quarantine and why."""
    with session.open() as resources:
        entries = resources.catalogue.list_quarantine(with_set_aside=with_set_aside)
    if session.as_json:
        for entry in entries:
            print_json(_to_json(entry))
        return 0
    headings = pick(
        session,
        ("Mã", "Tệp", "Lúc", "Lý do", "Việc cần làm", "Gác lại vì"),
        ("Id", "File", "At", "Reason", "What to do", "Set aside because"),
    )
    rows = [_to_row(entry, session.language) for entry in entries]
    print_table(headings, rows)
    print_note(say(session, f"{len(rows)} tệp trong khu cách ly", f"{len(rows)} files in quarantine"))
    return 0


@quarantine_command.command("retry")
@click.argument("receipt_id", metavar="ID", required=False)
@click.option("--all", "every_one", is_flag=True, help="Mọi tệp chưa gác lại, sau khi nâng cấp / after an upgrade.")
@click.option("--password", metavar="-", help="Mật khẩu PDF; `-` đọc từ đầu vào chuẩn / from standard input.")
@click.option("--type", "forced_type", metavar="KEY", help="Loại giấy tờ / document type.")
@click.option(
    "--turn", type=click.Choice(["90", "180", "270"]), help="Xoay mọi trang theo chiều kim đồng hồ / turn clockwise."
)
@with_session
def retry(
    session: Session,
    receipt_id: str | None,
    every_one: bool,
    password: str | None,
    forced_type: str | None,
    turn: str | None,
) -> int:
    """Thử lại một tệp hoặc mọi tệp. / Try one file, or all, again."""
    from pipelines.actions import retry_quarantined
    from pipelines.batches.quarantine_rounds import retry_all_quarantined

    if every_one == (receipt_id is not None) or (every_one and (password or forced_type or turn)):
        raise click.UsageError(
            say(session, "Nêu ID của một tệp, hoặc chỉ riêng --all.", "Give the ID of one file, or --all alone.")
        )
    secret = read_private(password) if password is not None else None
    outcomes: list[str] = []

    def on_line(line: JsonLine) -> None:
        outcomes.append(line["outcome"])
        _print_line(session, line)

    with session.open() as resources:
        if receipt_id is None:
            retry_all_quarantined(resources, on_line)
        else:
            turn_deg = int(turn) if turn else None
            for line in retry_quarantined(
                resources, receipt_id, password=secret, forced_type=forced_type, turn_deg=turn_deg
            ):
                on_line(line)
    if every_one:
        stuck = outcomes.count("quarantined")
        told = say(session, "{} tệp đã thử lại, {} vẫn bị cách ly", "{} files tried again, {} still in quarantine")
        print_note(told.format(len(outcomes), stuck))
    return 1 if {"quarantined", "refused"} & set(outcomes) else 0


def _print_line(session: Session, line: JsonLine) -> None:
    if session.as_json:
        print_json(line)
    else:
        problem = line.get("problem") or {}
        print(f"{line['source']}: {line['outcome']} {problem.get('message', '')}".rstrip())


@quarantine_command.command("set-aside")
@click.argument("receipt_id", metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help="Lý do / why.")
@with_session
def set_aside_command(session: Session, receipt_id: str, reason: str) -> int:
    """Gác lại: không thử nữa, tệp gốc vẫn được giữ. / Set aside; the bytes are kept."""
    from pipelines.actions import set_aside

    with session.open() as resources:
        set_aside(resources, receipt_id, reason, session.person)
    if session.as_json:
        print_json({"receipt_id": receipt_id, "set_aside": True, "reason": reason})
    else:
        print(say(session, f"Đã gác lại tệp {receipt_id}.", f"File {receipt_id} is set aside."))
    return 0


def _to_json(entry: QuarantineEntry) -> dict[str, object]:
    return {
        "receipt_id": entry.receipt.receipt_id,
        "source": entry.receipt.source,
        "sha256": entry.receipt.scan_id,
        "custodian": entry.receipt.custodian,
        "batch_id": entry.receipt.batch_id,
        "at": entry.at.isoformat(),
        "problem": problem_to_json(entry.problem_code),
        "set_aside_reason": entry.set_aside_reason,
    }


def _to_row(entry: QuarantineEntry, language: str) -> tuple[object, ...]:
    message, advice = get_problem(entry.problem_code).in_language(language)
    at = entry.at.astimezone(LOCAL_ZONE).strftime("%d/%m/%Y %H:%M")
    return (entry.receipt.receipt_id, entry.receipt.source, at, message, advice, entry.set_aside_reason)
