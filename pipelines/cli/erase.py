"""`sohoa erase`: a result taken out of everything, by two persons, on a legal ground; and the list of what was."""

from __future__ import annotations

import sys

import click

from pipelines.cli.answers import local_time, pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.results.erasure_lists import erasure_to_line
from schemas.erasure import GROUNDS, STATED_IN_REASON, Erasure
from schemas.errors import SetupError

_WAITING = {
    "objects": ("bản quét còn bị khóa lưu giữ", "the scan, while its lock lasts"),
    "index": ("tệp chỉ mục còn phần cũ", "the files of the index"),
    "catalogue": ("tệp danh mục đang có người đọc", "the files of the catalogue, which others read now"),
}


@click.command("erase")
@click.argument("result_id", metavar="ID", required=False)
@click.option("--reason", metavar="TEXT", help="Lý do, không ghi tên người trên giấy / why, naming nobody.")
@click.option("--approved-by", metavar="USER", help="Người thứ hai duyệt, luôn bắt buộc / the second person, always.")
@click.option("--ground", metavar="KEY", help=f"Căn cứ / legal ground: {', '.join(GROUNDS)}.")
@click.option("--list", "is_list", is_flag=True, help="Các kết quả đã xóa / what was erased.")
@with_session
def erase_command(
    session: Session,
    result_id: str | None,
    reason: str | None,
    approved_by: str | None,
    ground: str | None,
    is_list: bool,
) -> int:
    """Xóa hẳn một kết quả: hai người, có căn cứ. / Erase a result for good: two persons, a legal ground."""
    if is_list:
        return _list(session)
    if not result_id or reason is None:
        raise SetupError("usage", reason="ID --reason TEXT --approved-by USER | --list")
    from pipelines.results.erasing import ErasureWish, erase_result, list_exports

    approver = f"cli:{approved_by}" if approved_by else None
    wish = ErasureWish(reason, session.person, approver, ground or _ask_ground(session))
    with session.open() as resources:
        is_new = resources.catalogue.find_erasure(result_id) is None
        erasure = erase_result(resources, result_id, wish)
        is_kept = any(not resources.catalogue.is_refused(scan_id) for scan_id in erasure.scan_ids)
        exports = list_exports(resources, erasure)
    told = erasure_to_line(erasure) | {"original": _tell_original(erasure, is_kept), "exports": exports}
    told["repeated"] = not is_new
    if session.as_json:
        print_json(told)
    else:
        _tell(session, erasure, told)
    return 0


def _ask_ground(session: Session) -> str:
    """Asked of a person at a terminal; a script that names none states it in the reason."""
    if session.as_json or not sys.stdin.isatty():
        return STATED_IN_REASON
    for key, ground in GROUNDS.items():
        print_note(f"{key}: {ground.tell()}")
    question = say(session, "Căn cứ", "Legal ground")
    return str(click.prompt(question, type=click.Choice(list(GROUNDS)), default=STATED_IN_REASON, err=True))


def _list(session: Session) -> int:
    with session.open() as resources:
        erasures = resources.catalogue.list_erasures()
    if session.as_json:
        for erasure in erasures:
            print_json(erasure_to_line(erasure))
        return 0
    headings = pick(
        session,
        ("Mã", "Lúc", "Người xóa", "Người duyệt", "Căn cứ", "Lý do", "Còn chờ"),
        ("Id", "At", "By", "Approved by", "Ground", "Reason", "Waiting"),
    )
    is_english = session.language == "en"
    rows = [
        (it.result_id, local_time(it.at.isoformat()), it.by, it.approved_by, it.ground, it.reason, waits)
        for it in erasures
        for waits in ["; ".join(_WAITING[name][is_english] for name in it.waiting)]
    ]
    print_table(headings, rows)
    return 0


def _tell_original(erasure: Erasure, is_kept: bool) -> str:
    """`kept` because other results stand on the scan, `locked` until its lock ends, else `removed`."""
    return "locked" if "objects" in erasure.waiting else "kept" if is_kept else "removed"


def _tell(session: Session, erasure: Erasure, told: JsonLine) -> None:
    print(say(session, f"Đã xóa kết quả {erasure.result_id}.", f"Result {erasure.result_id} is erased."))
    notes = []
    if told["original"] == "kept":
        notes.append(
            say(
                session,
                "Bản quét gốc được giữ vì còn kết quả khác trên đó; ảnh giấy này vẫn nằm trong bản gốc.",
                "The scan stays, for other results stand on it; it still shows this paper.",
            )
        )
    for name in erasure.waiting:
        words = _WAITING[name][session.language == "en"]
        notes.append(say(session, f"Còn chờ: {words} (`sohoa reconcile --mend`).", f"Waiting: {words}."))
    if erasure.related:
        ids = ", ".join(erasure.related)
        notes.append(say(session, f"Có thể cùng giấy tờ, chưa xóa: {ids}", f"Of the same paper perhaps: {ids}"))
    for export in told["exports"]:
        day = local_time(export["at"])
        notes.append(
            say(session, f"Lô đã được xuất ra đĩa lúc {day}: xóa cả ở đó.", f"Exported at {day}: erase it there too.")
        )
    for note in notes:
        print_note(note)
