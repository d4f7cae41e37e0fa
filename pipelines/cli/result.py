"""`sohoa result`: what happens to a filed result: corrected, withdrawn; and its life so far."""

from __future__ import annotations

import click

from pipelines.cli.answers import local_time, pick, read_assignments, say
from pipelines.cli.printing import print_json, print_table
from pipelines.cli.session import Session, with_session
from schemas.procedure_result import ProcedureResult

_APPROVED_BY = click.option("--approved-by", metavar="USER", help="Người thứ hai duyệt / the second person.")
_REASON = click.option("--reason", required=True, metavar="TEXT", help="Lý do / why.")


@click.group("result")
def result_command() -> None:
    """Kết quả sau khi đã lưu. / Results after filing."""


@result_command.command("correct")
@click.argument("result_id", metavar="ID")
@click.argument("assignments", metavar="FIELD=VALUE...", nargs=-1, required=True)
@_REASON
@_APPROVED_BY
@with_session
def correct_command(
    session: Session, result_id: str, assignments: tuple[str, ...], reason: str, approved_by: str | None
) -> int:
    """Đính chính kết quả đã xác nhận: thành phiên bản mới. / Correct a confirmed result: a new version."""
    from pipelines.after_filing import correct_result

    texts = read_assignments(assignments)
    with session.open() as resources:
        result = correct_result(resources, result_id, texts, reason, session.person, _person(approved_by))
    return _tell(session, result, "Đã đính chính", "Corrected")


@result_command.command("withdraw")
@click.argument("result_id", metavar="ID")
@_REASON
@_APPROVED_BY
@with_session
def withdraw_command(session: Session, result_id: str, reason: str, approved_by: str | None) -> int:
    """Rút kết quả: không còn được tìm thấy, không được tính. / Withdraw: found and counted no more."""
    from pipelines.after_filing import withdraw_result

    with session.open() as resources:
        result = withdraw_result(resources, result_id, reason, session.person, _person(approved_by))
    return _tell(session, result, "Đã rút", "Withdrawn")


@result_command.command("history")
@click.argument("result_id", metavar="ID")
@with_session
def history_command(session: Session, result_id: str) -> int:
    """Những gì đã xảy ra với kết quả, từng phiên bản. / What happened to the result, version by version."""
    from pipelines.result_history import list_history

    with session.open() as resources:
        steps = list_history(resources, result_id)
    if session.as_json:
        for step in steps:
            print_json(step.to_json())
        return 0
    headings = pick(
        session,
        ("Phiên bản", "Lúc", "Người", "Việc", "Ghi chú", "Trường đổi"),
        ("Version", "At", "By", "What", "Note", "Fields changed"),
    )
    rows = [
        (it.version, local_time(it.at.isoformat()), it.by, it.tell(session.language), it.note, ", ".join(it.changed))
        for it in steps
    ]
    print_table(headings, rows)
    return 0


def _person(name: str | None) -> str | None:
    return f"cli:{name}" if name else None


def _tell(session: Session, result: ProcedureResult, vietnamese: str, english: str) -> int:
    if session.as_json:
        print_json({"result_id": result.result_id, "state": result.state, "version": result.version})
    else:
        print(say(session, f"{vietnamese}: phiên bản {result.version}.", f"{english}: version {result.version}."))
    return 0
