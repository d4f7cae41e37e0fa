"""`sohoa units`: administrative units of every time, who came after whom, and who answers for a paper today."""

from __future__ import annotations

from datetime import date

import click

from pipelines.cli.answers import DAY, local_date, pick, say
from pipelines.cli.custodians import SOURCE_NAMES, assign_command, custodian_command, workload_command
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.registers.wording import LEVEL_NAMES
from pipelines.resources import units_folder
from schemas.custodian_functions import load_functions
from schemas.days import today
from schemas.units import Succession, Unit, Units, check_unit_files, load_units

_STEP_HEADINGS = (
    ("Mã", "Tên", "Từ ngày", "Phần", "Căn cứ", "Nguồn"),
    ("Path", "Name", "From", "Share", "Basis", "Source"),
)


@click.group("units")
def units_command() -> None:
    """Đơn vị hành chính. / Administrative units."""


units_command.add_command(custodian_command)
units_command.add_command(assign_command)
units_command.add_command(workload_command)


@units_command.command("show")
@click.argument("path", metavar="UNIT")
@click.option("--on", type=DAY, default=None, help="Vào ngày (mặc định hôm nay hoặc ngày cuối) / on that day.")
@with_session
def show_command(session: Session, path: str, on: date | None) -> int:
    """Một đơn vị và các đơn vị bên dưới vào một ngày. / A unit and what lies right below it."""
    units = load_units(units_folder(session.settings))
    unit = units.get(path)
    # A unit that is no more is shown as it was on its last day.
    day = on or min(today(), unit.valid_until or date.max)
    children = units.list_children(path, day)
    if session.as_json:
        print_json(
            _to_json(unit)
            | {"on": day.isoformat(), "alive": unit.lives_on(day), "children": [_to_json(child) for child in children]}
        )
        return 0
    headings = pick(
        session,
        ("Mã", "Tên", "Cấp", "Từ", "Đến hết", "Tên khác"),
        ("Path", "Name", "Level", "From", "Until", "Aliases"),
    )
    print_table(headings, [_to_row(each, session.language) for each in (unit, *children)])
    if not unit.lives_on(day):
        shown = local_date(day.isoformat())
        print_note(say(session, f"Đơn vị này không tồn tại vào ngày {shown}.", f"It did not exist on {day}."))
    return 0


@units_command.command("successor")
@click.argument("path", metavar="UNIT")
@click.option("--on", type=DAY, default=None, help="Vào ngày (mặc định hôm nay) / on that day.")
@with_session
def successor_command(session: Session, path: str, on: date | None) -> int:
    """Đơn vị kế thừa vào một ngày; rỗng nếu đơn vị còn tồn tại. / Who stands in its place on a day."""
    units = load_units(units_folder(session.settings))
    _print_steps(session, [(step, step.unit) for step in units.list_successors(path, on or today())], units)
    return 0


@units_command.command("predecessors")
@click.argument("path", metavar="UNIT")
@with_session
def predecessors_command(session: Session, path: str) -> int:
    """Mọi đơn vị đã nhập vào đơn vị này, đến đơn vị cũ nhất. / All that went into a unit, down to the oldest."""
    units = load_units(units_folder(session.settings))
    _print_steps(session, [(step, step.predecessor) for step in units.list_predecessors(path)], units)
    return 0


@units_command.command("check")
@with_session
def check_command(session: Session) -> int:
    """Kiểm tra bảng đơn vị, của sản phẩm và của cơ quan. / Check the tables of units, the office's own too."""
    folder = units_folder(session.settings)
    files, faults = check_unit_files(folder)
    load_functions(folder)
    rows = [
        {
            "file": fault.file,
            "row": fault.row,
            "column": fault.column or None,
            "code": fault.code,
            "message": fault.tell(session.language),
        }
        for fault in faults
    ]
    if session.as_json:
        print_json({"checked": list(files), "faults": rows})
    else:
        if rows:
            headings = ("Tệp", "Dòng", "Cột", "Lỗi"), ("File", "Row", "Column", "Fault")
            print_table(pick(session, *headings), [(r["file"], r["row"], r["column"], r["message"]) for r in rows])
        print_note(say(session, f"{len(files)} tệp, {len(rows)} lỗi", f"{len(files)} files, {len(rows)} faults"))
    return 1 if rows else 0


def _print_steps(session: Session, steps: list[tuple[Succession, str]], units: Units) -> None:
    """Successions as the contract tells them, each under the unit (successor or predecessor) that was asked for."""
    if session.as_json:
        print_json(
            [
                {
                    "unit": path,
                    "name": units.get(path).name,
                    "from": step.on.isoformat(),
                    "share": None if step.share is None else float(step.share),
                    "basis": step.basis,
                    "status": _status(step),
                }
                for step, path in steps
            ]
        )
        return
    print_table(
        pick(session, *_STEP_HEADINGS),
        [
            (
                path,
                units.get(path).name,
                local_date(step.on.isoformat()),
                say(session, "tùy địa chỉ", "by address") if step.share is None else f"{float(step.share):.0%}",
                step.basis,
                say(session, *SOURCE_NAMES[_status(step)]),
            )
            for step, path in steps
        ],
    )


def _to_json(unit: Unit) -> dict[str, object]:
    return {
        "unit": unit.path,
        "name": unit.name,
        "level": unit.level,
        "parent": unit.parent,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "valid_until": unit.valid_until.isoformat() if unit.valid_until else None,
        "aliases": list(unit.aliases),
        "status": _status(unit),
    }


def _status(told: Unit | Succession) -> str:
    return "unverified" if told.is_unverified else "stated"


def _to_row(unit: Unit, language: str) -> tuple[object, ...]:
    first = local_date(unit.valid_from.isoformat()) if unit.valid_from else ""
    last = local_date(unit.valid_until.isoformat()) if unit.valid_until else ""
    return (unit.path, unit.name, LEVEL_NAMES[language][unit.level], first, last, ", ".join(unit.aliases))
