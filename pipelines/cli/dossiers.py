"""`sohoa dossiers`: dossiers received, as the one-stop software tells them."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.answers import local_date, pick, read_private, read_reveal, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from schemas.dossier import STATES
from schemas.errors import SetupError


@click.group("dossiers")
def dossiers_command() -> None:
    """Hồ sơ đã tiếp nhận, từ phần mềm một cửa. / Dossiers received, from the one-stop software."""


@dossiers_command.command("template")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.xlsx")
@with_session
def template_command(session: Session, output: Path) -> int:
    """Ghi mẫu danh sách hồ sơ để điền. / Write an empty form."""
    from pipelines.registers.dossier_columns import write_dossier_template

    if output.exists():
        raise SetupError("file_exists")
    try:
        write_dossier_template(output)
    except OSError as error:
        raise SetupError("output_unwritable") from error
    if session.as_json:
        print_json({"file": str(output)})
    else:
        print(say(session, "Đã ghi mẫu danh sách hồ sơ.", "The form is written."))
    return 0


@dossiers_command.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.xlsx|.csv|.json")
@click.option("--unit", required=True, metavar="UNIT", help="Đơn vị xử lý khi tệp không ghi / executing unit.")
@with_session
def import_command(session: Session, file: Path, unit: str) -> int:
    """Nhập hồ sơ; nhập lại thì cập nhật trạng thái. / Import; a later export updates what is known."""
    from pipelines.registers.dossiers import import_dossiers

    if not file.is_file():
        raise SetupError("path_missing", ordinal=1)
    with session.open() as resources:
        told = import_dossiers(resources, file, unit, session.person).to_json()
    if session.as_json:
        print_json(told)
    else:
        _tell_import(session, told)
    return 1 if told["rejected"] else 0


@dossiers_command.command("accept")
@click.argument("code", metavar="CODE")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--component", required=True, metavar="KEY", help="Mã hoặc tên thành phần / key or name.")
@with_session
def accept_command(session: Session, code: str, file: Path, component: str) -> int:
    """Giữ một giấy tờ không phải kết quả (bản đồ, hợp đồng) để dùng lại. / Keep a paper that is no result."""
    from pipelines.registers.dossiers import accept_component, accepted_to_json

    with session.open() as resources:
        accepted = accept_component(resources, code, component, file, session.person)
    if session.as_json:
        print_json(accepted_to_json(accepted))
    else:
        print(say(session, f"Đã giữ: {accepted.component_id}", f"Kept: {accepted.component_id}"))
    return 0


@dossiers_command.command("list")
@click.option("--unit", metavar="UNIT", help="Đơn vị xử lý, gồm cấp dưới / executing unit and below.")
@click.option("--owner-id", metavar="X|-", help="Chủ hồ sơ; `-` đọc từ đầu vào chuẩn / the owner.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--after", metavar="CODE", default="", help="Sau hồ sơ này / after this dossier.")
@with_session
def list_command(session: Session, unit: str | None, owner_id: str | None, limit: int, after: str) -> int:
    """Các hồ sơ, theo mã. / The dossiers, in order of code."""
    from pipelines.lookup.reuse import dossier_to_json

    with session.open() as resources:
        if unit is not None:
            resources.units.get(unit)
        owner = read_private(owner_id) if owner_id is not None else None
        found = resources.catalogue.list_dossiers(limit, unit=unit, owner_id=owner, after=after)
    told = [dossier_to_json(dossier) for dossier in found]
    if session.as_json:
        for line in told:
            print_json(line)
    else:
        print_dossiers(session, told)
    return 0


@dossiers_command.command("show")
@click.argument("code", metavar="CODE")
@click.option("--reveal", is_flag=True, help="Hiện đủ số định danh / show ids in full.")
@click.option("--purpose", metavar="TEXT", help="Mục đích, được ghi nhật ký / logged.")
@with_session
def show_command(session: Session, code: str, reveal: bool, purpose: str | None) -> int:
    """Một hồ sơ: thành phần, giấy tờ dùng lại, giấy tờ lẽ ra không phải nộp. / One dossier with its reuse."""
    from pipelines.lookup.dossier_view import show_dossier

    with session.open() as resources:
        told = show_dossier(resources, code, read_reveal(session, reveal, purpose))
    if session.as_json:
        print_json(told)
        return 0
    print_dossiers(session, [told])
    headings = pick(
        session,
        ("Thành phần", "Có tệp", "Số hóa", "Dùng lại", "Từ kho", "Lẽ ra không phải nộp"),
        ("Component", "File", "Digitised", "Reused", "From store", "Avoidable"),
    )
    marks = {True: "x", False: ""}
    print_table(
        headings,
        [
            (it["name"], marks[it["has_file"]], marks[it["digitised"]], marks[it["reused"]], marks[it["from_store"]],
             it["held_id"])
            for it in told["parts"]
        ],
    )  # fmt: skip
    for entry in told["reuse"]:
        print_note(f"{entry['kind']}: {entry['result_id']} ({entry['component'] or entry['reason'] or ''})")
    return 0


def print_dossiers(session: Session, told: list[JsonLine]) -> None:
    """Dossiers as a table for people; owners masked as told."""
    headings = pick(
        session,
        ("Mã hồ sơ", "TTHC", "Chủ hồ sơ", "Đơn vị", "Tiếp nhận", "Trạng thái"),
        ("Dossier", "Procedure", "Owner", "Unit", "Received", "State"),
    )
    rows = [
        (it["code"], it["procedure"], it["owner_id"], it["unit"], local_date(it["received_on"]),
         STATES.get(it["state"] or "", it["state"]))
        for it in told
    ]  # fmt: skip
    print_table(headings, rows)


def _tell_import(session: Session, told: JsonLine) -> None:
    print(
        say(
            session,
            f"{told['rows']} hồ sơ: mới {told['imported']}, cập nhật {told['updated']}, "
            f"không đổi {told['unchanged']}, từ chối {len(told['rejected'])}.",
            f"{told['rows']} dossiers: {told['imported']} new, {told['updated']} updated, "
            f"{told['unchanged']} unchanged, {len(told['rejected'])} rejected.",
        )
    )
    for title, rows in (
        (say(session, "Không nhận:", "Rejected:"), told["rejected"]),
        (say(session, "Đã nhận, cần xem lại:", "Kept, to be looked at:"), told["told"]),
    ):
        if rows:
            print(title)
            print_table(
                pick(session, ("Dòng", "Cột", "Lý do"), ("Row", "Column", "Why")),
                [(row["row"], row["column"], row["message"]) for row in rows],
            )
