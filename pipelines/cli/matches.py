"""`sohoa register matches`, `register unknown`: papers and rows of registers whose keys do not meet."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING

import click

from pipelines.cli.answers import DAY, local_date, pick, say
from pipelines.cli.coverage_progress import coverage_progress
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from schemas.days import today

if TYPE_CHECKING:
    from storage.ledgers.register_matches import Verdict

_MAX_LIMIT = 1000
REASON_NAMES: dict[str, dict[str, str]] = {
    "vi": {
        "number_same": "cùng số",
        "number_sign_differs": "cùng số, khác ký hiệu",
        "number_slip": "số lệch một chữ số",
        "number_unread": "chưa đọc được số",
        "holder_id_same": "cùng số định danh",
        "holder_same": "cùng họ tên",
        "holder_near": "họ tên gần giống",
        "date_same": "cùng ngày",
        "date_near": "ngày lệch một chữ số",
        "date_partial": "ngày chưa đủ, không trái nhau",
        "issuer_same": "cùng cơ quan",
        "issuer_related": "cơ quan cấp trên, cấp dưới",
        "issuer_unread": "chưa đọc được cơ quan",
    },
    "en": {},
}


@click.group("matches")
def matches_command() -> None:
    """Giấy tờ có thể là dòng nào của danh mục. / Which row a paper may be."""


@matches_command.command("list")
@click.option("--unit", metavar="UNIT", help="Danh mục của đơn vị ban hành nào, gồm cấp dưới / whose rows.")
@click.option("--type", "document_type", metavar="KEY", help="Loại giấy tờ / document type.")
@click.option("--limit", type=click.IntRange(1, _MAX_LIMIT), default=20, show_default=True)
@with_session
def list_command(session: Session, unit: str | None, document_type: str | None, limit: int) -> int:
    """Cặp đáng ngờ chờ người quyết định. / Doubtful pairs that wait for a person."""
    from pipelines.registers.matching import iterate_proposals

    with session.open() as resources, coverage_progress(session) as on_progress:
        found = iterate_proposals(resources, today(), unit, document_type, on_progress)
        lines = [it.to_json() for it in itertools.islice(found, limit)]
    if session.as_json:
        for line in lines:
            print_json(line)
        return 0
    print_table(
        pick(
            session,
            ("Kết quả", "Dòng danh mục", "Trên giấy", "Trong danh mục", "Vì sao", "Điểm"),
            ("Result", "Row", "On the paper", "In the register", "Why", "Score"),
        ),
        [_to_cells(session, line) for line in lines],
    )
    if lines:
        how = "`sohoa register matches accept RESULT ROW`"
        print_note(say(session, f"Quyết định: {how} hoặc `dismiss`.", f"Decide: {how} or `dismiss`."))
    else:
        print_note(say(session, "Không có đề nghị nào.", "No proposals."))
    return 0


@matches_command.command("accept")
@click.argument("result_id", metavar="RESULT")
@click.argument("row_id", metavar="ROW")
@click.option("--note", default="", metavar="TEXT", help="Ghi chú / note.")
@with_session
def accept_command(session: Session, result_id: str, row_id: str, note: str) -> int:
    """Đúng là một giấy tờ. / It is that row's paper."""
    return _decide(session, result_id, row_id, "accepted", note)


@matches_command.command("dismiss")
@click.argument("result_id", metavar="RESULT")
@click.argument("row_id", metavar="ROW")
@click.option("--note", default="", metavar="TEXT", help="Ghi chú / note.")
@with_session
def dismiss_command(session: Session, result_id: str, row_id: str, note: str) -> int:
    """Không phải; gỡ nếu đã nhận. / It is not; undoes an acceptance."""
    return _decide(session, result_id, row_id, "dismissed", note)


@click.command("unknown")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành, gồm cấp dưới / issuer and below.")
@click.option("--type", "document_type", metavar="KEY", help="Loại giấy tờ / document type.")
@click.option("--as-of", type=DAY, default=None, help="Tính đến ngày (mặc định hôm nay) / as of.")
@click.option("--limit", type=click.IntRange(1, _MAX_LIMIT), default=20, show_default=True)
@with_session
def unknown_command(
    session: Session, unit: str | None, document_type: str | None, as_of: date | None, limit: int
) -> int:
    """Kết quả đã số hóa mà danh mục không có. / Digitised results that no register knows."""
    from pipelines.registers.matching import list_unknown

    with session.open() as resources, coverage_progress(session) as on_progress:
        total, lines = list_unknown(resources, as_of or today(), unit, document_type, limit, on_progress)
        titles = {key: kind.title for key, kind in resources.types.items()}
    if session.as_json:
        print_json({"total": total, "rows": lines})
        return 0
    print_table(
        pick(
            session,
            ("Kết quả", "Giấy tờ", "Số", "Ngày", "Đơn vị ban hành"),
            ("Result", "Paper", "Number", "Date", "Issuer"),
        ),
        [
            (
                it["result_id"],
                titles[it["document_type"]],
                it["document_number"],
                local_date(it["issue_date"]),
                it["unit"],
            )
            for it in lines
        ],
    )
    print_note(say(session, f"{total} kết quả ngoài danh mục.", f"{total} results on no register."))
    return 0


def _decide(session: Session, result_id: str, row_id: str, verdict: Verdict, note: str) -> int:
    from pipelines.registers.matching import decide_match

    with session.open() as resources:
        decision = decide_match(resources, result_id, row_id, verdict, session.person, note)
    if session.as_json:
        told = {"result_id": result_id, "row_id": row_id, "verdict": verdict, "changed": decision is not None}
        print_json(told)
    elif decision is None:
        print(say(session, "Đã ghi như vậy từ trước.", "Nothing new."))
    else:
        print(say(session, "Đã ghi quyết định.", "The decision is kept."))
    return 0


def _to_cells(session: Session, line: JsonLine) -> tuple[object, ...]:
    names = REASON_NAMES[session.language]
    reasons = ", ".join(names.get(reason, reason) for reason in line["reasons"])
    return (
        line["result_id"],
        line["row_id"],
        _tell_paper(line["result"]),
        _tell_paper(line["row"]),
        reasons,
        line["score"] if line["only"] else f"{line['score']} ?",
    )


def _tell_paper(paper: JsonLine) -> str:
    parts = (paper["document_number"], local_date(paper["issue_date"]), paper["holder_name"], paper["unit"])
    return " · ".join(str(part) for part in parts if part)
