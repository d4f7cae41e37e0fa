"""`sohoa holders`: one person under several ids, said by a person with evidence, and taken back."""

from __future__ import annotations

import click

from pipelines.cli.answers import local_time, pick, read_private, read_reveal, say
from pipelines.cli.printing import print_json, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine

_EVENTS = {"link": ("liên kết", "linked"), "unlink": ("gỡ liên kết", "unlinked")}


@click.group("holders")
def holders_command() -> None:
    """Một người mang nhiều số. / One person under several ids.

    Số: 12 số, 9 số hoặc hộ chiếu; `-` đọc từ đầu vào chuẩn. Người không có số: "Họ tên; ngày sinh; cha; mẹ".
    """


@holders_command.command("link")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--evidence", required=True, metavar="TEXT", help="Căn cứ: giấy nào cho thấy / what shows it.")
@click.option("--confirm", "is_confirmed", is_flag=True, help="Đã xem điều khác nhau và chắc chắn / sure all the same.")
@with_session
def link_command(session: Session, old: str, new: str, evidence: str, is_confirmed: bool) -> int:
    """Ghi rằng hai số là của một người. / Say that two ids are one person."""
    from pipelines.lookup.holders import link_holders

    keys = read_private(old), read_private(new)
    with session.open() as resources:
        told = link_holders(resources, *keys, evidence, session.person, is_confirmed=is_confirmed)
    return _tell(session, told, say(session, "Đã liên kết", "Linked"))


@holders_command.command("unlink")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--reason", required=True, metavar="TEXT", help="Lý do / why.")
@with_session
def unlink_command(session: Session, old: str, new: str, reason: str) -> int:
    """Gỡ liên kết; lịch sử vẫn còn. / Take a link back; its history stays."""
    from pipelines.lookup.holders import unlink_holders

    keys = read_private(old), read_private(new)
    with session.open() as resources:
        told = unlink_holders(resources, *keys, reason, session.person)
    return _tell(session, told, say(session, "Đã gỡ liên kết", "Unlinked"))


@holders_command.command("show")
@click.argument("key", metavar="ID")
@click.option("--reveal", is_flag=True, help="Hiện đủ số định danh (được ghi nhật ký) / show ids, logged.")
@click.option("--purpose", metavar="TEXT", help="Mục đích xem / what for.")
@with_session
def show_command(session: Session, key: str, reveal: bool, purpose: str | None) -> int:
    """Các số đã liên kết, có thể liên kết, và lịch sử. / Linked ids, possible ones, and the history."""
    from pipelines.lookup.holder_search import MATCH_REASONS
    from pipelines.lookup.holders import show_holder

    wish = read_reveal(session, reveal, purpose)
    with session.open() as resources:
        told = show_holder(resources, read_private(key), wish)
    if session.as_json:
        print_json(told)
        return 0
    is_english = session.language == "en"
    print(f"{told['id']}: {', '.join(told['linked']) or say(session, 'chưa liên kết', 'not linked')}")
    if told["proposed"]:
        headings = pick(session, ("Có thể là", "Vì sao", "Kết quả"), ("May be", "Why", "Result"))
        rows = [(it["id"], MATCH_REASONS[it["reason"]][is_english], it["result_id"]) for it in told["proposed"]]
        print_table(headings, rows)
    if told["history"]:
        headings = pick(
            session,
            ("Lúc", "Người", "Việc", "Số cũ", "Số mới", "Căn cứ"),
            ("At", "By", "What", "Old", "New", "Evidence"),
        )
        steps = told["history"]
        print_table(headings, [_to_row(step, is_english) for step in steps])
    return 0


def _to_row(step: JsonLine, is_english: bool) -> tuple[str, ...]:
    event = _EVENTS[step["event"]][is_english]
    return (local_time(step["at"]), step["by"], event, step["old"], step["new"], step["note"])


def _tell(session: Session, told: JsonLine, done: str) -> int:
    if session.as_json:
        print_json(told)
    else:
        unchanged = say(session, "Đã liên kết từ trước", "Linked before")
        print(f"{done if told['changed'] else unchanged}: {told['id']} = {', '.join(told['linked']) or '-'}")
    return 0
