"""`sohoa validity`: papers that hold no more, one by one, as a list, or as filed papers propose it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.cli.answers import DAY, local_date, pick, say, tell_users
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.results.result_history import EVENTS
from schemas.errors import SetupError
from schemas.problems import get_problem
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
    from pipelines.lookup.reuse import list_open_users
    from pipelines.results.after_filing import end_validity

    with session.open() as resources:
        result = end_validity(resources, result_id, state, on, basis, session.person, by_result)
        users = list_open_users(resources, [result_id])
    if session.as_json:
        intervals = [
            [it.in_force_from.isoformat(), it.in_force_until and it.in_force_until.isoformat()]
            for it in result.intervals
        ]
        told = {"result_id": result.result_id, "version": result.version, "intervals": intervals}
        print_json(told | {"open_dossiers": [dossier.code for dossier in users]})
    else:
        print(say(session, f"Đã ghi: phiên bản {result.version}.", f"Recorded: version {result.version}."))
        tell_users(session, users)
    return 0


@validity_command.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.csv|.xlsx")
@with_session
def import_command(session: Session, file: Path) -> int:
    """Nhập danh sách thu hồi, thay thế; dòng không hiểu được nêu lý do. / Import a list; rows not done are told."""
    from pipelines.results.validity_lists import import_validity

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


@validity_command.command("proposals")
@click.option("--unit", metavar="UNIT", help="Chỉ của đơn vị này / of this unit only.")
@with_session
def proposals_command(session: Session, unit: str | None) -> int:
    """Những gì giấy tờ đã lưu đề xuất, chờ người quyết định. / What filed papers propose; a person decides."""
    from pipelines.results.validity_proposals import list_open_proposals

    with session.open() as resources:
        if session.as_json:
            for proposal in list_open_proposals(resources, unit):
                print_json(proposal.to_json())
            return 0
        told = [proposal.to_json() for proposal in list_open_proposals(resources, unit)]
    if not told:
        print_note(say(session, "Không có đề xuất nào.", "No proposals."))
        return 0
    headings = pick(
        session,
        ("Đề xuất", "Việc", "Giấy", "Từ / đến ngày", "Theo văn bản", "Lời văn", "Cần xem"),
        ("Proposal", "What", "Paper", "From / until", "By", "Words", "Look at"),
    )
    print_table(headings, [_to_row(session, line) for line in told])
    return 0


@validity_command.command("accept")
@click.argument("proposal_id", metavar="PROPOSAL")
@click.option("--on", type=DAY, help="Ngày khác với ngày đề xuất / another day than the proposed one.")
@click.option("--result", "result_id", metavar="ID", help="Giấy được nêu, khi có nhiều hoặc chưa rõ / the paper meant.")
@with_session
def accept_command(session: Session, proposal_id: str, on: date | None, result_id: str | None) -> int:
    """Chấp nhận: ghi hiệu lực của giấy được nêu. / Accept: the named paper's validity is recorded."""
    from pipelines.results.validity_proposals import accept_proposal

    with session.open() as resources:
        told = accept_proposal(resources, proposal_id, session.person, on=on, result_id=result_id)
    return _tell_decision(session, told, "Đã ghi cho kết quả", "Recorded for result")


@validity_command.command("dismiss")
@click.argument("proposal_id", metavar="PROPOSAL")
@click.option("--reason", required=True, metavar="TEXT", help="Lý do / why.")
@with_session
def dismiss_command(session: Session, proposal_id: str, reason: str) -> int:
    """Bỏ đề xuất, nêu lý do. / Dismiss a proposal with the reason."""
    from pipelines.results.validity_proposals import dismiss_proposal

    with session.open() as resources:
        told = dismiss_proposal(resources, proposal_id, reason, session.person)
    return _tell_decision(session, told, "Đã bỏ đề xuất", "Dismissed")


def _to_row(session: Session, line: JsonLine) -> tuple[str, ...]:
    paper = line["result_id"] or ", ".join(line["candidates"]) or say(session, "chưa số hóa", "not filed")
    doubts = "; ".join(get_problem(code).in_language(session.language)[0] for code in line["doubts"])
    verb = EVENTS[line["state"]][session.language == "en"]
    return (line["proposal_id"], verb, paper, local_date(line["on"]), line["by_result"], line["why"], doubts)


def _tell_decision(session: Session, told: JsonLine, vietnamese: str, english: str) -> int:
    if session.as_json:
        print_json(told)
    else:
        print(say(session, vietnamese, english) + (f": {told['result_id']}" if told["result_id"] else ""))
        if told["result_id"] and told["state"] == "amended":
            what = f"`sohoa result correct {told['result_id']}`"
            print(say(session, f"Sửa các giá trị bằng {what}.", f"Correct the values with {what}."))
    return 0
