"""`sohoa systems`: programs that ask over the API, what they may do, their tokens."""

from __future__ import annotations

import click

from pipelines.cli.answers import local_time, pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.people.systems import (
    DEFAULT_DAYS,
    DEFAULT_PER_MINUTE,
    SystemWish,
    close_system,
    list_systems,
    open_system,
    renew_system,
)
from schemas.systems import RIGHTS, ListedSystem

_STATES = {
    "vi": {"open": "đang dùng", "closed": "đã ngừng", "opener_closed": "người cấp đã nghỉ", "expired": "hết hạn"},
    "en": {"open": "open", "closed": "closed", "opener_closed": "opener gone", "expired": "expired"},
}


@click.group("systems")
def systems_command() -> None:
    """Hệ thống gọi API (docs/api.md). / Systems that ask over the API."""


@systems_command.command("add")
@click.argument("name", metavar="NAME")
@click.option("--title", default="", metavar="TEXT", help="Tên gọi / what people call it.")
@click.option("--unit", required=True, metavar="UNIT", help="Đơn vị; gồm các đơn vị trực thuộc.")
@click.option("--right", "rights", multiple=True, required=True, type=click.Choice(RIGHTS), help="Nhiều lần được.")
@click.option("--days", type=int, default=DEFAULT_DAYS, show_default=True, help="Thời hạn, ngày / days.")
@click.option("--per-minute", type=int, default=DEFAULT_PER_MINUTE, show_default=True, help="Số lần gọi mỗi phút.")
@click.option(
    "--network", "networks", multiple=True, metavar="NET", help="Chỉ nhận từ dải địa chỉ này; nhiều lần được."
)
@with_session
def add_command(
    session: Session,
    name: str,
    title: str,
    unit: str,
    rights: tuple[str, ...],
    days: int,
    per_minute: int,
    networks: tuple[str, ...],
) -> int:
    """Mở hệ thống; in mã truy cập một lần. / Open a system; prints its token once."""
    wish = SystemWish(name, title, unit, rights, days, per_minute, networks)
    with session.open() as resources:
        _, token = open_system(resources, wish, session.person)
        return _tell(session, _find(list_systems(resources), name), token)


@systems_command.command("renew")
@click.argument("name", metavar="NAME")
@click.option("--days", type=int, default=DEFAULT_DAYS, show_default=True, help="Thời hạn, ngày / days.")
@with_session
def renew_command(session: Session, name: str, days: int) -> int:
    """Cấp mã truy cập mới; mã cũ ngừng ngay. / A new token; the old one ends at once."""
    with session.open() as resources:
        _, token = renew_system(resources, name, days, session.person)
        return _tell(session, _find(list_systems(resources), name), token)


@systems_command.command("disable")
@click.argument("name", metavar="NAME")
@with_session
def disable_command(session: Session, name: str) -> int:
    """Ngừng hệ thống; tên còn trong lịch sử. / End its token; its name stays in every history."""
    with session.open() as resources:
        close_system(resources, name, session.person)
        return _tell(session, _find(list_systems(resources), name))


@systems_command.command("list")
@with_session
def list_command(session: Session) -> int:
    """Các hệ thống. / Every system."""
    with session.open() as resources:
        listed = list_systems(resources)
    if session.as_json:
        for one in listed:
            print_json(_to_json(one))
        return 0
    headings = pick(
        session,
        ("Tên", "Tên gọi", "Đơn vị", "Quyền", "Tình trạng", "Hạn", "Gọi lần cuối"),
        ("Name", "Title", "Unit", "Rights", "State", "Expires", "Last asked"),
    )
    print_table(headings, [_to_row(session, one) for one in listed])
    return 0


def _find(listed: tuple[ListedSystem, ...], name: str) -> ListedSystem:
    return next(one for one in listed if one.system.name == name)


def _to_row(session: Session, one: ListedSystem) -> tuple[str | None, ...]:
    system = one.system
    return (
        system.name,
        system.title,
        system.unit,
        ", ".join(system.rights),
        _STATES[session.language][one.state],
        local_time(system.expires_at.isoformat()),
        local_time(one.used_at.isoformat()) if one.used_at else None,
    )


def _tell(session: Session, one: ListedSystem, token: str | None = None) -> int:
    if session.as_json:
        print_json(_to_json(one) | {"token": token})
        return 0
    print_note(f"{one.system.name}: {', '.join(one.system.rights)} ({_STATES[session.language][one.state]})")
    if token:
        print_note(say(session, f"Mã truy cập, chỉ hiện lần này: {token}", f"Token, shown this once: {token}"))
    return 0


def _to_json(one: ListedSystem) -> JsonLine:
    system = one.system
    return {
        "name": system.name,
        "title": system.title,
        "unit": system.unit,
        "rights": list(system.rights),
        "state": one.state,
        "opened_by": system.opened_by,
        "opened_at": system.opened_at.isoformat(),
        "expires_at": system.expires_at.isoformat(),
        "used_at": one.used_at.isoformat() if one.used_at else None,
        "per_minute": system.per_minute,
        "networks": list(system.networks),
    }
