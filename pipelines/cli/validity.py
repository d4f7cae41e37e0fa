"""`sohoa validity`: papers that hold no more, one by one or as a list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.cli.answers import DAY, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from schemas.errors import SetupError
from schemas.validity import EndReason


@click.group("validity")
def validity_command() -> None:
    """Hiệu lực của kết quả. / Validity of results."""


@validity_command.command("set")
@click.argument("result_id", metavar="ID")
@click.option("--state", required=True, type=click.Choice(["revoked", "replaced", "ended"]))
@click.option("--on", required=True, type=DAY, help="Ngày đầu tiên không còn hiệu lực / first day without force.")
@click.option("--basis", required=True, metavar="TEXT", help="Căn cứ: số, ngày văn bản / number and date of the act.")
@click.option("--by-result", metavar="ID", help="Kết quả thay thế hoặc thu hồi, nếu đã số hóa / the act, if filed.")
@with_session
def set_command(session: Session, result_id: str, state: EndReason, on: date, basis: str, by_result: str | None) -> int:
    """Ghi nhận thu hồi, thay thế, chấm dứt hiệu lực. / Record that a paper holds no more."""
    from pipelines.after_filing import end_validity

    with session.open() as resources:
        result = end_validity(resources, result_id, state, on, basis, session.person, by_result)
    if session.as_json:
        intervals = [
            [it.in_force_from.isoformat(), it.in_force_until and it.in_force_until.isoformat()]
            for it in result.intervals
        ]
        print_json({"result_id": result.result_id, "version": result.version, "intervals": intervals})
    else:
        print(say(session, f"Đã ghi: phiên bản {result.version}.", f"Recorded: version {result.version}."))
    return 0


@validity_command.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.csv|.xlsx")
@with_session
def import_command(session: Session, file: Path) -> int:
    """Nhập danh sách thu hồi, thay thế; dòng không hiểu được nêu lý do. / Import a list; rows not done are told."""
    from pipelines.validity_lists import import_validity

    if not file.exists():
        raise SetupError("path_missing", ordinal=1)
    with session.open() as resources:
        done = import_validity(resources, file, session.person)
    rejected = [it.to_json() for it in done.rejected]
    if session.as_json:
        print_json({"rows": done.rows, "imported": done.imported, "unchanged": done.unchanged, "rejected": rejected})
    else:
        counts = f"{done.imported} + {done.unchanged} / {done.rows}"
        print_note(say(session, f"Đã ghi {counts} dòng.", f"{counts} rows done."))
        if rejected:
            print_table(("Dòng", "Cột", "Lý do"), [(it.row, it.column or "", it.message) for it in done.rejected])
    return 1 if rejected else 0
