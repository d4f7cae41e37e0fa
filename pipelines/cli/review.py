"""`sohoa review`: what a person must look at, and what a person says of it."""

from __future__ import annotations

from collections.abc import Mapping

import click

from pipelines.cli.answers import STATE_NAMES, local_date, pick, read_assignments, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.search import show_command
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine, doubts_to_json
from pipelines.results.review_plants import VerifierChecks, count_checks
from pipelines.results.review_queue import ReviewItem, iterate_queue
from pipelines.results.review_sample import MeasuredPrecision, measure_precision
from schemas.document_type import DocumentType
from schemas.field_titles import tell_field
from schemas.problems import get_problem
from schemas.procedure_result import ProcedureResult


@click.group("review")
def review_command() -> None:
    """Kiểm tra, sửa, xác nhận dữ liệu. / Review doubtful fields."""


@review_command.command("list")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành hoặc giữ giấy tờ / issuer or custodian.")
@with_session
def list_command(session: Session, unit: str | None) -> int:
    """Giấy tờ chờ kiểm tra, nghi ngờ nhiều nhất trước. / What waits, most doubtful first."""
    with session.open() as resources:
        if unit:
            resources.units.get(unit)
        queue = tuple(iterate_queue(resources, unit=unit))
        types = resources.types
    if session.as_json:
        for item in queue:
            print_json(
                {
                    "result_id": item.result.result_id,
                    "document_type": item.result.document_type,
                    "needs_review": doubts_to_json(item.result.needs_review),
                    "doubt": item.doubt,
                }
            )
        return 0
    headings = pick(
        session,
        ("Mã", "Giấy tờ", "Số", "Ngày", "Nghi ngờ", "Cần xem"),
        ("Id", "Paper", "Number", "Date", "Doubt", "To look at"),
    )
    print_table(headings, [_to_row(item, types, session.language) for item in queue])
    print_note(say(session, f"{len(queue)} giấy tờ chờ kiểm tra", f"{len(queue)} papers wait for review"))
    return 0


# The same sheet under both names: who reviews looks at the whole paper too.
review_command.add_command(show_command, "show")


@review_command.command("set")
@click.argument("result_id", metavar="ID")
@click.argument("assignments", metavar="FIELD=VALUE...", nargs=-1, required=True)
@with_session
def set_command(session: Session, result_id: str, assignments: tuple[str, ...]) -> int:
    """Ghi giá trị đúng; `TRƯỜNG=-` đọc từ đầu vào chuẩn. / Set values; `FIELD=-` reads standard input."""
    from pipelines.actions import set_fields

    texts = read_assignments(assignments)
    with session.open() as resources:
        result = set_fields(resources, result_id, texts, session.person)
    return _tell(session, result, "Đã ghi", "Set")


@review_command.command("confirm")
@click.argument("result_id", metavar="ID")
@with_session
def confirm_command(session: Session, result_id: str) -> int:
    """Xác nhận: người xác nhận chịu trách nhiệm về các giá trị. / Confirm; you answer for the values."""
    from pipelines.actions import confirm_result

    with session.open() as resources:
        result = confirm_result(resources, result_id, session.person)
    return _tell(session, result, "Đã xác nhận", "Confirmed")


@review_command.command("return")
@click.argument("result_id", metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help="Lý do / why.")
@with_session
def return_command(session: Session, result_id: str, reason: str) -> int:
    """Trả lại kèm lý do. / Send back with a reason."""
    from pipelines.actions import send_back

    with session.open() as resources:
        result = send_back(resources, result_id, reason, session.person)
    return _tell(session, result, "Đã trả lại", "Sent back")


@review_command.command("precision")
@with_session
def precision_command(session: Session) -> int:
    """Độ đúng đo được của từng loại, từ mẫu người kiểm lại. / Measured precision by type, from the sample."""
    with session.open() as resources:
        measured = measure_precision(resources.catalogue.list_results(state="confirmed"))
        titles = {key: declared.title for key, declared in resources.types.items()}
    if session.as_json:
        print_json([_precision_to_json(it) for it in measured])
        return 0
    headings = pick(
        session,
        ("Loại", "Giấy tờ đã kiểm", "Đúng hoàn toàn", "Trường đúng", "Độ đúng đo được", "Khoảng tin cậy 95 %"),
        ("Type", "Papers checked", "Wholly right", "Fields right", "Measured precision", "95 % interval"),
    )
    print_table(headings, [_precision_row(it, titles) for it in measured])
    if not measured:
        print_note(say(session, "Chưa có giấy tờ nào của mẫu được kiểm.", "No paper of the sample is checked yet."))
    return 0


