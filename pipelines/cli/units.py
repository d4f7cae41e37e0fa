"""`sohoa units`: administrative units of every time, who came after whom, and who answers for a paper today."""

from __future__ import annotations

from datetime import date

import click

from pipelines.cli.answers import DAY, LEVEL_NAMES, local_date, pick, read_private, say
from pipelines.cli.printing import print_json, print_note, print_table, tell_problem
from pipelines.cli.session import Session, with_session
from pipelines.resources import load_types, units_folder
from schemas.custodian_functions import load_functions
from schemas.custodians import Custodian, load_custodians
from schemas.days import today
from schemas.errors import SetupError
from schemas.units import Succession, Unit, Units, check_unit_files, load_units

_BASIS_NAMES = {
    "issuer": ("Đơn vị ban hành vẫn còn", "The issuer still stands"),
    "succession": ("Đơn vị kế thừa", "The one in its place"),
    "function": ("Theo chức năng", "By function"),
    "address": ("Theo địa chỉ", "By the address"),
    "undecided": ("Chưa xác định", "Undecided"),
}
_STATUS_NAMES = {"stated": ("đã đối chiếu", "stated"), "unverified": ("chưa đối chiếu", "unverified")}
_STEP_HEADINGS = (
    ("Mã", "Tên", "Từ ngày", "Phần", "Căn cứ", "Nguồn"),
    ("Path", "Name", "From", "Share", "Basis", "Source"),
)


@click.group("units")
def units_command() -> None:
    """Đơn vị hành chính. / Administrative units."""


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


@units_command.command("custodian")
@click.argument("issuer", metavar="ISSUER")
@click.option("--type", "type_key", metavar="KEY", default=None, help="Loại giấy tờ / document type.")
@click.option("--address", metavar="TEXT", default="", help="Địa chỉ chủ giấy tờ, thửa đất, cơ sở; - đọc từ đầu vào.")
@click.option("--on", type=DAY, default=None, help="Vào ngày (mặc định hôm nay) / on that day.")
@with_session
def custodian_command(session: Session, issuer: str, type_key: str | None, address: str, on: date | None) -> int:
    """Ai chịu trách nhiệm về giấy tờ của một đơn vị. / Who answers for a paper that a unit issued."""
    folder, day = units_folder(session.settings), on or today()
    units = load_units(folder)
    units.get(issuer)
    if type_key is not None and type_key not in load_types(session.settings):
        raise SetupError("type_key_unknown", key=type_key[:60])
    custodian = load_custodians(folder).find(issuer, type_key, read_private(address), day)
    if session.as_json:
        told = {"issuer": issuer, "document_type": type_key, "on": day.isoformat()}
        print_json(told | _custodian_to_json(custodian, units))
    else:
        _print_custodian(session, custodian, units)
    return 1 if custodian.needs_person else 0


def _custodian_to_json(custodian: Custodian, units: Units) -> dict[str, object]:
    return {
        "unit": custodian.unit,
        "name": units.get(custodian.unit).name if custodian.unit else None,
        "organ": custodian.organ or None,
        "basis": custodian.basis,
        "rule": custodian.rule or None,
        "status": custodian.status,
        "needs_person": custodian.needs_person,
        "candidates": [{"unit": path, "name": units.get(path).name} for path in custodian.candidates],
    }


def _print_custodian(session: Session, custodian: Custodian, units: Units) -> None:
    basis, status = (say(session, *names) for names in (_BASIS_NAMES[custodian.basis], _STATUS_NAMES[custodian.status]))
    paths = [custodian.unit] if custodian.unit else custodian.candidates
    print_table(
        pick(
            session,
            ("Mã", "Đơn vị", "Bộ phận", "Theo", "Căn cứ", "Nguồn"),
            ("Path", "Unit", "Organ", "Decided by", "Rule", "Source"),
        ),
        [(path, units.get(path).name, custodian.organ, basis, custodian.rule, status) for path in paths],
    )
    if custodian.needs_person:
        print_note(tell_problem("custodian_undecided", session.language))


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
                say(session, *_STATUS_NAMES[_status(step)]),
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
