"""`sohoa users`: accounts of the portal, their roles, their passwords."""

from __future__ import annotations

import click

from pipelines.cli.answers import pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.people.accounts import close_account, give_password, open_account, read_grant, set_grants
from schemas.people import Account

_STATES = {
    "vi": {"open": "đang mở", "first_sign_in": "chờ đổi mật khẩu", "closed": "đã đóng"},
    "en": {"open": "open", "first_sign_in": "waits for the first sign-in", "closed": "closed"},
}


@click.group("users")
def users_command() -> None:
    """Tài khoản của cổng làm việc. / Accounts of the portal."""


@users_command.command("add")
@click.argument("name", metavar="NAME")
@click.option("--full-name", default="", metavar="TEXT", help="Họ tên / full name.")
@click.option(
    "--role", "roles", multiple=True, required=True, metavar="ROLE@UNIT", help="clerk@92.31135; nhiều lần được."
)
@with_session
def add_command(session: Session, name: str, full_name: str, roles: tuple[str, ...]) -> int:
    """Mở tài khoản; in mật khẩu dùng một lần. / Open an account; prints its one-time password."""
    with session.open() as resources:
        grants = [read_grant(role) for role in roles]
        account, password = open_account(resources, name, full_name, grants, session.person)
    return _tell(session, account, password)


@users_command.command("list")
@with_session
def list_command(session: Session) -> int:
    """Các tài khoản. / Every account."""
    with session.open() as resources:
        accounts = resources.catalogue.list_accounts()
    if session.as_json:
        for account in accounts:
            print_json(_to_json(account))
        return 0
    headings = pick(session, ("Tên", "Họ tên", "Vai trò", "Tình trạng"), ("Name", "Full name", "Roles", "State"))
    rows = [(it.name, it.full_name, ", ".join(_to_json(it)["roles"]), _tell_state(session, it)) for it in accounts]
    print_table(headings, rows)
    return 0


@users_command.command("roles")
@click.argument("name", metavar="NAME")
@click.option("--role", "roles", multiple=True, required=True, metavar="ROLE@UNIT", help="Thay toàn bộ vai trò cũ.")
@with_session
def roles_command(session: Session, name: str, roles: tuple[str, ...]) -> int:
    """Đặt lại vai trò. / Give these roles and no others."""
    with session.open() as resources:
        account = set_grants(resources, name, [read_grant(role) for role in roles], session.person)
    return _tell(session, account)


@users_command.command("password")
@click.argument("name", metavar="NAME")
@with_session
def password_command(session: Session, name: str) -> int:
    """Cấp mật khẩu dùng một lần cho người quên. / A one-time password for who forgot theirs."""
    with session.open() as resources:
        password = give_password(resources, name, session.person)
        account = resources.catalogue.find_account(name)
    assert account is not None, "just given a password"
    return _tell(session, account, password)


@users_command.command("disable")
@click.argument("name", metavar="NAME")
@click.option("--to", "heir", metavar="NAME", help="Người nhận việc còn dở / who takes over its open work.")
@with_session
def disable_command(session: Session, name: str, heir: str | None) -> int:
    """Đóng tài khoản; tên còn trong lịch sử. / Close an account; its name stays in every history."""
    with session.open() as resources:
        account = close_account(resources, name, session.person, heir)
    return _tell(session, account)


def _tell(session: Session, account: Account, password: str | None = None) -> int:
    if session.as_json:
        print_json(_to_json(account) | {"password": password})
        return 0
    print_note(f"{account.name}: {', '.join(_to_json(account)['roles'])} ({_tell_state(session, account)})")
    if password:
        print_note(say(session, f"Mật khẩu dùng một lần: {password}", f"One-time password: {password}"))
    return 0


def _tell_state(session: Session, account: Account) -> str:
    return _STATES[session.language][_to_json(account)["state"]]


def _to_json(account: Account) -> JsonLine:
    return {
        "name": account.name,
        "full_name": account.full_name,
        "roles": [f"{grant.role}@{grant.unit}" for grant in account.grants],
        "state": "closed" if account.closed_at else "first_sign_in" if account.must_change else "open",
        "created_at": account.created_at.isoformat(),
        "signed_in_at": account.signed_in_at.isoformat() if account.signed_in_at else None,
    }
