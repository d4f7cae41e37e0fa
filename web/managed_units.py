"""Here lives what a manager may look at: its units, what lies below them, and the units they came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schemas.days import today
from schemas.errors import SetupError
from schemas.units import is_within
from web.visitors import Asker

# A slipped finger gives a year of its own: nothing is known of days outside.
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """The unit looked at, its name, and the others that may be picked as (path, name); `day` None: today."""

    unit: str
    name: str
    others: tuple[tuple[str, str], ...]
    on: date


def list_managed(asker: Asker) -> tuple[str, ...]:
    """The account's units, and those they came from: papers of an office that is no more are its successors'."""
    units = asker.resources.units
    own = asker.visitor.account.list_units("coverage")
    before = {step.predecessor for path in own for step in units.list_predecessors(path)}
    return (*own, *sorted(it for it in before if not any(is_within(it, path) for path in own)))


def choose_unit(asker: Asker, unit: str, as_of: str) -> UnitChoice:
    """The unit asked for, by default the first of the account's; a foreign one is as unknown as none.

    Raises:
        SetupError: "unit_unknown", "day_invalid".
    """
    units, managed = asker.resources.units, list_managed(asker)
    chosen = unit or managed[0]
    if not any(is_within(chosen, path) for path in managed):
        raise SetupError("unit_unknown", unit=chosen[:40])
    shown = dict.fromkeys((*managed, chosen))
    on = read_day(as_of) or today()
    return UnitChoice(chosen, units.get(chosen).name, tuple((path, _name(asker, path)) for path in shown), on)


def read_day(text: str) -> date | None:
    """A day as a date box sends it; None where it is empty.

    Raises:
        SetupError: "day_invalid"; also for one outside 2000 to 2100.
    """
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise SetupError("day_invalid") from error
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise SetupError("day_invalid")
    return day


def _name(asker: Asker, path: str) -> str:
    found = asker.resources.units.find(path)
    return found.name if found else path
