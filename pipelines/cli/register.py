"""`sohoa register`: the list of results in force, the denominator of the quota."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import click

from pipelines.cli.answers import DAY, local_date, pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from schemas.days import today
from schemas.errors import SetupError

_FIRST_YEAR = 1945


@click.group("register")
def register_command() -> None:
    """Sổ kết quả còn hiệu lực. / Register of results in force."""


@register_command.command("template")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.xlsx")
@with_session
def template_command(session: Session, output: Path) -> int:
    """Ghi mẫu danh mục để điền. / Write an empty form."""
    from pipelines.registers.register_files import write_register_template

    if output.exists():
        raise SetupError("file_exists")
    try:
        write_register_template(output)
    except OSError as error:
        raise SetupError("output_unwritable") from error
    if session.as_json:
        print_json({"file": str(output)})
    else:
        print(say(session, "Đã ghi mẫu danh mục.", "The form is written."))
    return 0


@register_command.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.csv|.xlsx")
@click.option("--unit", required=True, metavar="UNIT", help="Đơn vị lập danh mục / whose register it is.")
@click.option("--as-of", required=True, type=DAY, help="Ngày chốt danh mục / the day it was true.")
@with_session
def import_command(session: Session, file: Path, unit: str, as_of: date) -> int:
    """Nhập danh mục; dòng không hiểu được bị từ chối kèm lý do. / Import; rows not understood are told."""
    from pipelines.registers.register_files import read_register

    if not file.exists():
        raise SetupError("path_missing", ordinal=1)
    with session.open() as resources:
        reading = read_register(file, unit, resources.units, resources.types)
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        imported, unchanged = resources.catalogue.put_register_snapshot(
            unit, as_of, sha256, file.name, session.person, reading.rows
        )
    told = {
        "rows": len(reading.rows) + len({rejected.row for rejected in reading.rejected}),
        "imported": imported,
        "unchanged": unchanged,
        "rejected": [rejected.to_json() for rejected in reading.rejected],
    }
    _tell_import(session, told)
    return 1 if reading.rejected else 0


@register_command.command("count")
@click.option("--unit", required=True, metavar="UNIT", help="Đơn vị ban hành / issuer.")
@click.option("--type", "key", required=True, metavar="KEY", help="Loại giấy tờ / document type.")
@click.option("--year", required=True, type=click.IntRange(_FIRST_YEAR, 2100), help="Năm ban hành / year of issue.")
@click.option("--number", required=True, type=click.IntRange(0), help="Số kết quả còn hiệu lực / how many in force.")
@click.option("--source", required=True, metavar="TEXT", help="Căn cứ của con số / who counted.")
@with_session
def count_command(session: Session, unit: str, key: str, year: int, number: int, source: str) -> int:
    """Ghi số đếm khi chưa có danh mục từng dòng. / Record a bare count."""
    from schemas.register import RegisterCount

    with session.open() as resources:
        resources.units.get(unit)
        if key not in resources.types:
            raise SetupError("type_key_unknown", key=key[:60])
        resources.catalogue.put_register_count(RegisterCount(unit, key, year, number, source))
    if session.as_json:
        print_json({"unit": unit, "document_type": key, "year": year, "number": number, "source": source})
    else:
        print(say(session, "Đã ghi số đếm.", "The count is kept."))
    return 0


@register_command.command("missing")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành, gồm cấp dưới / issuer and below.")
@click.option("--as-of", type=DAY, default=None, help="Tính đến ngày (mặc định hôm nay) / as of.")
@with_session
def missing_command(session: Session, unit: str | None, as_of: date | None) -> int:
    """Kết quả còn hiệu lực chưa số hóa, theo thứ tự kho. / In force, not digitised, in shelf order."""
    from pipelines.registers.counting import list_missing, missing_to_json

    with session.open() as resources:
        rows = list_missing(resources, as_of or today(), unit)
        titles = {key: document_type.title for key, document_type in resources.types.items()}
        names = {row.unit: resources.units.get(row.unit).name for row in rows}
    if session.as_json:
        print_json({"total": len(rows), "rows": [missing_to_json(row) for row in rows]})
        return 0
    print_table(
        pick(
            session,
            ("Giấy tờ", "Số", "Ngày", "Người được cấp", "Đơn vị ban hành", "Hộp"),
            ("Paper", "Number", "Date", "Holder", "Issuer", "Box"),
        ),
        [
            (
                titles.get(row.document_type, row.document_type),
                row.document_number,
                local_date(row.issue_date),
                row.holder_name,
                names[row.unit],
                row.box,
            )
            for row in rows
        ],
    )
    print_note(say(session, f"{len(rows)} kết quả còn thiếu", f"{len(rows)} results are missing"))
    return 0


def _tell_import(session: Session, told: JsonLine) -> None:
    if session.as_json:
        print_json(told)
        return
    print(
        say(
            session,
            f"{told['rows']} dòng: nhập {told['imported']}, không đổi {told['unchanged']}, "
            f"từ chối {len(told['rejected'])}.",
            f"{told['rows']} rows: {told['imported']} imported, {told['unchanged']} unchanged, "
            f"{len(told['rejected'])} rejected.",
        )
    )
    if told["rejected"]:
        print_table(
            pick(session, ("Dòng", "Cột", "Lý do"), ("Row", "Column", "Why")),
            [(r["row"], r["column"], r["message"]) for r in told["rejected"]],
        )
