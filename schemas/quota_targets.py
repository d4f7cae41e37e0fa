"""Here live the floors of the quota: how much of the results in force must be digitised, by level, unit and year.

They are dated data (`quota_targets/*.toml`), each with its basis. The city's reform plan 2021-2025 states 2022 and
"each year at least 20 % more until 100 %". The plan's words are read as percentage points, because only so is 100 %
reached by 2025 (ADR 0021); the relative reading is an option. An office's own files lie in home's `quota_targets/`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

from schemas.target_files import Growth, TargetEntry, read_targets
from schemas.units import DISTRICTS_ENDED_ON, LEVELS, Level, Units

GrowthMode = Literal["points", "relative"]
GROWTH_MODES: tuple[GrowthMode, ...] = ("points", "relative")
_FOLDER = Path(__file__).with_name("quota_targets")


@dataclass(frozen=True, slots=True)
class Target:
    """A floor in percent (0 to 100, exact). `status` is `stated`, `derived` or `assumed`; `basis` is for people.

    `unit`: the floor is this unit's own; None where it is its level's.
    """

    year: int
    level: Level
    percent: Fraction
    status: str
    basis: str
    unit: str | None = None


class QuotaTargets:
    """The floors of all years. Immutable; made by `load_targets`."""

    def __init__(self, growth: Growth, entries: Iterable[TargetEntry], mode: GrowthMode = "points") -> None:
        """Args: entries: of several for one level or unit and year the last counts, so an office's own wins."""
        self._growth = growth
        self._of_levels: dict[Level, dict[int, TargetEntry]] = {level: {} for level in LEVELS}
        self._of_units: dict[tuple[str, int], TargetEntry] = {}
        for entry in entries:
            if entry.unit is None:
                self._of_levels[entry.level][entry.year] = entry
            else:
                self._of_units[entry.unit, entry.year] = entry
        self._mode = mode

    def get(self, year: int, level: Level, unit: str | None = None) -> Target:
        """The floor of a level in a year, or of a unit of that level where it has one of its own for the year.

        Before the first year that any decision names there was no floor: 0, assumed. The district series ends with
        its level on 2025-06-30: later years carry its last floor, for the papers still in force.
        """
        own = self._of_units.get((unit or "", year))
        if own is not None:
            return Target(year, own.level, own.percent, own.status, own.basis, own.unit)
        ended = level == "district" and year > DISTRICTS_ENDED_ON.year
        counted_year = DISTRICTS_ENDED_ON.year if ended else year
        stated = [entry for entry in self._of_levels[level].values() if entry.year <= counted_year]
        if not stated:
            return Target(year, level, Fraction(0), "assumed", self._growth.basis_assumed)
        last = max(stated, key=lambda entry: entry.year)
        status, basis = ("assumed", self._growth.basis_ended) if ended else self._tell(last, year)
        return Target(year, level, self._grow(last, counted_year), status, basis)

    def list_all(self, until_year: int) -> tuple[Target, ...]:
        """Floors of the levels from the first stated year on, by year, then province, district, commune; then the own
        floors of units, by year and path. No district after its level ended.
        """
        first = min((year for of_level in self._of_levels.values() for year in of_level), default=until_year + 1)
        of_levels = [
            self.get(year, level)
            for year in range(first, until_year + 1)
            for level in LEVELS
            if level != "district" or year <= DISTRICTS_ENDED_ON.year
        ]
        own = sorted(self._of_units.values(), key=lambda entry: (entry.year, entry.unit or ""))
        return (*of_levels, *(self.get(entry.year, entry.level, entry.unit) for entry in own))

    def _grow(self, entry: TargetEntry, year: int) -> Fraction:
        years, step = year - entry.year, self._growth.yearly_percent
        if self._mode == "points":
            return min(entry.percent + step * years, max(entry.percent, self._growth.cap))
        return min(entry.percent * (1 + step / 100) ** years, max(entry.percent, self._growth.cap))

    def _tell(self, entry: TargetEntry, year: int) -> tuple[str, str]:
        """Status and basis of what an entry has grown to."""
        if year == entry.year:
            return entry.status, entry.basis
        if year > self._growth.derived_until:
            return "assumed", self._growth.basis_assumed
        return "derived", self._growth.basis_points if self._mode == "points" else self._growth.basis_relative


def load_targets(
    extra_folder: Path | None = None, units: Units | None = None, mode: GrowthMode = "points"
) -> QuotaTargets:
    """The shipped floors; an office's own files add to them and win over them.

    Args:
        units: those that an office's file may name; needed with `extra_folder`.

    Raises:
        SetupError: "targets_invalid", "target_twice", with file and line.
    """
    growth, shipped = read_targets(_FOLDER, None)
    own = read_targets(extra_folder, units)[1] if extra_folder else ()
    if growth is None:
        raise ValueError("the shipped floors say how they grow")
    return QuotaTargets(growth, (*shipped, *own), mode)


@cache
def shipped_targets(mode: GrowthMode = "points") -> QuotaTargets:
    """The floors that every installation has, without an office's own."""
    return load_targets(mode=mode)


def get_target(year: int, level: Level, mode: str = "points", unit: str | None = None) -> Target:
    """The shipped floor of a level in a year: `points` (+20 points a year) or `relative` (x 1.2), up to 100.

    Raises:
        ValueError: another mode.
    """
    return shipped_targets(_check_mode(mode)).get(year, level, unit)


def list_targets(until_year: int = 2026, mode: str = "points") -> tuple[Target, ...]:
    """All shipped floors, in the order of `QuotaTargets.list_all`."""
    return shipped_targets(_check_mode(mode)).list_all(until_year)


def _check_mode(mode: str) -> GrowthMode:
    for known in GROWTH_MODES:
        if mode == known:
            return known
    raise ValueError(f"unknown mode {mode}")
