"""Here lives the care of accounts: opened, given roles, given a new password, closed; each noted in the audit chain."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace

from pipelines.people.open_work import check_heir, hand_over
from pipelines.people.passwords import check_strength, hash_password
from pipelines.people.signing_in import widen_units
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.people import GRANTED, ROLES, Account, Grant, is_account_name
from schemas.text import squeeze
from schemas.units import is_within

FIRST_ADMINISTRATOR = "quantri"
# Read aloud and typed once: no letter that looks like another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GIVEN_LENGTH = 12


def open_account(
    resources: Resources, name: str, full_name: str, grants: Sequence[Grant], by: str
) -> tuple[Account, str]:
    """A new account and its one-time password, which nobody can see again.

    Raises:
        SetupError: "account_name_invalid", "account_exists", "role_unknown", "unit_unknown".
    """
    if not is_account_name(name):
        raise SetupError("account_name_invalid", name=name)
    _check_grants(resources, grants)
    password = draw_password()
    account = Account(
        name=name,
        full_name=squeeze(full_name) or name,
        grants=tuple(grants),
        password_hash=hash_password(password),
        created_at=resources.now(),
        must_change=True,
    )
    resources.catalogue.add_account(account)
    _note(resources, by, "account_opened", account)
    return account, password


def open_first_account(resources: Resources, unit: str) -> tuple[Account, str] | None:
    """The administrator of a home without accounts, and its one-time password; None where there are accounts."""
    if resources.catalogue.list_accounts():
        return None
    grants = (Grant("administrator", unit),)
    return open_account(resources, FIRST_ADMINISTRATOR, "Quản trị", grants, "setup")


def set_grants(resources: Resources, name: str, grants: Sequence[Grant], by: str) -> Account:
    """Give an account these roles and no others.

    Raises:
        SetupError: "account_unknown", "account_closed", "account_last", "role_unknown", "roles_missing",
            "unit_unknown".
    """
    _check_grants(resources, grants)
    if not grants:
        raise SetupError("roles_missing")
    _check_open(resources, name)
    if not any("accounts" in GRANTED[grant.role] for grant in grants):
        _check_not_last(resources, name)
    account = resources.catalogue.update_account(name, lambda known: replace(known, grants=tuple(grants)))
    _note(resources, by, "account_granted", account)
    return account


def give_password(resources: Resources, name: str, by: str) -> str:
    """A new one-time password for who forgot theirs; every sign-in of the account ends.

    Raises:
        SetupError: "account_unknown", "account_closed".
    """
    _check_open(resources, name)
    password = draw_password()
    hashed = hash_password(password)

    def change(known: Account) -> Account:
        return replace(known, password_hash=hashed, must_change=True, failed_count=0, locked_until=None)

    _note(resources, by, "password_given", resources.catalogue.update_account(name, change))
    return password


def choose_password(resources: Resources, name: str, password: str) -> None:
    """The person's own password; the sign-ins of the account end.

    Raises:
        SetupError: "account_unknown", "password_weak".
    """
    check_strength(password, name)
    hashed = hash_password(password)
    account = resources.catalogue.update_account(
        name, lambda known: replace(known, password_hash=hashed, must_change=False)
    )
    _note(resources, name, "password_chosen", account)


def close_account(resources: Resources, name: str, by: str, heir: str | None = None) -> Account:
    """Nobody signs in with it any more, its sign-ins and tokens end; its name stays in every history.

    Args:
        heir: who answers for its open work from now on.

    Raises:
        SetupError: "account_unknown", "account_last", "heir_missing", "heir_unfit".
    """
    _check_not_last(resources, name)
    check_heir(resources, name, heir)
    at = resources.now()
    account = resources.catalogue.update_account(name, lambda known: replace(known, closed_at=known.closed_at or at))
    # Closed first: what it might still take on meanwhile is handed over too.
    given = hand_over(resources, name, heir, by)
    _note(resources, by, "account_closed", account)
    if given:
        told = {"account": name, "to": heir, "work": given}
        resources.catalogue.add_audit(by, "work_handed_over", json.dumps(told, sort_keys=True))
    return account


def check_may_grant(resources: Resources, giver: Account, grants: Sequence[Grant]) -> None:
    """Raises SetupError ("grant_beyond_own") unless each lies in a unit that the giver administers."""
    own = widen_units(resources, giver.list_units("accounts"))
    for grant in grants:
        if not any(is_within(grant.unit, unit) for unit in own):
            raise SetupError("grant_beyond_own", unit=grant.unit)


def list_administrators(resources: Resources, account: Account) -> list[str]:
    """The full names of who can give this account another role, sorted."""
    units = {grant.unit for grant in account.grants}
    found = [
        each.full_name
        for each in resources.catalogue.list_accounts()
        if each.closed_at is None and any(each.may_in("accounts", unit) for unit in units)
    ]
    return sorted(found)


def draw_password() -> str:
    """A one-time password that is easy to read out."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_GIVEN_LENGTH))


def read_grant(text: str) -> Grant:
    """`clerk@92.916` as a role in a unit.

    Raises:
        SetupError: "role_unknown".
    """
    name, _, unit = text.partition("@")
    role = next((each for each in ROLES if each == name), None)
    if role is None or not unit:
        raise SetupError("role_unknown", role=text)
    return Grant(role, unit)


def _check_grants(resources: Resources, grants: Sequence[Grant]) -> None:
    for grant in grants:
        if grant.role not in ROLES:
            raise SetupError("role_unknown", role=grant.role)
        resources.units.get(grant.unit)


def _check_open(resources: Resources, name: str) -> None:
    known = resources.catalogue.find_account(name)
    if known is not None and known.closed_at is not None:
        raise SetupError("account_closed", name=name)


def _check_not_last(resources: Resources, name: str) -> None:
    """Somebody must be left who can open accounts."""
    others = [each for each in resources.catalogue.list_accounts() if each.name != name and each.closed_at is None]
    if not any(each.may("accounts") for each in others):
        raise SetupError("account_last")


def _note(resources: Resources, by: str, event: str, account: Account) -> None:
    payload = {"account": account.name, "grants": [f"{grant.role}@{grant.unit}" for grant in account.grants]}
    resources.catalogue.add_audit(by, event, json.dumps(payload, sort_keys=True))
