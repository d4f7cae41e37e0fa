"""`sohoa reuse`: a held result answers a component of a dossier, or is refused for it; the ledger and its check."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.answers import local_time, pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from schemas.errors import SetupError
from schemas.reuse import ReuseEntry

_DOSSIER = click.option("--dossier", required=True, metavar="CODE", help="Mã hồ sơ / code of the dossier.")
_USE = "use"
KIND_NAMES = {
    "vi": {"reused": "dùng lại", "refused": "từ chối", "erased": "xóa lời"},
    "en": {"reused": "reused", "refused": "refused", "erased": "words erased"},
}


class _ReuseGroup(click.Group):
    """`sohoa reuse ID ...` is `sohoa reuse use ID ...`: an id is no name of a sub-command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = [_USE, *args]
        return super().parse_args(ctx, args)


@click.group("reuse", cls=_ReuseGroup)
def reuse_command() -> None:
    """Dùng lại kết quả đang giữ cho hồ sơ khác. / Use a held result again for a dossier."""


@reuse_command.command(_USE)
@click.argument("result_id", metavar="ID")
@_DOSSIER
@click.option("--component", required=True, metavar="TEXT", help="Thành phần được thay / which component it answers.")
@click.option("--purpose", required=True, metavar="TEXT", help="Mục đích / what for.")
@with_session
def use_command(session: Session, result_id: str, dossier: str, component: str, purpose: str) -> int:
    """Ghi nhận dùng lại một kết quả còn hiệu lực. / Enter that a result in force was used."""
    from pipelines.lookup.reuse import reuse_result

    with session.open() as resources:
        entry = reuse_result(resources, result_id, dossier, component, purpose, session.person)
    return _tell(session, entry)


@reuse_command.command("refuse")
@click.argument("result_id", metavar="ID")
@_DOSSIER
@click.option("--reason", required=True, metavar="TEXT", help="Lý do không nhận / why it is not accepted.")
@with_session
def refuse_command(session: Session, result_id: str, dossier: str, reason: str) -> int:
    """Ghi nhận có kết quả nhưng không dùng được, vì sao. / Found, but not accepted, and why."""
    from pipelines.lookup.reuse import refuse_reuse

    with session.open() as resources:
        entry = refuse_reuse(resources, result_id, dossier, reason, session.person)
    return _tell(session, entry)


@reuse_command.command("copy")
@click.argument("entry_id", metavar="ENTRY")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE.pdf")
@with_session
def copy_command(session: Session, entry_id: str, output: Path) -> int:
    """Bản sao để đối chiếu của giấy tờ đã dùng thay bản giấy. / The reading copy of a paper used again."""
    from pipelines.lookup.reading_copies import CopyMaker, make_reading_copy
    from pipelines.whole_files import written_whole

    if output.exists():
        raise SetupError("file_exists")
    with session.open() as resources:
        copy = make_reading_copy(resources, entry_id, CopyMaker(session.person, session.person))
    try:
        with written_whole(output) as part:
            part.write_bytes(copy)
    except OSError as error:
        raise SetupError("output_unwritable") from error
    if session.as_json:
        print_json({"entry_id": entry_id, "file": str(output), "byte_count": len(copy)})
    else:
        print(say(session, f"Đã ghi {output}.", f"Written to {output}."))
    return 0


@reuse_command.command("list")
@click.option("--result", "result_id", metavar="ID", help="Của một kết quả / of one result.")
@click.option("--dossier", metavar="CODE", help="Của một hồ sơ / of one dossier.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--after", type=click.IntRange(0), default=0, metavar="N", help="Sau mục số N / after entry N.")
@with_session
def list_command(session: Session, result_id: str | None, dossier: str | None, limit: int, after: int) -> int:
    """Các mục trong sổ tái sử dụng. / The entries of the ledger."""
    from pipelines.lookup.reuse import entry_to_json

    with session.open() as resources:
        entries = resources.catalogue.list_reuse(limit, used_id=result_id, dossier_code=dossier, after=after)
    told = [entry_to_json(entry) for entry in entries]
    if session.as_json:
        for line in told:
            print_json(line)
        return 0
    headings = pick(
        session,
        ("Số", "Lúc", "Người", "Việc", "Kết quả", "Bản", "Hồ sơ", "Thành phần", "Mục đích / lý do"),
        ("No.", "At", "By", "What", "Result", "Version", "Dossier", "Component", "Purpose / reason"),
    )
    rows = [
        (it["sequence"], local_time(it["at"]), it["by"], KIND_NAMES[session.language][it["kind"]], it["result_id"],
         it["version"] or "", it["dossier"], it["component"], it["purpose"] or it["reason"])
        for it in told
    ]  # fmt: skip
    print_table(headings, rows)
    return 0


@reuse_command.command("verify")
@with_session
def verify_command(session: Session) -> int:
    """Kiểm tra chuỗi của sổ tái sử dụng. / Check the ledger's chain."""
    from pipelines.care.reuse_check import verify_reuse
    from pipelines.cli.care import tell_report

    with session.open() as resources:
        report = verify_reuse(resources)
    return tell_report(session, report)


def _tell(session: Session, entry: ReuseEntry) -> int:
    from pipelines.lookup.reuse import entry_to_json

    if session.as_json:
        print_json(entry_to_json(entry))
        return 0
    if entry.is_accepted:
        print(say(session, f"Đã ghi dùng lại, mục {entry.sequence}.", f"Entered as reused, no. {entry.sequence}."))
    else:
        print(say(session, f"Đã ghi từ chối, mục {entry.sequence}.", f"Entered as refused, no. {entry.sequence}."))
    print_note(say(session, f"Mã băm: {entry.link}", f"Hash: {entry.link}"))
    return 0
