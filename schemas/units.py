"""Here live administrative units with their days of life, their levels and who came after whom.

A path is dotted (`92.916.31135` before 2025-07-01, `92.31135` since), so that a reused code or name can
never be mistaken: code 31135 was the ward Tân An and is now the ward Ninh Kiều.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path

from schemas.errors import SetupError
from schemas.issuing_bodies import IssuerFinder
from schemas.partial_dates import day_span
from schemas.text import fold
from schemas.unit_checks import list_unit_faults
from schemas.unit_files import SHIPPED_FOLDER, STATUS, Row, UnitFault, UnitTables, list_unit_files, read_unit_tables
from schemas.unit_values import DISTRICTS_ENDED_ON, LEVELS, Level, Street, Succession, Unit, is_within

__all__ = [
    "DISTRICTS_ENDED_ON", "LEVELS", "Level", "Street", "Succession", "Unit", "Units", "check_unit_files", "is_within",
    "load_units", "read_shipped_tables",
]  # fmt: skip


class Units:
    """All units that the product knows. Immutable; made by `load_units`."""

    def __init__(
        self,
        units: Iterable[Unit],
        successions: Iterable[Succession],
        other_provinces: Iterable[str] = (),
        streets: Iterable[Street] = (),
    ) -> None:
        self._by_path: dict[str, Unit] = {unit.path: unit for unit in units}
        self._steps_from: dict[str, list[Succession]] = defaultdict(list)
        self._steps_to: dict[str, list[Succession]] = defaultdict(list)
        for step in successions:
            self._steps_from[step.predecessor].append(step)
            self._steps_to[step.unit].append(step)
        self._below: dict[str | None, list[Unit]] = defaultdict(list)
        for unit in self._by_path.values():
            self._below[unit.parent].append(unit)
        self._streets: dict[str, list[Street]] = defaultdict(list)
        for street in streets:
            self._streets[street.predecessor].append(street)
        self._issuers = IssuerFinder(tuple(self._by_path.values()), other_provinces)

    def list_all(self) -> tuple[Unit, ...]:
        """Every unit of every time, in path order of the declaration."""
        return tuple(self._by_path.values())

    def get(self, path: str) -> Unit:
        """The unit with this path.

        Raises:
            SetupError: "unit_unknown".
        """
        unit = self.find(path)
        if unit is None:
            raise SetupError("unit_unknown", unit=path)
        return unit

    def find(self, path: str) -> Unit | None:
        """The unit with this path, or None."""
        return self._by_path.get(path)

    def is_within(self, path: str, ancestor_path: str) -> bool:
        """Whether a unit is another or lies below it."""
        return is_within(path, ancestor_path)

    def list_children(self, path: str, on: date) -> tuple[Unit, ...]:
        """The units right below one, alive on a day, in path order."""
        return tuple(unit for unit in self.list_below(path) if unit.lives_on(on))

    def list_below(self, path: str) -> tuple[Unit, ...]:
        """The units of every time right below one."""
        return tuple(self._below.get(path, ()))

    def list_streets(self, path: str) -> tuple[Street, ...]:
        """The streets and quarters of a divided unit whose place since is known."""
        return tuple(self._streets.get(path, ()))

    def list_successors(self, path: str, on: date) -> tuple[Succession, ...]:
        """The units alive on a day that stand where `path` stood; () while it lives itself.

        Chains are followed: An Cư gives Thới Bình in 2024 and Ninh Kiều in 2026. A district has the
        successors of its communes, without shares, unless it has one of its own: who answers depends on the address.
        """
        unit = self.get(path)
        if unit.lives_on(on):
            return ()
        steps = self._steps_from.get(path, ())
        if unit.level == "district" and not steps:
            return self._successors_of_district(unit, on)
        found: dict[str, Succession] = {}
        for step in steps:
            if step.on <= on:
                for last in self.list_successors(step.unit, on) or (step,):
                    found[last.unit] = _join_steps(path, step, last, found.get(last.unit))
        return tuple(found[key] for key in sorted(found))

    def list_predecessors(self, path: str) -> tuple[Succession, ...]:
        """All that went into a unit, chains followed, in path order; its accounts see these papers too."""
        self.get(path)
        found: dict[str, Succession] = {}
        for step in self._steps_to.get(path, ()):
            found[step.predecessor] = step
            found |= {each.predecessor: each for each in self.list_predecessors(step.predecessor)}
        return tuple(found[key] for key in sorted(found))

    def resolve_issuer(
        self,
        issuing_body: str,
        parent_body: str | None = None,
        place: str | None = None,
        issue_date: str | None = None,
        *,
        home: str | None = None,
    ) -> Unit | None:
        """The unit that issued a paper, from its printed head, at the time of issue.

        Args:
            issuing_body: as printed, OCR noise allowed: `UBND QUẬN NINH KIỀU`, `PHÒNG QUẢN LÝ ĐÔ THỊ`.
            parent_body: the line above it, if printed.
            place: the place beside the date, `Cần Thơ`.
            issue_date: ISO, may be partial; None when unread.
            home: path of the office that holds the paper; decides between homonyms only.

        Returns:
            None for a ministry, the police, a court, a school, a province not loaded, a homonym that
            nothing decides, and a unit that did not live at the time.
        """
        span = day_span(issue_date) if issue_date else None
        return self._issuers.find(issuing_body, parent_body, place, span, home)

    def _successors_of_district(self, district: Unit, on: date) -> tuple[Succession, ...]:
        found: dict[str, Succession] = {}
        for commune in self.list_below(district.path):
            for step in self.list_successors(commune.path, on):
                found.setdefault(step.unit, replace(step, predecessor=district.path, share=None))
        return tuple(found[key] for key in sorted(found))


def _join_steps(path: str, first: Succession, last: Succession, known: Succession | None) -> Succession:
    whole = first is last
    share = first.share if whole else _times(first.share, last.share)
    if known is not None:
        share = None if known.share is None or share is None else known.share + share
    unverified = first.is_unverified or last.is_unverified or (known is not None and known.is_unverified)
    return Succession(path, last.unit, last.on, share, last.basis, unverified)


def _times(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else first * second


def load_units(office: Path | None = None) -> Units:
    """The units declared in `schemas/units/*.csv` and, laid over them, those of an office's folder.

    Remembered by content; the same object for the same files.

    Raises:
        SetupError: "units_invalid", naming the first fault of the office's tables by file, row and column.
    """
    files = list_unit_files(office)
    if not files:
        return _load_shipped()
    return _load_office(tuple((path.name, path.read_bytes()) for path in files))


def read_shipped_tables() -> UnitTables:
    """The tables of the product itself, as rows."""
    return read_unit_tables((path.name, path.read_bytes()) for path in list_unit_files(SHIPPED_FOLDER))


def check_unit_files(office: Path | None = None) -> tuple[tuple[str, ...], tuple[UnitFault, ...]]:
    """(names of the tables looked at, every fault in them): those of the product and an office's laid over them."""
    files = list_unit_files(office)
    tables = read_shipped_tables()
    tables.add(read_unit_tables((path.name, path.read_bytes()) for path in files))
    names = (path.name for path in (*list_unit_files(SHIPPED_FOLDER), *files))
    return tuple(names), list_unit_faults(tables)


