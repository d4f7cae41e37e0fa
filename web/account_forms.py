"""Here live the forms of accounts: units by name, roles in units as a table of ticks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from pipelines.people.signing_in import widen_units
from pipelines.resources import Resources
from schemas.days import local_day
from schemas.errors import SetupError
from schemas.people import ROLES, Account, Grant
from schemas.text import fold
from schemas.unit_values import Unit
from schemas.units import is_within

# Rows for further units, so that the form does without script.
_SPARE_ROWS = 2
_MOST_ROWS = 40
_CODE = re.compile(r"\(?([0-9]{2}(?:\.[0-9]+)*)\)?$")


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One row of the table: the unit as it stands in its box, and the roles ticked."""

    unit: str
    roles: tuple[str, ...]


def tell_unit(resources: Resources, path: str) -> str:
    """`Phường Ninh Kiều (92.31135)`, as the list of suggestions has it."""
    unit = resources.units.find(path)
    return path if unit is None else f"{unit.name} ({path})"


def list_own_units(resources: Resources, account: Account) -> list[Unit]:
    """Units that the account administers, those that live first, then by name."""
    own = widen_units(resources, account.list_units("accounts"))
    today = local_day(resources.now())
    found = [unit for unit in resources.units.list_all() if any(is_within(unit.path, each) for each in own)]
    return sorted(found, key=lambda unit: (not unit.lives_on(today), fold(unit.name), unit.path))


def list_role_rows(resources: Resources, grants: Sequence[Grant]) -> list[RoleRow]:
    """The table of an account, with rows to spare."""
    units = sorted({grant.unit for grant in grants})
    rows = [RoleRow(tell_unit(resources, it), tuple(g.role for g in grants if g.unit == it)) for it in units]
    return [*rows, *(RoleRow("", ()) for _ in range(_SPARE_ROWS))]


def read_role_rows(form: FormData) -> list[RoleRow]:
    """The table as it was sent."""
    numbers = [number for number in range(_MOST_ROWS) if f"unit:{number}" in form]
    return [
        RoleRow(str(form[f"unit:{number}"]).strip(), tuple(map(str, form.getlist(f"role:{number}"))))
        for number in numbers
    ]


def read_grants(rows: Iterable[RoleRow], units: Sequence[Unit]) -> list[Grant]:
    """What a table grants; a row without ticks grants nothing.

    Args:
        units: those that the asking person may choose.

    Raises:
        SetupError: "unit_not_named", "role_unknown", "roles_missing".
    """
    grants = []
    for row in rows:
        if not row.roles:
            continue
        unit = find_unit(row.unit, units)
        for name in row.roles:
            role = next((each for each in ROLES if each == name), None)
            if role is None:
                raise SetupError("role_unknown", role=name[:40])
            grants.append(Grant(role, unit))
    if not grants:
        raise SetupError("roles_missing")
    return list(dict.fromkeys(grants))


def find_unit(text: str, units: Sequence[Unit]) -> str:
    """By the code at the end, else by a name that only one of them has; the living come first."""
    code = _CODE.search(text)
    if code and any(unit.path == code[1] for unit in units):
        return code[1]
    wanted = fold(text)
    named = [unit for unit in units if wanted and wanted in (fold(unit.name), fold(unit.short_name))]
    living = [unit for unit in named if unit.valid_until is None]
    if len(living or named) != 1:
        raise SetupError("unit_not_named", unit=text[:60])
    return (living or named)[0].path
