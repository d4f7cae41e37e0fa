"""`sohoa units`: administrative units of every time, and who answers for one that is no more."""

from __future__ import annotations

from datetime import date

import click

from pipelines.cli.answers import DAY, LEVEL_NAMES, local_date, pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from schemas.days import today
from schemas.units import Unit, load_units


@click.group("units")
def units_command() -> None:
    """Đơn vị hành chính. / Administrative units."""


@units_command.command("show")
@click.argument("path", metavar="UNIT")
@click.option("--on", type=DAY, default=None, help="Vào ngày (mặc định hôm nay hoặc ngày cuối) / on that day.")
@with_session
def show_command(session: Session, path: str, on: date | None) -> int:
    """Một đơn vị và các đơn vị bên dưới vào một ngày. / A unit and what lies right below it."""
    units = load_units()
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
    units = load_units()
    found = units.list_successors(path, on or today())
    rows = [
        {
            "unit": step.unit,
            "name": units.get(step.unit).name,
            "from": step.on.isoformat(),
            "share": None if step.share is None else float(step.share),
        }
        for step in found
    ]
    if session.as_json:
        print_json(rows)
        return 0
    print_table(
        pick(session, ("Mã", "Tên", "Từ ngày", "Phần"), ("Path", "Name", "From", "Share")),
        [
            (
                row["unit"],
                row["name"],
                local_date(str(row["from"])),
                say(session, "tùy địa chỉ", "by address") if row["share"] is None else f"{row['share']:.0%}",
            )
            for row in rows
        ],
    )
    return 0


def _to_json(unit: Unit) -> dict[str, object]:
    return {
        "unit": unit.path,
        "name": unit.name,
        "level": unit.level,
        "parent": unit.parent,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "valid_until": unit.valid_until.isoformat() if unit.valid_until else None,
        "aliases": list(unit.aliases),
    }


def _to_row(unit: Unit, language: str) -> tuple[object, ...]:
    first = local_date(unit.valid_from.isoformat()) if unit.valid_from else ""
    last = local_date(unit.valid_until.isoformat()) if unit.valid_until else ""
    return (unit.path, unit.name, LEVEL_NAMES[language][unit.level], first, last, ", ".join(unit.aliases))