@cache
def _load_shipped() -> Units:
    return _to_units(read_shipped_tables())


@lru_cache(maxsize=8)
def _load_office(files: tuple[tuple[str, bytes], ...]) -> Units:
    tables = read_shipped_tables()
    tables.add(read_unit_tables(files))
    faults = list_unit_faults(tables)
    if faults:
        first = faults[0]
        reason = first.tell("vi")
        raise SetupError(
            "units_invalid", file=first.file, row=first.row, column=first.column, reason=reason, faults=len(faults)
        )
    return _to_units(tables)


def _to_units(tables: UnitTables) -> Units:
    units = tuple(_to_unit(row) for row in tables.units.values())
    steps = (_to_succession(row) for rows in tables.successions.values() for row in rows.values())
    # A province that an office declares is no longer somebody else's.
    known = {fold(unit.short_name) for unit in units if unit.level == "province"}
    others = (name for name in tables.other_provinces if fold(name) not in known)
    streets = (Street(row["old"], fold(row["street"]), row["new"], row["basis"]) for row in tables.streets)
    return Units(units, steps, others, streets)


def _to_unit(row: Row) -> Unit:
    level: Level = next(level for level in LEVELS if level == row["level"])
    return Unit(
        path=row["path"],
        name=row["name"],
        level=level,
        parent=row["path"].rpartition(".")[0] or None,
        valid_from=_to_day(row["valid_from"]),
        valid_until=_to_day(row["valid_until"]),
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
        is_unverified=bool(row[STATUS]),
    )


def _to_succession(row: Row) -> Succession:
    share = Fraction(row["share"]) if row["share"] else None
    return Succession(row["old"], row["new"], date.fromisoformat(row["on"]), share, row["basis"], bool(row[STATUS]))


def _to_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
