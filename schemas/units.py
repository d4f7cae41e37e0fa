"""Here live administrative units with their days of life, their levels and who came after whom.

A path is dotted (`92.916.31135` before 2025-07-01, `92.31135` since), so that a reused code or name can
never be mistaken: code 31135 was the ward Tân An and is now the ward Ninh Kiều.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

from schemas.errors import SetupError
from schemas.issuing_bodies import IssuerFinder
from schemas.partial_dates import day_span

Level = Literal["province", "district", "commune"]
LEVELS: tuple[Level, ...] = ("province", "district", "commune")
# No unit of this level has lived since (Constitution as amended in June 2025; NQ 203/2025/QH15).
DISTRICTS_ENDED_ON = date(2025, 6, 30)
_FOLDER = Path(__file__).with_name("units")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of one time. `valid_until` is its last day; a None bound is not known or not there."""

    path: str
    name: str
    level: Level
    parent: str | None
    valid_from: date | None
    valid_until: date | None
    aliases: tuple[str, ...] = ()

    @property
    def short_name(self) -> str:
        """The name without the word of its kind: `Ninh Kiều`."""
        words = self.name.split()
        return " ".join(words[2:] if words[0] in ("Thành", "Thị") else words[1:])

    def lives_between(self, first: date, last: date) -> bool:
        """Whether it lived on at least one day of the span, both ends included."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_until is None or self.valid_until >= first
        )

    def lives_on(self, day: date) -> bool:
        """Whether it lived on this day."""
        return self.lives_between(day, day)


@dataclass(frozen=True, slots=True)
class Succession:
    """`unit` took over (all or a share of) `predecessor` on a day.

    `share` is the part of the predecessor that went there, 0 to 1; None where it was divided and no
    rule gives figures, so that a person decides by the address.
    """

    predecessor: str
    unit: str
    on: date
    share: Fraction | None
    basis: str


def is_within(path: str, ancestor_path: str) -> bool:
    """Whether a unit is another or lies below it; a matter of paths alone."""
    return path == ancestor_path or path.startswith(ancestor_path + ".")


class Units:
    """All units that the product knows. Immutable; made by `load_units`."""

    def __init__(
        self, units: Iterable[Unit], successions: Iterable[Succession], other_provinces: Iterable[str] = ()
    ) -> None:
        self._by_path: dict[str, Unit] = {unit.path: unit for unit in units}
        self._successions = tuple(successions)
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
        return tuple(unit for unit in self._by_path.values() if unit.parent == path and unit.lives_on(on))

    def list_successors(self, path: str, on: date) -> tuple[Succession, ...]:
        """The units alive on a day that stand where `path` stood; () while it lives itself.

        Chains are followed: An Cư gives Thới Bình in 2024 and Ninh Kiều in 2026. A district has the
        successors of its communes, without shares: who answers depends on the address (domain rule).
        """
        unit = self.get(path)
        if unit.lives_on(on):
            return ()
        if unit.level == "district":
            return self._successors_of_district(unit, on)
        found: dict[str, Succession] = {}
        for step in self._successions:
            if step.predecessor == path and step.on <= on:
                for last in self.list_successors(step.unit, on) or (step,):
                    found[last.unit] = _join_steps(path, step, last, found.get(last.unit))
        return tuple(found[key] for key in sorted(found))

    def list_predecessors(self, path: str) -> tuple[Succession, ...]:
        """All that went into a unit, chains followed, in path order; its accounts see these papers too."""
        self.get(path)
        found: dict[str, Succession] = {}
        for step in self._successions:
            if step.unit == path:
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
        for commune in self._by_path.values():
            if commune.parent == district.path:
                for step in self.list_successors(commune.path, on):
                    found.setdefault(step.unit, Succession(district.path, step.unit, step.on, None, step.basis))
        return tuple(found[key] for key in sorted(found))


def _join_steps(path: str, first: Succession, last: Succession, known: Succession | None) -> Succession:
    whole = first is last
    share = first.share if whole else _times(first.share, last.share)
    if known is not None:
        share = None if known.share is None or share is None else known.share + share
    return Succession(path, last.unit, last.on, share, last.basis)


def _times(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else first * second


@cache
def load_units() -> Units:
    """The units declared in `schemas/units/*.csv`; read once per process."""
    units = tuple(_to_unit(row) for row in _read_rows("units.csv"))
    others = (row["name"] for row in _read_rows("other_provinces.csv"))
    return Units(units, (_to_succession(row) for row in _read_rows("succession.csv")), others)


def _read_rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _to_unit(row: Mapping[str, str]) -> Unit:
    level: Level = next(level for level in LEVELS if level == row["level"])
    return Unit(
        path=row["path"],
        name=row["name"],
        level=level,
        parent=row["path"].rpartition(".")[0] or None,
        valid_from=_to_day(row["valid_from"]),
        valid_until=_to_day(row["valid_until"]),
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
    )


def _to_succession(row: Mapping[str, str]) -> Succession:
    share = Fraction(row["share"]) if row["share"] else None
    return Succession(row["old"], row["new"], date.fromisoformat(row["on"]), share, row["basis"])


def _to_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
