"""`sohoa register`: the list of results in force, the denominator of the quota."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.answers import DAY, pick, say
from pipelines.cli.matches import matches_command, unknown_command
from pipelines.cli.originals import missing_command
from pipelines.cli.printing import print_json, print_note, print_table, tell_problem
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from schemas.errors import SetupError

if TYPE_CHECKING:
    from schemas.register import RegisterCount

_FIRST_YEAR = 1945
# Of the lines that are no rows people are told so many.
_SHOWN_LINES = 12


@click.group("register")
def register_command() -> None:
    """Sổ kết quả còn hiệu lực. / Register of results in force."""


@register_command.command("template")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.xlsx")
@with_session
def template_command(session: Session, output: Path) -> int:
    """Ghi mẫu danh mục để điền. / Write an empty form."""
    from pipelines.registers.register_forms import write_register_template

    if output.exists():
        raise SetupError("file_exists")
    with session.open() as resources:
        types = resources.types
    try:
        write_register_template(output, types)
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
@click.option(
    "--whole", is_flag=True, help="Toàn bộ danh mục: dòng vắng mặt là hết hiệu lực / what it lacks has ended."
)
@click.option(
    "--rejected", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Ghi các dòng bị từ chối / to be mended."
)
@with_session
def import_command(session: Session, file: Path, unit: str, as_of: date, whole: bool, rejected: Path | None) -> int:
    """Nhập danh mục; dòng không hiểu được bị từ chối kèm lý do. / Import; rows not understood are told."""
    from pipelines.registers.importing import import_register
    from pipelines.registers.register_forms import write_rejected_rows

    if not file.exists():
        raise SetupError("path_missing", ordinal=1)
    if rejected is not None and rejected.exists():
        raise SetupError("file_exists")
    with session.open() as resources:
        done = import_register(resources, file, unit, as_of, session.person, whole=whole)
    if rejected is not None and done.reading.rejected:
        try:
            write_rejected_rows(rejected, done.reading.rejected)
        except OSError as error:
            raise SetupError("output_unwritable") from error
    _tell_import(session, done.to_json())
    return 1 if done.reading.rejected else 0


@register_command.command("count")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành / issuer.")
@click.option("--type", "key", metavar="KEY", help="Loại giấy tờ / document type.")
@click.option("--year", type=click.IntRange(_FIRST_YEAR, 2100), help="Năm ban hành / year of issue.")
@click.option("--number", type=click.IntRange(0), help="Số kết quả còn hiệu lực / how many in force.")
@click.option("--source", required=True, metavar="TEXT", help="Căn cứ của con số / what it rests on.")
@click.option("--as-of", type=DAY, default=None, help="Ngày chốt con số / the day it was true.")
@click.option("--signed-by", metavar="NAME", default="", help="Người ký xác nhận / who signed for it.")
@click.option(
    "--import", "file", type=click.Path(path_type=Path), metavar="FILE", help="Bảng số đếm / a table of counts."
)
@with_session
def count_command(
    session: Session,
    unit: str | None,
    key: str | None,
    year: int | None,
    number: int | None,
    source: str,
    as_of: date | None,
    signed_by: str,
    file: Path | None,
) -> int:
    """Ghi số đếm khi chưa có danh mục từng dòng. / Record a bare count."""
    from schemas.register import RegisterCount

    stated = RegisterCount(unit or "", key or "", year or 0, number or 0, source, as_of, signed_by)
    if file is not None:
        return _import_counts(session, file, unit, stated)
    for option, value in (("--unit", unit), ("--type", key), ("--year", year), ("--number", number)):
        if value is None:
            raise SetupError("count_wanting", option=option)
    with session.open() as resources:
        resources.units.get(stated.unit)
        if stated.document_type not in resources.types:
            raise SetupError("type_key_unknown", key=stated.document_type[:60])
        resources.catalogue.put_register_count(stated)
    if session.as_json:
        print_json(_count_to_json(stated))
    else:
        print(say(session, "Đã ghi số đếm.", "The count is kept."))
    return 0


def _import_counts(session: Session, file: Path, unit: str | None, stated: RegisterCount) -> int:
    from pipelines.registers.importing import import_counts

    if not file.exists():
        raise SetupError("path_missing", ordinal=1)
    with session.open() as resources:
        if unit is not None:
            resources.units.get(unit)
        reading = import_counts(resources, file, unit, stated)
    rejected = [row.to_json() for row in reading.rejected]
    if session.as_json:
        print_json({"counts": [_count_to_json(count) for count in reading.counts], "rejected": rejected})
    else:
        kept = len(reading.counts)
        print(say(session, f"Đã ghi {kept} số đếm, từ chối {len(rejected)} dòng.", f"{kept} counts kept."))
        _print_rejected(session, rejected)
    return 1 if rejected else 0


def _count_to_json(count: RegisterCount) -> JsonLine:
    return {
        "unit": count.unit,
        "document_type": count.document_type,
        "year": count.year,
        "number": count.number,
        "source": count.source,
        "as_of": count.as_of.isoformat() if count.as_of else None,
        "signed_by": count.signed_by or None,
    }


register_command.add_command(missing_command)
register_command.add_command(matches_command)
register_command.add_command(unknown_command)


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
    if told["left_out"]:
        ended = told["left_out"]
        print(say(session, f"{ended} dòng vắng mặt: hết hiệu lực.", f"{ended} rows it lacks have ended."))
    if told["rows"] and not (told["imported"] or told["left_out"] or told["rejected"]):
        print(say(session, "Danh mục này đã nhập rồi: không có gì thay đổi.", "Imported before: nothing has changed."))
    _tell_sheets(session, told)
    for warning in told["warnings"]:
        told_here = f"{warning['message']} {warning['advice']}"
        print_note(say(session, told_here, tell_problem(warning["code"], "en")))
    _print_rejected(session, told["rejected"])


def _tell_sheets(session: Session, told: JsonLine) -> None:
    for sheet in told["sheets"]:
        name = f'"{sheet["name"]}": ' if sheet["name"] else ""
        if not sheet["is_register"]:
            print_note(say(session, f"{name}không phải danh mục, bỏ qua.", f"{name}no register, left out."))
        elif sheet["other_lines"]:
            lines = _list_numbers(sheet["other_lines"])
            print_note(
                say(
                    session,
                    f"{name}các dòng {lines} không phải là giấy tờ (tiêu đề, dòng cộng, chữ ký).",
                    f"{name}lines {lines} are no papers (headings, sums, signatures).",
                )
            )


def _list_numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_SHOWN_LINES]))
    return shown + (", …" if len(numbers) > _SHOWN_LINES else "")


def _print_rejected(session: Session, rejected: Sequence[JsonLine]) -> None:
    if rejected:
        print_table(
            pick(session, ("Trang tính", "Dòng", "Cột", "Lý do"), ("Sheet", "Row", "Column", "Why")),
            [(row.get("sheet"), row["row"], row["column"], row["message"]) for row in rejected],
        )
