"""`sohoa result`: what happens to a filed result: corrected, withdrawn; and its life so far."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.answers import STATE_NAMES, local_time, pick, read_assignments, say, tell_retired, tell_users
from pipelines.cli.printing import print_json, print_table
from pipelines.cli.session import Session, with_session
from schemas.dossier import Dossier
from schemas.procedure_result import ProcedureResult

if TYPE_CHECKING:
    from pipelines.results.paper_pages import ChangeOrder, PagesChanged

_FILE = click.Path(path_type=Path)
_MOST_VIEWS = 10_000
_APPROVED_BY = click.option("--approved-by", metavar="USER", help="Người thứ hai duyệt / the second person.")
_REASON = click.option("--reason", required=True, metavar="TEXT", help="Lý do / why.")
_ALTHOUGH_DIFFERS = click.option(
    "--although-differs", is_flag=True, help="Dù trang có vẻ của giấy tờ khác / although it seems another paper's."
)


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
    from pipelines.lookup.reuse import list_open_users
    from pipelines.results.after_filing import correct_result

    texts = read_assignments(assignments)
    with session.open() as resources:
        result = correct_result(resources, result_id, texts, reason, session.person, _person(approved_by))
        users = list_open_users(resources, [result_id])
    return _tell(session, result, "Đã đính chính", "Corrected", users)


@result_command.command("withdraw")
@click.argument("result_id", metavar="ID")
@_REASON
@_APPROVED_BY
@with_session
def withdraw_command(session: Session, result_id: str, reason: str, approved_by: str | None) -> int:
    """Rút kết quả: không còn được tìm thấy, không được tính. / Withdraw: found and counted no more."""
    from pipelines.lookup.reuse import list_open_users
    from pipelines.results.after_filing import withdraw_result

    with session.open() as resources:
        result = withdraw_result(resources, result_id, reason, session.person, _person(approved_by))
        users = list_open_users(resources, [result_id])
    return _tell(session, result, "Đã rút", "Withdrawn", users)


@result_command.command("replace-page")
@click.argument("result_id", metavar="ID")
@click.argument("page_number", metavar="N", type=click.IntRange(1))
@click.argument("path", metavar="FILE", type=_FILE)
@_REASON
@_APPROVED_BY
@_ALTHOUGH_DIFFERS
@with_session
def replace_page_command(
    session: Session,
    result_id: str,
    page_number: int,
    path: Path,
    reason: str,
    approved_by: str | None,
    although_differs: bool,
) -> int:
    """Thay một trang bằng bản quét khác. / Put another scan in the place of a page."""
    from pipelines.results.page_changes import replace_page

    order = _order(session, reason, approved_by)
    with session.open() as resources:
        done = replace_page(
            resources, result_id, page_number, path.absolute(), order, although_differs=although_differs
        )
    return _tell_pages(session, done, "Đã thay trang", "Page replaced")


@result_command.command("add-page")
@click.argument("result_id", metavar="ID")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--before", metavar="N", type=click.IntRange(1), help="Đặt trước trang N / before page N.")
@_REASON
@_APPROVED_BY
@_ALTHOUGH_DIFFERS
@with_session
def add_page_command(
    session: Session,
    result_id: str,
    path: Path,
    before: int | None,
    reason: str,
    approved_by: str | None,
    although_differs: bool,
) -> int:
    """Thêm các trang còn thiếu. / Add pages that are missing."""
    from pipelines.results.page_changes import add_pages

    order = _order(session, reason, approved_by)
    with session.open() as resources:
        done = add_pages(resources, result_id, path.absolute(), order, before=before, although_differs=although_differs)
    return _tell_pages(session, done, "Đã thêm trang", "Pages added")


@result_command.command("split")
@click.argument("result_id", metavar="ID")
@click.option("--at", "page_number", required=True, metavar="N", type=click.IntRange(1), help="Trang đầu / first page.")
@_REASON
@_APPROVED_BY
@with_session
def split_command(session: Session, result_id: str, page_number: int, reason: str, approved_by: str | None) -> int:
    """Tách thành hai giấy tờ: từ trang N là giấy tờ thứ hai. / Two papers: the second begins at page N."""
    from pipelines.results.paper_joins import split_result

    with session.open() as resources:
        done = split_result(resources, result_id, page_number, _order(session, reason, approved_by))
    return _tell_pages(session, done, "Đã tách", "Split")


@result_command.command("merge")
@click.argument("first_id", metavar="ID")
@click.argument("second_id", metavar="ID")
@_REASON
@_APPROVED_BY
@click.option("--although-holders-differ", is_flag=True, help="Dù đứng tên khác nhau / although holders differ.")
@click.option("--although-types-differ", is_flag=True, help="Dù khác loại / although the types differ.")
@with_session
def merge_command(
    session: Session,
    first_id: str,
    second_id: str,
    reason: str,
    approved_by: str | None,
    although_holders_differ: bool,
    although_types_differ: bool,
) -> int:
    """Gộp hai kết quả là một giấy tờ; mã thứ hai trỏ về mã thứ nhất. / Two results are one paper."""
    from pipelines.results.paper_joins import MergeWish, merge_results

    wish = MergeWish(although_holders_differ, although_types_differ)
    with session.open() as resources:
        done = merge_results(resources, first_id, second_id, _order(session, reason, approved_by), wish)
    return _tell_pages(session, done, "Đã gộp", "Merged")


@result_command.command("history")
@click.argument("result_id", metavar="ID")
@with_session
def history_command(session: Session, result_id: str) -> int:
    """Những gì đã xảy ra với kết quả, từng phiên bản. / What happened to the result, version by version."""
    from pipelines.lookup.finding import find_standing
    from pipelines.results.result_history import list_history

    with session.open() as resources:
        steps = list_history(resources, result_id)
        merged_into = find_standing(resources, result_id)
    tell_retired(session, merged_into)
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


@result_command.command("views")
@click.argument("result_id", metavar="ID")
@with_session
def views_command(session: Session, result_id: str) -> int:
    """Ai đã xem, lấy bản sao, thay đổi kết quả. / Who saw it, took a copy, changed it."""
    from pipelines.people.deeds import view_to_deed

    with session.open() as resources:
        if resources.catalogue.find_erasure(result_id) is None:
            resources.catalogue.get_result(result_id)
        kept = resources.catalogue.list_views(result_id, _MOST_VIEWS)
    deeds = [view_to_deed(each, session.language) for each in kept]
    if session.as_json:
        for deed in deeds:
            print_json(deed.to_json())
        return 0
    headings = pick(session, ("Lúc", "Người", "Việc", "Chi tiết"), ("At", "By", "What", "Details"))
    print_table(headings, [(local_time(it.at.isoformat()), it.by, it.words, "; ".join(it.details)) for it in deeds])
    return 0


def _person(name: str | None) -> str | None:
    return f"cli:{name}" if name else None


def _order(session: Session, reason: str, approved_by: str | None) -> ChangeOrder:
    from pipelines.results.paper_pages import ChangeOrder

    return ChangeOrder(session.person, reason, _person(approved_by))


def _tell_pages(session: Session, done: PagesChanged, vietnamese: str, english: str) -> int:
    result, other = done.result, done.other
    if session.as_json:
        print_json(
            {
                "result_id": result.result_id,
                "state": result.state,
                "version": result.version,
                "pages": list(result.page_numbers),
                "other_id": other.result_id if other else None,
                "other_state": other.state if other else None,
                "repeated": done.is_repeated,
            }
        )
        return 0
    if done.is_repeated:
        print(say(session, "Việc này đã làm rồi, không có gì thay đổi.", "Done before; nothing was changed."))
    else:
        _tell(session, result, vietnamese, english)
    for it in filter(None, (result, other)):
        told = STATE_NAMES[session.language][it.state]
        count = len(it.page_numbers)
        print(say(session, f"{it.result_id}: {count} trang, {told}", f"{it.result_id}: {count} pages, {told}"))
    return 0


def _tell(
    session: Session, result: ProcedureResult, vietnamese: str, english: str, users: Sequence[Dossier] = ()
) -> int:
    """What was done; `users` are the open dossiers that use the result, whose handlers must hear of it."""
    if session.as_json:
        told = {"result_id": result.result_id, "state": result.state, "version": result.version}
        print_json(told | {"open_dossiers": [dossier.code for dossier in users]})
    else:
        print(say(session, f"{vietnamese}: phiên bản {result.version}.", f"{english}: version {result.version}."))
        tell_users(session, users)
    return 0
