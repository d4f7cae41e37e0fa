"""`sohoa reread`: filed papers read again by a better engine, or understood again by better declarations."""

from __future__ import annotations

from dataclasses import replace

import click

from pipelines.cli.answers import STATE_NAMES, pick, say
from pipelines.cli.printing import print_json, print_note, print_table, tell_problem
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.results.reread_figures import Reread, RereadFigures
from schemas.errors import SetupError

_FATES = {
    "vi": {"unchanged": "không đổi", "changed": "đổi", "skipped": "bỏ qua", "failed": "không đọc lại được"},
    "en": {name: name for name in ("unchanged", "changed", "skipped", "failed")},
}


@click.command("reread")
@click.argument("result_ids", metavar="[ID]...", nargs=-1)
@click.option("--batch", "batch_name", metavar="B", help="Chỉ các kết quả của lô / results of this batch.")
@click.option("--type", "document_type", metavar="KEY", help="Chỉ loại giấy tờ này / of this type.")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành hoặc giữ giấy tờ / issuer or custodian.")
@click.option("--engine", metavar="NAME", help="Bộ nhận dạng; mặc định theo SOHOA_ENGINE / recognition engine.")
@click.option("--fields-only", is_flag=True, help="Chỉ bóc tách lại từ chữ đã đọc / from the kept words.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết kết quả, không ghi gì / write nothing.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Số trang đọc cùng lúc / pages read at once.")
@with_session
def reread_command(
    session: Session,
    result_ids: tuple[str, ...],
    batch_name: str | None,
    document_type: str | None,
    unit: str | None,
    engine: str | None,
    fields_only: bool,
    dry_run: bool,
    jobs: int | None,
) -> int:
    """Đọc lại giấy tờ đã lưu; giá trị người đã ghi được giữ. / Read filed papers again; people's values stay."""
    from pipelines.results.rereading import RereadWish, reread

    if not (result_ids or batch_name or document_type or unit):
        raise click.UsageError(
            say(session, "Nêu ID, --batch, --type hoặc --unit.", "Give IDs, --batch, --type or --unit.")
        )
    if engine and fields_only:
        raise click.UsageError("--engine --fields-only")
    if jobs:
        session = session.with_jobs(jobs)
    if engine:
        session = replace(session, settings=replace(session.settings, engine=engine))
    with session.open() as resources:
        batch = resources.catalogue.find_batch(batch_name) if batch_name else None
        if batch_name and batch is None:
            raise SetupError("batch_unknown", batch=batch_name)
        wish = RereadWish(
            by=session.person,
            result_ids=result_ids,
            batch_id=batch.batch_id if batch else None,
            document_type=document_type,
            unit=unit,
            fields_only=fields_only,
            dry_run=dry_run,
        )
        figures = reread(resources, wish, lambda told: _print_line(session, told))
    if session.as_json:
        print_json({"summary": figures.to_json() | {"dry_run": dry_run}})
    else:
        _print_figures(session, figures, dry_run)
    return 1 if figures.fates["failed"] else 0


def _print_line(session: Session, told: Reread) -> None:
    line = told.to_json()
    if session.as_json:
        print_json(line)
        return
    if told.fate in ("unchanged", "skipped") and not told.warnings:
        return
    parts = [line["result_id"], _FATES[session.language][told.fate]]
    if line["changed"]:
        parts.append(", ".join(line["changed"]))
    if line["state"] != line["state_before"]:
        names = STATE_NAMES[session.language]
        parts.append(f"{names[line['state_before']]} → {names[line['state']]}")
    print(" · ".join(parts))
    for code in (*([told.problem] if told.problem else []), *told.warnings):
        print(f"    ! {tell_problem(code, session.language)}")


def _print_figures(session: Session, figures: RereadFigures, dry_run: bool) -> None:
    told = figures.to_json()
    if dry_run:
        print_note(say(session, "Chạy thử: không ghi gì.", "Dry run: nothing was written."))
    counts = ", ".join(f"{name} {told[fate]}" for fate, name in _FATES[session.language].items())
    print(say(session, "{} kết quả đã xem: {}", "{} results looked at: {}").format(told["looked_at"], counts))
    print(say(session, "Nghi ngờ: {before} → {after}", "Doubts: {before} → {after}").format(**told["doubts"]))
    given = say(session, "Khớp với giá trị người đã ghi", "Agrees with values that people gave")
    confirmed = say(session, "Khớp với giá trị người đã xác nhận", "Agrees with values that people confirmed")
    for label, agreement in ((given, figures.given), (confirmed, figures.confirmed)):
        print(f"{label}: {agreement.before} → {agreement.after} / {agreement.values}")
    if figures.differences:
        waiting = say(
            session,
            "{} kết quả đã xác nhận có giá trị khác, chờ người quyết định",
            "{} confirmed results read otherwise wait for a person",
        )
        print(waiting.format(figures.differences))
    states = STATE_NAMES[session.language]
    for move in told["moves"]:
        print(f"{states[move['from']]} → {states[move['to']]}: {move['count']}")
    if told["fields"]:
        _print_fields(session, told["fields"])


def _print_fields(session: Session, fields: JsonLine) -> None:
    headings = pick(
        session,
        ("Trường", "Thêm được", "Mất", "Đổi", "Người đã nói", "Khớp trước", "Khớp sau"),
        ("Field", "Gained", "Lost", "Altered", "Said by people", "Agreed before", "Agrees now"),
    )
    print_table(headings, [(name, *counts.values()) for name, counts in fields.items()])