@review_command.command("checks")
@with_session
def checks_command(session: Session) -> int:
    """Lỗi cài để đo người kiểm tra: ai để lọt bao nhiêu. / Planted errors: how many each verifier let through."""
    with session.open() as resources:
        counted = count_checks(resources.catalogue.list_checks())
    if session.as_json:
        print_json([_checks_to_json(it) for it in counted])
        return 0
    headings = pick(
        session,
        ("Người kiểm tra", "Số lỗi đã cài", "Để lọt", "Tỷ lệ lọt", "Khoảng tin cậy 95 %"),
        ("Verifier", "Planted", "Let through", "Share", "95 % interval"),
    )
    rows = [
        (
            it.account,
            it.shown,
            it.missed,
            f"{it.percent:.1f} %",
            f"{100 * it.interval[0]:.0f}-{100 * it.interval[1]:.0f} %",
        )
        for it in counted
    ]
    print_table(headings, rows)
    if not counted:
        print_note(say(session, "Chưa có lỗi cài nào được xem.", "No planted error was looked at yet."))
    return 0


def _checks_to_json(told: VerifierChecks) -> JsonLine:
    return {
        "account": told.account,
        "shown": told.shown,
        "missed": told.missed,
        "percent": round(told.percent, 2),
        "interval": [round(100 * bound, 2) for bound in told.interval],
    }


def _precision_row(measured: MeasuredPrecision, titles: Mapping[str, str]) -> tuple[object, ...]:
    low, high = measured.interval
    return (
        titles.get(measured.document_type, measured.document_type),
        measured.papers,
        measured.papers_right,
        f"{measured.fields_right}/{measured.fields}",
        f"{100 * measured.fields_right / measured.fields:.1f} %",
        f"{100 * low:.1f}-{100 * high:.1f} %",
    )


def _precision_to_json(measured: MeasuredPrecision) -> JsonLine:
    return {
        "document_type": measured.document_type,
        "papers": measured.papers,
        "papers_right": measured.papers_right,
        "fields": measured.fields,
        "fields_right": measured.fields_right,
        "percent": round(100 * measured.fields_right / measured.fields, 2),
        "interval": [round(100 * bound, 2) for bound in measured.interval],
    }


def _tell(session: Session, result: ProcedureResult, vietnamese: str, english: str) -> int:
    """What became of the result; values are not repeated, they may be personal."""
    if session.as_json:
        print_json(_to_json(result))
        return 0
    state = STATE_NAMES[session.language][result.state]
    open_count = len(result.needs_review)
    print(
        say(
            session,
            f"{vietnamese}: {result.result_id} ({state}, phiên bản {result.version}, còn {open_count} điểm cần xem).",
            f"{english}: {result.result_id} ({state}, version {result.version}, {open_count} to look at).",
        )
    )
    return 0


def _to_json(result: ProcedureResult) -> JsonLine:
    return {
        "result_id": result.result_id,
        "state": result.state,
        "confirmed_by": result.confirmed_by,
        "version": result.version,
        "document_type": result.document_type,
        "unit": result.unit,
        "level": result.level,
        "needs_review": doubts_to_json(result.needs_review),
    }


def _to_row(item: ReviewItem, types: Mapping[str, DocumentType], language: str) -> tuple[object, ...]:
    result = item.result
    why = "; ".join(
        f"{tell_field(doubt.field, types.get(result.document_type or ''), language)}: "
        f"{get_problem(doubt.reason).in_language(language)[0]}"
        for doubt in result.needs_review
    )
    issued = local_date(result.issue_date)
    return (result.result_id, result.title, result.document_number, issued, f"{item.doubt:.2f}", why)
