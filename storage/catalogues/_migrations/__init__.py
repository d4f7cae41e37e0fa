"""Here lives the bringing up to date of a catalogue: ordered steps, each one transaction with its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, inspect, select

from schemas.crash_points import reached
from schemas.errors import SetupError
from storage.catalogues._faults import translated
from storage.catalogues._migrations import (
    api_systems,
    citizen_requests,
    coverage,
    dossiers,
    failed_tries,
    first_tables,
    locked_receipts,
    people,
    register_matches,
    review_checks,
    snapshots,
    views,
)
from storage.catalogues._session import Clock
from storage.catalogues._tables import migrations


class Step(NamedTuple):
    """One change of the tables; `number` counts from 1 without gaps and never changes once released."""

    number: int
    name: str
    apply: Callable[[Connection], None]


STEPS: tuple[Step, ...] = (
    Step(1, "first_tables", first_tables.apply),
    Step(2, "coverage", coverage.apply),
    Step(3, "dossiers", dossiers.apply),
    Step(4, "register_matches", register_matches.apply),
    Step(5, "snapshots", snapshots.apply),
    Step(6, "people", people.apply),
    Step(7, "views", views.apply),
    Step(8, "api_systems", api_systems.apply),
    Step(9, "citizen_requests", citizen_requests.apply),
    Step(10, "review_checks", review_checks.apply),
    Step(11, "locked_receipts", locked_receipts.apply),
    Step(12, "failed_tries", failed_tries.apply),
)


def find_form(engine: Engine) -> int:
    """The number of the last step that this database has seen, 0 for a new one."""
    with translated(), engine.connect() as connection:
        if not inspect(connection).has_table(migrations.name):
            return 0
        return connection.scalar(select(func.max(migrations.c.number))) or 0


def is_current(engine: Engine, steps: tuple[Step, ...] = STEPS) -> bool:
    """Whether nothing is left to do.

    Raises:
        SetupError: "home_newer"; a later version of the program was here.
    """
    form = find_form(engine)
    if form > steps[-1].number:
        raise SetupError("home_newer", found=form, known=steps[-1].number)
    return form == steps[-1].number


def migrate(engine: Engine, clock: Clock, steps: tuple[Step, ...] = STEPS) -> None:
    """Apply what is missing; the caller holds the lock that keeps everybody else out."""
    done = find_form(engine)
    for step in steps[done:]:
        with translated(), engine.connect().execution_options(writes=True) as connection, connection.begin():
            migrations.create(connection, checkfirst=True)
            step.apply(connection)
            reached("migration.middle")
            connection.execute(migrations.insert().values(number=step.number, name=step.name, applied_at=clock()))
